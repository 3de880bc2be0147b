"""A rep's week: calls that were reviewed with the answers a test names, everything else done well."""

from datetime import date
from functools import cache
from typing import Any

from scoring.coaching.records import ReviewedCall
from scoring.judgement import Answer, Check, CriterionReading, Evidence, Span, Verdict
from scoring.redaction import redact
from scoring.reviewing import Scoring, scored, transcribe
from scoring.rubric import Item, Kind
from scoring.transcript import Transcript
from service.edges.offline_judge import OfflineJudge
from tests.cast import b2b_discovery, heard

RUBRIC = b2b_discovery()
MONDAY = date(2026, 11, 16)
TALK = (
    "ben: Hello, Ben here.",
    "ana: Hi Ben, this is Ana from Ledgerline.",
    "ana: How do you match your invoices today, and who does it?",
    "ben: By hand, and it takes us two days a week, which is too slow.",
    "ana: I see.",
    "ben: To be honest, it sounds expensive to me.",
    "ana: Let's meet again on Thursday at ten then.",
)
REP_SAID, OBJECTION = "S0003", "S0006"

YES, NO = Answer.YES, Answer.NO


def item(item_id: str) -> Item:
    return next(i for c in RUBRIC.criteria for i in c.items if i.id == item_id)


def reviewed(name: str, day: date = MONDAY, *talk: str, **answers: Answer) -> ReviewedCall:
    """A reviewed call; items that are not named were done (a must-not: did not happen)."""
    return ReviewedCall(id=name, day=day, **_read(talk or TALK, tuple(answers.items())))


@cache
def _read(talk: tuple[str, ...], given: tuple[tuple[str, Answer], ...]) -> dict[str, Any]:
    """What is read from a talk with these answers: several calls of a week are often the same one."""
    sound, answers = heard(*talk), dict(given)
    transcript = transcribe(sound, "left")
    readings = {
        c.key: CriterionReading(
            criterion=c.key, verdicts=tuple(_verdict(i, answers, said(transcript)) for i in c.items)
        )
        for c in RUBRIC.criteria
    }
    redacted = redact(transcript)
    review = scored(sound, transcript, readings, Scoring(RUBRIC, OfflineJudge()), redacted)
    return {"review": review, "transcript": redacted.transcript}


def said(transcript: Transcript) -> str:
    """What Ana says in the sentence that is evidence for everything."""
    sentence = transcript.find(REP_SAID)
    return sentence.text if sentence else ""


def _verdict(one: Item, answers: dict[str, Answer], quote: str) -> Verdict:
    usual = NO if one.kind is Kind.MUST_NOT else YES
    answer = answers.get(one.id, usual)
    if answer is YES:
        shown = Evidence(sentence=REP_SAID, quote=quote, start=10, end=13, check=Check.EXACT)
        return Verdict(item=one.id, answer=YES, evidence=(shown,))
    searched = Span(first="S0001", last="S0007") if answer is NO else None
    return Verdict(item=one.id, answer=answer, searched=searched)
