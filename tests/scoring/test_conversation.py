"""The figures of a conversation, from word times worked by hand."""

import pytest

from scoring.conversation import figures, intersection, stretches
from scoring.transcript import Sentence, Speaker, Transcript
from tests.cast import KNOWN, call


def talk(*spoken: tuple[str, float, float, str]) -> Transcript:
    """A transcript from (who, start, end, text), without word times: the sentence is the stretch."""
    voices = {"ana": Speaker.REP, "ben": Speaker.CUSTOMER}
    sentences = tuple(
        Sentence(id=f"S{n:04d}", speaker=voices[who], start=start, end=end, text=text)
        for n, (who, start, end, text) in enumerate(spoken, start=1)
    )
    return Transcript(sentences=sentences, roles=KNOWN, duration=100)


def test_the_talk_ratio_is_the_reps_share_of_speaking_time() -> None:
    # Ana 3 + 3 s, Ben 3 s: 6 / 9 = .6667
    shown = figures(call("ana: Hi there Ben.", "ben: Hi there Ana.", "ana: Good to hear you."))
    assert (shown.rep_seconds, shown.customer_seconds, shown.talk_ratio) == (6.0, 3.0, 0.6667)


def test_nobody_speaking_has_no_talk_ratio() -> None:
    assert figures(call()).talk_ratio is None


def test_a_monologue_runs_until_the_customer_takes_the_turn() -> None:
    shown = figures(
        talk(
            ("ana", 0, 10, "Let me tell you about us."),
            ("ben", 10.2, 10.6, "Mm-hmm."),  # a back-channel takes no turn
            ("ana", 11, 31, "And there is more to tell."),
            ("ben", 32, 40, "We only wanted to know the price."),
            ("ana", 41, 50, "Right, the price."),
        )
    )
    assert (shown.longest_monologue_starts, shown.longest_monologue) == (0, 31)
    assert shown.speaker_changes == 2


def test_a_short_question_is_no_back_channel() -> None:
    shown = figures(
        talk(
            ("ana", 0, 10, "Let me tell you about us."),
            ("ben", 10.2, 10.6, "How much?"),
            ("ana", 11, 20, "That depends."),
        )
    )
    assert shown.longest_monologue == 10


def test_questions_are_counted_by_side_and_the_reps_first_has_its_time() -> None:
    shown = figures(call("ben: Who is this?", "ana: It is Ana.", "ana: Is now a good time?", "ben: Yes."))
    assert (shown.rep_questions, shown.customer_questions, shown.first_question) == (1, 1, 10.0)


def test_overlaps_shorter_than_a_breath_are_not_counted() -> None:
    shown = figures(
        talk(
            ("ana", 0, 10, "One thing I should say."),
            ("ben", 9.8, 12, "Sure, go ahead then."),  # 0.2 s
            ("ana", 11, 15, "Thank you for that."),  # 1 s
        )
    )
    assert (shown.overlaps, shown.overlap_seconds) == (1, 1.0)


def test_the_longest_pause_is_where_nobody_spoke() -> None:
    shown = figures(
        talk(("ana", 0, 2, "Hold on please."), ("ben", 16, 18, "Still here."), ("ana", 19, 20, "Back."))
    )
    assert shown.longest_pause == 14


def test_words_close_together_make_one_stretch() -> None:
    (start, end), *rest = stretches(call("ana: one two three four").sentences)
    assert (start, end, rest) == (0.0, 3.0, [])


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [
        ([(0, 5)], [(5, 9)], []),
        ([(0, 5), (6, 9)], [(4, 7)], [(4, 5), (6, 7)]),
        ([(0, 9)], [(1, 2), (3, 4)], [(1, 2), (3, 4)]),
        ([], [(1, 2)], []),
    ],
)
def test_speaking_at_once_is_the_intersection(
    left: list[tuple[float, float]],
    right: list[tuple[float, float]],
    both: list[tuple[float, float]],
) -> None:
    assert intersection(left, right) == both
    assert intersection(right, left) == both
