"""Counting what happens while it happens: what is counted afterwards takes longer with every call."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.tables import Tally
from service.db.upsert import upsert

STEP_SECONDS = "step_seconds"
"""Seconds of each finished step, by its name."""
TOKENS = "tokens"
"""Tokens a language model read and wrote, by kind: `input`, `cached`, `output`."""


def add_up(session: Session, what: str, amounts: Mapping[str, float]) -> None:
    """Counts one of each label, with its amount, in the caller's transaction."""
    # In one order everywhere, so that two transactions never wait for each other crosswise.
    for label in sorted(amounts):
        upsert(session, Tally, {"what": what, "label": label}, add={"count": 1, "total": amounts[label]})


def tallies(session: Session, what: str) -> dict[str, tuple[int, float]]:
    """How often and how much in all, by label."""
    rows = session.scalars(select(Tally).where(Tally.what == what).order_by(Tally.label))
    return {row.label: (row.count, row.total) for row in rows}
