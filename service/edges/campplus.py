"""CAM++ put together from its published weights: the layers written down here, no PyTorch.

The network is that of Wang et al., "CAM++: A fast and efficient network for speaker verification using
context-aware masking" (Interspeech 2023), sections 2 and 3, in the sizes of 3D-Speaker's model for Chinese
and English. The mask's context is the mean over the whole stretch and over segments of 100 frames at half the
rate; up to LONGEST frames are one segment, so both are the same mean, and longer stretches are not taken.
"""

import pickle
import struct
import zipfile
from pathlib import Path

from service.edges.checkpoints import Tensor, read_checkpoint
from service.edges.filterbank import BANDS
from service.edges.onnx_writer import Graph

LONGEST = 200
OUTPUT = 192
_BLOCKS = ((12, 1), (24, 2), (16, 2))
"""Layers and dilation of each of the three blocks."""


class NotTheWeights(Exception):
    """A file is no checkpoint of PyTorch that holds tensors of floats only."""


def campplus(checkpoint: Path) -> bytes:
    """The network with the weights of a PyTorch checkpoint as an ONNX model: [stretches, frames, bands].

    Raises NotTheWeights where the file holds something else.
    """
    try:
        return _Network(read_checkpoint(checkpoint)).written()
    except (KeyError, zipfile.BadZipFile, pickle.UnpicklingError, OSError, EOFError, struct.error) as error:
        raise NotTheWeights(f"{type(error).__name__}: {error}") from error


class _Network:
    """The layers, each a method that takes and gives the name of what flows."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        self._weights = weights
        self._graph = Graph()

    def written(self) -> bytes:
        graph = self._graph
        flow = graph.add("Unsqueeze", graph.add("Transpose", "bands", perm=[0, 2, 1]), self._axis("one", 1))
        flow = self._head(flow)
        flow = self._relu(
            self._norm(
                self._line(flow, "xvector.tdnn.linear", pad=2, stride=2), "xvector.tdnn.nonlinear.batchnorm"
            )
        )
        for number, (layers, dilation) in enumerate(_BLOCKS, start=1):
            for layer in range(1, layers + 1):
                fresh = self._layer(flow, f"xvector.block{number}.tdnnd{layer}", dilation)
                flow = graph.add("Concat", flow, fresh, axis=1)
            name = f"xvector.transit{number}"
            flow = self._line(self._relu(self._norm(flow, f"{name}.nonlinear.batchnorm")), f"{name}.linear")
        flow = self._relu(self._norm(flow, "xvector.out_nonlinear.batchnorm"))
        flow = self._line(self._statistics(flow), "xvector.dense.linear")
        flow = graph.add(
            "Squeeze", self._norm(flow, "xvector.dense.nonlinear.batchnorm"), self._axis("last", -1)
        )
        return graph.written("bands", ["stretches", "frames", BANDS], flow, ["stretches", OUTPUT])

    def _head(self, flow: str) -> str:
        """Residual blocks of two-dimensional convolutions, which take the bands together by eight."""
        flow = self._relu(self._norm(self._plane(flow, "head.conv1"), "head.bn1"))
        for name, stride in (("layer1.0", 2), ("layer1.1", 1), ("layer2.0", 2), ("layer2.1", 1)):
            flow = self._residual(flow, f"head.{name}", stride)
        flow = self._relu(self._norm(self._plane(flow, "head.conv2", stride=2), "head.bn2"))
        shape = self._graph.integers("head.shape", [0, 32 * BANDS // 8, -1])
        return self._graph.add("Reshape", flow, shape)

    def _residual(self, flow: str, name: str, stride: int) -> str:
        within = self._relu(self._norm(self._plane(flow, f"{name}.conv1", stride), f"{name}.bn1"))
        within = self._norm(self._plane(within, f"{name}.conv2"), f"{name}.bn2")
        if f"{name}.shortcut.0.weight" in self._weights:
            flow = self._norm(self._plane(flow, f"{name}.shortcut.0", stride, pad=0), f"{name}.shortcut.1")
        return self._relu(self._graph.add("Add", within, flow))

    def _layer(self, flow: str, name: str, dilation: int) -> str:
        """A densely connected layer whose output is masked by its context."""
        graph = self._graph
        within = self._line(self._relu(self._norm(flow, f"{name}.nonlinear1.batchnorm")), f"{name}.linear1")
        within = self._relu(self._norm(within, f"{name}.nonlinear2.batchnorm"))
        local = self._line(within, f"{name}.cam_layer.linear_local", pad=dilation, dilation=dilation)
        mean = graph.add("ReduceMean", within, axes=[-1], keepdims=1)
        context = graph.add("Add", mean, mean)
        mask = self._relu(self._line(context, f"{name}.cam_layer.linear1"))
        mask = graph.add("Sigmoid", self._line(mask, f"{name}.cam_layer.linear2"))
        return graph.add("Mul", local, mask)

    def _statistics(self, flow: str) -> str:
        """Mean and standard deviation (of a sample) over time, one after the other."""
        graph = self._graph
        mean = graph.add("ReduceMean", flow, axes=[-1], keepdims=1)
        squares = graph.add("ReduceSumSquare", graph.add("Sub", flow, mean), axes=[-1], keepdims=1)
        frames = graph.add("Slice", graph.add("Shape", flow), self._axis("two", 2), self._axis("three", 3))
        count = graph.add("Cast", frames, to=1)
        fewer = graph.add("Sub", count, graph.floats("unit", [1], struct.pack("<f", 1.0)))
        deviation = graph.add("Sqrt", graph.add("Div", squares, fewer))
        return graph.add("Concat", mean, deviation, axis=1)

    def _plane(self, flow: str, name: str, stride: int = 1, pad: int = 1) -> str:
        weight = self._float(f"{name}.weight")
        return self._graph.add("Conv", flow, weight, strides=[stride, 1], pads=[pad] * 4)

    def _line(self, flow: str, name: str, pad: int = 0, stride: int = 1, dilation: int = 1) -> str:
        bias = [self._float(f"{name}.bias")] if f"{name}.bias" in self._weights else []
        weight = self._float(f"{name}.weight")
        return self._graph.add(
            "Conv", flow, weight, *bias, strides=[stride], pads=[pad] * 2, dilations=[dilation]
        )

    def _norm(self, flow: str, name: str) -> str:
        """Batch normalisation; the last one has neither scale nor shift of its own."""
        (channels,) = self._weights[f"{name}.running_mean"].shape
        for part, value in (("weight", 1.0), ("bias", 0.0)):
            plain = Tensor((channels,), struct.pack("<f", value) * channels)
            self._weights.setdefault(f"{name}.{part}", plain)
        parts = [self._float(f"{name}.{part}") for part in ("weight", "bias", "running_mean", "running_var")]
        return self._graph.add("BatchNormalization", flow, *parts)

    def _relu(self, flow: str) -> str:
        return self._graph.add("Relu", flow)

    def _float(self, name: str) -> str:
        tensor = self._weights[name]
        return self._graph.floats(name, tensor.shape, tensor.data)

    def _axis(self, name: str, number: int) -> str:
        return self._graph.integers(f"axis.{name}", [number])
