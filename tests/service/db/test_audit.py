"""The audit log is whole, or the first broken entry is named."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from service.db import audit
from service.db.engine import Database


def write_three(database: Database) -> None:
    for action in ("call.received", "call.heard", "call.scored"):
        with database.write() as session:
            audit.record(session, "system", action, "0192", seconds=1.5)


def tamper(database: Database, statement: str) -> None:
    """What somebody with the file in hands could do: the refusals taken away first."""
    with database.write() as session:
        if database.is_sqlite:
            session.execute(text("DROP TRIGGER audit_refuses_update"))
            session.execute(text("DROP TRIGGER audit_refuses_delete"))
        else:
            session.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        session.execute(text(statement))


def test_an_untouched_log_is_whole(database: Database) -> None:
    write_three(database)
    with database.read() as session:
        assert audit.verify(session) is None


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"])
def test_the_database_itself_refuses_changes(database: Database, statement: str) -> None:
    write_three(database)
    with pytest.raises(DatabaseError, match="append-only"), database.write() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET action = 'call.cancelled' WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("UPDATE audit SET previous = hash WHERE id = 3", 3),
    ],
    ids=["changed", "removed", "chained elsewhere"],
)
def test_the_first_tampered_entry_is_named(database: Database, statement: str, broken: int) -> None:
    write_three(database)
    tamper(database, statement)
    with database.read() as session:
        found = audit.verify(session)
    assert found is not None
    assert found.entry == broken


def test_an_entry_falls_with_the_transaction_it_records(database: Database) -> None:
    write_three(database)

    def record_and_break() -> None:
        with database.write() as session:
            audit.record(session, "system", "call.failed", "0192")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        record_and_break()
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM audit")) == 3
        assert audit.verify(session) is None


def test_writers_at_the_same_time_make_one_chain(database: Database) -> None:
    def write() -> None:
        for _ in range(10):
            with database.write() as session:
                audit.record(session, "system", "call.received", "0192")

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM audit")) == 40
        assert audit.verify(session) is None
