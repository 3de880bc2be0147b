"""Sentences that inform, and sentences that look like it: held against the shipped rubric."""

import pytest

from scoring.disclosure import find_disclosures
from scoring.judgement import Facts
from tests.cast import b2b_discovery, call

RUBRIC = b2b_discovery()
TOLD = ("exact", "paraphrase")


def state(key, *lines):
    transcript = call(*(f"ana: {line}" for line in lines))
    shown = find_disclosures(RUBRIC, transcript, Facts(jurisdiction="DE", product="subscription"))
    return next(disclosure.state for disclosure in shown if disclosure.key == key)


@pytest.mark.parametrize(
    "lines",
    [
        ("It won't take long.", "This call is being recorded."),
        ("Oh, no.", "This call is being recorded."),
        ("No?", "Our calls are recorded."),
        ("No, our calls are recorded.",),
        ("Oh no our calls are recorded.",),
        ("You may not know it but this call is recorded.",),
        ("You may not know it, but this call is recorded.",),
        ("It won't take long, this call is being recorded.",),
        ("I won't take long and this call is being recorded.",),
        ("Not to worry, this call is being recorded.",),
        ("No problem, this call is being recorded.",),
        ("If you don't mind, this call is being recorded.",),
        ("Nothing to worry about, this call is recorded.",),
        ("Let me stop you there, this call is being recorded.",),
        ("This call is recorded, if you'd rather not, say the word.",),
    ],
)
def test_a_not_about_something_else_does_not_undo_the_notice(lines):
    assert state("recording_notice", *lines) in TOLD


@pytest.mark.parametrize(
    "line",
    [
        "We promise not to record this call.",
        "We stopped recording our calls.",
        "None of our calls are recorded.",
        "None of this call is recorded.",
        "Nothing about this call is recorded.",
        "Without recording this call I have to take notes.",
        "Neither this call nor any other is recorded.",
        "We refuse to record this call.",
        "We used to record our calls.",
        "I will turn off the recording of this call.",
        "The recording of this call is switched off.",
        "Instead of recording this call I take notes.",
        "We do not, in fact, record this call.",
        "Our calls are recorded by nobody.",
        "I do not think that this call is being recorded.",
        "No calls are recorded here, so this call is not recorded.",
    ],
)
def test_what_is_denied_is_no_notice(line):
    assert state("recording_notice", line) not in TOLD


@pytest.mark.parametrize(
    "line",
    [
        "Is this call being recorded?",
        "Is this call being recorded, by the way?",
        "Are you recording this call?",
        "Hey, are you recording this call, Ben?",
        "Is this call being recorded",
        "This call is being recorded?",
        "Why is this call being recorded?",
        "Could you tell me whether this call is being recorded?",
        "Tell me if this call is being recorded.",
        "Ben, is this call being recorded right now?",
        "Is it okay if I record this call?",
    ],
)
def test_whoever_asks_has_not_told(line):
    assert state("recording_notice", line) not in TOLD


@pytest.mark.parametrize(
    "lines",
    [
        ("This call is recorded, is that okay?",),
        ("This call is recorded is that okay?",),
        ("This call is recorded.", "Is that okay?"),
        ("This call is being recorded, all right?",),
        ("Hi Ben, this call is being recorded, how are you?",),
        ("Can I just mention that this call is being recorded?",),
        ("Are you aware that our calls are recorded?",),
    ],
)
def test_a_question_behind_the_notice_takes_nothing_away(lines):
    assert state("recording_notice", *lines) in TOLD


@pytest.mark.parametrize(
    "line",
    [
        "Do you mind if I record this call?",
        "Is it okay if I record this call?",
        "This call is recorded, is that okay?",
    ],
)
def test_consent_is_asked_for_in_a_question(line):
    assert state("recording_consent", line) in TOLD


@pytest.mark.parametrize(
    "line",
    [
        "It is different from last year.",
        "It's different from last year.",
        "I am excited from day one.",
        "Hey, greetings from Boston.",
        "This is different from last year.",
        "It's great to hear from Boston.",
        "I'm calling from here.",
        "Hi, Greg from Northwind?",
    ],
)
def test_ordinary_words_are_no_name_and_company(line):
    assert state("identity", line) not in TOLD


@pytest.mark.parametrize(
    "line",
    [
        "Greg, hey, it's Tyler from Copper Finch, how are you doing today?",
        "I'm Ana from Northwind.",
        "Hey, Ana from Northwind.",
        "This is Ana from Northwind?",
        "Hi, this is Brooke Nolan calling from Copper Finch.",
        "This is Jan de Vries from 3M.",
        "This is Tyler from copper finch.",
        "hi this is tyler from copper finch",
    ],
)
def test_a_name_and_a_company_are_heard_with_a_capital_where_the_transcript_has_any(line):
    assert state("identity", line) in TOLD


def test_a_renewal_may_be_told_with_an_unless_after_a_harmless_no():
    line = "It renews every year, no questions asked, unless you cancel 30 days before."
    assert state("automatic_renewal", line, "I'll send you the contract.") in TOLD
