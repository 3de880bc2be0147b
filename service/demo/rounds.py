"""Calibration rounds of the demo: one a week that is open by now, and one that is still blind."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.calibration.sheet import LevelGiven, Sheet
from scoring.corrections.answering import Said
from scoring.judgement import Answer, Verdict
from scoring.rubric import Rubric
from scoring.scorecard import level_of
from service.calibration.choosing import published_rubric
from service.calibration.handing_in import hand_in
from service.calibration.meeting import close, settle
from service.calibration.queries import open_round
from service.calibration.rounds import locked_round, make_round, next_of_series
from service.calibration.views import NewRound, NewSettlement
from service.db.tables import Call, Review, Round, RoundCall, RubricVersion, Run, VerdictRow
from service.demo.calls import RUBRIC
from service.demo.people import Staff
from service.reviews import actions
from service.reviews.wishes import SheetAnswers

RATERS = ("Quinn", "Quill", "Sam")
WEEKLY = ("Quinn", "Quill")
OVERHEARS = {"Quinn": 0.02, "Quill": 0.04, "Sam": 0.12}
"""How often a rater does not let count what was said; each has their own ear."""
BORDERLINE = {"names_day": 0.12, "asks_measure": 0.12, "sums_up": 0.2, "checks_time": 0.12}
"""The same of items where the line is harder to draw."""
HARD = "objections"
"""The criterion on whose items nobody agrees: what one lets count, the next does not."""
AT_ODDS = 0.45
BESIDE = 0.06
"""How often a level is given beside the one that the rater's own answers come to."""
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
    """The rater's sheet of each call: their own answers, and the levels that follow from them."""
    who = staff.who(rater)
    with staff.database.write() as session:
        form = published_rubric(session, RUBRIC)[1]
        for number, call in _numbers(session, name):
            hand_in(session, who, name, number, _sheet(session, form, call, rater), at)


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


def _sheet(session: Session, form: Rubric, call_id: int, rater: str) -> Sheet:
    """What the rater heard, which is not always what was read, and the levels they give for it."""
    call = session.get_one(Call, call_id)
    # The same ear hears the same call always the same, whichever round it is drawn into.
    chance = Random(f"{rater} {call.external_id}")
    hard = {item.id for item in form.criterion(HARD).items}
    said = tuple(_heard(one, rater, one.item in hard, chance) for one in _read(session, call_id))
    answers = {one.item: one.answer for one in said}
    levels = {one.key: _level(level_of(one, answers), chance) for one in form.criteria}
    return Sheet(items=said, levels=levels, seconds=240)


def _read(session: Session, call_id: int) -> list[Verdict]:
    """What the judge read of the call."""
    rows = session.scalars(
        select(VerdictRow)
        .join(Review, Review.run_id == VerdictRow.run_id)
        .where(Review.call_id == call_id)
        .order_by(VerdictRow.id)
    )
    return [Verdict.model_validate(row.document) for row in rows]


def score_by_hand(staff: Staff, rater: str, call_id: str) -> None:
    """The rater scores the call on an empty sheet, which is then its score, and releases it."""
    who = staff.who(rater)
    with staff.database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id)).one()
        items = tuple(_said(one) for one in _read(session, call.id))
        form = session.scalars(
            select(RubricVersion).join(Run, Run.rubric_id == RubricVersion.id).where(Run.call_id == call.id)
        ).first()
        assert form is not None
        actions.save_sheet(session, who, call_id, SheetAnswers(answers=items, seconds=300), form)
        actions.hand_in(session, who, call_id)
        actions.release(session, who, call_id)


def _heard(read: Verdict, rater: str, hard: bool, chance: Random) -> Said:
    missed = AT_ODDS if hard else BORDERLINE.get(read.item, OVERHEARS[rater])
    if read.answer is Answer.YES and chance.random() < missed:
        return Said(item=read.item, answer=Answer.NO, why="That is too vague to count.")
    return _said(read)


def _said(read: Verdict) -> Said:
    return Said(
        item=read.item,
        answer=read.answer,
        sentences=tuple(one.sentence for one in read.evidence),
        searched=read.searched,
        why=read.why,
    )


def _level(earned: int | None, chance: Random) -> LevelGiven:
    if earned is None:
        return LevelGiven(state="not_applicable")
    off = chance.choice((-1, 1)) if chance.random() < BESIDE else 0
    return LevelGiven(level=min(5, max(1, earned + off)))
