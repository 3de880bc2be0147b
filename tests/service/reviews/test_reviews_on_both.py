"""What of the review workflow is left to the database, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from scoring.judgement import Answer
from service.db.base import now
from service.db.engine import Database
from service.db.tables import Confirmation, Override, Person
from service.errors import Conflict
from service.reviews import actions
from service.reviews.counted import withdraw
from service.reviews.queue import to_confirm
from service.reviews.rep import calls_to_score, released_reviews
from service.reviews.wishes import NewDispute
from service.trends.queries import trend_of
from service.trends.views import TrendQuery
from tests.service.reviews.reviewed import WHOLE, Desk, a_desk, no, yes


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    made = a_desk(database)
    yield made
    made.engine.disconnect()


def test_a_review_from_reading_to_settled_question(database: Database, desk: Desk) -> None:
    call = desk.call(started=now())
    desk.override("Sam", call, yes("discovery_m2"))
    with database.read() as session:
        assert [line.call for line in to_confirm(session, desk.who("Sam")).items] == [call]
        assert [one.asked for one in calls_to_score(session, desk.who("Ana"))] == [True]
    desk.confirm("Sam", call)
    desk.release("Sam", call)
    with database.read() as session:
        assert to_confirm(session, desk.who("Sam")).items == ()
        assert released_reviews(session, desk.who("Ana"))[0].score.value == 41  # type: ignore[union-attr]
    new = NewDispute(kind="item", item="opening_m2", proposed=Answer.YES, says="I said it.")
    with database.write() as session:
        actions.open_dispute(session, desk.who("Ana"), call, new)
    with database.write() as session, pytest.raises(Conflict):
        actions.open_dispute(session, desk.who("Ana"), call, new)
    written_once(desk)


def written_once(desk: Desk) -> None:
    """Corrections and confirmations are never changed: the database itself refuses."""
    for table in (Override, Confirmation):
        with pytest.raises(DBAPIError, match="append-only"), desk.database.write() as session:
            session.execute(update(table).values(actor="somebody else"))


def test_the_trend_counts_open_ends_as_they_were_corrected(database: Database, desk: Desk) -> None:
    """One call of two is corrected to an open end, confirmed: it leaves the average and stands beside n."""
    first, _ = desk.call(started=now()), desk.call(started=now())
    cannot = no("discovery_m2", WHOLE).model_copy(update={"answer": Answer.CANNOT_ASSESS})
    desk.override("Sam", first, cannot)
    assert point(desk, "qa") == (2, 2, 0, 0)
    desk.confirm("Sam", first)
    assert point(desk, "qa") == (2, 1, 1, 1)
    assert point(desk, "opening") == (2, 2, 0, 1)
    with database.write() as session:
        withdraw(session, desk.row(session, first))
    desk.set_review(first, withheld=True)
    assert point(desk, "opening")[0] == 1


def point(desk: Desk, criterion: str) -> tuple[int, int, int, int]:
    """Scorecards, n, incomplete and confirmed of Ana's week."""
    with desk.database.read() as session:
        ana = session.get_one(Person, desk.company.keys["Ana"])
        query = TrendQuery(selection="manager", criterion=criterion, until="2026-11-22", weeks=4)
        (series,) = trend_of(session, ana, query).series
    (found,) = series.points
    return found.scorecards, found.n, found.incomplete, found.confirmed
