"""How many notices somebody has not read: one count by an index, for the top of every page."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.tables import Notice

MOST = 99


def unread_count(session: Session, person_id: int | None) -> int:
    """How many are unread, counted to 100."""
    some = select(Notice.id).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(some.limit(MOST + 1).subquery())) or 0
