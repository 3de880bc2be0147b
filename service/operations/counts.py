"""Counts over all calls: at a million they take a second, so they are counted at most once a minute."""

import threading
import time
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.calls.states import ENDED
from service.db.tables import Call, Run

KEPT_SECONDS = 60.0


@dataclass(frozen=True)
class Counts:
    """Calls by state, those that ended without a score by the code of their reason, and runs."""

    calls: dict[str, int]
    failures: dict[str, int]
    runs: int


class KeptCounts:
    """The counts of one process, counted again when they are older than `seconds`."""

    def __init__(self, seconds: float = KEPT_SECONDS) -> None:
        self._seconds = seconds
        self._counting = threading.Lock()
        self._counts: Counts | None = None
        self._counted = 0.0

    def counts(self, session: Session) -> Counts:
        with self._counting:
            if self._counts is None or time.monotonic() - self._counted >= self._seconds:
                self._counts, self._counted = count(session), time.monotonic()
            return self._counts


def count(session: Session) -> Counts:
    """Counts everything now."""
    calls = session.execute(select(Call.state, func.count()).group_by(Call.state).order_by(Call.state))
    code = Call.reason["code"].as_string()
    without_score = Call.state.in_([state for state in ENDED if state != "scored"])
    failures = session.execute(
        select(code, func.count())
        .where(without_score, Call.reason.is_not(None))
        .group_by(code)
        .order_by(code)
    )
    runs = session.scalar(select(func.count()).select_from(Run))
    return Counts(
        calls=dict(calls.all()), failures={code or "none": n for code, n in failures}, runs=runs or 0
    )
