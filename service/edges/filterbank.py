"""Log mel filter bank energies as Kaldi computes them: what models of voices take as input.

Frames of 25 ms every 10 ms, mean taken off, pre-emphasis 0.97, Povey window, power spectrum of 512 points, 80
triangles from 20 Hz to 8 kHz on Kaldi's mel scale (Kaldi, feat/feature-fbank.cc and mel-computations.cc).
"""

import numpy as np
from numpy.typing import NDArray

from service.edges.track_files import RATE

BANDS = 80
FRAME, STEP = 400, 160
FRAMES_A_SECOND = RATE // STEP
_POINTS = 512
_LOWEST, _HIGHEST = 20.0, 8000.0
_EMPHASIS = 0.97
_SMALLEST = float(np.finfo(np.float32).eps)
_AT_ONCE = 6000


def filterbank(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """A row of BANDS energies for each frame of sound at 16 kHz; none for less than one frame."""
    if len(sound) < FRAME:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::STEP]
    pieces = [_energies(frames[start : start + _AT_ONCE]) for start in range(0, len(frames), _AT_ONCE)]
    return np.concatenate(pieces)


def _energies(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    centred = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([centred[:, :1], centred[:, :-1]], axis=1)
    spectrum = np.abs(np.fft.rfft((centred - _EMPHASIS * before) * _WINDOW, _POINTS)) ** 2
    energies: NDArray[np.float32] = np.log(np.maximum(spectrum.astype(np.float32) @ _TRIANGLES, _SMALLEST))
    return energies


def _mel(hertz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return 1127.0 * np.log1p(np.asarray(hertz) / 700.0)


def _triangles() -> NDArray[np.float32]:
    edges = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), BANDS + 2)
    places = _mel(np.arange(_POINTS // 2 + 1) * RATE / _POINTS)[:, None]
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    sides = np.minimum((places - left) / (centre - left), (right - places) / (right - centre))
    triangles = np.maximum(0.0, sides)
    triangles[-1] = 0.0  # Kaldi leaves the highest point of the spectrum out
    return triangles.astype(np.float32)


_WINDOW = (np.hanning(FRAME) ** 0.85).astype(np.float32)
_TRIANGLES = _triangles()
