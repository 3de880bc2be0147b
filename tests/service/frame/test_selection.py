"""A drawn call is `random`, whether its recording came before the draw or after, scored or not."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from service.calls.queueing import ask_for_review, find_call
from service.calls.steps import store_heard
from service.db.engine import Database
from service.db.tables import AuditEntry, Call, LoggedCall, Person, Score, WeeklyRollUp
from service.engine import JobEngine
from service.frame.matching import match_call, match_lines
from tests.cast import KEYS
from tests.service.frame.drawn import QA, covered, draw, drawn_week, fix, log, places, rows, shown, stand_in
from tests.service.scripted import seed, upload
from tests.service.spoken import heard
from tests.service.test_rescoring import score

CRITERIA = {*KEYS, "qa"}
Sums = dict[tuple[str, int], tuple[set[str], int, float]]


@pytest.fixture
def engine(database: Database) -> Iterator[JobEngine]:
    """Ana in Northwind, and the small rubric."""
    opened = JobEngine(database)
    seed(database, opened)
    yield opened
    opened.disconnect()


def recorded(database: Database, engine: JobEngine, name: str = "D-0", actor: str = "manager") -> str:
    """The manager uploads the recording of that call."""
    call = upload(database, engine, name)
    with database.write() as session:
        match_call(session, find_call(session, call), actor)
    return call


def scored(database: Database, engine: JobEngine, name: str = "D-0") -> str:
    call = recorded(database, engine, name)
    store_heard(database, call, heard(), "left")
    score(database, call)
    return call


def selection(database: Database, call: str) -> str:
    with database.read() as session:
        return session.scalars(select(Call.selection).where(Call.public_id == call)).one()


def sums(database: Database) -> Sums:
    """Selection and week → criteria, calls, total of all sums; checked against the scores themselves."""
    found: Sums = {}
    with database.read() as session:
        for row in session.scalars(select(WeeklyRollUp)):
            scores = session.scalars(
                select(Score.value).where(
                    Score.criterion == row.criterion,
                    Score.week == row.week,
                    Score.selection == row.selection,
                )
            ).all()
            squares = sum(value**2 for value in scores)
            assert (row.n, row.total, row.squares) == (len(scores), sum(scores), squares)
            criteria, n, total = found.get((row.selection, row.week), (set(), 0, 0.0))
            found[row.selection, row.week] = (criteria | {row.criterion}, max(n, row.n), total + row.total)
        assert session.scalars(select(Score)).first() is None or found
    return found


def test_a_recording_that_comes_after_the_draw_is_random(database: Database, engine: JobEngine) -> None:
    drawn_week(database, {})
    call = scored(database, engine)
    assert selection(database, call) == "random"
    assert sums(database) == {("random", 20261116): (CRITERIA, 1, 35.0 * 7)}
    assert places(database)["D-0"].state == "scored"
    assert (covered(database).fetched, covered(database).scored, covered(database).missing) == (1, 1, 0)


def test_a_call_that_was_scored_before_the_draw_moves_with_its_scores(
    database: Database, engine: JobEngine
) -> None:
    call = scored(database, engine)
    assert selection(database, call) == "manager"
    assert set(sums(database)) == {("manager", 20261116)}
    drawn_week(database, {})
    assert selection(database, call) == "random"
    assert sums(database) == {("random", 20261116): (CRITERIA, 1, 35.0 * 7)}


def test_only_the_drawn_one_of_two_moves(database: Database, engine: JobEngine) -> None:
    both = {name: scored(database, engine, name) for name in ("D-0", "D-1")}
    log(database, {}, {})
    fix(database, calls=1)
    (drawn,) = (place.external_id for place in draw(database).draws[0].calls)
    assert {name: selection(database, call) for name, call in both.items()} == {
        "D-0": "random" if drawn == "D-0" else "manager",
        "D-1": "random" if drawn == "D-1" else "manager",
    }
    expected = (CRITERIA, 1, 35.0 * 7)
    assert sums(database) == {("manager", 20261116): expected, ("random", 20261116): expected}


def test_that_it_became_random_is_in_the_audit_log_by_whom(database: Database, engine: JobEngine) -> None:
    call = recorded(database, engine)
    drawn_week(database, {})
    with database.read() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "call.selected"))
    assert (entry.actor, entry.subject, entry.details) == (QA, call, {"selection": "random"})


def test_a_recording_that_names_another_rep_is_not_random_and_coverage_says_why(
    database: Database, engine: JobEngine
) -> None:
    call = recorded(database, engine)
    with database.write() as session:
        ben = Person(name="Ben", external_id="ben")
        session.add(ben)
        session.flush()
        session.execute(update(Call).values(rep_id=ben.id))
    drawn_week(database, {})
    assert selection(database, call) == "manager"
    place = places(database)["D-0"]
    assert place.state == "missing"
    assert place.why == "its recording is here, but names another rep than the log"


def test_a_recording_that_names_nobody_takes_the_rep_from_the_log(
    database: Database, engine: JobEngine
) -> None:
    call = recorded(database, engine)
    with database.write() as session:
        session.execute(update(Call).values(rep_id=None))
    drawn_week(database, {})
    (row,) = rows(database, Call)
    (line,) = rows(database, LoggedCall)
    assert (row.public_id, row.selection, row.rep_id) == (call, "random", line.rep_id)


def test_one_that_was_scored_without_a_rep_has_no_scores_to_count(
    database: Database, engine: JobEngine
) -> None:
    call = upload(database, engine, "D-0")
    with database.write() as session:
        session.execute(update(Call).values(rep_id=None))
        match_call(session, find_call(session, call), "manager")
    store_heard(database, call, heard(), "left")
    score(database, call)
    drawn_week(database, {})
    assert selection(database, call) == "manager"
    assert places(database)["D-0"].why.endswith("names no rep and was scored without one")


def test_a_recording_without_a_time_takes_it_from_the_log_with_its_scores(
    database: Database, engine: JobEngine
) -> None:
    call = upload(database, engine, "D-0")
    with database.write() as session:
        session.execute(update(Call).values(time_known=False, week=20261109))
        match_call(session, find_call(session, call), "manager")
    store_heard(database, call, heard(), "left")
    score(database, call)
    assert set(sums(database)) == {("manager", 20261109)}
    drawn_week(database, {"zone": "Europe/Berlin"})
    (row,), (line,) = rows(database, Call), rows(database, LoggedCall)
    assert (row.started_at, row.zone, row.week, row.time_known) == (
        line.started_at,
        "Europe/Berlin",
        20261116,
        True,
    )
    assert sums(database) == {("random", 20261116): (CRITERIA, 1, 35.0 * 7)}


def test_a_line_that_found_its_recording_only_after_the_draw_makes_it_random(
    database: Database, engine: JobEngine
) -> None:
    """The log and the recording came at the same moment and saw nothing of each other."""
    call = upload(database, engine, "D-0")
    drawn_week(database, {})
    with database.write() as session:
        session.execute(update(LoggedCall).values(call_id=None))
        session.execute(update(Call).values(selection="manager"))
    with database.write() as session:
        assert match_lines(session, "manager") == 1
    assert selection(database, call) == "random"


def test_a_replaced_call_leaves_the_sums_and_the_one_that_stands_in_comes_in(
    database: Database, engine: JobEngine
) -> None:
    both = {name: scored(database, engine, name) for name in ("D-0", "D-1")}
    log(database, {}, {})
    fix(database, calls=1)
    (view,) = draw(database).draws
    assert stand_in(database, view.id, 1, "excluded", "It is not her voice.") == 2
    assert {selection(database, call) for call in both.values()} == {"random"}
    assert sums(database) == {("random", 20261116): (CRITERIA, 1, 35.0 * 7)}
    assert [place.state for place in shown(database).calls] == ["replaced", "scored"]


def test_a_replaced_call_that_is_scored_again_counts_no_more_than_before(
    database: Database, engine: JobEngine
) -> None:
    drawn_week(database, {})
    call = scored(database, engine)
    stand_in(database, shown(database).id, 1, "excluded", "It is not her voice.")
    assert sums(database) == {}
    with database.write() as session:
        ask_for_review(session, engine, find_call(session, call))
    score(database, call)
    assert sums(database) == {}


def test_a_recording_that_turns_up_after_its_call_was_replaced_is_not_random(
    database: Database, engine: JobEngine
) -> None:
    drawn_week(database, {})
    stand_in(database, shown(database).id, 1)
    call = scored(database, engine)
    assert selection(database, call) == "manager"
    assert set(sums(database)) == {("manager", 20261116)}
    assert places(database)["D-0"].state == "replaced"
