"""Two people do the same at the same moment: one did it, the other is told, and nothing is there twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.engine import Database
from service.db.tables import AuditEntry, Confirmation, Dispute
from service.errors import Conflict, Stale
from service.people.who import Who
from service.reviews import actions
from service.reviews.wishes import Confirming, NewDispute, Settlement
from tests.service.reviews.reviewed import MUSTS_MISSED, Desk, a_desk

HOW = Confirming(seconds=90, played=tuple(MUSTS_MISSED))
REJECTED = Settlement(outcome="rejected", reason="rubric_unclear", says="It stays as it is.")


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """On both kinds of database: each lets others wait in its own way."""
    made = a_desk(database)
    yield made
    made.engine.disconnect()


def at_once(desk: Desk, work: Callable[[Session, Who], object], *names: str) -> list[str]:
    """What each of them got at the same moment: done, or the kind of refusal."""
    together = Barrier(len(names))
    people = [desk.who(name) for name in names]

    def one(who: Who) -> str:
        together.wait(timeout=30)
        try:
            with desk.database.write() as session:
                work(session, who)
        except (Conflict, Stale) as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(len(names)) as threads:
        return sorted(threads.map(one, people))


def rows(desk: Desk, table: type, action: str) -> tuple[int, int]:
    """How many rows the table has, and entries of that action the audit log."""
    with desk.database.read() as session:
        kept = session.scalar(select(func.count()).select_from(table)) or 0
        noted = session.scalar(select(func.count()).where(AuditEntry.action == action)) or 0
        return kept, noted


def test_a_review_is_confirmed_once(desk: Desk) -> None:
    call = desk.call()
    got = at_once(desk, lambda session, who: actions.confirm(session, who, call, HOW), "Sam", "Quinn")
    assert got == ["Conflict", "done"]
    assert rows(desk, Confirmation, "review.confirmed") == (1, 1)


def test_a_question_is_answered_once_and_asked_once(desk: Desk) -> None:
    call = desk.released(by="Quinn")
    new = NewDispute(kind="not_me", says="I was ill that day.")
    got = at_once(desk, lambda session, who: actions.open_dispute(session, who, call, new), "Ana", "Ana")
    assert got == ["Conflict", "done"]
    assert rows(desk, Dispute, "dispute.opened") == (1, 1)
    with desk.database.read() as session:
        asked = session.scalars(select(Dispute.public_id)).one()
    got = at_once(
        desk,
        lambda session, who: actions.settle_dispute(session, desk.engine, who, asked, REJECTED),
        "Sam",
        "Quill",
    )
    assert got == ["Conflict", "done"]
    assert rows(desk, Dispute, "dispute.settled") == (1, 1)
