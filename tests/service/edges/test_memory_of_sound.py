"""What looks at the sound around each word gives its memory back on the way: hours do not stay in it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from scoring.transcript import Word
from service.edges.echoes import echoes, over_silence
from service.edges.sides import Side
from service.edges.speech import Span, Talk
from tests.service.edges.sound import noise

RATE = 16_000
MINUTES = 15
SPOKEN = [Span(at * RATE, (at + 20) * RATE) for at in range(0, MINUTES * 60, 30)]


class Watched(list[Word]):
    """Words that look, at every fiftieth that is asked for, how much of a file is in memory."""

    def __init__(self, words: Sequence[Word], file: Path) -> None:
        super().__init__(words)
        self.file, self.most = file, 0

    def __iter__(self) -> Iterator[Word]:
        for place, word in enumerate(super().__iter__()):
            if place % 50 == 0:
                self.most = max(self.most, in_memory(self.file))
            yield word


def in_memory(file: Path) -> int:
    """Bytes of a mapped file that this process holds."""
    lines = iter(Path("/proc/self/smaps").read_text("utf-8").splitlines())
    return sum(
        int(next(line for line in lines if line.startswith("Rss:")).split()[1]) * 1024
        for line in lines
        if line.endswith(str(file))
    )


@pytest.mark.parametrize("leaks", [echoes, over_silence])
def test_long_sound_does_not_stay_in_memory(leaks: Callable[..., object], tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("left.s16", "right.s16")]
    for number, file in enumerate(files):
        noise(MINUTES * 60, RATE, level=0.1, seed=number).tofile(file)
    left, right = (_side(file) for file in files)
    starts = np.arange(0, MINUTES * 60 - 1, 0.5)
    words = Watched([Word(text="w", start=at, end=at + 0.4) for at in starts], files[0])
    leaks(left, words, right, [])
    assert 0 < words.most < files[0].stat().st_size / 2


def _side(file: Path) -> Side:
    samples = np.memmap(file, np.int16, "r")
    return Side("left", samples, [Talk(Span(0, len(samples)), SPOKEN, SPOKEN, [])])
