"""Whether a file can be the weights of a speech model: its table of contents, without reading the weights."""

import os
import struct
from pathlib import Path
from typing import BinaryIO

OLDEST = 4
"""The first version of CTranslate2's format that gives each variable's length in bytes."""
MOST_VARIABLES = 100_000


def fault_in_weights(weights: Path) -> str | None:
    """What is wrong with a CTranslate2 model file of a Whisper model; None where nothing can be seen.

    The format is version, name and revision of the model, the number of its variables and then each one:
    name, shape, type, length, values. The lengths have to lead to the end of the file, but not beyond it.
    """
    try:
        with weights.open("rb") as file:
            return _fault(file, weights.stat().st_size)
    except (struct.error, UnicodeDecodeError):
        return "it is not a model of CTranslate2"
    except OSError as error:
        return f"it can't be read ({error.strerror})"


def _fault(file: BinaryIO, size: int) -> str | None:
    version = read_number(file, "<I")
    spec = read_name(file)
    read_number(file, "<I")
    count = read_number(file, "<I")
    if version < OLDEST or count > MOST_VARIABLES:
        return "it is not a model of CTranslate2"
    if spec != "WhisperSpec":
        return f"it is no Whisper model, but {spec}"
    for _ in range(count):
        try:
            _skip_variable(file)
        except struct.error:
            return "it is cut off"
        if file.tell() > size:
            return "it is cut off"
    return None


def _skip_variable(file: BinaryIO) -> None:
    read_name(file)
    rank = read_number(file, "<B")
    file.seek(4 * rank + 1, os.SEEK_CUR)
    file.seek(read_number(file, "<I"), os.SEEK_CUR)


def read_name(file: BinaryIO) -> str:
    """A length and as many bytes, the last of them zero."""
    return file.read(read_number(file, "<H")).decode("ascii").rstrip("\0")


def read_number(file: BinaryIO, form: str) -> int:
    (number,) = struct.unpack(form, file.read(struct.calcsize(form)))
    return int(number)
