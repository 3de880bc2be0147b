"""Ana's call, uploaded again and again, and a judge that always answers the same.

Every answer names its criterion, so that a verdict that landed under the wrong one shows.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select

from scoring.cues import anchor
from scoring.judgement import Answer, Citation, Claim, Judgement, JudgeRequest, Span
from scoring.rubric import Rubric
from service.calls.queueing import ask_for_review
from service.db.engine import Database
from service.db.tables import Call, Person, Recording, RubricVersion, Team
from service.engine import JobEngine
from tests.cast import rubric_document


class ScriptedJudge:
    """Answers yes to the first must of each criterion and no to the rest; each answer names its criterion."""

    name = "scripted"
    model = None
    notice = "scripted for a test"

    def __init__(self, before: Callable[[str], None] = lambda criterion: None) -> None:
        self._before = before

    def judge(self, request: JudgeRequest) -> Judgement:
        key = request.criterion.key
        self._before(key)
        first = request.criterion.items[0]
        sentence = request.transcript.sentences[0]
        claims = tuple(
            Claim(
                item=item.id,
                answer=Answer.YES if item is first else Answer.NO,
                citations=(Citation(sentence=sentence.id, anchor=anchor(sentence.text)),)
                if item is first
                else (),
                searched=None
                if item is first
                else Span(first=sentence.id, last=request.transcript.sentences[-1].id),
                why=key,
            )
            for item in request.criterion.items
        )
        return Judgement(criterion=key, claims=claims)


def seed(database: Database, engine: JobEngine) -> None:
    """Ana in the team Northwind, and the small rubric."""
    engine.prepare()
    document = rubric_document()
    with database.write() as session:
        session.add_all(
            [
                Team(name="Northwind"),
                Person(name="Ana", external_id="ana"),
                RubricVersion(
                    slug="small",
                    version=1,
                    fingerprint=Rubric.from_document(document).fingerprint(),
                    document=document,
                ),
            ]
        )


def upload(database: Database, engine: JobEngine, name: str = "monday", priority: int = 10) -> str:
    """A call of Ana's with its recording, waiting for its review; its public id."""
    with database.write() as session:
        team, ana = session.scalars(select(Team)).one(), session.scalars(select(Person)).one()
        call = Call(
            team_id=team.id,
            rep_id=ana.id,
            external_id=name,
            started_at=datetime(2026, 11, 16, 9, 30, tzinfo=UTC),
            week=20261116,
            rep_channel="left",
            priority=priority,
        )
        session.add(call)
        session.flush()
        session.add(
            Recording(call_id=call.id, team_id=team.id, sha256=f"{name:0>64}", size=1, name=name, blob=name)
        )
        ask_for_review(session, engine, call)
        return call.public_id
