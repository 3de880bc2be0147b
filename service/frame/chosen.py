"""Which draws of a week a page shows: all or those of a team, and of them so many reps at a time, by name."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from service.db.tables import Draw, LoggedCall, Person, Team
from service.frame.coverage import Counts
from service.frame.sample_queries import STATE, joined
from service.frame.weeks import written
from service.people.rights import draws_visible_to
from service.people.who import Who

REPS = 50
"""On a page."""

# A name of its own, so that a query with the log in it does not take it for its own.
_line = aliased(LoggedCall)


@dataclass(frozen=True)
class Chosen:
    """A week, and of it the draws of a team, by name, or of all. Pages are counted from 1."""

    week: int
    team: str = ""
    page: int = 1

    def within(self, listed: int) -> "Chosen":
        """The same, or the last page, where so many draws do not come to that one."""
        return replace(self, page=max(1, min(self.page, -(-listed // REPS))))

    def address(self) -> str:
        """How its page is asked for, after the question mark."""
        parts = {"week": written(self.week), "team": self.team, "page": "" if self.page == 1 else self.page}
        return urlencode({name: value for name, value in parts.items() if value})


class Listed(NamedTuple):
    """A draw by its key and its rep's name."""

    draw: int
    rep: str


def draws_chosen(session: Session, who: Who, chosen: Chosen) -> list[Listed]:
    """All draws that they may see of the week, or of its team: by name, whatever the page."""
    rows = session.execute(
        select(Draw.id, Person.name)
        .join(Person, Person.id == Draw.rep_id)
        .where(Draw.week == chosen.week, draws_visible_to(who), *_of_team(chosen))
    )
    return sorted((Listed(draw, name) for draw, name in rows), key=lambda one: (one.rep, one.draw))


def lines_chosen(chosen: Chosen) -> tuple[ColumnElement[bool], ...]:
    """The lines of the log that are its team's; without one, all."""
    return (LoggedCall.team_id.in_(_team(chosen.team)),) if chosen.team else ()


def states_by_team(session: Session, who: Who, week: int) -> Mapping[str, Counts]:
    """How many drawn calls of each team, by name, are in which state."""
    asked = (
        joined(select(Team.name, STATE, func.count()))
        .join(Team, Team.id == LoggedCall.team_id)
        .where(Draw.week == week, draws_visible_to(who))
        .group_by(Team.name, STATE)
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for team, state, number in session.execute(asked):
        counts[team][state] = number
    return {team: counts[team] for team in sorted(counts)}


def _of_team(chosen: Chosen) -> tuple[ColumnElement[bool], ...]:
    if not chosen.team:
        return ()
    # By rep and week, for which there is an index.
    same = (_line.rep_id == Draw.rep_id, _line.week == Draw.week, _line.draw_id == Draw.id)
    return (exists().where(*same, _line.team_id.in_(_team(chosen.team))),)


def _team(name: str) -> Select[int]:
    return select(Team.id).where(Team.name == name)
