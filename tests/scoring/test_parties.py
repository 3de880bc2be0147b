"""Others on a channel: a machine before anybody speaks, a colleague before or after the rep."""

import pytest

from scoring.disclosure import find_disclosures
from scoring.gate import roles_gate
from scoring.handover import announcement_ends, handover
from scoring.hearing import Change, Heard, Turn
from scoring.judgement import Facts
from scoring.parties import Parties, tell_parties
from scoring.reviewing import transcribe
from scoring.rubric import Rubric
from scoring.transcript import Speaker
from tests.cast import call, heard, rubric_document

REP, CUSTOMER, OTHER, UNKNOWN = Speaker.REP, Speaker.CUSTOMER, Speaker.OTHER, Speaker.UNKNOWN

MENU = (
    "ana: Thank you for calling Quillhaven.",
    "ana: This call may be recorded.",
    "ana: For sales, press one.",
    "ana: This call may be monitored for quality.",
)
TALK = (
    "ana: Good morning, this is Ana speaking, how can I help you?",
    "ben: I got your card and wonder what it costs.",
    "ana: That depends on how many trucks you have.",
)
COLLEAGUE = (
    "ana: Hello, this is Tom, how can I help you?",
    "ben: I would like to change my plan please.",
    "ana: Let me put you through to my colleague.",
)


def told(*lines: str, rep: str | None = None) -> Parties:
    return tell_parties(heard(*lines).tracks, rep)  # type: ignore[arg-type]


def speakers(parties: Parties) -> str:
    return " ".join(sentence.speaker.value for sentence in parties.sentences)


def test_a_menu_before_anybody_speaks_is_nobodys() -> None:
    assert speakers(told(*MENU, *TALK)) == "other other other other rep customer rep"


def test_what_a_machine_says_shows_nothing_about_who_is_the_rep() -> None:
    """The rep calls a company whose machine answers: "recorded" weighs 3 for the customer's channel."""
    machine = tuple(line.replace("ana:", "ben:") for line in MENU)
    outbound = (*machine, *TALK[:1], "ben: Who is this, I got your card.", TALK[2])
    assert speakers(told(*outbound)) == "other other other other rep customer rep"


@pytest.mark.parametrize(
    "lines",
    [
        TALK,
        ("ana: Thank you for calling Quillhaven, this call may be recorded.", *TALK),
        (*TALK, "ana: Now press one on your keypad, please."),
        ("ana: This is Ana.", "ana: To hear this again, press one.", *TALK[1:]),
    ],
    ids=["no menu", "a person reads the notice", "a menu later on", "a person explains one"],
)
def test_people_are_no_machine(lines: tuple[str, ...]) -> None:
    sentences = call(*lines).sentences
    own = [s for s in sentences if s.speaker is REP]
    assert announcement_ends(own, [s for s in sentences if s.speaker is CUSTOMER]) is None


def test_a_customer_may_answer_a_menu_in_a_word() -> None:
    answered = (*MENU[:3], "ben: Sales.", "ana: Your call is important to us.", *TALK)
    assert speakers(told(*answered)) == "other other other customer other rep customer rep"


def test_a_side_with_nothing_but_a_machine_is_left_as_it_was() -> None:
    assert OTHER not in {s.speaker for s in told(*MENU, "ben: Hello? Is there anybody?").sentences}


def test_a_call_that_is_handed_to_the_rep_is_the_reps_from_then_on() -> None:
    """9 + 8 words of Tom's, 63 of Ana's: a fifth of the channel, so Ana is the rep."""
    long = ("ana: " + " ".join(["Our customers see what every truck costs them."] * 6),)
    parties = told(*COLLEAGUE, "ana: Thank you for holding, this is Ana.", TALK[1], *long)
    assert speakers(parties) == "other customer other rep customer rep rep rep rep rep rep"
    assert parties.handed_over == 15.0
    assert "at 0:15 the call is handed over on the left channel" in parties.roles.doubt


def test_a_call_that_the_rep_hands_on_is_the_reps_until_then() -> None:
    long = ("ana: " + " ".join(["Our customers see what every truck costs them."] * 8),)
    parties = told(TALK[0], TALK[1], *long, COLLEAGUE[2], "ana: Thanks for holding, this is Tom.")
    assert speakers(parties).endswith("rep rep other")
    assert parties.handed_over is None
    assert "after" in parties.roles.doubt


def test_where_neither_colleague_says_by_far_the_most_nobody_is_called_the_rep() -> None:
    both = (
        *COLLEAGUE,
        "ana: Hello, this is Ana, how can I help you?",
        "ben: My plan.",
        "ana: Which one is it?",
    )
    parties = told(*both)
    assert parties.roles.how == "unknown"
    assert {s.speaker for s in parties.sentences} == {UNKNOWN}
    assert "0:15" in parties.roles.why
    named = told(*both, rep="left")
    assert speakers(named) == "other customer other rep customer rep"
    assert named.handed_over == 15.0


def test_to_offer_a_transfer_that_does_not_happen_is_no_handover() -> None:
    lines = (*COLLEAGUE, "ben: No, thank you.", "ana: All right, what would you like to know?")
    assert handover([s for s in call(*lines).sentences if s.speaker is REP]) is None


def test_one_voice_before_and_after_is_one_person() -> None:
    both = heard(*COLLEAGUE, "ana: Thank you for holding, this is Tom again.", "ben: My plan.")
    assert told_with(both, alike=0.9).handed_over is None
    assert OTHER not in {s.speaker for s in told_with(both, alike=0.9).sentences}
    assert told_with(both, alike=0.4).roles.how == "unknown"


def told_with(both: Heard, alike: float) -> Parties:
    left, right = both.tracks
    return tell_parties((left.model_copy(update={"changes": (Change(at=15.0, alike=alike),)}), right), None)


SPOUSE = (
    *TALK,
    "ben: One moment, my wife does know that better than I do.",
    "ben: Hello, I keep the books here and we have got twelve trucks.",
    "ana: Thank you, and what do they cost you a year?",
)


def with_turns(*turns: tuple[float, int], lines: tuple[str, ...] = SPOUSE) -> Heard:
    both = heard(*lines)
    told = tuple(Turn(at=at, voice=voice) for at, voice in turns)
    tracks = tuple(t.model_copy(update={"turns": told if t.channel == "right" else ()}) for t in both.tracks)
    return both.model_copy(update={"tracks": tracks})


def test_a_further_voice_on_the_customers_channel_is_nobodys_and_the_call_is_scored() -> None:
    """Ben says 10 and 11 words, his wife 13 from 0:20 on."""
    both = with_turns((5.0, 1), (20.0, 2))
    parties = tell_parties(both.tracks, None)
    assert speakers(parties) == "rep customer rep customer other rep"
    assert parties.roles.how == "evidence"
    assert "on the right channel a further voice speaks, first at 0:20" in parties.roles.doubt
    assert roles_gate(transcribe(both, None), 2) is None


@pytest.mark.parametrize(
    ("turns", "why"),
    [
        (((5.0, 1),), "one voice"),
        (((5.0, 1), (22.0, 2)), "a few words inside a sentence are no voice of their own"),
        ((), "nothing is known of voices"),
    ],
)
def test_without_a_further_voice_the_channel_is_the_customers(
    turns: tuple[tuple[float, int], ...], why: str
) -> None:
    told = tell_parties(with_turns(*turns).tracks, None)
    assert OTHER not in {s.speaker for s in told.sentences}, why
    assert told.roles.doubt == ""


def test_voices_on_the_reps_channel_and_on_unnamed_ones_claim_nothing() -> None:
    swapped = tell_parties(with_turns((5.0, 1), (20.0, 2)).tracks, "right")
    assert OTHER not in {s.speaker for s in swapped.sentences}
    unsure = with_turns(
        (0.0, 1), (5.0, 2), lines=("ana: Good morning to you there today.",) * 2 + ("ben: Hm.",)
    )
    assert {s.speaker for s in tell_parties(unsure.tracks, None).sentences} == {UNKNOWN}


def test_what_was_due_before_the_rep_came_in_is_not_asked_of_them() -> None:
    notice = {
        "key": "notice",
        "title": "Recording notice",
        "variants": ["this call is being recorded"],
        "elements": {"recorded": ["record*"]},
        "deadline": 20,
    }
    rules = Rubric.from_document(rubric_document() | {"statements": [notice]})
    transcript = call(*TALK)
    (absent,) = find_disclosures(rules, transcript, Facts())
    (later,) = find_disclosures(rules, transcript.model_copy(update={"handed_over": 75.0}), Facts())
    assert (absent.state, later.state) == ("absent", "not_applicable")
    assert later.why == "due before the rep took the call over at 1:15"
