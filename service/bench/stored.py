"""The weights in a CTranslate2 model file, as numbers: other programs can then hear with the same ones.

`service/edges/model_file.py` says how such a file is laid out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.edges.model_file import read_name, read_number

Values = NDArray[Any]

_BFLOAT16 = 5
_TYPES: tuple[tuple[str, str], ...] = (
    ("float32", "<f4"),
    ("int8", "<i1"),
    ("int16", "<i2"),
    ("int32", "<i4"),
    ("float16", "<f2"),
    ("bfloat16", "<u2"),
)
"""Name and layout by the number that stands in the file; numpy has no bfloat16."""


class Stored(NamedTuple):
    """`values` by name, without scales, each name that is another's alias with that one's values.

    `precision`: the type that most of the numbers have in the file. What was stored in int8 or int16 is
    brought back to floats, but what rounding took is gone: such weights are not those that were trained.
    """

    values: Mapping[str, Values]
    precision: str

    @property
    def rounded(self) -> bool:
        return self.precision in ("int8", "int16")


def read_stored(weights: Path) -> Stored:
    """Everything in a model file that `fault_in_weights` finds no fault in."""
    with weights.open("rb") as file:
        read_number(file, "<I")
        read_name(file)
        read_number(file, "<I")
        kept = {name: (kind, values) for name, kind, values in _variables(file)}
        aliases = [(read_name(file), read_name(file)) for _ in range(read_number(file, "<I"))]
    numbers: Counter[str] = Counter()
    for kind, values in kept.values():
        numbers[kind] += values.size
    raw = {name: values for name, (_, values) in kept.items()}
    floats = {name: _unscaled(name, raw) for name in raw if not name.endswith("_scale")}
    floats.update((alias, floats[name]) for alias, name in aliases if name in floats)
    return Stored(floats, numbers.most_common(1)[0][0])


def _variables(file: BinaryIO) -> Iterator[tuple[str, str, Values]]:
    for _ in range(read_number(file, "<I")):
        name = read_name(file)
        shape = [read_number(file, "<I") for _ in range(read_number(file, "<B"))]
        number = read_number(file, "<B")
        kind, layout = _TYPES[number]
        values = np.frombuffer(file.read(read_number(file, "<I")), layout).reshape(shape)
        if number == _BFLOAT16:  # the upper half of a float32
            values = (values.astype(np.uint32) << 16).view(np.float32)
        yield name, kind, values


def _unscaled(name: str, raw: Mapping[str, Values]) -> Values:
    """Rows of whole numbers were multiplied by their scale, or all by one, before they were rounded."""
    values = raw[name]
    scale = raw.get(f"{name}_scale")
    if scale is None:
        return values
    by_row = scale.astype(np.float32).reshape([-1] + [1] * (values.ndim - 1))
    return values.astype(np.float32) / by_row
