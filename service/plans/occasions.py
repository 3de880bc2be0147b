"""How often the rep did what an item asks, on drawn calls that people settled: with n, before and since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from scoring.judgement import Answer
from scoring.plans.status import Move
from scoring.rubric import Item, Kind, Rubric
from service.calls.details import monday
from service.db.tables import Call, Review, RubricVersion, Run
from service.reviews.counting import CallFacts, facts_of

MOST_CALLS = 200


@dataclass(frozen=True)
class SettledCall:
    """A random call with a settled review, what came out with all corrections, and its rubric."""

    call: Call
    day: date
    facts: CallFacts
    rubric: Rubric
    run: Run


@dataclass(frozen=True)
class Occasions:
    """An item over some calls. `done`: on how many it went well, of a must-not: how often it was avoided.
    `missed`: the public ids of the other calls, newest first.

    `costs`: a miss takes from the level; what is only a plus does not.
    """

    item: str
    criterion: str
    asks: str
    must_have: bool
    costs: bool
    must_not: bool
    done: int
    of: int
    missed: tuple[str, ...]


def settled_calls(session: Session, rep_id: int, first: date, last: date) -> list[SettledCall]:
    """The rep's random calls of these days that a person confirmed or scored, oldest first."""
    rows = session.execute(
        select(Call, Run)
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .where(
            Call.rep_id == rep_id,
            Call.selection == "random",
            Review.state != "draft",
            Call.week >= monday(first),
            Call.week <= monday(last),
        )
        .order_by(Call.started_at.desc(), Call.id.desc())
        .limit(MOST_CALLS)
        .options(defer(Run.document))
    ).all()
    facts = facts_of(session, [call.id for call, _ in rows])
    rubrics = {key: _rubric(session, key) for key in {run.rubric_id for _, run in rows}}
    found = [
        SettledCall(call, _day(call), facts[call.id], rubrics[run.rubric_id], run)
        for call, run in rows
        if call.id in facts and facts[call.id].state != "unconfirmed" and facts[call.id].dispute != "open"
    ]
    return [one for one in reversed(found) if first <= one.day <= last]


def occasions_of(calls: Iterable[SettledCall]) -> list[Occasions]:
    """Every item of the rubrics of these calls, in the order of the newest rubric."""
    listed = list(calls)
    items: dict[str, tuple[str, Item]] = {}
    for one in reversed(listed):
        for part in one.rubric.criteria:
            for item in part.items:
                items.setdefault(item.id, (part.key, item))
    return [_of_item(criterion, item, listed) for criterion, item in items.values()]


def move_of(session: Session, rep_id: int, item: str, since: date, today: date, before: date) -> Move | None:
    """Did what was coached appear? The item before and since that day. None for an item no call asks."""
    earlier = settled_calls(session, rep_id, before, date.fromordinal(since.toordinal() - 1))
    later = settled_calls(session, rep_id, since, today)
    was = next((one for one in occasions_of(earlier) if one.item == item), None)
    now = next((one for one in occasions_of(later) if one.item == item), None)
    known = was or now
    if known is None:
        return None
    return Move(
        what=known.asks,
        avoided=known.must_not,
        before=(was.done, was.of) if was else (0, 0),
        since=(now.done, now.of) if now else (0, 0),
    )


def _of_item(criterion: str, item: Item, calls: list[SettledCall]) -> Occasions:
    good = Answer.NO if item.kind is Kind.MUST_NOT else Answer.YES
    bad = Answer.YES if good is Answer.NO else Answer.NO
    answers = [(one, one.facts.answers.get(item.id)) for one in calls]
    done = sum(answer is good for _, answer in answers)
    missed = [one.call.public_id for one, answer in answers if answer is bad]
    return Occasions(
        item=item.id,
        criterion=criterion,
        asks=item.asks,
        must_have=item.must_have,
        costs=item.kind is not Kind.PLUS,
        must_not=item.kind is Kind.MUST_NOT,
        done=done,
        of=done + len(missed),
        missed=tuple(reversed(missed)),
    )


def _rubric(session: Session, rubric_id: int) -> Rubric:
    return Rubric.from_document(session.get_one(RubricVersion, rubric_id).document)


def _day(call: Call) -> date:
    from_zone = call.started_at.astimezone(ZoneInfo(call.zone))
    return from_zone.date()
