"""A clip is cut out of a playable copy: the right seconds, small, and without fetching the whole."""

import io
from collections.abc import Iterator
from functools import cache

import av
import numpy as np
import pytest

from service.edges.clips import LARGEST, LONGEST, Ranges, cut
from service.edges.playable import FORMATS, encode

RATE = 16_000
SECONDS = 120
BOTH = pytest.mark.parametrize("form", FORMATS)


@cache
def copy(form: str) -> bytes:
    """Two minutes: each second hums at a pitch of its own on the left; loud noise on the right."""
    times = np.arange(SECONDS * RATE) / RATE
    left = 0.5 * np.sin(2 * np.pi * np.cumsum(pitch(times.astype(int))) / RATE)
    right = np.random.default_rng(3).uniform(-1, 1, len(times))
    return encode(tuple((32_000 * one).astype(np.int16) for one in (left, right)), FORMATS[form])


def pitch(second: np.ndarray | int) -> np.ndarray | int:
    return 200 + 10 * second


def clip(form: str, start: float, end: float) -> bytes:
    data = copy(form)
    return cut(Ranges(len(data), lambda first, last: iter((data[first:last],))), FORMATS[form], start, end)


def decoded(data: bytes) -> np.ndarray:
    with av.open(io.BytesIO(data)) as container:
        resampler = av.AudioResampler("s16", "stereo", RATE)
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in frames])


def heard_pitch(sound: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound))))
    return float(np.fft.rfftfreq(len(sound), 1 / RATE)[spectrum.argmax()])


@BOTH
@pytest.mark.parametrize("start", [0, 1, 59, 117])
def test_a_clip_holds_its_seconds_and_no_others(form: str, start: int) -> None:
    sound = decoded(clip(form, start, start + 3))
    assert len(sound) / RATE == pytest.approx(3, abs=0.15)
    for second in range(3):
        middle = sound[int((second + 0.3) * RATE) : int((second + 0.7) * RATE)]
        assert heard_pitch(middle) == pytest.approx(pitch(start + second), abs=4)


@BOTH
def test_a_clip_of_the_loudest_and_longest_is_within_its_limits(form: str) -> None:
    data = clip(form, 10, 100)
    assert len(data) <= LARGEST
    assert len(decoded(data)) / RATE == pytest.approx(LONGEST, abs=0.2)


@BOTH
@pytest.mark.parametrize(("start", "end"), [(SECONDS + 1, SECONDS + 5), (50, 50), (50, 40), (86_400, 86_400)])
def test_where_there_is_nothing_the_clip_is_empty(form: str, start: float, end: float) -> None:
    assert clip(form, start, end) == b""


@BOTH
def test_what_ends_behind_the_call_ends_with_it(form: str) -> None:
    assert len(decoded(clip(form, SECONDS - 2, SECONDS + 9))) / RATE == pytest.approx(2, abs=0.15)


def test_of_a_long_copy_only_pieces_are_fetched() -> None:
    """Twenty megabytes lie behind the sound: they are not looked at."""
    data, fetched = copy("opus") + bytes(20 << 20), 0

    def read(first: int, last: int) -> Iterator[bytes]:
        nonlocal fetched
        fetched += last - first
        yield data[first:last]

    assert cut(Ranges(len(data), read), FORMATS["opus"], 60, 63)
    assert fetched < 2 << 20


@pytest.mark.parametrize(("offset", "whence"), [(0, 0), (262_140, 0), (-5, 2), (9 << 20, 0)])
def test_a_file_of_ranges_reads_and_seeks_like_a_file(offset: int, whence: int) -> None:
    data = bytes(range(256)) * 4096
    ranges, file = Ranges(len(data), lambda first, last: iter((data[first:last],))), io.BytesIO(data)
    assert ranges.seek(offset, whence) == file.seek(offset, whence)
    assert b"".join(iter(lambda: ranges.read(100_000), b"")) == file.read()
    assert ranges.tell() == file.tell()
