"""The network that tells how many people speak at once, put together from its published weights.

PyanNet of pyannote.audio (Bredin, Interspeech 2023; the powerset output of Plaquet and Bredin, Interspeech
2023) in the sizes of segmentation-3.0: learnable band-pass filters (Ravanelli and Bengio, 2018), two
convolutions, four bidirectional LSTMs, two layers. For each frame it gives the odds of nobody, of one of
three people, and of two of them at once.
"""

import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.edges.checkpoints import Tensor, read_checkpoint
from service.edges.onnx_writer import Graph
from service.edges.track_files import RATE

FRAME_STEP = 270
"""Samples from one frame to the next: a stride of 10, and three poolings by 3."""
CLASSES, FIRST_OF_TWO = 7, 4
"""Nobody, three single people, three pairs."""
_LEFT_OUT = ("pyannote.", "pytorch_lightning.", "lightning", "torch.torch_version", "omegaconf.", "typing")
"""What a training program wrote beside the weights."""
_LOWEST, _NARROWEST = 50.0, 50.0
_TAPS = 251
_LAYERS, _HIDDEN = 4, 128


class NotTheNetwork(Exception):
    """A file is no checkpoint of this network."""


def segmentation(checkpoint: Path) -> bytes:
    """The network as an ONNX model: [windows, 1, samples] → [windows, frames, CLASSES].

    Raises NotTheNetwork where the file holds something else.
    """
    try:
        return _Network(read_checkpoint(checkpoint, part="state_dict", ignored=_LEFT_OUT)).written()
    except (KeyError, zipfile.BadZipFile, pickle.UnpicklingError, OSError, EOFError, struct.error) as error:
        raise NotTheNetwork(f"{type(error).__name__}: {error}") from error


class _Network:
    """The layers in order, each a method that takes and gives the name of what flows."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        self._weights = weights
        self._graph = Graph()

    def written(self) -> bytes:
        flow = self._hear("sound")
        flow = self._graph.add("Transpose", flow, perm=[2, 0, 1])
        for layer in range(_LAYERS):
            flow = self._remember(flow, layer)
        flow = self._graph.add("Transpose", flow, perm=[1, 0, 2])
        for name in ("linear.0", "linear.1"):
            flow = self._graph.add("LeakyRelu", self._line(flow, name))
        flow = self._graph.add("Softmax", self._line(flow, "classifier"), axis=-1)
        return self._graph.written("sound", ["windows", 1, "samples"], flow, ["windows", "frames", CLASSES])

    def _hear(self, flow: str) -> str:
        """From sound to 60 features a frame."""
        flow = self._normed(flow, "sincnet.wav_norm1d")
        filters = _filters(*(_array(self._weights[f"{_FILTERS}.{part}"]) for part in ("low_hz_", "band_hz_")))
        bands = self._graph.floats("filters", filters.shape, filters.astype("<f4").tobytes())
        flow = self._graph.add("Abs", self._graph.add("Conv", flow, bands, strides=[10]))
        flow = self._pooled(flow, 0)
        for number in (1, 2):
            name = f"sincnet.conv1d.{number}"
            flow = self._graph.add("Conv", flow, self._float(f"{name}.weight"), self._float(f"{name}.bias"))
            flow = self._pooled(flow, number)
        return flow

    def _pooled(self, flow: str, number: int) -> str:
        flow = self._graph.add("MaxPool", flow, kernel_shape=[3], strides=[3])
        return self._graph.add("LeakyRelu", self._normed(flow, f"sincnet.norm1d.{number}"))

    def _normed(self, flow: str, name: str) -> str:
        scale, shift = self._float(f"{name}.weight"), self._float(f"{name}.bias")
        return self._graph.add("InstanceNormalization", flow, scale, shift)

    def _remember(self, flow: str, layer: int) -> str:
        """One bidirectional LSTM layer: [frames, windows, features] → [frames, windows, 2 × hidden]."""
        names = [f"lstm.{{}}_l{layer}{way}" for way in ("", "_reverse")]
        inputs, hidden = (
            np.stack([_gates(self._weights[name.format(part)]) for name in names])
            for part in ("weight_ih", "weight_hh")
        )
        shifts = np.stack(
            [
                np.concatenate([_gates(self._weights[name.format(part)]) for part in ("bias_ih", "bias_hh")])
                for name in names
            ]
        )
        given = [
            self._graph.floats(f"lstm.{layer}.{what}", rows.shape, rows.astype("<f4").tobytes())
            for what, rows in (("inputs", inputs), ("hidden", hidden), ("shifts", shifts))
        ]
        flow = self._graph.add("LSTM", flow, *given, hidden_size=_HIDDEN, direction="bidirectional")
        flow = self._graph.add("Transpose", flow, perm=[0, 2, 1, 3])
        return self._graph.add("Reshape", flow, self._graph.integers(f"lstm.{layer}.shape", [0, 0, -1]))

    def _line(self, flow: str, name: str) -> str:
        turned = np.ascontiguousarray(_array(self._weights[f"{name}.weight"]).T)
        weight = self._graph.floats(f"{name}.turned", turned.shape, turned.astype("<f4").tobytes())
        return self._graph.add("Add", self._graph.add("MatMul", flow, weight), self._float(f"{name}.bias"))

    def _float(self, name: str) -> str:
        tensor = self._weights[name]
        return self._graph.floats(name, tensor.shape, tensor.data)


_FILTERS = "sincnet.conv1d.0.filterbank"


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return np.frombuffer(tensor.data, "<f4").reshape(tensor.shape)


def _gates(tensor: Tensor) -> NDArray[np.float32]:
    """An LSTM's tensor, its gates in ONNX's order: input, output, forget, cell; PyTorch has output last."""
    one, forget, cell, output = np.split(_array(tensor), 4)
    return np.concatenate([one, output, forget, cell])


def _filters(low: NDArray[np.float32], width: NDArray[np.float32]) -> NDArray[np.float64]:
    """The band-pass filters: for each band an even one (cosines) and, further down, an odd one (sines).

    An ideal band-pass is the difference of two sinc functions; a Hamming window makes it finite.
    """
    lowest = _LOWEST + np.abs(low.astype(np.float64))
    highest = np.clip(lowest + _NARROWEST + np.abs(width.astype(np.float64)), _LOWEST, RATE / 2)
    half = _TAPS // 2
    times = 2 * np.pi * np.arange(-half, 0) / RATE
    window = np.hamming(_TAPS)[:half]
    even = (np.sin(highest * times) - np.sin(lowest * times)) / (times / 2) * window
    odd = (np.cos(lowest * times) - np.cos(highest * times)) / (times / 2) * window
    band = highest - lowest
    evens = np.concatenate([even, 2 * band, even[:, ::-1]], axis=1)
    odds = np.concatenate([odd, np.zeros_like(band), -odd[:, ::-1]], axis=1)
    filters: NDArray[np.float64] = np.concatenate([evens / (2 * band), odds / (2 * band)])
    return filters[:, None, :]
