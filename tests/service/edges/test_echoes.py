"""What leaks from one channel into the other is told from what is said into it."""

import numpy as np

from scoring.transcript import Word
from service.edges.echoes import echoes, line_noise, over_silence
from service.edges.sides import Side
from service.edges.speech import Span, Talk
from tests.service.edges.sound import Sound, noise

RATE = 16_000


def speechlike(seed: int, level: float = 0.1) -> Sound:
    """Ten seconds: noise whose loudness goes up and down like syllables."""
    loud = np.repeat(np.random.default_rng(seed).uniform(0.2, 1.0, 50), RATE // 5)
    return (noise(10, RATE, level=level, seed=seed) * loud).astype(np.int16)


def side(samples: Sound, *turns: tuple[float, float]) -> Side:
    spans = [Span(int(a * RATE), int(b * RATE)) for a, b in turns]
    return Side("left", samples, [Talk(Span(0, len(samples)), spans, spans, [])])


def only(samples: Sound, start: float, end: float) -> Sound:
    """The sound between two times, silence before and after."""
    kept = np.zeros_like(samples)
    kept[int(start * RATE) : int(end * RATE)] = samples[int(start * RATE) : int(end * RATE)]
    return kept


def words(*starts: float) -> list[Word]:
    return [Word(text=f"w{start:g}", start=start, end=start + 0.3) for start in starts]


THEIRS = side(only(speechlike(1), 0, 4), (0, 4))


def leak(decibels: float, delay: float = 0.02) -> Sound:
    late = np.roll(THEIRS.samples, int(delay * RATE))
    return (late * 10 ** (decibels / 20)).astype(np.int16)


def test_words_that_leaked_are_taken_out_and_own_words_stay() -> None:
    own = side((leak(-20) + only(speechlike(2), 5, 9)).astype(np.int16), (0, 4), (5, 9))
    gone = echoes(own, words(1.0, 1.4, 2.2, 5.5, 6.5), THEIRS)
    assert " ".join(one.text for one in gone) == "w1 w1.4 w2.2"
    assert {one.why for one in gone} == {"echo"}


def test_a_channel_with_nothing_but_the_leak_loses_all_its_words() -> None:
    own = side(leak(-20), (0, 4))
    assert [one.text for one in echoes(own, words(1.0, 2.2), THEIRS)] == ["w1 w2.2"]


def test_the_original_of_a_leak_is_not_taken_for_an_echo() -> None:
    other = side((leak(-20) + only(speechlike(2), 5, 9)).astype(np.int16), (0, 4), (5, 9))
    assert echoes(THEIRS, words(1.0, 2.2), other) == []


def test_an_answer_over_the_others_speech_stays() -> None:
    own = side((leak(-20) + only(speechlike(2), 1.9, 2.6)).astype(np.int16), (1.9, 2.6))
    assert echoes(own, words(2.2), THEIRS) == []


def test_a_quiet_channel_is_no_echo() -> None:
    own = side((only(speechlike(2), 5, 9) * 0.01).astype(np.int16), (5, 9))
    assert echoes(own, words(5.5, 6.5), THEIRS) == []


HISS = noise(10, RATE, level=0.03, seed=3)


def test_words_no_louder_than_the_line_are_taken_out_where_the_other_person_speaks() -> None:
    own = side((HISS + leak(-30)).astype(np.int16), (1, 2))
    assert echoes(own, words(1.0, 1.4), THEIRS) == []
    gone = over_silence(own, words(1.0, 1.4, 6.0), THEIRS)
    assert [(one.text, one.why, one.channel) for one in gone] == [("w1 w1.4", "silence", "left")]


def test_a_faint_voice_over_the_others_stays() -> None:
    own = side((HISS + only(speechlike(2), 1, 2)).astype(np.int16), (1, 2))
    assert over_silence(own, words(1.2, 1.6), THEIRS) == []


def test_a_line_on_which_somebody_always_speaks_has_no_loudness_by_itself() -> None:
    own = side(HISS, (0, 10))
    assert line_noise(own) is None
    assert over_silence(own, words(1.0), THEIRS) == []
