"""Calls with scorecards, written as the last step of a review writes them: pinned, with scores and sums."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from fractions import Fraction

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scoring.review import ShownCriterion, ShownScore, ShownScorecard
from scoring.rubric import Rubric
from scoring.trend_records import week_number
from service.db.base import now
from service.db.tables import (
    Call,
    Draw,
    DrawnCall,
    LoggedCall,
    Membership,
    Person,
    Review,
    RubricVersion,
    Run,
    SamplingRule,
    Score,
    Team,
    TranscriptVersion,
)
from service.db.types import new_public_id
from service.reviews.counted import levels
from service.reviews.recording import pin
from service.reviews.roll_ups import add_to_roll_ups, take_from_roll_ups
from tests.cast import KEYS, rubric_document

WORTH = {1: 0, 2: 35, 3: 65, 4: 90, 5: 100}
MONDAY = date(2026, 11, 16)
Found = int | str
"""A level, or the word for why there is none."""


def somebody(session: Session, name: str, team: str = "Northwind") -> Person:
    """A rep of a team."""
    found = session.scalars(select(Team).where(Team.name == team)).one_or_none() or Team(name=team)
    person = Person(name=name, external_id=name.lower())
    session.add_all([found, person])
    session.flush()
    since = datetime(2026, 1, 5, tzinfo=UTC)
    session.add(Membership(person_id=person.id, team_id=found.id, role="rep", since=since))
    session.flush()
    return person


def rubric_row(session: Session, version: int = 1, **criteria: dict[str, object]) -> RubricVersion:
    """The small rubric: six criteria, disclosure without a weight."""
    document = rubric_document(**criteria) | {"version": version}
    fingerprint = Rubric.from_document(document).fingerprint()
    row = RubricVersion(slug="small", version=version, fingerprint=fingerprint, document=document)
    session.add(row)
    session.flush()
    return row


def call_of(
    session: Session, rep: Person, monday: date = MONDAY, selection: str = "random"
) -> tuple[Call, TranscriptVersion]:
    team = session.scalars(select(Membership.team_id).where(Membership.person_id == rep.id)).one()
    call = Call(
        team_id=team,
        rep_id=rep.id,
        started_at=datetime.combine(monday, time(9), UTC),
        week=week_number(monday),
        selection=selection,
        state="scored",
    )
    session.add(call)
    session.flush()
    transcript = TranscriptVersion(call_id=call.id, number=1, fingerprint="f", document={}, heard={})
    session.add(transcript)
    session.flush()
    return call, transcript


def scored(
    session: Session,
    call: Call,
    transcript: TranscriptVersion,
    rubric: RubricVersion,
    found: Mapping[str, Found],
    judge: str = "offline",
    model: str | None = None,
) -> Run:
    """One more run over the call; what is not in `found` is at level 3."""
    card = scorecard({key: found.get(key, 3) for key in KEYS})
    qa = card.qa_score
    run = Run(
        call_id=call.id,
        transcript_id=transcript.id,
        rubric_id=rubric.id,
        workflow=new_public_id(),
        judge=judge,
        model=model,
        qa_state=qa.state,
        qa_value=qa.value,
        qa_low=qa.low,
        qa_high=qa.high,
        document={"scorecard": card.model_dump(mode="json")},
    )
    session.add(run)
    session.flush()
    if pin(session, call, run):
        written = levels(card, call, run)
        session.add_all(written)
        add_to_roll_ups(session, run, written)
    session.flush()
    return run


def scorecard(found: Mapping[str, Found]) -> ShownScorecard:
    """The scorecard with these levels; each criterion but disclosure weighs the same."""
    criteria = tuple(
        ShownCriterion(
            key=key,
            title=key,
            state="scored" if isinstance(one, int) else one,
            level=one if isinstance(one, int) else None,
            weight=0 if key == "disclosure" else 20,
            worth=WORTH[one] if isinstance(one, int) else None,
        )
        for key, one in found.items()
    )
    counted = [one for one in criteria if one.weight and one.state != "not_applicable"]
    worths = [one.worth for one in counted if one.worth is not None]
    if len(worths) < len(counted):
        return ShownScorecard(
            qa_score=ShownScore(state="incomplete", value=None, low=0, high=100),
            criteria=criteria,
            must_haves=(),
        )
    value = float(Fraction(sum(worths), len(worths)))
    return ShownScorecard(
        qa_score=ShownScore(state="complete", value=value, low=value, high=value),
        criteria=criteria,
        must_haves=(),
    )


def many(
    session: Session,
    rep: Person,
    rubric: RubricVersion,
    *levels_of: Found,
    monday: date = MONDAY,
    selection: str = "random",
    judge: str = "offline",
    model: str | None = None,
) -> list[Call]:
    """A call for each level of discovery; all other criteria are at level 3."""
    calls = []
    for level in levels_of:
        call, transcript = call_of(session, rep, monday, selection)
        scored(session, call, transcript, rubric, {"discovery": level}, judge, model)
        calls.append(call)
    return calls


def state_of(session: Session, call: Call, state: str) -> None:
    session.scalars(select(Review).where(Review.call_id == call.id)).one().state = state


def replace(session: Session, call: Call) -> None:
    """The call was drawn; another one stands in its place now, and its scores left the sums."""
    assert call.rep_id is not None
    rule = SamplingRule(from_week=call.week, calls=2, shortest=60)
    session.add(rule)
    session.flush()
    draw = Draw(
        rep_id=call.rep_id,
        week=call.week,
        seed="s",
        frame_size=9,
        fingerprint="f",
        rule_id=rule.id,
        document={},
    )
    line = LoggedCall(
        team_id=call.team_id,
        rep_id=call.rep_id,
        external_id="c-1",
        started_at=call.started_at,
        zone="UTC",
        week=call.week,
        seconds=300,
        call_id=call.id,
    )
    missing = LoggedCall(
        team_id=call.team_id,
        rep_id=call.rep_id,
        external_id="c-2",
        started_at=call.started_at,
        zone="UTC",
        week=call.week,
        seconds=300,
    )
    session.add_all([draw, line, missing])
    session.flush()
    for place, one in enumerate((line, missing)):
        session.add(
            DrawnCall(
                draw_id=draw.id,
                place=place,
                logged_call_id=one.id,
                replaced_for="cannot_assess",
                replaced_at=now(),
            )
        )
    (run,) = session.scalars(select(Run).where(Run.call_id == call.id))
    scores = session.scalars(select(Score).where(Score.run_id == run.id)).all()
    take_from_roll_ups(session, run, scores)
    session.execute(delete(Score).where(Score.run_id == run.id))
