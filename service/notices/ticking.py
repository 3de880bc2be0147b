"""What notices do by themselves in a worker: remind by the calendar, put mails together, have them sent."""

import logging
import time
from datetime import datetime, timedelta

from sqlalchemy import delete

from service.db.engine import Database
from service.db.tables import Delivery, Notice
from service.engine import JobEngine
from service.notices.reminders import remind
from service.notices.sending import ask_for_due, gather
from service.privacy.rule import KeepingRule

HOUR = 3600.0
KEPT = timedelta(days=180)
"""After that long a notice is deleted, read or not, and the mails with it."""

log = logging.getLogger(__name__)


class Notices:
    """One worker's part in it. Several workers do the same side by side: nothing is told or mailed twice."""

    def __init__(
        self, database: Database, engine: JobEngine, *, by_mail: bool, rule: KeepingRule | None = None
    ) -> None:
        self._database, self._engine, self._rule = database, engine, rule
        self._channels = ("mail", "hook") if by_mail else ("hook",)
        self._reminded: float | None = None

    def round(self, at: datetime) -> None:
        """One round. Reminders are worked out once an hour, mails are looked for each time."""
        if self._reminded is None or time.monotonic() - self._reminded > HOUR:
            self._reminded = time.monotonic()
            remind(self._database, at, self._rule)
            self._forget(at)
        with self._database.write() as session:
            if "mail" in self._channels:
                gather(session, at)
            ask_for_due(session, self._engine, at, self._channels)

    def _forget(self, at: datetime) -> None:
        with self._database.write() as session:
            session.execute(delete(Notice).where(Notice.created_at < at - KEPT))
            over = Delivery.state.in_(("sent", "dropped", "given_up")) & (Delivery.created_at < at - 2 * KEPT)
            session.execute(delete(Delivery).where(over))
