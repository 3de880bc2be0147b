"""That somebody took a list out of here is written down, before the first byte of it leaves."""

from service.db import audit
from service.db.engine import Database
from service.people.who import Who


def note_export(database: Database, who: Who, what: str, subject: str) -> None:
    """`what`: trend, ratings or drawn_calls; `subject`: the public id of what it is about, or what it is."""
    with database.write() as session:
        audit.record(session, who.actor, "export.taken", subject, what=what)
