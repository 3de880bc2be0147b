"""A quiet channel is brought up as a whole; what is loud enough, or empty, is left as it is."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from service.edges.levels import AIM, MOST, bring_up, gain_of
from service.edges.track_files import RATE, Samples


def tone(decibels: float, seconds: float = 4.0) -> Samples:
    """A tone whose root mean square is that many decibels under full scale."""
    wave = np.sin(2 * np.pi * 300 * np.arange(int(seconds * RATE)) / RATE) * 2**0.5
    return np.round(wave * 32768 * 10 ** (decibels / 20)).astype(np.int16)


def level(samples: NDArray[np.int16]) -> float:
    return 10 * float(np.log10(np.square(samples / 32768).mean()))


def test_a_quiet_channel_is_brought_up_to_the_aim() -> None:
    louder, gain = bring_up(tone(-60))
    assert gain == pytest.approx(AIM + 60, abs=0.1)
    assert level(louder) == pytest.approx(AIM, abs=0.2)


@pytest.mark.parametrize("decibels", [-12, -25, -41], ids="{} dB".format)
def test_what_is_loud_enough_stays_as_it_is(decibels: float) -> None:
    sound = tone(decibels)
    same, gain = bring_up(sound)
    assert gain == 0
    assert same is sound


def test_no_voice_is_made_of_the_last_digits() -> None:
    hiss = np.random.default_rng(1).integers(-1, 2, 4 * RATE).astype(np.int16)
    assert gain_of(hiss) == 0
    assert gain_of(np.zeros(4 * RATE, np.int16)) == 0
    assert gain_of(np.zeros(0, np.int16)) == 0
    assert gain_of(tone(-60, seconds=0.1)) == 0, "shorter than a moment: nothing to measure"


def test_it_is_never_brought_up_by_more_than_can_be_believed() -> None:
    assert bring_up(tone(-77))[1] == MOST


def test_one_clap_keeps_the_channel_from_being_cut_off() -> None:
    """A clap at half of full scale leaves 20·log10(1/0.5) - 1 = 5 dB of room, and no more is taken."""
    sound = np.concatenate([tone(-60, seconds=60), np.array([16384], np.int16)])
    louder, gain = bring_up(sound)
    assert gain == pytest.approx(5.02, abs=0.01)
    assert np.abs(louder.astype(int)).max() < 32767


def test_loud_and_quiet_stay_apart() -> None:
    louder, _ = bring_up(np.concatenate([tone(-50), tone(-70)]))
    half = 4 * RATE
    assert level(louder[:half]) - level(louder[half:]) == pytest.approx(20, abs=0.5)


def test_a_channel_in_a_file_is_written_anew_there(tmp_path: Path) -> None:
    file = tmp_path / "channel-0.s16"
    file.write_bytes(tone(-60, seconds=70).tobytes())
    louder, _ = bring_up(np.memmap(file, np.int16, "r"))
    assert level(louder) == pytest.approx(AIM, abs=0.2)
    assert level(np.fromfile(file, np.int16)) == pytest.approx(AIM, abs=0.2)
