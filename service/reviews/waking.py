"""Calls that wait for their judge go on by themselves when it can be asked again."""

import logging
import threading

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from service.calls.queueing import ask_for_review
from service.db import audit
from service.db.engine import Database
from service.db.tables import Call
from service.engine import JobEngine
from service.judges import ServedJudge
from service.reviews.result import WOKEN

AT_ONCE = 200
"""Calls that are woken in a round; the others come in the next."""

log = logging.getLogger(__name__)


class Waker:
    """Looks, round by round, whether the judge is back. A try of its server waits in a thread of its own."""

    def __init__(self, database: Database, engine: JobEngine, served: ServedJudge | None) -> None:
        self._database = database
        self._engine = engine
        self._served = served
        self._looking: threading.Thread | None = None
        if served is not None and served.ledger.trouble() is not None:
            served.ledger.ask_soon()  # whoever starts a worker may just have repaired the settings

    def round(self) -> None:
        """Begins to look, unless the last look is not over yet."""
        if self._looking is None or not self._looking.is_alive():
            self._looking = threading.Thread(target=self._look, name="waker", daemon=True)
            self._looking.start()

    def _look(self) -> None:
        try:
            if is_back(self._served):
                wake(self._database, self._engine)
        except DBAPIError:
            log.warning("The database cannot be reached.", exc_info=True)


def is_back(served: ServedJudge | None) -> bool:
    """Whether the judge can be asked, as far as is known; one in trouble is tried when its time has come."""
    if served is None or served.ledger.trouble() is None:
        return True
    return served.ledger.take_turn() and served.probe()


def wake(database: Database, engine: JobEngine, actor: str | None = None) -> list[str]:
    """Asks for the reviews of calls that wait for their judge, oldest first; their ids.

    `actor`: who asked for it; nobody: they go on by themselves.
    """
    waiting = select(Call.public_id).where(Call.state == "waiting_for_judge")
    with database.read() as session:
        found = session.scalars(waiting.order_by(Call.started_at).limit(AT_ONCE)).all()
    return [call for call in found if _woken(database, engine, call, actor)]


def _woken(database: Database, engine: JobEngine, call_id: str, actor: str | None) -> bool:
    with database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id).with_for_update()).one()
        if call.state != "waiting_for_judge" or (call.reason or {}).get("code") not in WOKEN:
            return False
        ask_for_review(session, engine, call)
        if actor is not None:
            audit.record(session, actor, "call.retried", call_id)
    return True
