"""Where two on one channel speak at the same time: of what they say there, hardly more than one is heard."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ModelMissing
from scoring.transcript import Stretch
from service.edges.segmentation import FIRST_OF_TWO, FRAME_STEP, segmentation
from service.edges.sides import Side
from service.edges.speech import Talk, as_floats
from service.edges.track_files import RATE, Samples, release
from service.edges.voiceprints import opened

THRESHOLD = 0.5
LEAST = 0.3
"""Seconds from which speaking at once is marked, as on two channels."""
_WINDOW = 10 * RATE
_APART = 588
"""Frames from one window to the next, one fewer than it has. To look at each moment in two windows took twice
the time and was no better when it was measured."""
_FIRST_FRAME = 495
"""Samples before the middle of the first frame."""
_BATCH = 8


class AtOnce:
    """The network that hears how many speak. Raises ModelMissing for a file that is not its weights."""

    def __init__(self, file: Path, threads: int = 0) -> None:
        try:
            self._run = opened(segmentation(file), threads).run
            self._pairs(np.zeros((1, _WINDOW), np.float32))
        except Exception as error:  # onnxruntime's errors have no common class
            message = f"The model of speaking at once in {file} can't be loaded: {type(error).__name__}."
            raise ModelMissing(message, "Delete it, and run `python3 run.py voices` again.") from error

    def of(self, side: Side) -> tuple[Stretch, ...]:
        """The stretches of a track in which two speak at once, in seconds."""
        return tuple(span for talk in side.talk if talk.turns for span in self._in_block(side.samples, talk))

    def _in_block(self, samples: Samples, talk: Talk) -> Iterator[Stretch]:
        odds = self._odds(as_floats(samples[talk.block.start : talk.block.end]), talk)
        release(samples)
        origin = (talk.block.start + _FIRST_FRAME - FRAME_STEP / 2) / RATE
        edges = np.flatnonzero(np.diff(np.concatenate([[0], odds >= THRESHOLD, [0]])))
        for first, last in edges.reshape(-1, 2) * (FRAME_STEP / RATE):
            if last - first >= LEAST:
                yield round(float(origin + first), 3), round(float(origin + last), 3)

    def _odds(self, sound: NDArray[np.float32], talk: Talk) -> NDArray[np.floating]:
        """For each frame of the block the odds that two speak: the mean of the windows it lies in."""
        step = _APART * FRAME_STEP
        starts = [start for start in range(0, max(1, len(sound)), step) if _spoken(talk, start)]
        frames = len(sound) // FRAME_STEP + 2 * _APART
        sums, counts = np.zeros(frames, np.float32), np.zeros(frames, np.float32)
        for place in range(0, len(starts), _BATCH):
            batch = starts[place : place + _BATCH]
            for start, pairs in zip(batch, self._pairs(_windows(sound, batch)), strict=True):
                first = start // FRAME_STEP
                sums[first : first + len(pairs)] += pairs
                counts[first : first + len(pairs)] += 1
        return sums / np.maximum(counts, np.float32(1))

    def _pairs(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        odds = self._run(None, {"sound": windows[:, None, :]})[0]
        pairs: NDArray[np.float32] = odds[:, :, FIRST_OF_TWO:].sum(axis=2)
        return pairs


def _spoken(talk: Talk, start: int) -> bool:
    """Whether somebody speaks in the window that begins there in the block."""
    first, last = talk.block.start + start, talk.block.start + start + _WINDOW
    return any(turn.start < last and turn.end > first for turn in talk.turns)


def _windows(sound: NDArray[np.float32], starts: Sequence[int]) -> NDArray[np.float32]:
    return np.stack(
        [np.pad(piece, (0, _WINDOW - len(piece))) for piece in (sound[at : at + _WINDOW] for at in starts)]
    )
