"""A call that is scored again keeps both runs and counts once; its review is a draft until released."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from service.calls.queries import call_shown
from service.calls.queueing import ask_for_review, find_call
from service.calls.steps import store_heard
from service.db.engine import Database
from service.db.tables import Call, Review, Revision, Run, Score
from service.engine import JobEngine
from service.parts import Parts
from service.reviews.queries import review_document
from service.reviews.result import work_out
from service.reviews.steps import open_run, read_criterion, record_run
from tests.cast import KEYS
from tests.service.outcome import expected_sums, sums
from tests.service.scripted import ScriptedJudge, seed, upload
from tests.service.spoken import heard


@pytest.fixture
def engine(database: Database) -> Iterator[JobEngine]:
    asked = JobEngine(database)
    seed(database, asked)
    yield asked
    asked.disconnect()


@pytest.fixture
def call(database: Database, engine: JobEngine) -> str:
    """A call that was heard and scored once."""
    uploaded = upload(database, engine)
    store_heard(database, uploaded, heard(), "left")
    score(database, uploaded)
    return uploaded


def score(database: Database, call: str) -> str:
    """Runs the steps after the hearing, one after the other in this process; the public id of the run."""
    parts = Parts(database, None, None, ScriptedJudge(), lambda kind: "small")  # type: ignore[arg-type]
    with database.read() as session:
        workflow = session.scalars(select(Call.workflow).where(Call.public_id == call)).one()
    assert workflow is not None
    with database.write() as session:
        run = open_run(session, parts, call, workflow, 1)
    assert run is not None
    for criterion in run["criteria"]:
        read_criterion(parts, run["id"], run["transcript"], run["rubric"], criterion)
    result = work_out(parts, run)
    for _ in range(2):  # a second time changes nothing: the review has ended
        with database.write() as session:
            record_run(session, parts, call, workflow, run, result)
    return run["id"]


def score_again(database: Database, engine: JobEngine, call: str) -> str:
    with database.write() as session:
        ask_for_review(session, engine, find_call(session, call))
    return score(database, call)


def pinned(database: Database) -> tuple[str, str]:
    """The state of the only review, and the public id of the run it shows."""
    with database.read() as session:
        rows = session.execute(select(Review.state, Run.public_id).join(Run, Run.id == Review.run_id))
        state, run = rows.one()
        return state, run


def scored_runs(database: Database) -> list[str]:
    """The runs that have levels in the trend."""
    with database.read() as session:
        rows = session.scalars(select(Run.public_id).join(Score, Score.run_id == Run.id).distinct())
        return list(rows)


def test_a_call_counts_once_however_often_it_is_scored(
    database: Database, engine: JobEngine, call: str
) -> None:
    assert sums(database) == expected_sums(1)
    again = score_again(database, engine, call)
    with database.read() as session:
        assert len(session.scalars(select(Run)).all()) == 2
    assert pinned(database) == ("draft", again)
    assert scored_runs(database) == [again]
    assert sums(database) == expected_sums(1)


def test_a_confirmed_review_is_a_draft_again_and_a_released_one_stays(
    database: Database, engine: JobEngine, call: str
) -> None:
    set_state(database, "confirmed")
    second = score_again(database, engine, call)
    assert pinned(database) == ("draft", second)
    set_state(database, "released")
    score_again(database, engine, call)
    assert pinned(database) == ("released", second)
    assert scored_runs(database) == [second]
    assert sums(database) == expected_sums(1)


def test_a_new_run_on_a_released_review_is_a_revision_until_a_newer_one_takes_its_place(
    database: Database, engine: JobEngine, call: str
) -> None:
    second = score_again(database, engine, call)
    assert revisions(database) == []  # a draft simply pins it
    set_state(database, "released")
    third = score_again(database, engine, call)
    assert revisions(database) == [(third, "open")]
    fourth = score_again(database, engine, call)
    assert revisions(database) == [(third, "replaced"), (fourth, "open")]
    with database.read() as session:
        assert [
            one.settled_at is None for one in session.scalars(select(Revision).order_by(Revision.id))
        ] == [
            False,
            True,
        ]
        shown = call_shown(session, call)
        document, _ = review_document(session, find_call(session, call))
    assert (shown.review, shown.revision) == ("released", fourth)
    assert document.run is not None
    assert pinned(database) == ("released", second)


def test_a_review_has_one_open_revision_at_most(database: Database, engine: JobEngine, call: str) -> None:
    set_state(database, "released")
    score_again(database, engine, call)
    with database.write() as session:
        review, run = session.scalars(select(Review.id)).one(), session.scalars(select(Run.id)).first()
        session.add(Revision(review_id=review, run_id=run))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def revisions(database: Database) -> list[tuple[str, str]]:
    """The runs that are revisions, oldest first, with their states."""
    with database.read() as session:
        rows = session.execute(
            select(Run.public_id, Revision.state).join(Run, Run.id == Revision.run_id).order_by(Revision.id)
        )
        return [(run, state) for run, state in rows]


def set_state(database: Database, state: str) -> None:
    with database.write() as session:
        session.execute(update(Review).values(state=state))


def test_sums_of_another_week_stay_what_they_are(database: Database, engine: JobEngine, call: str) -> None:
    """The first call is moved a week on by hand; what it counted for stays with the week it was scored in."""
    with database.write() as session:
        find_call(session, call).week = 20261123
    score_again(database, engine, call)
    with database.read() as session:
        weeks = session.scalars(select(Score.week).distinct()).all()
    assert list(weeks) == [20261123]
    assert sums(database) == expected_sums(1)
    assert set(sums(database)) == {*KEYS, "qa"}
