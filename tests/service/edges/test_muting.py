"""A clip with silent words: the rest sounds as it did, at its place, and the words don't."""

import numpy as np
import pytest

from scoring.errors import BadRecording
from service.edges.clips import LONGEST, Ranges
from service.edges.muting import muted_clip
from tests.service.edges.test_clips import RATE, SECONDS, copy, decoded, heard_pitch, pitch


def muted(start: float, end: float, *silent: tuple[float, float]) -> np.ndarray:
    data = copy("opus")
    made = muted_clip(Ranges(len(data), lambda first, last: iter((data[first:last],))), start, end, silent)
    return decoded(made) if made else np.zeros((0, 2))


def part(sound: np.ndarray, first: float, last: float) -> np.ndarray:
    return sound[int(first * RATE) : int(last * RATE)]


@pytest.mark.parametrize("start", [0, 40])
def test_masked_words_are_silent_on_both_sides_and_the_rest_is_heard(start: int) -> None:
    sound = muted(start, start + 4, (start + 1.5, start + 2.2))
    # 0.15 s around a word are silent too: from 1.35 to 2.35. Opus rings for some milliseconds at the edges.
    assert np.abs(part(sound, 1.40, 2.30)).max() < 200
    for second in (0, 3):
        kept = part(sound, second + 0.3, second + 0.7)
        assert heard_pitch(kept) == pytest.approx(pitch(start + second), abs=4)
        assert np.abs(kept[:, 1]).max() > 5000


def test_words_that_begin_before_the_clip_or_end_after_it_are_silent_in_it() -> None:
    sound = muted(10, 12, (8, 10.5), (11.5, 14))
    assert np.abs(part(sound, 0.05, 0.6)).max() < 200
    assert np.abs(part(sound, 1.40, 1.95)).max() < 200
    assert heard_pitch(part(sound, 0.8, 1.0)) == pytest.approx(pitch(10), abs=10)


def test_a_clip_is_no_longer_than_others_and_ends_with_its_copy() -> None:
    assert len(muted(0, 100)) / RATE == pytest.approx(LONGEST, abs=0.15)
    assert len(muted(SECONDS - 1, SECONDS + 9)) / RATE == pytest.approx(1, abs=0.15)
    assert len(muted(SECONDS + 5, SECONDS + 9)) == 0


def test_a_copy_that_can_not_be_read_says_so() -> None:
    with pytest.raises(BadRecording):
        muted_clip(Ranges(5, lambda first, last: iter((b"noise"[first:last],))), 0, 1, [])
