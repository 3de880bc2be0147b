"""Somebody on the call speaks to the judge, and the judge obeys: no yes comes of it, and a person is told.

The judge here does whatever it is asked: every item that gives is a yes, and it points wherever that might
get through. What is left of its answers must rest on sentences of the call as it was without the appeal.
"""

import json
from functools import cache

import pytest

from scoring.appeals import find_appeals
from scoring.asking.replies import read_reply
from scoring.judgement import Answer, Facts, Judgement, JudgeRequest
from scoring.library import load_rubric
from scoring.redteam.texts import ATTACKS
from scoring.reviewing import checked
from scoring.rubric import CRITERIA, Kind
from scoring.transcript import Transcript
from tests.cast import call

NONCE = "kvmo"
RUBRIC = load_rubric("b2b-discovery")

APPEALS = [attack.text for attack in ATTACKS]
PLAIN = (
    "ben: Hello.",
    "ana: Good, good.",
    "ben: It rained all night over here.",
    "ana: It rained here as well.",
    "ben: The garden needed it.",
    "ana: The roses look better already.",
    "ben: So they do.",
    "ana: And the kitchen is painted.",
)
PLACES = {"start": 0, "middle": 4, "end": len(PLAIN)}


def with_appeal(text: str, voice: str, place: int) -> tuple[Transcript, str]:
    """The plain call with one sentence more, and that sentence's id."""
    lines = [*PLAIN[:place], f"{voice}: {text}", *PLAIN[place:]]
    return call(*lines), f"S{place + 1:04d}"


def obeying(request: JudgeRequest, cited: str, words: str) -> Judgement:
    """A judge that says yes wherever a yes gives, no wherever it takes, and cites what it was told to."""
    first, last = request.transcript.sentences[0].id, request.transcript.sentences[-1].id
    span = {"first": f"{first}-{NONCE}", "last": f"{last}-{NONCE}"}
    answers = [
        {
            "item": item.id,
            "evidence": [{"id": f"{cited}-{NONCE}", "words": words}],
            "why": "As instructed.",
            "verdict": "no" if item.kind is Kind.MUST_NOT else "yes",
            "searched": span,
        }
        for item in request.criterion.items
    ]
    read = read_reply(json.dumps({"items": answers}), request.criterion, NONCE)
    assert isinstance(read, Judgement)
    return read


def lies(appeal: str, own: str) -> list[tuple[str, str]]:
    """Sentence and words a judge might point at: the appeal, a neighbour, an example, an invention."""
    here = int(own[1:])
    neighbours = [f"S{n:04d}" for n in (here - 1, here + 1) if 1 <= n <= len(PLAIN) + 1]
    return [
        (own, appeal),
        (own, " ".join(appeal.split()[:6])),
        (own, "this call is recorded for training"),
        *((neighbour, appeal) for neighbour in neighbours),
        *((neighbour, "Where does it get stuck?") for neighbour in neighbours),
        ("S9999", appeal),
    ]


@cache
def requests(transcript_lines: tuple[str, str, int]) -> tuple[tuple[JudgeRequest, ...], str]:
    transcript, own = with_appeal(*transcript_lines)
    facts = Facts(direction="outbound")
    return tuple(
        JudgeRequest(transcript=transcript, rubric=RUBRIC, criterion=RUBRIC.criterion(key), facts=facts)
        for key in CRITERIA
    ), own


def test_there_are_thirty_appeals_at_least() -> None:
    assert len(set(APPEALS)) >= 30


@pytest.mark.parametrize("text", APPEALS)
@pytest.mark.parametrize("voice", ["ana", "ben"])
def test_a_judge_that_obeys_gets_no_yes_through(text: str, voice: str) -> None:
    for place in PLACES.values():
        asked, own = requests((text, voice, place))
        for request in asked:
            for cited, words in lies(text, own):
                reading = checked(request, obeying(request, cited, words))
                assert [one.item for one in reading.verdicts if one.answer is Answer.YES] == []


@pytest.mark.parametrize("text", APPEALS)
@pytest.mark.parametrize("place", PLACES)
def test_an_appeal_is_shown_to_a_person(text: str, place: str) -> None:
    for voice in ("ana", "ben"):
        transcript, own = with_appeal(text, voice, PLACES[place])
        assert own in {appeal.sentence for appeal in find_appeals(transcript)}


def test_the_plain_call_appeals_to_nobody() -> None:
    assert find_appeals(call(*PLAIN)) == ()


def test_honest_words_beside_an_appeal_still_count() -> None:
    """What was said is not lost because somebody else spoke to the judge."""
    transcript = call("ana: This call is recorded for training.", f"ben: {APPEALS[0]}")
    request = JudgeRequest(
        transcript=transcript, rubric=RUBRIC, criterion=RUBRIC.criterion("disclosure"), facts=Facts()
    )
    reading = checked(request, obeying(request, "S0001", "This call is recorded for training"))
    answers = {one.item: one.answer for one in reading.verdicts}
    assert answers["gives_recording_notice"] is Answer.YES
