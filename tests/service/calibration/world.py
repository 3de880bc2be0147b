"""A company whose calls were heard and read by a judge, ready to be calibrated on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.calibration.sheet import LevelGiven, Sheet, check_sheet
from scoring.corrections.answering import Said
from scoring.judgement import Answer, CriterionReading, Judgement, JudgeRequest
from scoring.redaction import Redacted, redact
from scoring.reviewing import Scoring, read, scored, transcribe
from scoring.rubric import Kind, Rubric
from service.calibration.rounds import open_when_due
from service.db.base import now
from service.db.engine import Database
from service.db.tables import (
    Call,
    RatedSheet,
    Redaction,
    Review,
    Round,
    RoundCall,
    RubricVersion,
    Run,
    TranscriptVersion,
    VerdictRow,
)
from tests.cast import heard, rubric, rubric_document
from tests.service.company import Company, company
from tests.service.scripted import ScriptedJudge

LINES = (
    "ana: Thanks for joining me on this call.",
    "ben: Hi.",
    "ana: What hurts most?",
    "ben: The matching.",
)
Answering = Callable[[str, str], Answer]
"""Criterion and item → what somebody answers."""


@cache
def _read() -> tuple[Any, Any, dict[str, CriterionReading], Any]:
    sound = heard(*LINES)
    transcript = transcribe(sound, "left")
    seen = redact(transcript)
    scoring = Scoring(rubric(), ScriptedJudge())
    readings = {one.key: read(one, seen, scoring) for one in rubric().criteria}
    return sound, transcript, readings, scored(sound, transcript, readings, scoring, seen)


@cache
def _seen() -> Redacted:
    return redact(_read()[1])


def small_rubric(session: Session) -> int:
    """The key of the small rubric, published where it is not."""
    document = rubric_document()
    found = session.scalars(select(RubricVersion).where(RubricVersion.slug == "small")).first()
    if found is None:
        fingerprint = Rubric.from_document(document).fingerprint()
        found = RubricVersion(slug="small", version=1, fingerprint=fingerprint, document=document)
        session.add(found)
        session.flush()
    return found.id


def add_scored(session: Session, team: int, rep: int, name: str, **more: Any) -> Call:
    """A call that was heard and read by the scripted judge."""
    sound, transcript, readings, document = _read()
    call = Call(
        team_id=team,
        rep_id=rep,
        external_id=name,
        started_at=now() - timedelta(days=3),
        week=20261116,
        state="scored",
        **{"selection": "random", **more},
    )
    session.add(call)
    session.flush()
    words = TranscriptVersion(
        call_id=call.id,
        number=1,
        fingerprint=transcript.fingerprint(),
        document=transcript.model_dump(mode="json"),
        heard=sound.model_dump(mode="json"),
    )
    session.add(words)
    session.flush()
    seen = _seen()
    session.add(
        Redaction(
            transcript_id=words.id,
            made_by="test",
            version=seen.version,
            fingerprint=seen.transcript.fingerprint(),
            document=seen.model_dump(mode="json"),
        )
    )
    card = document.scorecard.qa_score
    run = Run(
        call_id=call.id,
        transcript_id=words.id,
        rubric_id=small_rubric(session),
        workflow=f"{name}:1",
        judge="scripted",
        qa_state=card.state,
        qa_value=card.value,
        qa_low=card.low,
        qa_high=card.high,
        document=document.model_dump(mode="json", exclude={"transcript"}),
    )
    session.add(run)
    session.flush()
    session.add(Review(call_id=call.id, run_id=run.id))
    session.add_all(
        VerdictRow(
            run_id=run.id,
            criterion=key,
            item=verdict.item,
            answer=verdict.answer.value,
            document=verdict.model_dump(mode="json"),
        )
        for key, reading in readings.items()
        for verdict in reading.verdicts
    )
    return call


class World:
    """The company, its rubric and so many scored calls of Ana's; `calls` are their public ids."""

    def __init__(self, database: Database, calls: int = 3, cast: Company | None = None) -> None:
        self.database = database
        self.cast: Company = cast or company(database)
        with database.write() as session:
            self.rubric = small_rubric(session)
        self.calls = [self.add_call(f"call {n}") for n in range(calls)]

    def add_call(self, name: str, rep: str = "Ana", **more: Any) -> str:
        """Another call; its public id."""
        with self.database.write() as session:
            team = self.cast.teams["Southgate" if rep == "Uma" else "Northwind"]
            return add_scored(session, team, self.cast.keys[rep], name, **more).public_id


def new_round(world: World, *raters: str, **more: Any) -> dict[str, Any]:
    """A round as it is asked for over HTTP, on all calls unless others are named."""
    return {
        "title": "November",
        "raters": [world.cast.ids[name] for name in raters],
        "deadline": (datetime.now(UTC) + timedelta(days=7)).date().isoformat(),
        "chosen": world.calls,
        **more,
    }


def sheet(levels: int | dict[str, int] = 3, answering: Answering | None = None) -> dict[str, Any]:
    """A sheet that stands: musts yes, the rest no; the same level for every criterion, or one each."""
    form = rubric()
    items = []
    for criterion in form.criteria:
        for item in criterion.items:
            wanted = (answering or plain)(criterion.key, item.id)
            yes = wanted is Answer.YES
            items.append(Said(item=item.id, answer=wanted, sentences=("S0001",) if yes else ()))
    given = {
        one.key: LevelGiven(level=levels if isinstance(levels, int) else levels.get(one.key, 3))
        for one in form.criteria
    }
    return Sheet(items=tuple(items), levels=given).model_dump(mode="json")


def rated_document(levels: int) -> dict[str, Any]:
    """A sheet with that level everywhere, as it is kept."""
    return check_sheet(rubric(), Sheet(**sheet(levels)), _read()[1]).model_dump(mode="json")


def rate(world: World, round_id: str, name: str, levels: int = 3) -> None:
    """That person's sheets on every call of a round, as if handed in one by one; the last opens the round."""
    document = rated_document(levels)
    with world.database.write() as session:
        row = session.scalars(select(Round).where(Round.public_id == round_id)).one()
        for place in session.scalars(select(RoundCall).where(RoundCall.round_id == row.id)):
            person = world.cast.keys[name]
            session.add(RatedSheet(round_call_id=place.id, person_id=person, document=document))
        session.flush()
        open_when_due(session, row, now())


def plain(criterion: str, item: str) -> Answer:
    """Yes to the musts and no to everything else."""
    kinds = {one.id: one.kind for part in rubric().criteria for one in part.items}
    return Answer.YES if kinds[item] is Kind.MUST else Answer.NO


class SameJudge(ScriptedJudge):
    """The scripted judge under a name of its own."""

    def __init__(self, model: str) -> None:
        super().__init__()
        self.model = model  # type: ignore[assignment]

    def judge(self, request: JudgeRequest) -> Judgement:
        return super().judge(request)
