"""What a worker does once an hour beside its jobs: forgetting, deleting by rule, reading anew."""

import logging
import threading
import time
from collections.abc import Sequence

from service.calibration.watching import look_after
from service.db.base import now
from service.durable import forget_attempts
from service.engine import JobEngine, Queue
from service.heartbeats import forget_silent
from service.parts import Parts, recording_store
from service.privacy.keeping import keep_to_rule
from service.privacy.rule import rule_of
from service.reviews.drawn_later import ask_for_drawn
from service.reviews.ledger import forget_judgements
from service.settings import Settings

DAY = 86400.0
HOUR = 3600.0

log = logging.getLogger(__name__)


class Upkeep:
    """In a thread of its own: deleting much may take longer than a worker may be silent, and one that is
    silent is taken for dead."""

    def __init__(self, settings: Settings, engine: JobEngine, parts: Parts, queues: Sequence[Queue]) -> None:
        self._settings = settings
        self._engine = engine
        self._parts = parts
        self._database = parts.database
        self._queues = queues
        self._begun: float | None = None
        self._thread: threading.Thread | None = None

    def begin_if_due(self) -> None:
        """Begins a round where the last began an hour ago and has ended; does not wait for it."""
        busy = self._thread is not None and self._thread.is_alive()
        if busy or (self._begun is not None and time.monotonic() - self._begun < HOUR):
            return
        self._begun = time.monotonic()
        self._thread = threading.Thread(target=self.once, name="upkeep", daemon=True)
        self._thread.start()

    def once(self) -> None:
        """One round. What a fault leaves undone is tried again in the next, and the worker goes on."""
        try:
            self._forget()
            if Queue.REST in self._queues:
                self._keep_to_rule()
            if Queue.JUDGING in self._queues:
                look_after(self._parts, self._engine, now())
                self._read_drawn()
        except Exception:
            log.exception("The hourly upkeep did not end; it is tried again in an hour.")

    def _forget(self) -> None:
        done = self._engine.forget(self._settings.finished_jobs * DAY)
        with self._database.write() as session:
            forget_attempts(session, done)
            forget_silent(session, DAY)
            forget_judgements(session, self._settings.finished_jobs)

    def _read_drawn(self) -> None:
        served = self._parts.served
        if served is not None and served.ledger.trouble() is None:
            ask_for_drawn(self._database, self._engine, served, self._parts.drawn_readings)

    def _keep_to_rule(self) -> None:
        rule = rule_of(self._settings)
        if rule is not None:
            keep_to_rule(self._database, recording_store(self._settings), rule, now())
