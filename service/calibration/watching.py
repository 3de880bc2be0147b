"""What calibration does by itself, once in a while: open what is due, go on, read anchors, take away."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select

from service.calibration.anchors import ask_for_due_checks
from service.calibration.clearing import lower_what_fell
from service.calibration.passes import ask_for_pass
from service.calibration.rounds import SYSTEM, next_of_series, open_when_due
from service.db.tables import Round
from service.engine import JobEngine
from service.parts import Parts

WEEK = timedelta(days=7)

log = logging.getLogger(__name__)


def look_after(parts: Parts, engine: JobEngine, at: datetime) -> None:
    """One round of it. Each part is a transaction of its own, and one that does nothing changes nothing."""
    with parts.database.write() as session:
        for row in session.scalars(select(Round).where(Round.state == "rating").with_for_update()):
            open_when_due(session, row, at)
    with parts.database.write() as session:
        for row in session.scalars(select(Round).where(Round.weekly > 0).with_for_update()).all():
            if row.created_at <= at - WEEK:
                made = next_of_series(session, row, at)
                if made is not None:
                    ask_for_pass(session, engine, made, SYSTEM)
    with parts.database.write() as session:
        for made_pass in ask_for_due_checks(session, engine, parts.judge, at):
            log.info("Anchors are read anew: %s.", made_pass.why)
    with parts.database.write() as session:
        fallen = lower_what_fell(session, at)
    if fallen:
        log.warning("Clearance was taken away for: %s.", ", ".join(sorted(set(fallen))))
