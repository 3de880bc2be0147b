"""Writes a graph of the Open Neural Network Exchange as bytes, with as much of protobuf as that takes.

The numbers are the field numbers of onnx.proto3 (ONNX 1.16, IR version 8, operator set 17). The library for
it is forty times as large as what is needed here.
"""

from collections.abc import Sequence

_IR_VERSION, _OPERATORS = 8, 17
_FLOAT, _INT64 = 1, 7
_ATTRIBUTE_INT, _ATTRIBUTE_TEXT, _ATTRIBUTE_INTS = 2, 3, 7


class Graph:
    """Nodes in the order in which they are added, with the tensors that they take."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._tensors: list[bytes] = []
        self._names = 0

    def floats(self, name: str, shape: Sequence[int], data: bytes) -> str:
        """A tensor of 32-bit floats, little-endian; gives its name back."""
        return self._tensor(name, shape, data, _FLOAT)

    def integers(self, name: str, values: Sequence[int]) -> str:
        """A row of 64-bit integers; gives its name back."""
        data = b"".join(value.to_bytes(8, "little", signed=True) for value in values)
        return self._tensor(name, [len(values)], data, _INT64)

    def add(self, operator: str, *inputs: str, **attributes: int | str | Sequence[int]) -> str:
        """One node; gives the name of its one output back."""
        self._names += 1
        output = f"{operator}_{self._names}"
        self._nodes.append(
            b"".join(_text(1, name) for name in inputs)
            + _text(2, output)
            + _text(4, operator)
            + b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
        )
        return output

    def written(
        self, given: str, shape: Sequence[str | int], answer: str, answers: Sequence[str | int]
    ) -> bytes:
        """The whole model with one input and one output of floats."""
        graph = (
            b"".join(_bytes(1, node) for node in self._nodes)
            + _text(2, "graph")
            + b"".join(_bytes(5, tensor) for tensor in self._tensors)
            + _bytes(11, _value(given, shape))
            + _bytes(12, _value(answer, answers))
        )
        return _number(1, _IR_VERSION) + _bytes(7, graph) + _bytes(8, _text(1, "") + _number(2, _OPERATORS))

    def _tensor(self, name: str, shape: Sequence[int], data: bytes, kind: int) -> str:
        dimensions = b"".join(_number(1, size) for size in shape)
        self._tensors.append(dimensions + _number(2, kind) + _text(8, name) + _bytes(9, data))
        return name


def _attribute(name: str, value: int | str | Sequence[int]) -> bytes:
    if isinstance(value, str):
        return _text(1, name) + _text(4, value) + _number(20, _ATTRIBUTE_TEXT)
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    numbers = b"".join(_number(8, number) for number in value)
    return _text(1, name) + numbers + _number(20, _ATTRIBUTE_INTS)


def _value(name: str, shape: Sequence[str | int]) -> bytes:
    sizes = b"".join(
        _bytes(1, _number(1, size) if isinstance(size, int) else _text(2, size)) for size in shape
    )
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, _FLOAT) + _bytes(2, sizes)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value & 0xFFFFFFFFFFFFFFFF)


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
