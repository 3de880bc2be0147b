"""Which recording belongs to which line of the call log: they share their team and external id."""

from collections.abc import Sequence

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from service.db.tables import Call, DrawnCall, LoggedCall
from service.frame.selection import select_drawn

AT_ONCE = 500
"""Lines asked about in one query."""


def match_call(session: Session, call: Call, actor: str) -> bool:
    """Notes at the line of the log that this is its call; whether there is such a line.

    A line that was drawn makes the call `random`.
    """
    if call.external_id is None:
        return False
    session.flush()
    row = session.scalars(
        select(LoggedCall).where(
            LoggedCall.team_id == call.team_id, LoggedCall.external_id == call.external_id
        )
    ).one_or_none()
    if row is not None:
        row.call_id = call.id
        select_drawn(session, row, call, actor)
    return row is not None


def match_lines(session: Session, actor: str) -> int:
    """Notes at every line without a recording the call that is here with its id; how many were found."""
    same = (Call.team_id == LoggedCall.team_id, Call.external_id == LoggedCall.external_id)
    call = select(Call.id).where(*same).scalar_subquery()
    matched = session.execute(
        update(LoggedCall)
        .where(LoggedCall.call_id.is_(None), exists().where(*same))
        .values(call_id=call)
        .returning(LoggedCall.id)
        .execution_options(synchronize_session=False)
    ).all()
    _select_drawn_of(session, [line for (line,) in matched], actor)
    return len(matched)


def _select_drawn_of(session: Session, lines: Sequence[int], actor: str) -> None:
    for start in range(0, len(lines), AT_ONCE):
        drawn = session.execute(
            select(LoggedCall, Call)
            .join(DrawnCall, DrawnCall.logged_call_id == LoggedCall.id)
            .join(Call, Call.id == LoggedCall.call_id)
            .where(LoggedCall.id.in_(lines[start : start + AT_ONCE]))
            .order_by(LoggedCall.id)
            .execution_options(populate_existing=True)
        ).all()
        for line, call in drawn:
            select_drawn(session, line, call, actor)
