"""What all processes know of a model on a server: how it takes requests, what it took, whether it is away.

A trouble that no call gets past is said once, in the log and to people, and then nobody asks until one
process has tried it again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from scoring.judgement import Away, Judgement
from service.db.base import now
from service.db.engine import Database
from service.db.patience import patiently
from service.db.tables import ModelDay, ModelServer, Remembered
from service.db.upsert import insert_once, upsert
from service.edges.llm.answers import Answer, Usage
from service.edges.llm.faults import Fault
from service.edges.llm.ladder import Manner
from service.edges.llm.server import Server
from service.tallies import TOKENS, add_up

FIRST_WAIT = 60.0
"""Seconds until a server that is away is tried again; each time in vain doubles it."""
LONGEST_WAIT = 900.0
BUDGET = "budget"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ledger:
    """The rows about a server and model. After `daily_tokens` of a day nobody asks; 0: no limit."""

    database: Database
    server: Server
    daily_tokens: int = 0
    clock: Callable[[], datetime] = now

    def recall(self) -> Manner | None:
        """How the server takes requests, as far as it was found out."""
        with self.database.read() as session:
            row = self._row(session)
        if row is None or row.manner is None:
            return None
        try:
            return Manner.read(row.manner)
        except ValueError:
            return None

    def keep(self, manner: Manner) -> None:
        self._put(manner=manner.stored())

    def trouble(self) -> Away | None:
        """Why nobody may ask now; None: ask."""
        with self.database.read() as session:
            row = self._row(session)
        return None if row is None or row.trouble is None else Away.model_validate(row.trouble)

    def stops(self) -> Fault | None:
        """The fault every request ends with now: a trouble that stands, or a budget that is used up."""
        away = self.trouble()
        if away is None and self.daily_tokens and self._spent() >= self.daily_tokens:
            away = self._used_up()
            self.note_trouble(away)
        if away is None:
            return None
        return Fault(away.code, away.message, away.next_step, waits=True, wait_seconds=away.wait_seconds)

    def note(self, found: Answer | Fault, usage: Usage, *, probing: bool = False) -> None:
        """Counts what a reply took and notes that the server works, or why nobody need ask.

        `probing`: it was asked to see whether it is back; the next try is later each time that it is not.
        """
        if isinstance(found, Answer):
            patiently(lambda: self._count(usage))
            away = self.trouble()
            if away is not None and away.code != BUDGET:  # a late reply brings no new tokens
                self.clear()
        elif found.waits:
            self.note_trouble(
                Away(
                    code=found.code,
                    message=found.message,
                    next_step=found.next_step,
                    wait_seconds=found.wait_seconds,
                ),
                probing=probing,
            )

    def note_trouble(self, away: Away, *, probing: bool = False) -> None:
        """Makes all calls wait. Said in the log where it is new.

        What was on the way when the trouble began ends with it too: that is no further try.
        """

        def put() -> bool:
            with self.database.write() as session:
                row = self._locked(session)
                is_new = row.trouble is None
                row.tries = 1 if is_new else row.tries + probing
                row.since = self.clock() if is_new else row.since
                row.trouble = away.model_dump(mode="json")
                counts = is_new or probing or row.ask_at is None
                seconds = self._wait(away, row.tries) if counts else _asked_for(away)
                ask_at = self.clock() + timedelta(seconds=seconds)
                row.ask_at = ask_at if counts else max(row.ask_at or ask_at, ask_at)
                return is_new

        if patiently(put):
            log.warning("%s Calls wait for it. %s", away.message, away.next_step)

    def clear(self) -> None:
        """The server works. Said in the log where it did not."""
        if self.trouble() is None:
            return
        self._put(trouble=None, since=None, ask_at=None, tries=0)
        log.warning("The model server %s works again.", self.server.place)

    def ask_soon(self) -> None:
        """Has a server that is away tried again at the next round: somebody says that it was repaired."""
        self._put(ask_at=self.clock())

    def take_turn(self) -> bool:
        """Whether this process is the one to try the server now; no other is, for a minute."""

        def take() -> bool:
            with self.database.write() as session:
                due = (ModelServer.trouble.is_not(None), ModelServer.ask_at <= self.clock())
                taken = session.execute(
                    update(ModelServer)
                    .where(*self._this(), *due)
                    .values(ask_at=self.clock() + timedelta(seconds=FIRST_WAIT))
                    .returning(ModelServer.place)
                )
                return taken.first() is not None

        return patiently(take)

    def _wait(self, away: Away, tries: int) -> float:
        own = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(tries - 1, 10))
        return max(own, _asked_for(away))

    def _used_up(self) -> Away:
        at = self.clock()
        midnight = datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)
        return Away(
            code=BUDGET,
            message=f"Today's {self.daily_tokens:,} tokens for judging are used up.",
            next_step="It goes on by itself tomorrow (UTC), or with more SIDETONE_LLM_DAILY_TOKENS.",
            wait_seconds=(midnight - at).total_seconds(),
        )

    def _spent(self) -> int:
        with self.database.read() as session:
            read, written = func.sum(ModelDay.tokens_in), func.sum(ModelDay.tokens_out)
            spent = session.scalar(select(read + written).where(ModelDay.day == self._day()))
        return int(spent or 0)

    def _count(self, usage: Usage) -> None:
        key = {"day": self._day(), **self._key}
        amounts = {
            "requests": 1,
            "tokens_in": usage.tokens_in,
            "tokens_cached": usage.tokens_cached,
            "tokens_out": usage.tokens_out,
        }
        with self.database.write() as session:
            upsert(session, ModelDay, key, add=amounts)
            kinds = {"input": usage.tokens_in, "cached": usage.tokens_cached, "output": usage.tokens_out}
            add_up(session, TOKENS, kinds)

    def _day(self) -> int:
        return int(f"{self.clock():%Y%m%d}")

    def _this(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return ModelServer.place == self.server.place, ModelServer.model == self.server.model

    def _row(self, session: Session) -> ModelServer | None:
        return session.scalars(select(ModelServer).where(*self._this())).one_or_none()

    def _locked(self, session: Session) -> ModelServer:
        insert_once(session, ModelServer, self._key, {"tries": 0})
        return session.scalars(select(ModelServer).where(*self._this()).with_for_update()).one()

    def _put(self, **values: object) -> None:
        def put() -> None:
            with self.database.write() as session:
                row = self._locked(session)
                for name, value in values.items():
                    setattr(row, name, value)

        patiently(put)

    @property
    def _key(self) -> dict[str, str]:
        return {"place": self.server.place, "model": self.server.model}


def _asked_for(away: Away) -> float:
    """Seconds the server wants to be left alone, a day at the most."""
    return min(away.wait_seconds or 0.0, 86400.0)


@dataclass(frozen=True)
class Memory:
    """Judgements by the key of their question, kept in the database."""

    database: Database

    def recall(self, key: str) -> Judgement | None:
        with self.database.read() as session:
            row = session.get(Remembered, key)
        return None if row is None else Judgement.model_validate(row.document)

    def keep(self, key: str, judgement: Judgement) -> None:
        def put() -> None:
            with self.database.write() as session:
                values = {"document": judgement.model_dump(mode="json"), "created_at": now()}
                insert_once(session, Remembered, {"key": key}, values)

        patiently(put)


def forget_judgements(session: Session, days: float) -> None:
    """Deletes what is remembered for longer: it quotes calls, and is there to save money, not to keep."""
    session.execute(delete(Remembered).where(Remembered.created_at < now() - timedelta(days=days)))
