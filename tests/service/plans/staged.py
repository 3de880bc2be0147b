"""The company with Ana's plan on stage: people, a rubric, her drawn calls with what people made of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.judgement import Answer, Check, CriterionReading, Evidence, Span, Verdict
from scoring.rubric import Rubric
from scoring.scorecard import score as scorecard_of
from scoring.showing import shown_scorecard
from scoring.trend_records import QA as QA_KEY
from service.calls.details import monday
from service.calls.redactions import keep_redacted
from service.db.engine import Database
from service.db.tables import (
    Call,
    Confirmation,
    Draw,
    DrawnCall,
    LoggedCall,
    Person,
    PersonCalibration,
    Plan,
    Review,
    RubricVersion,
    Run,
    SamplingRule,
    Score,
    TeamRules,
    TranscriptVersion,
    VerdictRow,
)
from service.people.who import Who
from service.plans import drafting, publishing, saying, starting
from service.plans.publishing import Delivery
from service.reviews.roll_ups import add_to_roll_ups
from tests.cast import KEYS, rubric_document
from tests.cast import call as said
from tests.service.company import Company, company
from tests.service.plans.reviewed import KEPT, LINES, by_a_person
from tests.service.plans.written import DELIVERED, DRAFTED, PUBLISHED, RIGHT, STARTS, content, noon

LEVELS = {5: (3, 1, 0), 4: (3, 0, 0), 3: (2, 0, 0), 2: (1, 0, 0), 1: (0, 0, 0)}
"""Level → musts, pluses and must-nots that were done."""
WORTH = {5: 100.0, 4: 90.0, 3: 65.0, 2: 35.0, 1: 0.0}
QA = {90: (4, 4, 4, 4, 4), 87: (4, 4, 4, 5, 3), 85: (4, 4, 3, 4, 4), 75: (4, 4, 3, 3, 3), 72: (3, 3, 3, 3, 5)}
"""QA score → levels of the five criteria with weight, such as 87 = (3·90 + 100 + 65) / 5."""

SAID = said(*LINES)


@dataclass
class Staged:
    """The company, and what is needed to put calls on."""

    database: Database
    cast: Company
    rubric: int

    def who(self, name: str) -> Who:
        return self.cast.who(name)


def staged(database: Database, cast: Company | None = None) -> Staged:
    """Everybody, the small rubric, qa calibrated, and scores that may count for Northwind since June."""
    cast = cast or company(database)
    document = rubric_document()
    with database.write() as session:
        row = session.scalars(select(RubricVersion).filter_by(slug="small", version=1)).one_or_none()
        row = row or RubricVersion(
            slug="small",
            version=1,
            fingerprint=Rubric.from_document(document).fingerprint(),
            document=document,
        )
        session.add(row)
        session.merge(TeamRules(team_id=cast.teams["Northwind"], scores_count_from=date(2026, 6, 1)))
        session.add(
            PersonCalibration(
                person_id=cast.keys["Quinn"],
                until=date(2027, 12, 31),
                by="test",
                reasons={},
                created_at=datetime(2026, 6, 1, tzinfo=UTC),
            )
        )
        session.flush()
        return Staged(database, cast, row.id)


def begun(stage: Staged, **changed: Any) -> str:
    """A draft by Sam; its public id."""
    with stage.database.write() as session:
        rep = session.get_one(Person, stage.cast.keys["Ana"])
        sam = stage.who("Sam")
        check = drafting.check_fit(session, sam, rep, RIGHT, DRAFTED.date())
        plan = drafting.begin(session, sam, check, content(**changed), None, DRAFTED)
        return plan.public_id


def published(stage: Staged, **changed: Any) -> str:
    name = begun(stage, **changed)
    with stage.database.write() as session:
        plan = plan_row(session, name)
        publishing.submit(session, stage.who("Sam"), plan)
        publishing.publish(session, stage.who("Hana"), plan, PUBLISHED)
    return name


def delivered(stage: Staged, **changed: Any) -> str:
    name = published(stage, **changed)
    with stage.database.write() as session:
        talk = Delivery(how="in_person", at=DELIVERED, there=["Ana", "Sam"], summary="Gone through it.")
        publishing.deliver(session, stage.who("Sam"), plan_row(session, name), talk, DELIVERED)
    return name


def running(stage: Staged, **changed: Any) -> str:
    """Delivered, heard and answered, and running since 1 September."""
    name = delivered(stage, **changed)
    ana, sam = stage.who("Ana"), stage.who("Sam")
    with stage.database.write() as session:
        plan = plan_row(session, name)
        for kind in saying.SAY:
            word = saying.say(session, ana, plan, kind, f"What Ana says: {kind}", DELIVERED.date())
            saying.answer(session, sam, plan, word, "Thank you.")
        starting.start(session, sam, plan, STARTS, STARTS)
    return name


def plan_row(session: Session, name: str) -> Plan:
    return session.scalars(select(Plan).where(Plan.public_id == name)).one()


def drawn(stage: Staged, *days: date, rep: str = "Ana") -> list[str]:
    """Calls of these days, drawn and not looked at by anybody yet; their public ids."""
    with stage.database.write() as session:
        return [_drawn(session, stage, day, number, rep).public_id for number, day in enumerate(days)]


def score(stage: Staged, call: str, qa: int, by: str = "Quinn") -> None:
    """Somebody scores the call on an empty sheet."""
    with stage.database.write() as session:
        row = session.scalars(select(Call).where(Call.public_id == call)).one()
        _review(session, stage, row, _levels(qa), stage.cast.keys[by])


def scored(stage: Staged, qa: list[int], first: date, by: str = "Quinn", rep: str = "Ana") -> list[str]:
    """A drawn call a day from `first` on, each scored; their public ids."""
    with stage.database.write() as session:
        calls = [
            _drawn(session, stage, first + timedelta(days=number), number, rep) for number in range(len(qa))
        ]
        for call, value in zip(calls, qa, strict=True):
            _review(session, stage, call, _levels(value), stage.cast.keys[by])
        return [call.public_id for call in calls]


def _levels(qa: int) -> dict[str, int]:
    return dict(zip(KEYS, (*QA[qa], 4), strict=True))


def _drawn(session: Session, stage: Staged, day: date, number: int, rep: str) -> Call:
    rep_id, team, week = stage.cast.keys[rep], stage.cast.teams["Northwind"], monday(day)
    known: dict[str, Any] = {
        "team_id": team,
        "rep_id": rep_id,
        "external_id": f"{rep}-{day}-{number}",
        "started_at": noon(day),
        "zone": "Europe/Berlin",
        "week": week,
    }
    call = Call(**known, selection="random", state="scored")
    session.add(call)
    session.flush()
    draw = session.scalars(select(Draw).where(Draw.rep_id == rep_id, Draw.week == week)).one_or_none()
    draw = draw or _draw(session, rep_id, week)
    line = LoggedCall(**known, seconds=300, call_id=call.id, draw_id=draw.id)
    session.add(line)
    session.flush()
    places = session.scalars(select(DrawnCall).where(DrawnCall.draw_id == draw.id)).all()
    session.add(DrawnCall(draw_id=draw.id, place=len(places) + 1, logged_call_id=line.id))
    return call


def _draw(session: Session, rep_id: int, week: int) -> Draw:
    rule = session.scalars(select(SamplingRule).limit(1)).first()
    if rule is None:
        rule = SamplingRule(from_week=week, calls=7, shortest=60)
        session.add(rule)
        session.flush()
    row = Draw(
        rep_id=rep_id, week=week, seed="0", frame_size=9, fingerprint="0", rule_id=rule.id, document={}
    )
    session.add(row)
    session.flush()
    return row


def _review(session: Session, stage: Staged, call: Call, levels: dict[str, int], by: int) -> None:
    transcript = TranscriptVersion(
        call_id=call.id, number=1, fingerprint="0", document=SAID.model_dump(mode="json"), heard=KEPT
    )
    session.add(transcript)
    session.flush()
    keep_redacted(session, call, transcript)
    verdicts, shown = _read(tuple(levels.items()))
    run = Run(
        call_id=call.id, transcript_id=transcript.id, rubric_id=stage.rubric, workflow=f"{call.id}",
        judge="person", qa_state="complete", document=shown,
    )  # fmt: skip
    session.add(run)
    session.flush()
    session.add_all(
        VerdictRow(
            run_id=run.id,
            criterion=key,
            item=one.item,
            answer=one.answer.value,
            document=one.model_dump(mode="json"),
        )
        for key, one in verdicts
    )
    scores = _scores(run.id, call, levels)
    session.add_all(scores)
    add_to_roll_ups(session, run, scores)
    review = Review(
        call_id=call.id, run_id=run.id, state="released", confirmed_as="scored", released_at=call.started_at
    )
    session.add(review)
    session.flush()
    session.add(
        Confirmation(
            review_id=review.id,
            run_id=run.id,
            state="scored",
            blind=True,
            seconds=300,
            played=[],
            not_played=[],
            person_id=by,
            actor="test",
            created_at=call.started_at + timedelta(days=1),
        )
    )


def _scores(run: int, call: Call, levels: dict[str, int]) -> list[Score]:
    """What trends are added up from: the level of each criterion, and the QA score of those with weight."""
    weighted = [WORTH[level] for key, level in levels.items() if key != "disclosure"]
    values: dict[str, tuple[int | None, float]] = {QA_KEY: (None, sum(weighted) / len(weighted))}
    values |= {key: (level, WORTH[level]) for key, level in levels.items()}
    known = {"run_id": run, "rep_id": call.rep_id, "week": call.week, "selection": call.selection}
    return [Score(**known, criterion=key, level=level, value=value) for key, (level, value) in values.items()]


@cache
def _read(levels: tuple[tuple[str, int], ...]) -> tuple[list[tuple[str, Verdict]], dict[str, Any]]:
    """Verdicts, each with its criterion, that come to these levels, and the review of them."""
    form = Rubric.from_document(rubric_document())
    readings = {
        key: CriterionReading(criterion=key, verdicts=_verdicts(key, *LEVELS[level])) for key, level in levels
    }
    card = shown_scorecard(form, scorecard_of(form, readings.values()), readings, SAID)
    found = [(key, one) for key, reading in readings.items() for one in reading.verdicts]
    return found, by_a_person(form, card)


def _verdicts(key: str, musts: int, pluses: int, must_nots: int) -> tuple[Verdict, ...]:
    done = {f"{key}_m{n}": n <= musts for n in (1, 2, 3)}
    done |= {f"{key}_p{n}": n <= pluses for n in (1, 2)} | {f"{key}_n1": must_nots > 0}
    return tuple(_yes(item) if is_done else _no(item) for item, is_done in done.items())


def _yes(item: str) -> Verdict:
    first = SAID.sentences[0]
    shown = Evidence(sentence=first.id, quote=first.text, start=first.start, end=first.end, check=Check.EXACT)
    return Verdict(item=item, answer=Answer.YES, claimed=Answer.YES, evidence=(shown,))


def _no(item: str) -> Verdict:
    whole = Span(first=SAID.sentences[0].id, last=SAID.sentences[-1].id)
    return Verdict(item=item, answer=Answer.NO, claimed=Answer.NO, searched=whole)
