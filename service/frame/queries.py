"""Reading the call log."""

from dataclasses import dataclass

from sqlalchemy import literal, select, tuple_
from sqlalchemy.orm import Session

from service.calls.queries import read_cursor, write_cursor
from service.db.base import Moment
from service.db.tables import Call, LoggedCall, Person, Team
from service.frame.views import LogPage, logged_call_view
from service.people.rights import lines_visible_to
from service.people.who import Who


@dataclass(frozen=True)
class LogFilter:
    """Which lines are shown; None leaves a field open."""

    team: str | None = None
    rep: str | None = None
    week: int | None = None
    recorded: bool | None = None


def log_page_visible_to(
    who: Who, session: Session, wanted: LogFilter, cursor: str | None, limit: int
) -> LogPage:
    """A page of the log they may see, newest first. A cursor stays valid while lines come."""
    asked = (
        select(LoggedCall, Team, Person, Call.public_id)
        .join(Team, Team.id == LoggedCall.team_id)
        .join(Person, Person.id == LoggedCall.rep_id)
        .outerjoin(Call, Call.id == LoggedCall.call_id)
        .where(lines_visible_to(who))
        .order_by(LoggedCall.started_at.desc(), LoggedCall.public_id.desc())
        .limit(limit + 1)
    )
    if wanted.team is not None:
        asked = asked.where(Team.name == wanted.team)
    if wanted.rep is not None:
        asked = asked.where(Person.public_id == wanted.rep)
    if wanted.week is not None:
        asked = asked.where(LoggedCall.week == wanted.week)
    if wanted.recorded is not None:
        asked = asked.where(
            LoggedCall.call_id.is_not(None) if wanted.recorded else LoggedCall.call_id.is_(None)
        )
    if cursor is not None:
        moment, public_id = read_cursor(cursor)
        # Compared as a pair: with an OR of the two, neither database begins at the cursor's place.
        last = tuple_(literal(moment, Moment), literal(public_id))
        asked = asked.where(tuple_(LoggedCall.started_at, LoggedCall.public_id) < last)
    rows = session.execute(asked).all()
    views = [logged_call_view(*row) for row in rows[:limit]]
    return LogPage(items=views, next=write_cursor(views[-1]) if len(rows) > limit else None)
