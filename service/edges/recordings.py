"""Opening a recording that came from anywhere: regular files of known kinds, hashed while they are read."""

import errno
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import BadRecording
from service.edges.containers import (
    LARGEST_PAGE,
    OGG,
    RAW,
    SNIFF_BYTES,
    Container,
    announced_bytes,
    id3_length,
    missing_from_last_page,
    recognise,
    says_its_length,
    why_refused,
)

_MARK = ".sidetone-raw-"
_LONGEST_SHOWN_NAME = 80
_PIECE = 1 << 20
_MOST_TAGS = 4


class HashedFile(io.RawIOBase):
    """A file for FFmpeg that is hashed as it is read.

    It has no `name`, so that FFmpeg cannot look for anything beside it. What is read in order is hashed at
    once; what was jumped over is read by `sha256`.
    """

    def __init__(self, file: io.FileIO, shown: str) -> None:
        self._file = file
        self._shown = shown
        self._hash = hashlib.sha256()
        self._hashed = 0
        # Kept as well as raised: FFmpeg may take a failed read for the end of the file.
        self.failure: BadRecording | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Less than 0 for a place that no file has, which FFmpeg takes for damage; an error would end all."""
        try:
            return self._file.seek(offset, whence)
        except (OSError, OverflowError):
            return -errno.EINVAL

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        start = self._file.tell()
        try:
            data = self._file.read(size) or b""
        except OSError as error:
            self.failure = _unreadable(self._shown, error)
            raise self.failure from error
        end = start + len(data)
        if start <= self._hashed < end:
            self._hash.update(memoryview(data)[self._hashed - start :])
            self._hashed = end
        return data

    def sha256(self) -> str:
        """SHA-256 (hex) of the whole file; reads what nobody has read yet."""
        self.seek(self._hashed)
        while self.read(_PIECE):
            pass
        return self._hash.hexdigest()

    def size(self) -> int:
        """How long the file is now, in bytes."""
        return os.fstat(self._file.fileno()).st_size


@dataclass(frozen=True)
class Recording:
    """An open recording: the name people see, the bytes and their number, the kind of file.

    `missing_bytes` is by how much the file is shorter than its header announces. `says_its_length`: whether
    there is a length in it at all.
    """

    name: str
    file: HashedFile
    size: int
    container: Container
    missing_bytes: int
    says_its_length: bool = True


@contextmanager
def open_recording(path: Path, raw_format: str | None = None) -> Iterator[Recording]:
    """Open a recording for decoding. `raw_format`, of RAW, is for files that have no header.

    A stored one carries its format in its name (`stored_as`), so that everybody who opens it knows it.
    Raises BadRecording for anything that is not a regular, readable file of a kind that is taken, and for
    one that stops being readable or changes while it is in use.
    """
    name = shown_name(path)
    with _open_regular(path, name) as raw:
        file = HashedFile(raw, name)
        recording = _recognised(file, name, raw_format or _stored_format(path))
        yield recording
        if file.size() != recording.size:
            next_step = "Wait until it is complete, then try again."
            raise BadRecording("changed", f"{name} changed while it was read.", next_step)


def stored_as(name: str, raw_format: str | None) -> str:
    """What a recording is called where it is stored, so that `open_recording` knows its format."""
    return name if raw_format is None else f"{name}{_MARK}{raw_format}"


def _stored_format(path: Path) -> str | None:
    _, _, marked = path.name.rpartition(_MARK)
    return marked if _MARK in path.name and marked in RAW else None


def shown_name(path: Path) -> str:
    """The file's name for messages and documents: control characters and broken encoding made visible."""
    readable = path.name.encode("utf-8", "backslashreplace").decode()
    readable = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in readable)
    if len(readable) <= _LONGEST_SHOWN_NAME:
        return readable
    return f"{readable[: _LONGEST_SHOWN_NAME - 21]}…{readable[-20:]}"


def _open_regular(path: Path, name: str) -> io.FileIO:
    # Non-blocking, because opening a named pipe would wait for somebody to write into it.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from error
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return io.FileIO(descriptor, "rb")
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise BadRecording("not_a_file", f"{name} is a folder.", "Name the recordings in it, one by one.")
    raise BadRecording("not_a_file", f"{name} is a pipe or a device.", "Save the recording to a file first.")


def _unreadable(name: str, error: OSError | ValueError) -> BadRecording:
    if isinstance(error, FileNotFoundError):
        return BadRecording("not_found", f"There is no file {name}.", "Check the path.")
    if isinstance(error, PermissionError):
        return BadRecording("unreadable", f"{name} may not be read.", "Change its permissions or its owner.")
    reason = getattr(error, "strerror", None) or str(error)
    return BadRecording(
        "unreadable", f"{name} could not be read: {reason}.", "Copy it to this machine first."
    )


def _recognised(file: HashedFile, name: str, raw_format: str | None) -> Recording:
    size = file.size()
    head = file.read(SNIFF_BYTES)
    if not head:
        raise BadRecording("empty", f"{name} is empty.", "Fetch the recording again.")
    missing = max(0, (announced_bytes(head) or 0) - size)
    behind_tags = 0
    for _ in range(_MOST_TAGS):
        behind_tags += id3_length(head)
        file.seek(behind_tags)
        head = file.read(SNIFF_BYTES)
    container = recognise(head)
    if container is None and raw_format is not None and why_refused(head).code == "no_header":
        file.seek(0)
        return Recording(name, file, size, RAW[raw_format][0], 0)
    if container is None:
        refusal = why_refused(head)
        raise BadRecording(refusal.code, f"{name} is no recording: it is {refusal.what}.", refusal.next_step)
    if container is OGG:
        file.seek(max(0, size - LARGEST_PAGE))
        missing = missing_from_last_page(file.read(LARGEST_PAGE))
    file.seek(0)
    return Recording(name, file, size, container, missing, says_its_length(container, head))
