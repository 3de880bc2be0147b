"""Tensors out of a checkpoint of PyTorch, without PyTorch and without running anything that it asks for."""

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Iterable
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

_FLOAT = 4


class Tensor(NamedTuple):
    """Its shape and its 32-bit floats, little-endian."""

    shape: tuple[int, ...]
    data: bytes


def read_checkpoint(file: Path, *, part: str | None = None, ignored: Iterable[str] = ()) -> dict[str, Tensor]:
    """The named tensors of floats in a checkpoint, or in the `part` of it that has this name.

    Objects of the modules that begin with one of `ignored` are left out; any other object is refused.
    """
    with zipfile.ZipFile(file) as archive:
        folder = archive.namelist()[0].partition("/")[0]
        with archive.open(f"{folder}/data.pkl") as pickled:
            told = _Unpickler(pickled, tuple(ignored)).load()
        if part is not None:
            told = told.get(part) if isinstance(told, dict) else None
        named = told if isinstance(told, dict) else {}
        return {
            name: Tensor(tensor.shape, _floats(archive.read(f"{folder}/data/{tensor.key}"), tensor))
            for name, tensor in named.items()
            if isinstance(tensor, _Stored) and tensor.kind == "FloatStorage"
        }


class _Stored(NamedTuple):
    kind: str
    key: str
    offset: int
    shape: tuple[int, ...]


def _floats(storage: bytes, tensor: _Stored) -> bytes:
    """Its part of a storage, which several tensors may share."""
    start = tensor.offset * _FLOAT
    return storage[start : start + prod(tensor.shape) * _FLOAT]


class _LeftOut:
    """Stands for an object that nothing here needs: takes whatever it is made of and does nothing with it."""

    def __new__(cls, *_: Any, **__: Any) -> "_LeftOut":
        return super().__new__(cls)

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __setstate__(self, state: Any) -> None: ...


class _Unpickler(pickle.Unpickler):
    """Knows the few names a checkpoint needs, and refuses all others: a pickle may name any function."""

    def __init__(self, file: Any, ignored: tuple[str, ...]) -> None:
        super().__init__(file)
        self._ignored = ignored

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda stored, offset, shape, *rest: _Stored(stored[0], stored[1], offset, tuple(shape))
        if module == "torch" and name.endswith("Storage"):
            return name
        if self._ignored and module.startswith(self._ignored):
            return _LeftOut
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")

    def persistent_load(self, pid: Any) -> tuple[str, str]:
        return str(pid[1]), str(pid[2])
