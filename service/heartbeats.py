"""Who is alive: every worker says so, and the others take over what a silent one had in its hands."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.db.tables import Heartbeat
from service.db.upsert import upsert


def beat(session: Session, executor: str, host: str, queues: Iterable[str]) -> None:
    """Says that this worker is alive, by the database's clock."""
    upsert(
        session,
        Heartbeat,
        {"executor": executor},
        put={"host": host, "queues": ",".join(queues), "beat": func.now()},
    )


def beats(session: Session) -> dict[str, datetime]:
    """When each worker was last heard of."""
    return {row.executor: row.beat for row in session.scalars(select(Heartbeat))}


def say_goodbye(session: Session, executor: str) -> None:
    """This worker has ended properly: nobody waits for it."""
    session.execute(delete(Heartbeat).where(Heartbeat.executor == executor))


def forget_silent(session: Session, seconds: float) -> None:
    """Deletes the rows of workers that were not heard of for that long; they are not coming back."""
    last = session.scalar(select(func.max(Heartbeat.beat)))
    if last is not None:
        session.execute(delete(Heartbeat).where(Heartbeat.beat < last - timedelta(seconds=seconds)))


class Watch:
    """Decides which workers are dead: those whose beat did not change for `silence` seconds of watching.

    A beat is only compared with itself, never with a clock: setting the clock of the database or of a host
    forward kills nobody. A watcher that was stopped itself counts at most one `silence` / 3 of that time.
    """

    def __init__(self, silence: float) -> None:
        self._silence = silence
        self._last: dict[str, datetime | None] = {}
        self._silent: dict[str, float] = {}
        self._looked: float | None = None

    def look(self, beats: Mapping[str, datetime], working: Collection[str], at: float) -> list[str]:
        """The dead among those who have work in their hands. `at` is a monotonic clock, in seconds.

        One that has work and no beat at all has said goodbye, or never was: it is dead at once.
        """
        passed = 0.0 if self._looked is None else min(at - self._looked, self._silence / 3)
        self._looked = at
        for executor, moment in beats.items():
            same = self._last.get(executor) == moment
            self._silent[executor] = self._silent.get(executor, 0.0) + passed if same else 0.0
        self._last = dict(beats)
        return [one for one in working if one not in beats or self._silent[one] >= self._silence]
