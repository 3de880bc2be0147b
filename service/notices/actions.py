"""Reading notices, and choosing a team's channel."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Notice, Team, TeamHook
from service.db.upsert import upsert
from service.edges.hook import may_be_posted_to
from service.errors import NotFound, Unprocessable
from service.people.who import Who

LONGEST = 1000


def read_all(session: Session, who: Who) -> None:
    """All of the person's own notices are read."""
    mine = (Notice.person_id == who.person) & Notice.read_at.is_(None)
    session.execute(update(Notice).where(mine).values(read_at=now()))


def read(row: Notice) -> None:
    if row.read_at is None:
        row.read_at = now()


def set_hook(session: Session, who: Who, team: str, url: str) -> None:
    """Sets the address of a team's channel, or takes it away (no address). The audit log names no address.

    Raises NotFound, and Unprocessable for an address nothing may be posted to.
    """
    row = session.scalars(select(Team).where(Team.public_id == team)).one_or_none()
    if row is None:
        raise NotFound(f"There is no team {team}.")
    address = url.strip()
    if address and (len(address) > LONGEST or not may_be_posted_to(address)):
        raise Unprocessable(
            "That is no address a line may be posted to.",
            "Copy the address of the incoming webhook; it begins with https://. Nothing was changed.",
        )
    if address:
        upsert(session, TeamHook, {"team_id": row.id}, put={"url": address, "created_at": now()})
    else:
        kept = session.get(TeamHook, row.id)
        if kept is not None:
            session.delete(kept)
    audit.record(session, who.actor, "team.hook", row.public_id, set=bool(address))
