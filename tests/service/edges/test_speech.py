"""Blocks that keep memory small, and speech spans inside them."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from service.edges.speech import Span, blocks, find_talk, minus, padded, spans_above
from service.edges.track_files import release
from tests.service.edges.sound import noise, silence, tone

RATE = 16_000


@settings(max_examples=30)
@given(st.integers(0, 60 * RATE), st.floats(2.0, 20.0))
def test_blocks_cover_the_track_without_gap_or_overlap(length: int, longest: float) -> None:
    track = np.zeros(length, np.int16)
    found = list(blocks(track, longest))
    assert [block.start for block in found] == [0, *(block.end for block in found[:-1])]
    assert found[-1].end == length
    assert all(block.seconds <= longest for block in found)


def test_a_block_ends_in_the_pause_of_its_last_part() -> None:
    # 12 s of noise, 1 s of silence, 12 s of noise; blocks of at most 16 s end in the second half of those.
    track = np.concatenate([noise(12, RATE), silence(1, RATE), noise(12, RATE)])
    first, second = blocks(track, longest=16.0)
    assert 12 * RATE <= first.end <= 13 * RATE
    assert second == Span(first.end, len(track))


def test_silence_tones_and_noise_are_no_speech() -> None:
    for track in (silence(5, RATE), tone(5, 440, RATE), noise(5, RATE)):
        assert find_talk(track, Span(0, len(track))).turns == []


def test_less_than_one_window_is_no_speech() -> None:
    assert find_talk(silence(0.01, RATE), Span(0, 160)).turns == []


def test_spans_get_room_on_both_sides_inside_their_block() -> None:
    # 0.4 s are 6,400 samples.
    wide = padded([Span(3_000, 10_000), Span(40_000, 50_000)], Span(0, 52_000))
    assert wide == [Span(0, 16_400), Span(33_600, 52_000)]


def test_spans_that_would_meet_share_the_gap() -> None:
    # The gap from 20,000 to 24,000 is halved at 22,000.
    wide = padded([Span(10_000, 20_000), Span(24_000, 30_000)], Span(0, 100_000))
    assert wide == [Span(3_600, 22_000), Span(22_000, 36_400)]


def test_released_samples_are_read_again_from_disk(tmp_path: Path) -> None:
    sound = noise(2, RATE)
    sound.tofile(tmp_path / "channel.s16")
    track = np.memmap(tmp_path / "channel.s16", np.int16, "r")
    before = track[5_000:6_000].copy()
    release(track)
    assert np.array_equal(track[5_000:6_000], before)
    release(sound)  # an array that is not on disk stays as it is
    assert np.array_equal(sound[5_000:6_000], before)


def odds(*runs: tuple[int, float]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """So many windows with these odds, run after run; a window is 32 ms."""
    return np.concatenate([np.full(count, odd, np.float32) for count, odd in runs])


def test_a_span_goes_on_over_a_short_pause_and_ends_at_a_long_one() -> None:
    block = Span(1_000, 1_000 + 512 * 100)
    likely = odds((10, 0.0), (20, 0.9), (5, 0.1), (15, 0.9), (30, 0.1), (10, 0.9), (10, 0.0))
    # 5 windows are 0.16 s, 30 are 0.96 s.
    assert spans_above(likely, block, 0.5, 0.25) == [
        Span(1_000 + 512 * 10, 1_000 + 512 * 50),
        Span(1_000 + 512 * 80, 1_000 + 512 * 90),
    ]
    assert len(spans_above(likely, block, 0.5, 2.0)) == 1


def test_speech_up_to_the_end_ends_there() -> None:
    assert spans_above(odds((3, 0.9)), Span(0, 1_200), 0.5, 0.25) == [Span(0, 1_200)]


def test_what_is_left_of_spans_without_others() -> None:
    assert minus([Span(0, 10), Span(20, 30)], [Span(4, 6), Span(18, 22), Span(28, 40)]) == [
        Span(0, 4),
        Span(6, 10),
        Span(22, 28),
    ]
