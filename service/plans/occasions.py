"""How often the rep did what an item asks, on drawn calls that people settled: with n, before and since."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.judgement import Answer
from scoring.plans.status import Move
from scoring.rubric import Item, Kind, Rubric
from service.calls.details import monday
from service.db.tables import Call, Review, Run
from service.reviews.counting import CallFacts, FactsOnce
from service.rubrics.forms import forms_of

MOST_CALLS = 200


class Span(NamedTuple):
    """Days, both included."""

    first: date
    last: date


class Coached(NamedTuple):
    """An item that was coached on that day, and from when on the calls before it are counted."""

    item: str
    since: date
    before: date

    def spans(self, today: date) -> tuple[Span, Span]:
        """Before it and since."""
        return Span(self.before, self.since - timedelta(days=1)), Span(self.since, today)


@dataclass(frozen=True)
class SettledCall:
    """A random call, by its public id, with a settled review: what came out with all corrections, its rubric,
    and the key and the judge of its run.
    """

    call: str
    day: date
    facts: CallFacts
    rubric: Rubric
    run: int
    judge: str


@dataclass(frozen=True)
class Occasions:
    """An item over some calls. `done`: on how many it went well, of a must-not: how often it was avoided.
    `missed`: the public ids of the other calls, newest first.

    `costs`: a miss takes from the level.
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


def settled_calls(
    session: Session, rep_id: int, first: date, last: date, facts: FactsOnce | None = None
) -> list[SettledCall]:
    """The rep's random calls of these days that a person confirmed or scored, oldest first.

    `facts`: what was read of calls already.
    """
    return settled_in(session, rep_id, [Span(first, last)], facts)[0]


def settled_in(
    session: Session, rep_id: int, spans: Sequence[Span], read: FactsOnce | None = None
) -> list[list[SettledCall]]:
    """The same of several spans of days, read together."""
    if not spans:
        return []
    rows = session.execute(
        select(
            *(Call.id, Call.public_id, Call.started_at, Call.zone, Call.week),
            *(Run.id.label("run"), Run.judge, Run.rubric_id),
        )
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .where(
            Call.rep_id == rep_id,
            Call.selection == "random",
            Review.state != "draft",
            Call.week >= monday(min(one.first for one in spans)),
            Call.week <= monday(max(one.last for one in spans)),
        )
        .order_by(Call.started_at.desc(), Call.id.desc())
    ).all()
    newest = [
        [row for row in rows if monday(one.first) <= row.week <= monday(one.last)][:MOST_CALLS]
        for one in spans
    ]
    # Of weeks that begin before a span or end after it, the days that lie in it.
    within = [
        [row for row in reversed(some) if one.first <= _day(row) <= one.last]
        for one, some in zip(spans, newest, strict=True)
    ]
    known = {row.id: row for some in within for row in some}
    facts = (read or FactsOnce(session)).of(list(known))
    forms = forms_of(session, {row.rubric_id for row in known.values()})
    calls = {
        key: SettledCall(row.public_id, _day(row), facts[key], forms[row.rubric_id], row.run, row.judge)
        for key, row in known.items()
        if key in facts and facts[key].state != "unconfirmed" and facts[key].dispute != "open"
    }
    return [[calls[row.id] for row in some if row.id in calls] for some in within]


def occasions_of(calls: Sequence[SettledCall]) -> list[Occasions]:
    """Every item of the rubrics of these calls, in the order of the newest rubric."""
    return [_of_item(criterion, item, calls) for criterion, item in _items_of(calls).values()]


def missed_in(one: SettledCall) -> list[Item]:
    """The items that went badly on the call, in the order of its rubric."""
    answers = one.facts.answers
    return [
        item
        for part in one.rubric.criteria
        for item in part.items
        if answers.get(item.id) is _answers(item)[1]
    ]


def costs(item: Item) -> bool:
    """Whether a miss takes from the level; what is only a plus does not."""
    return item.kind is not Kind.PLUS


def move_of(session: Session, rep_id: int, item: str, since: date, today: date, before: date) -> Move | None:
    """Did what was coached appear? The item before and since that day. None for an item no call asks."""
    return next(moves_since(session, rep_id, [Coached(item, since, before)], today))


def moves_since(
    session: Session, rep_id: int, coached: Sequence[Coached], today: date, facts: FactsOnce | None = None
) -> Iterator[Move | None]:
    """The same of several items, each with its own days: the calls are read once for all."""
    spans = list(dict.fromkeys(span for one in coached for span in one.spans(today)))
    calls = dict(zip(spans, settled_in(session, rep_id, spans, facts), strict=True))
    for one in coached:
        earlier, later = one.spans(today)
        yield _move(one.item, calls[earlier], calls[later])


def _move(name: str, earlier: Sequence[SettledCall], later: Sequence[SettledCall]) -> Move | None:
    was, now = _occasions(name, earlier), _occasions(name, later)
    known = was or now
    if known is None:
        return None
    return Move(
        what=known.asks,
        avoided=known.must_not,
        before=(was.done, was.of) if was else (0, 0),
        since=(now.done, now.of) if now else (0, 0),
    )


def _occasions(name: str, calls: Sequence[SettledCall]) -> Occasions | None:
    """The item over these calls; None where no rubric of theirs has it."""
    found = _items_of(calls).get(name)
    return None if found is None else _of_item(*found, calls)


def _items_of(calls: Sequence[SettledCall]) -> dict[str, tuple[str, Item]]:
    """By their ids, each with its criterion, as the newest rubric that has it words it."""
    rubrics = {id(one.rubric): one.rubric for one in reversed(calls)}
    items: dict[str, tuple[str, Item]] = {}
    for rubric in rubrics.values():
        for part in rubric.criteria:
            for item in part.items:
                items.setdefault(item.id, (part.key, item))
    return items


def _of_item(criterion: str, item: Item, calls: Iterable[SettledCall]) -> Occasions:
    good, bad = _answers(item)
    answers = [(one.call, one.facts.answers.get(item.id)) for one in calls]
    done = sum(answer is good for _, answer in answers)
    missed = [call for call, answer in answers if answer is bad]
    return Occasions(
        item=item.id,
        criterion=criterion,
        asks=item.asks,
        must_have=item.must_have,
        costs=costs(item),
        must_not=item.kind is Kind.MUST_NOT,
        done=done,
        of=done + len(missed),
        missed=tuple(reversed(missed)),
    )


def _answers(item: Item) -> tuple[Answer, Answer]:
    """The good and the bad one: what must not happen goes well with a no."""
    return (Answer.NO, Answer.YES) if item.kind is Kind.MUST_NOT else (Answer.YES, Answer.NO)


def _day(row: Any) -> date:
    day: date = row.started_at.astimezone(ZoneInfo(row.zone)).date()
    return day
