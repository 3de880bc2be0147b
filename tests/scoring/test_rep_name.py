"""The rep's name is a sign of who the rep is; a customer who shares it is never taken for the rep."""

import pytest

from scoring.rep_name import name_parts
from scoring.roles import SURE, Hints, tell_roles
from scoring.transcript import Roles, Speaker
from tests.cast import heard

REP, CUSTOMER, UNKNOWN = Speaker.REP, Speaker.CUSTOMER, Speaker.UNKNOWN
RIGHT = (REP, CUSTOMER)
UNSURE = (UNKNOWN, UNKNOWN)

TALK = ("ana: How are things over there?", "ben: Fine, the usual.", "ana: And the new line?", "ben: It runs.")
A_LITTLE = (*TALK, "ana: Walk me through a Monday.")
"""Here the words lean towards Ana by 1, and in `MORE` by 2, which is not enough."""
MORE = (*A_LITTLE, "ana: What happens if it stops?")


def told(name: str | None, *lines: str) -> tuple[tuple[Speaker, ...], Roles]:
    return tell_roles(heard(*lines).tracks, None, Hints(rep_name=name))


@pytest.mark.parametrize(
    "line",
    [
        "Hi, this is Ana Ruiz.",
        "My name is Ana Ruiz.",
        "My name's Anna Ruiz, how are you?",
        "Hello, uh, I'm Ana Ruiz from Quillhaven.",
        "Ana Ruiz here.",
        "Good morning, Ana Ruiz speaking.",
        "You're speaking with Ana Ruiz.",
        "Call me Ana, this is Ana Reuiz.",
    ],
)
def test_who_goes_by_the_reps_whole_name_is_the_rep(line: str) -> None:
    speakers, roles = told("Ana Ruiz", *TALK, f"ana: {line}")
    assert speakers == RIGHT
    assert roles.how == "evidence"
    assert roles.confidence >= SURE
    assert roles.why == f"the left channel goes by the rep's name: “{line}”"
    assert told(None, *TALK, f"ana: {line}")[0] == UNSURE


def test_a_first_name_counts_where_the_other_side_goes_by_another() -> None:
    lines = (*MORE, "ana: Hi Ben, this is Ana.")
    assert told(None, *lines)[0] == UNSURE
    speakers, roles = told("Ana Ruiz", *lines)
    assert speakers == RIGHT
    assert "“Hi Ben, this is Ana.”" in roles.why
    assert told("Ana Ruiz", *MORE, "ana: This is Ana.", "ben: Ben speaking.")[0] == RIGHT


def test_a_first_name_alone_makes_nothing_sure() -> None:
    assert told("Ana Ruiz", *MORE, "ana: This is Ana.")[0] == UNSURE
    assert told("Ana", *MORE, "ana: This is Ana.")[1].confidence > told("Ana", *MORE)[1].confidence


def test_to_be_called_by_the_reps_name_is_a_weaker_sign() -> None:
    called = (*MORE, "ana: Thanks, Ben.", "ben: Hi, Ana.")
    assert told("Ana Ruiz", *called)[0] == UNSURE
    assert told("Ana Ruiz", *called)[1].confidence > told(None, *called)[1].confidence


def test_a_rep_who_goes_by_another_name_at_work_is_not_swapped_with_a_customer_who_has_hers() -> None:
    alias = ("ana: Hi Ana, it's Julia from Quillhaven.", "ben: This is Ana.", "ben: What happens if I sign?")
    assert told("Ana Ruiz", *alias)[0] == UNSURE


SHE_IS_ANA_TOO = (
    ("ben: Hello, this is Ana.",),
    ("ben: Ana here, who is this?", "ana: Hi Ana, it's Ana from Quillhaven."),
    ("ben: This is Ana.", "ana: Hi, Ana!"),
    ("ben: Call me Ana.", "ana: Thanks, Ana.", "ben: Thanks, Ana."),
    ("ben: This is Ana Miller.", "ana: Good morning."),
    ("ben: Ana speaking.", "ben: We work with many companies."),
    ("ben: This is Ana.", "ben: How many people a day is that?", "ben: What happens if I sign?"),
    ("ben: I'm Ana.", "ana: Could you hold on?"),
    ("ben: This is Ana.", "ana: I will put you through to my colleague, Ben."),
    ("ben: Hi, this is for Ana Ruiz.", "ana: And this is Ana."),
)


@pytest.mark.parametrize("lines", SHE_IS_ANA_TOO)
def test_a_customer_with_the_reps_first_name_is_never_taken_for_the_rep(lines: tuple[str, ...]) -> None:
    for name in ("Ana Ruiz", "Ana", "Ruiz, Ana", "Anna"):
        for talk in (TALK, A_LITTLE, ()):
            assert told(name, *talk, *lines)[0] in (RIGHT, UNSURE)


def test_clear_words_stay_clear_when_a_customer_shares_the_name() -> None:
    words = ("ana: This call is recorded.", "ana: How can I help you?", "ben: This is Ana.")
    assert told("Ana Ruiz", *words)[0] == RIGHT


@pytest.mark.parametrize(
    "line",
    [
        "This is for Ana Ruiz.",
        "Is this Ana Ruiz?",
        "This is Ana Ruiz?",
        "This is Ana Ruiz, right?",
        "I'm calling for Ana Ruiz.",
        "They said this is Ana Ruiz.",
        "I don't think this is Ana Ruiz.",
        "Last week I was speaking with Ana Ruiz.",
        "This is Ana Ruiz's number.",
        "Is Ana Ruiz here?",
        "Is Ana Ruiz speaking?",
        "My notes say Ana Ruiz.",
    ],
)
def test_who_speaks_about_the_rep_is_not_the_rep(line: str) -> None:
    assert told("Ana Ruiz", *TALK, f"ben: {line}")[0] == UNSURE
    assert told("Ana Ruiz", *TALK, f"ben: {line}")[1].confidence == 0.5


def test_both_saying_it_proves_nothing() -> None:
    both = ("ana: This is Ana Ruiz.", "ben: And this is Ana Ruiz.")
    assert told("Ana Ruiz", *TALK, *both)[1].confidence == 0.5


def test_a_business_that_answers_as_a_rep_would_is_not_the_rep_where_the_rep_says_her_name() -> None:
    lines = (
        "ben: Thank you for calling Bramble Foods, how can I help you?",
        "ana: Hi, this is Ana Ruiz from Quillhaven.",
    )
    assert told(None, *lines)[0] == (CUSTOMER, REP)
    assert told("Ana Ruiz", *lines)[0] == UNSURE


def test_a_named_channel_is_doubted_where_the_other_goes_by_the_reps_name() -> None:
    lines = (*TALK, "ana: This is Ana Ruiz.")
    speakers, roles = tell_roles(heard(*lines).tracks, "right", Hints(rep_name="Ana Ruiz"))
    assert speakers == (CUSTOMER, REP)
    assert roles.doubt.endswith("are they swapped?")


def test_the_same_signs_count_for_either_side() -> None:
    left, right = heard(*TALK, "ana: This is Ana Ruiz.").tracks
    assert tell_roles((right, left), None, Hints(rep_name="Ana Ruiz"))[0] == (CUSTOMER, REP)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ana Ruiz", ("ana", "ruiz")),
        ("Ruiz, Ana", ("ana", "ruiz")),
        ("Dr. Zoë O'Neill-Paz", ("zoe", "o'neill-paz")),
        ("A. Ruiz", ()),
        ("", ()),
        ("4711", ()),
        (None, ()),
    ],
)
def test_names_as_they_stand_in_rosters(name: str | None, parts: tuple[str, ...]) -> None:
    assert name_parts(name) == parts
