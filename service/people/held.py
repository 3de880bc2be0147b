"""Rows of imports that name nobody we know. They wait with their reason; no person is made from them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import HeldRow

LONGEST_REASON = 400


def open_rows(session: Session, what: str | None = None) -> Sequence[HeldRow]:
    """The rows that wait, oldest first; `what` they hold: a recording, or a line of the call log."""
    waiting = select(HeldRow).where(HeldRow.settled_at.is_(None)).order_by(HeldRow.id)
    return [row for row in session.scalars(waiting) if what in (None, row.document["what"])]


class Holding:
    """What waits of one kind, by key: the same row that comes again waits once, with its newest contents."""

    def __init__(self, session: Session, what: str) -> None:
        self._what = what
        self._open = {row.document["key"]: row.id for row in open_rows(session, what)}

    def hold(
        self, session: Session, source: str, line: int, key: str, reason: str, document: dict[str, Any]
    ) -> None:
        """Holds a row, or changes what waits under that key."""
        contents = {"what": self._what, "key": key, **document}
        row = session.get(HeldRow, self._open[key]) if key in self._open else None
        if row is None:
            row = HeldRow(source=source[:400], line=line, document=contents, reason=reason[:LONGEST_REASON])
            session.add(row)
            session.flush()
            self._open[key] = row.id
            return
        row.source, row.line, row.document, row.reason = source[:400], line, contents, reason[:LONGEST_REASON]

    def settle(self, session: Session, key: str) -> None:
        """Nothing waits under that key any more."""
        if key in self._open:
            row = session.get(HeldRow, self._open.pop(key))
            if row is not None:
                row.settled_at = now()
