"""Live events: one poller for each process, no database session held for a listener.

With a session for each open tab, 45 tabs slowed a page forty-fold.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from service.calls.states import ENDED, IN_WORK
from service.db.engine import Database
from service.db.tables import Call

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks."""
ASKED_EVERY = 10
"""Looks after which a listener must be signed in still."""


MOST_IN_WORK = 500
"""Calls in work that lists of them are told about."""


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
        self._working: list[Seen] = []
        self._lists = 0
        self._looked = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    async def changes(self, public_id: str, may_go_on: Callable[[], bool]) -> AsyncIterator[Seen]:
        """The call as it is, then every change of it, until nothing more happens to it by itself.

        Every few looks `may_go_on` is asked whether whoever listens is signed in still.
        """
        self._watched[public_id] += 1
        self._start()
        last: Seen | None = None
        looks = 0
        try:
            while last is None or not last.ended:
                async with self._looked:
                    await self._looked.wait()
                looks += 1
                if looks % ASKED_EVERY == 0 and not await to_thread.run_sync(self._asked, may_go_on):
                    return
                now = self._seen.get(public_id)
                if now is not None and now != last:
                    last = now
                    yield now
        finally:
            self._watched[public_id] -= 1
            self._watched += Counter()  # drops what nobody watches any more

    async def work(
        self, visible: Callable[[set[str]], set[str]], may_go_on: Callable[[], bool]
    ) -> AsyncIterator[list[Seen]]:
        """All calls in work that are visible to who listens, now and whenever something changes in them.

        `visible` is asked once for each call. Ends as `changes` does where they are signed in no more.
        """
        self._lists += 1
        self._start()
        last: list[Seen] | None = None
        known: dict[str, bool] = {}
        looks = 0
        try:
            while True:
                async with self._looked:
                    await self._looked.wait()
                looks += 1
                if looks % ASKED_EVERY == 0 and not await to_thread.run_sync(self._asked, may_go_on):
                    return
                ids = {one.id for one in self._working}
                if fresh := ids - known.keys():
                    theirs = await to_thread.run_sync(visible, fresh)
                    known = {id: id in theirs if id in fresh else known[id] for id in ids}
                now = [one for one in self._working if known[one.id]]
                if now != last:
                    last = now
                    yield now
        finally:
            self._lists -= 1

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    @staticmethod
    def _asked(may_go_on: Callable[[], bool]) -> bool:
        try:
            return may_go_on()
        except SQLAlchemyError:  # the database is away: asked again in a while
            return True

    async def _look(self) -> None:
        while self._watched or self._lists:
            try:
                read = await to_thread.run_sync(self._read, list(self._watched), bool(self._lists))
                self._seen, self._working = read
            except SQLAlchemyError:
                log.warning("The database is away; live events wait for it.")
            async with self._looked:
                self._looked.notify_all()
            await asyncio.sleep(self._every)

    def _read(self, watched: list[str], with_work: bool) -> tuple[dict[str, Seen], list[Seen]]:
        asked = select(Call.public_id, Call.state, Call.progress, Call.version)
        with self._database.read() as session:
            rows = session.execute(asked.where(Call.public_id.in_(watched))).all() if watched else []
            at_work = asked.where(Call.state.in_(IN_WORK)).order_by(Call.id).limit(MOST_IN_WORK)
            working = session.execute(at_work).all() if with_work else []
        return {row[0]: Seen(*row) for row in rows}, [Seen(*row) for row in working]
