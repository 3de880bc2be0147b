"""Ana's scored calls in the company of the tests, and what the others say and do about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scoring.corrections.answering import Said
from scoring.judgement import Answer, Span
from service.calls.details import monday
from service.calls.queueing import ask_for_review
from service.calls.steps import store_heard
from service.db.engine import Database
from service.db.tables import (
    Call,
    Draw,
    DrawnCall,
    LoggedCall,
    Recording,
    Review,
    RubricVersion,
    Run,
    SamplingRule,
    TeamRules,
    WeeklyRollUp,
)
from service.engine import JobEngine
from service.parts import Parts
from service.people.who import Who
from service.reviews import actions
from service.reviews.result import work_out
from service.reviews.sheet import review_sheet
from service.reviews.steps import open_run, read_criterion, record_run
from service.reviews.views import ReviewSheet
from service.reviews.wishes import Confirming
from tests.cast import KEYS, rubric
from tests.service.company import Company, company
from tests.service.scripted import ScriptedJudge
from tests.service.spoken import heard

WEEK = 20261116
MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
ANAS_FIRST, BENS_FIRST = "S0001", "S0002"
WHOLE = Span(first="S0001", last="S0006")
MUSTS_MISSED = tuple(f"{key}_m{n}" for key in KEYS for n in (2, 3))
"""What the scripted judge says no to: it says yes to the first must of each criterion only."""


@dataclass
class Desk:
    """A database with the company, and calls that the scripted judge has read."""

    database: Database
    company: Company
    engine: JobEngine
    parts: Parts
    made: list[str] = field(default_factory=list)

    def who(self, name: str) -> Who:
        return self.company.who(name)

    def call(self, selection: str = "manager", rep: str = "Ana", started: datetime = MONDAY) -> str:
        """A call of a rep that was heard and read; its public id."""
        with self.database.write() as session:
            made = Call(
                team_id=self.company.teams["Southgate" if rep == "Uma" else "Northwind"],
                rep_id=self.company.keys[rep],
                external_id=f"call-{len(self.made)}",
                started_at=started,
                week=monday(started.date()),
                rep_channel="left",
                selection=selection,
            )
            session.add(made)
            session.flush()
            name = f"{len(self.made):0>64}"
            session.add(
                Recording(
                    call_id=made.id, team_id=made.team_id, sha256=name, size=1, name="call.wav", blob=name
                )
            )
            ask_for_review(session, self.engine, made)
            call_id = made.public_id
        self.made.append(call_id)
        store_heard(self.database, call_id, heard(), "left")
        self.read(call_id)
        return call_id

    def read(self, call_id: str, number: int = 1) -> None:
        """The judge reads the call, through the real steps."""
        with self.database.read() as session:
            workflow = session.scalars(select(Call.workflow).where(Call.public_id == call_id)).one()
        assert workflow is not None
        with self.database.write() as session:
            run = open_run(session, self.parts, call_id, workflow, number)
        assert run is not None
        for criterion in run["criteria"]:
            read_criterion(self.parts, run["id"], run["transcript"], run["rubric"], criterion)
        result = work_out(self.parts, run)
        with self.database.write() as session:
            record_run(session, self.parts, call_id, workflow, run, result)

    def read_again(self, call_id: str, number: int = 1) -> None:
        with self.database.write() as session:
            ask_for_review(session, self.engine, self.row(session, call_id))
        self.read(call_id, number)

    def row(self, session: Session, call_id: str) -> Call:
        return session.scalars(select(Call).where(Call.public_id == call_id)).one()

    def review(self, call_id: str) -> Review:
        with self.database.read() as session:
            return session.scalars(
                select(Review).join(Call, Call.id == Review.call_id).where(Call.public_id == call_id)
            ).one()

    def sheet(self, name: str, call_id: str) -> ReviewSheet:
        with self.database.read() as session:
            found = review_sheet(session, self.who(name), self.row(session, call_id))
        assert found is not None
        return found

    def sums(self) -> dict[str, tuple[int, float]]:
        """Criterion → n and Σ of the weekly sums, over all reps."""
        with self.database.read() as session:
            rows = session.scalars(select(WeeklyRollUp))
            return {row.criterion: (row.n, row.total) for row in rows}

    def override(self, name: str, call_id: str, said: Said, **more: Any) -> None:
        with self.database.write() as session:
            actions.override(session, self.who(name), call_id, said, "I listened to it.", **more)

    def confirm(self, name: str, call_id: str, played: Sequence[str] = MUSTS_MISSED, **more: Any) -> None:
        with self.database.write() as session:
            how = Confirming(seconds=90, played=tuple(played))
            actions.confirm(session, self.who(name), call_id, how, **more)

    def release(self, name: str, call_id: str) -> None:
        with self.database.write() as session:
            actions.release(session, self.who(name), call_id)

    def released(self, by: str = "Sam", selection: str = "manager") -> str:
        """A call of Ana's that somebody confirmed and released to her."""
        call_id = self.call(selection)
        self.confirm(by, call_id)
        self.release(by, call_id)
        return call_id

    def rules(self, **values: Any) -> None:
        """Sets the rules of Northwind."""
        team = self.company.teams["Northwind"]
        with self.database.write() as session:
            session.merge(TeamRules(team_id=team, **values))

    def run_of(self, call_id: str) -> Run:
        with self.database.read() as session:
            return session.get_one(Run, self.review(call_id).run_id)

    def set_review(self, call_id: str, **values: Any) -> None:
        with self.database.write() as session:
            call = self.row(session, call_id)
            session.execute(update(Review).where(Review.call_id == call.id).values(**values))


def a_desk(database: Database) -> Desk:
    """The company, the small rubric, and no blind-first confirmations unless a test asks for them."""
    engine = JobEngine(database)
    cast = company(database)
    with database.write() as session:
        session.add(
            RubricVersion(
                slug="small",
                version=1,
                fingerprint=rubric().fingerprint(),
                document=rubric()._document,
            )
        )
        for team in cast.teams.values():
            session.add(TeamRules(team_id=team, blind_first=0))
    parts = Parts(database, None, None, ScriptedJudge(), lambda kind: "small")  # type: ignore[arg-type]
    return Desk(database, cast, engine, parts)


def drawn(desk: Desk, call_id: str, replaced: bool = False) -> None:
    """Puts the call into a draw of its week."""
    with desk.database.write() as session:
        call = desk.row(session, call_id)
        rule = SamplingRule(from_week=WEEK, calls=3, shortest=60)
        session.add(rule)
        session.flush()
        assert call.rep_id is not None
        draw = Draw(
            rep_id=call.rep_id,
            week=WEEK,
            seed="s",
            frame_size=1,
            fingerprint="f",
            rule_id=rule.id,
            document={},
        )
        session.add(draw)
        session.flush()
        line = LoggedCall(
            team_id=call.team_id,
            rep_id=call.rep_id,
            external_id="logged",
            started_at=call.started_at,
            zone="UTC",
            week=WEEK,
            seconds=300,
            call_id=call.id,
            draw_id=draw.id,
        )
        session.add(line)
        session.flush()
        place = DrawnCall(draw_id=draw.id, place=1, logged_call_id=line.id)
        if replaced:
            place.replaced_for, place.replaced_at = "excluded", MONDAY
        session.add(place)


def yes(item: str, *sentences: str) -> Said:
    return Said(item=item, answer=Answer.YES, sentences=sentences, why="I listened.")


def no(item: str, searched: Span | None = WHOLE) -> Said:
    return Said(item=item, answer=Answer.NO, searched=searched, why="I listened.")


def none(item: str) -> Said:
    return Said(item=item, answer=Answer.NOT_APPLICABLE, why="No occasion.")
