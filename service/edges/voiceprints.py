"""What a stretch of speech tells about its voice: a direction in which voices lie apart.

CAM++ (Wang et al., Interspeech 2023) on onnxruntime where its weights are at hand. Without them a light way,
which is often wrong: what comes of it is marked as unsure.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from scoring.errors import ModelMissing
from service.edges.campplus import campplus
from service.edges.filterbank import BANDS

Directions = NDArray[np.float32]
"""A row of length one for each stretch."""

_BATCH = 16
_CEPSTRA = 20


class Voiceprints(Protocol):
    """How voices are told apart. `surely`: whether what it says may be relied on."""

    surely: bool
    name: str

    def of(self, bands: NDArray[np.float32], stretches: Sequence[tuple[int, int]]) -> Directions:
        """The direction of each stretch of the filter bank's frames: first frame, frame after the last."""
        ...


class CamPlus:
    """CAM++ from an ONNX file or its published weights. Raises ModelMissing for any other file."""

    surely = True
    name = "CAM++"

    def __init__(self, file: Path, threads: int = 0) -> None:
        try:
            model = campplus(file) if zipfile.is_zipfile(file) else file.read_bytes()
            session = opened(model, threads)
            self._input = session.get_inputs()[0].name
            self._run = session.run
            self.of(np.zeros((100, BANDS), np.float32), [(0, 100)])
        except Exception as error:  # onnxruntime's errors have no common class
            message = f"The model of voices in {file} can't be loaded: {type(error).__name__}."
            next_step = "Take SIDETONE_VOICE_MODEL away, or name the file of a CAM++ model in ONNX form."
            raise ModelMissing(message, next_step) from error

    def of(self, bands: NDArray[np.float32], stretches: Sequence[tuple[int, int]]) -> Directions:
        lengths = sorted({end - start for start, end in stretches})
        found: dict[tuple[int, int], NDArray[np.float32]] = {}
        for length in lengths:  # a batch holds stretches of one length
            alike = [stretch for stretch in dict.fromkeys(stretches) if stretch[1] - stretch[0] == length]
            for place in range(0, len(alike), _BATCH):
                batch = alike[place : place + _BATCH]
                pieces = np.stack([bands[start:end] for start, end in batch])
                pieces -= pieces.mean(axis=1, keepdims=True)
                # Some exports end with this step and some without; what is measured here is measured with it.
                told = np.maximum(self._run(None, {self._input: pieces})[0], 0)
                found |= dict(zip(batch, told, strict=True))
        return _of_length_one(np.stack([found[stretch] for stretch in stretches]))


def opened(model: bytes, threads: int = 0) -> onnxruntime.InferenceSession:
    """A network from its ONNX bytes, ready to run on the processor; 0 threads: one for each core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 4
    # Spinning threads take the cores from the speech model of another call.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class LightVoices:
    """The mean and spread of cepstra, without any model: tells a deep voice from a high one, not more."""

    surely = False
    name = "light"

    def of(self, bands: NDArray[np.float32], stretches: Sequence[tuple[int, int]]) -> Directions:
        cepstra = bands @ _COSINES
        told = np.stack([np.concatenate([c.mean(0), c.std(0)]) for c in (cepstra[a:b] for a, b in stretches)])
        scaled = (told - told.mean(axis=0)) / (told.std(axis=0) + 1e-6)
        return _of_length_one(scaled.astype(np.float32))


def _of_length_one(rows: NDArray[np.float32]) -> Directions:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    directions: Directions = rows / np.maximum(lengths, 1e-9)
    return directions


_COSINES = np.cos(np.pi / BANDS * np.outer(np.arange(BANDS) + 0.5, np.arange(1, _CEPSTRA + 1))).astype(
    np.float32
)
