"""Calibration rounds of the demo: one a week that is open by now, and one that is still blind."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.calibration.sheet import LevelGiven, Sheet
from scoring.corrections.answering import Said
from scoring.judgement import Answer, Verdict
from service.calibration.handing_in import hand_in
from service.calibration.meeting import close, settle
from service.calibration.queries import open_round
from service.calibration.rounds import locked_round, make_round, next_of_series
from service.calibration.views import NewRound, NewSettlement
from service.db.tables import Call, Review, Round, RoundCall, RubricVersion, Run, VerdictRow
from service.demo.people import Staff
from service.reviews import actions
from service.reviews.wishes import SheetAnswers

RATERS = ("Quinn", "Quill", "Sam")
WEEKLY = ("Quinn", "Quill")
STRICTER = {"Quinn": 0.1, "Quill": 0.15, "Sam": 0.45}
"""How often a rater gives a level beside the one the items come to."""
HARD = ("objections",)
"""Criteria on which nobody gives what the items come to: up to two levels beside."""
BORDERLINE = {"names_day": 0.35, "sums_up": 0.25, "asks_measure": 0.2}
"""How often a rater does not let count what was said, where the line is hard to draw."""
A_WEEK = 9
"""Calls of a weekly round."""


def weekly_round(staff: Staff, last: str | None, at: datetime) -> str:
    """A round on drawn calls in which everybody handed in; its public id. `last`: the one before."""
    quinn = staff.who("Quinn")
    with staff.database.write() as session:
        if last is None:
            made = make_round(session, quinn, _asked(staff, "Discovery calls", WEEKLY, at, drawn=A_WEEK), at)
        else:
            following = next_of_series(session, locked_round(session, last), at)
            assert following is not None, "the weeks have too few calls"
            made = following
        name = made.public_id
    for rater in WEEKLY:
        rate(staff, name, rater, at)
    return name


def end_series(staff: Staff, last: str) -> None:
    """No further round is made by itself: its raters would have nothing made up to hand in."""
    with staff.database.write() as session:
        locked_round(session, last).weekly = 0


def settled_round(staff: Staff, name: str, at: datetime) -> None:
    """The meeting settled what was apart, and was closed."""
    quinn = staff.who("Quinn")
    with staff.database.write() as session:
        row = locked_round(session, name)
        for call in open_round(session, quinn, row, at).calls:
            for criterion in call.criteria:
                given = [one.level for one in criterion.cells if one.level is not None]
                if criterion.gap and given:
                    level = LevelGiven(level=sorted(given)[len(given) // 2])
                    new = NewSettlement(criterion=criterion.key, level=level, why="Heard together.")
                    settle(session, quinn, row, call.number, new, at)
        close(session, quinn, row, at)


def blind_round(staff: Staff, calls: Sequence[str], at: datetime) -> str:
    """A round in which Quill has handed in and the others have not; its public id."""
    new = _asked(staff, "This month's round", RATERS, at, chosen=tuple(calls), weekly=0)
    with staff.database.write() as session:
        name = make_round(session, staff.who("Quinn"), new, at).public_id
    rate(staff, name, "Quill", at)
    return name


def rate(staff: Staff, name: str, rater: str, at: datetime) -> None:
    """The rater's sheet of each call: as it was read, a level beside it now and then."""
    who, chance = staff.who(rater), Random(f"{rater} {at:%U}")
    with staff.database.write() as session:
        for number, call in _numbers(session, name):
            sheet = _sheet(session, call, chance, rater)
            hand_in(session, who, name, number, sheet, at)


def _asked(
    staff: Staff,
    title: str,
    raters: Sequence[str],
    at: datetime,
    drawn: int = 0,
    chosen: tuple[str, ...] = (),
    weekly: int = A_WEEK,
) -> NewRound:
    return NewRound(
        title=title,
        rubric="b2b-discovery@1",
        raters=tuple(staff.ids[one] for one in raters),
        deadline=(at + timedelta(days=9)).date(),
        drawn=drawn,
        chosen=chosen,
        weekly=weekly,
        days=28,
    )


def _numbers(session: Session, name: str) -> list[tuple[int, int]]:
    """The numbers of a round's calls with the calls' keys."""
    asked = (
        select(RoundCall.number, RoundCall.call_id)
        .join(Round, Round.id == RoundCall.round_id)
        .where(Round.public_id == name)
        .order_by(RoundCall.number)
    )
    return [(number, call) for number, call in session.execute(asked) if call is not None]


def _sheet(session: Session, call: int, chance: Random, rater: str | None = None) -> Sheet:
    """What was read of the call; with a rater now and then what they would say instead."""
    beside = STRICTER[rater] if rater else None
    run = session.scalars(
        select(Run).join(Review, Review.run_id == Run.id).where(Review.call_id == call)
    ).one()
    verdicts = session.scalars(select(VerdictRow).where(VerdictRow.run_id == run.id))
    said = tuple(_said(Verdict.model_validate(row.document), chance, beside) for row in verdicts)
    levels = {
        one["key"]: _level(one["level"], one["key"], chance, beside)
        for one in run.document["scorecard"]["criteria"]
    }
    return Sheet(items=said, levels=levels, seconds=240)


def score_by_hand(staff: Staff, rater: str, call_id: str) -> None:
    """The rater scores the call on an empty sheet, which is then its score, and releases it."""
    who = staff.who(rater)
    with staff.database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id)).one()
        items = _sheet(session, call.id, Random(call_id)).items
        form = session.scalars(
            select(RubricVersion).join(Run, Run.rubric_id == RubricVersion.id).where(Run.call_id == call.id)
        ).first()
        assert form is not None
        actions.save_sheet(session, who, call_id, SheetAnswers(answers=items, seconds=300), form)
        actions.hand_in(session, who, call_id)
        actions.release(session, who, call_id)


def _said(found: Verdict, chance: Random, beside: float | None) -> Said:
    vague = 0.0 if beside is None else BORDERLINE.get(found.item, beside / 4)
    if found.answer is Answer.YES and chance.random() < vague:
        return Said(item=found.item, answer=Answer.NO, why="That is too vague to count.")
    return Said(
        item=found.item,
        answer=found.answer,
        sentences=tuple(one.sentence for one in found.evidence),
        searched=found.searched,
        why=found.why,
    )


def _level(read: int, criterion: str, chance: Random, beside: float | None) -> LevelGiven:
    off = 0
    if beside is not None and criterion in HARD:
        off = chance.choice((-2, -1, 1, 2))
    elif beside is not None and chance.random() < beside:
        off = chance.choice((-1, -1, 1))
    return LevelGiven(level=min(5, max(1, read + off)))
