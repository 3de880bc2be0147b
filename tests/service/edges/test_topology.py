"""When two channels are one sound twice, and when they are two people."""

from pathlib import Path

import numpy as np
import pytest

from scoring.transcript import Word
from service.edges.decoding import decode
from service.edges.recordings import open_recording
from service.edges.speech import Span, find_talk
from service.edges.topology import comes_back_after, same_sound, same_words
from tests.service.edges.sound import Sound, noise, silence

RATE = 16_000


def talk(seed: int, turns: str, level: float = 0.1) -> Sound:
    """Bursts of noise as stand-ins for speech: a second for each letter, loud at x and silent at a dot."""
    bursts = [noise(1, RATE, level, seed + place) for place in range(len(turns))]
    return np.concatenate(
        [b if turn == "x" else silence(1, RATE) for b, turn in zip(bursts, turns, strict=True)]
    )


def louder_by(sound: Sound, decibels: float) -> Sound:
    return (sound * 10 ** (decibels / 20)).astype(np.int16)


def later_by(sound: Sound, seconds: float) -> Sound:
    shift = round(seconds * RATE)
    return np.concatenate([np.zeros(shift, np.int16), sound[: len(sound) - shift]])


def line_noise(sound: Sound, seed: int) -> Sound:
    return sound + noise(len(sound) / RATE, RATE, level=0.003, seed=seed)


CALL = talk(100, "xx.xxx..xx.xxxxx.xxx")
WHOLE = [Span(0, len(CALL))]


@pytest.mark.parametrize(
    ("what", "copy"),
    [
        ("the same", CALL),
        ("inverted", -CALL),
        ("20 dB quieter", louder_by(CALL, -20)),
        ("3 ms later", later_by(CALL, 0.003)),
        ("50 ms later", later_by(CALL, 0.05)),
        ("inverted, quieter and later", later_by(louder_by(-CALL, -9), 0.02)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_sound_twice_is_recognised(what: str, copy: Sound) -> None:
    assert same_sound(line_noise(CALL, 1), line_noise(copy, 2), WHOLE)
    assert same_sound(line_noise(copy, 2), line_noise(CALL, 1), WHOLE)


def test_two_people_are_not_one_sound() -> None:
    other = talk(900, "..x...xx..x.....x...")
    assert not same_sound(line_noise(CALL, 1), line_noise(other, 2), WHOLE)


def test_two_people_who_leak_into_each_other_are_not_one_sound() -> None:
    """Each leaks at -30 dB: every single window correlates, but the louder side changes."""
    ana, ben = talk(100, "xxxx....xxxx....xxxx"), talk(900, "....xxxx....xxxx....")
    left, right = ana + louder_by(ben, -30), ben + louder_by(ana, -30)
    assert not same_sound(left, right, WHOLE)


def test_a_quiet_person_counts_against_the_leak_of_a_loud_one() -> None:
    """Ben is 26 dB quieter than Ana, and Ana leaks at -30 dB into his channel."""
    ana, ben = talk(100, "xxxx....xxxx....xxxx"), talk(900, "....xxxx....xxxx....", level=0.005)
    left, right = line_noise(ana, 1) // 2, ben + louder_by(ana, -30)
    assert not same_sound(left, right, WHOLE)


def test_two_people_at_once_are_not_one_sound() -> None:
    ana, ben = talk(100, "x" * 20), talk(900, "x" * 20)
    assert not same_sound(ana, ben, WHOLE)


def test_a_silent_channel_is_not_the_same_sound() -> None:
    assert not same_sound(CALL, silence(20, RATE), WHOLE)


def test_without_speech_nothing_can_be_told() -> None:
    assert not same_sound(CALL, CALL, [])


def said(text: str, later: float = 0.0, every: float = 0.4) -> list[Word]:
    """A word every 0.4 s, from `later` on."""
    times = [round(later + every * place, 3) for place in range(len(text.split()))]
    return [Word(text=one, start=at, end=at + 0.3) for one, at in zip(text.split(), times, strict=True)]


REP = "Thanks for your time today. Before we begin, what made you look for another system this spring?"
CUSTOMER = "Mostly that nobody here can find an order once it left the warehouse, and that costs us hours."


@pytest.mark.parametrize("later", [0.0, 0.15, 1.5])
def test_the_same_words_on_both_channels_always_as_much_later_are_one_sound_twice(later: float) -> None:
    once = [*said(REP), *said(CUSTOMER, 10.0)]
    again = [*said(REP.replace("spring", "string"), later), *said(CUSTOMER, 10.0 + later)]
    assert same_words(once, again)
    assert same_words(again, once)


def test_people_with_words_of_their_own_are_two_whoever_repeats_the_other() -> None:
    assert not same_words(said(REP), said(CUSTOMER, 7.0))
    assert not same_words(
        [*said(REP), *said("On Thursday at ten.", 20)], [*said(CUSTOMER, 7), *said("On Thursday at ten.", 22)]
    )
    assert not same_words(said("Thursday at ten."), said("Thursday at ten.", 1.0)), "too little to tell"


def test_what_comes_back_of_one_person_alone_is_an_echo_with_its_delay() -> None:
    customer = sorted([*said(REP, 0.25), *said(CUSTOMER, 10.0)], key=lambda word: word.start)
    assert not same_words(said(REP), customer)
    assert comes_back_after(customer, said(REP)) == pytest.approx(0.25)
    assert comes_back_after(said(REP), customer) is None
    assert comes_back_after(said(CUSTOMER, 10.0), said(REP)) is None


def test_a_real_call_in_which_the_channels_leak_a_little_is_two_people(tmp_path: Path) -> None:
    path = Path(__file__).parents[4] / "shared" / "data" / "audio" / "car_service_two_channel.wav"
    if not path.exists():
        pytest.skip("../shared/data/audio/car_service_two_channel.wav is not here")
    with open_recording(path) as recording:
        left, right = (track[: 60 * RATE] for track in decode(recording, tmp_path).channels)
    minute = Span(0, 60 * RATE)
    assert not same_sound(left, right, [*find_talk(left, minute).turns, *find_talk(right, minute).turns])
