"""Two files of one call become one recording, at the right distance from each other."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from scoring.errors import BadInput, BadRecording
from service.edges.decoding import decode
from service.edges.joining import found_later, join
from service.edges.recordings import open_recording
from tests.service.edges.sound import Sound, noise, saved, silence, tone, wav

RATE = 16_000
CALLS = Path(__file__).parents[3] / "fixtures" / "calls"


def channels(file: Path) -> tuple[Sound, ...]:
    with TemporaryDirectory() as folder, open_recording(file) as recording:
        return tuple(channel.copy() for channel in decode(recording, Path(folder)).channels)


def files(folder: Path, *sounds: Sound) -> list[Path]:
    made = []
    for name, sound in zip("ab", sounds, strict=True):
        (folder / name).mkdir()
        made.append(saved(folder / name, wav(sound, rate=RATE)))
    return made


def leaking(quieter: float) -> tuple[Sound, Sound]:
    """Half a minute of a call, each channel with the other so many decibels under it."""
    left, right = (c[: 30 * RATE].astype(float) for c in channels(CALLS / "good-bakery" / "call.opus"))
    factor = 10 ** (-quieter / 20)
    both = left + right * factor, right + left * factor
    return np.round(both[0]).astype(np.int16), np.round(both[1]).astype(np.int16)


def test_the_second_file_begins_as_much_later_as_is_said(tmp_path: Path) -> None:
    left, right = files(tmp_path, tone(3, 300, RATE), tone(2, 900, RATE))
    out = tmp_path / "call.flac"
    assert join(left, right, out, later=2) == (4.0, 2)
    rep, customer = channels(out)
    assert len(rep) == len(customer) == 4 * RATE
    assert not customer[: 2 * RATE].any()
    assert customer[2 * RATE : 3 * RATE].any()
    assert not rep[3 * RATE :].any()


def test_a_second_file_that_begins_earlier_moves_the_first(tmp_path: Path) -> None:
    left, right = files(tmp_path, tone(3, 300, RATE), tone(2, 900, RATE))
    assert join(left, right, tmp_path / "call.flac", later=-1.5).seconds == 4.5
    rep, customer = channels(tmp_path / "call.flac")
    assert not rep[: int(1.5 * RATE)].any()
    assert customer[:RATE].any()


@pytest.mark.parametrize("later", [2.0, -3.5])
@pytest.mark.parametrize("quieter", [20, 40], ids="{} dB".format)
def test_what_leaks_from_one_file_into_the_other_tells_how_much_later_it_begins(
    later: float, quieter: float
) -> None:
    left, right = leaking(quieter)
    left, right = (left, right[int(later * RATE) :]) if later > 0 else (left[int(-later * RATE) :], right)
    assert found_later(left, right) == pytest.approx(later, abs=0.001)


def test_two_calls_that_have_nothing_in_common_are_not_joined_by_guessing(tmp_path: Path) -> None:
    one = channels(CALLS / "good-bakery" / "call.opus")[0][: 30 * RATE]
    other = channels(CALLS / "weak-pitch" / "call.opus")[1][: 30 * RATE]
    assert found_later(one, other) is None
    out = tmp_path / "call.flac"
    with pytest.raises(BadInput, match="How much later the second file begins can't be heard") as refused:
        join(*files(tmp_path, one, other), out)
    assert "--later 2.5" in refused.value.next_step
    assert not out.exists()


def test_silence_and_noise_are_not_found_in_each_other() -> None:
    assert found_later(silence(20, RATE), silence(20, RATE)) is None
    assert found_later(noise(20, RATE, seed=1), noise(20, RATE, seed=2)) is None


def test_a_file_that_holds_a_whole_call_is_no_half_of_one(tmp_path: Path) -> None:
    whole = CALLS / "good-bakery" / "call.opus"
    one = saved(tmp_path, wav(tone(1, 300, RATE), rate=RATE))
    with pytest.raises(BadRecording, match="it is a whole call"):
        join(whole, one, tmp_path / "call.flac", later=0)


def test_the_same_sound_on_both_channels_of_a_file_is_one_person(tmp_path: Path) -> None:
    left, right = leaking(60)
    (tmp_path / "twice").mkdir()
    twice = saved(tmp_path / "twice", wav(left, left, rate=RATE))
    one = saved(tmp_path, wav(right, rate=RATE))
    assert join(twice, one, tmp_path / "call.flac", later=0).seconds == 30
