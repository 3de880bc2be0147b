"""Blocks that keep memory small, and speech spans inside them."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from service.edges.speech import Span, blocks, find_speech, padded
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
        assert find_speech(track, Span(0, len(track))) == []


def test_less_than_one_window_is_no_speech() -> None:
    assert find_speech(silence(0.01, RATE), Span(0, 160)) == []


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
