"""Which recording belongs to which line of the call log: they share their team and external id."""

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from service.db.tables import Call, LoggedCall


def match_call(session: Session, call: Call) -> bool:
    """Notes at the line of the log that this is its call; whether there is such a line."""
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
    return row is not None


def match_lines(session: Session) -> int:
    """Notes at every line without a recording the call that is here with its id; how many were found."""
    same = (Call.team_id == LoggedCall.team_id, Call.external_id == LoggedCall.external_id)
    call = select(Call.id).where(*same).scalar_subquery()
    matched = session.execute(
        update(LoggedCall)
        .where(LoggedCall.call_id.is_(None), exists().where(*same))
        .values(call_id=call)
        .execution_options(synchronize_session=False)
    )
    return int(matched.rowcount)  # type: ignore[attr-defined]
