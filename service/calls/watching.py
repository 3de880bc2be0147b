"""Live events: one poller for each process, no database session held for a listener.

With a session for each open tab, 45 tabs slowed a page forty-fold.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from service.calls.states import ENDED
from service.db.engine import Database
from service.db.tables import Call

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks."""


@dataclass(frozen=True)
class Seen:
    """What a listener is told of a call."""

    id: str
    state: str
    progress: float | None
    version: int

    @property
    def ended(self) -> bool:
        return self.state in ENDED


class Watcher:
    """Looks at the watched calls once a second and wakes whoever listens."""

    def __init__(self, database: Database, every: float = EVERY) -> None:
        self._database = database
        self._every = every
        self._watched: Counter[str] = Counter()
        self._seen: dict[str, Seen] = {}
        self._looked = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    async def changes(self, public_id: str) -> AsyncIterator[Seen]:
        """The call as it is, then every change of it, until nothing more happens to it by itself."""
        self._watched[public_id] += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())
        last: Seen | None = None
        try:
            while last is None or not last.ended:
                async with self._looked:
                    await self._looked.wait()
                now = self._seen.get(public_id)
                if now is not None and now != last:
                    last = now
                    yield now
        finally:
            self._watched[public_id] -= 1
            self._watched += Counter()  # drops what nobody watches any more

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _look(self) -> None:
        while self._watched:
            try:
                self._seen = await to_thread.run_sync(self._read, list(self._watched))
            except SQLAlchemyError:
                log.warning("The database is away; live events wait for it.")
            async with self._looked:
                self._looked.notify_all()
            await asyncio.sleep(self._every)

    def _read(self, watched: list[str]) -> dict[str, Seen]:
        asked = select(Call.public_id, Call.state, Call.progress, Call.version)
        with self._database.read() as session:
            rows = session.execute(asked.where(Call.public_id.in_(watched))).all()
        return {row[0]: Seen(*row) for row in rows}
