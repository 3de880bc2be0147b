"""Calibration rounds of the demo: one that is open, one that is still blind."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from scoring.calibration.sheet import LevelGiven, Sheet
from scoring.corrections.answering import Said
from scoring.judgement import Verdict
from service.calibration.handing_in import hand_in
from service.calibration.rounds import make_round
from service.calibration.views import NewRound
from service.db.tables import Call, Review, Round, RoundCall, RubricVersion, Run, VerdictRow
from service.demo.people import Staff
from service.reviews import actions
from service.reviews.wishes import SheetAnswers

RATERS = ("Quinn", "Quill", "Sam")
STRICTER = {"Quinn": 0.1, "Quill": 0.15, "Sam": 0.45}
"""How often a rater gives a level beside the one the items come to."""


def opened_round(staff: Staff, calls: Sequence[str], at: datetime) -> str:
    """A round in which everybody handed in; its public id."""
    name = _round(staff, "How we hear discovery calls", calls, at)
    for rater in RATERS:
        rate(staff, name, calls, rater, at)
    return name


def blind_round(staff: Staff, calls: Sequence[str], at: datetime) -> str:
    """A round in which Quill has handed in and the others have not; its public id."""
    name = _round(staff, "This month's round", calls, at)
    rate(staff, name, calls, "Quill", at)
    return name


def rate(staff: Staff, name: str, calls: Sequence[str], rater: str, at: datetime) -> None:
    """The rater's sheet of each call: as it was read, a level beside it now and then."""
    who, chance = staff.who(rater), Random(f"{rater} {len(calls)}")
    for number, call_id in _numbers(staff, name, calls):
        sheet = _sheet(staff, call_id, chance, STRICTER[rater])
        with staff.database.write() as session:
            hand_in(session, who, name, number, sheet, at)


def _round(staff: Staff, title: str, calls: Sequence[str], at: datetime) -> str:
    new = NewRound(
        title=title,
        rubric="b2b-discovery@1",
        raters=tuple(staff.ids[one] for one in RATERS),
        deadline=(at + timedelta(days=9)).date(),
        chosen=tuple(calls),
    )
    with staff.database.write() as session:
        return make_round(session, staff.who("Quinn"), new, at).public_id


def _numbers(staff: Staff, name: str, calls: Sequence[str]) -> list[tuple[int, str]]:
    """The calls of a round with their numbers in it."""
    asked = (
        select(RoundCall.number, Call.public_id)
        .join(Call, Call.id == RoundCall.call_id)
        .join(Round, Round.id == RoundCall.round_id)
        .where(Round.public_id == name, Call.public_id.in_(calls))
    )
    with staff.database.read() as session:
        return [(row.number, row.public_id) for row in session.execute(asked.order_by(RoundCall.number))]


def _sheet(staff: Staff, call_id: str, chance: Random, beside: float) -> Sheet:
    with staff.database.read() as session:
        run = session.scalars(
            select(Run)
            .join(Review, Review.run_id == Run.id)
            .join(Call, Call.id == Review.call_id)
            .where(Call.public_id == call_id)
        ).one()
        verdicts = session.scalars(select(VerdictRow).where(VerdictRow.run_id == run.id))
        said = tuple(_said(Verdict.model_validate(row.document)) for row in verdicts)
        criteria = run.document["scorecard"]["criteria"]
    levels = {one["key"]: _level(one["level"], chance, beside) for one in criteria}
    return Sheet(items=said, levels=levels, seconds=240)


def score_by_hand(staff: Staff, rater: str, call_id: str) -> None:
    """The rater scores the call on an empty sheet, which is then its score, and releases it."""
    who = staff.who(rater)
    items = _sheet(staff, call_id, Random(call_id), 0).items
    with staff.database.write() as session:
        form = session.scalars(
            select(RubricVersion)
            .join(Run, Run.rubric_id == RubricVersion.id)
            .join(Call, Call.id == Run.call_id)
            .where(Call.public_id == call_id)
        ).first()
        assert form is not None
        actions.save_sheet(session, who, call_id, SheetAnswers(answers=items, seconds=300), form)
        actions.hand_in(session, who, call_id)
        actions.release(session, who, call_id)


def _said(found: Verdict) -> Said:
    return Said(
        item=found.item,
        answer=found.answer,
        sentences=tuple(one.sentence for one in found.evidence),
        searched=found.searched,
        why=found.why,
    )


def _level(read: int, chance: Random, beside: float) -> LevelGiven:
    other = read + chance.choice((-1, -1, 1)) if chance.random() < beside else read
    return LevelGiven(level=min(5, max(1, other)))
