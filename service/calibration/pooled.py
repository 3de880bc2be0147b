"""A series of rounds with the blind-first confirmations beside them: more pairs of a person and the judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import counted
from service.calibration.frames import Column, RoundData, round_data
from service.calibration.pairs import confirmed_blind
from service.calibration.run_ratings import MOST_RATED
from service.db.tables import Person, Round, RoundCall


@dataclass(frozen=True)
class PooledData(RoundData):
    """What was given in the rounds, and on calls that somebody scored before confirming, with keys < 0."""

    confirmed: int = 0

    def label(self, call: RoundCall) -> str:
        return f"review {call.number}" if call.id < 0 else super().label(call)

    @cached_property
    def places(self) -> Mapping[int, int]:
        rounds = sorted({one.round_id for one in self.calls if one.id > 0})
        return {key: place for place, key in enumerate(rounds, start=1)}

    @property
    def note(self) -> str:
        """What the reader should know of them; nothing where there are none."""
        if not self.confirmed:
            return ""
        calls = counted(self.confirmed, "call")
        return (
            f"Besides the rounds: {calls} that a person scored blind before confirming, with the AI reading."
        )


def pooled_data(session: Session, rounds: Sequence[Round]) -> PooledData:
    """The rounds together, with every blind sheet of the same form that a judge of these rounds read too."""
    data = round_data(session, rounds)
    within = {one.call_id for one in data.calls}
    scored = confirmed_blind(session, [rounds[0].rubric_id])
    people = {one.person: _copy(one) for one in data.columns if one.person is not None}
    judges = [_copy(one) for one in data.columns if one.mark is not None]
    places: dict[int, RoundCall] = {}
    for judge in judges:
        assert judge.mark is not None
        for one in scored.beside(session, judge.mark.key):
            if one.call in within or one.judge is None:
                continue
            place = places.setdefault(one.call, _place(one.call, len(places) + 1))
            judge.give(place.id, one.judge, one.of_judge)
            for person, rated in one.people.items():
                if person not in people:
                    people[person] = Column(_name(session, person, people), person=person)
                people[person].give(place.id, rated, one.of_people[person])
    return PooledData(
        form=data.form,
        calls=[*data.calls, *places.values()],
        columns=[*people.values(), *judges],
        flagged=data.flagged,
        removed=data.removed,
        confirmed=len(places),
    )


@lru_cache(maxsize=MOST_RATED)
def _place(call: int, number: int) -> RoundCall:
    """A call that is in no round; it belongs to no session, and nobody changes it."""
    return RoundCall(id=-call, number=number, call_id=call, why="scored blind")


def _copy(column: Column) -> Column:
    return replace(column, rated=dict(column.rated), rests_on=dict(column.rests_on))


def _name(session: Session, person: int, people: dict[int, Column]) -> str:
    """Their name, told apart from others of that name."""
    name = session.scalars(select(Person.name).where(Person.id == person)).one()
    taken = {one.name for one in people.values()}
    number = next(n for n in range(1, len(taken) + 2) if (f"{name} ({n})" if n > 1 else name) not in taken)
    return f"{name} ({number})" if number > 1 else name
