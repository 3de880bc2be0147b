"""What a page of a plan needs in several places is read once, and what it says is the same."""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import event

from service.plans import check_ins
from service.plans.occasions import settled_calls
from service.plans.queries import plan_page
from service.plans.reading import Reading
from service.plans.weekly import agenda_of, status_of
from service.reviews.counting import FactsOnce, facts_of
from tests.service.plans.staged import Staged, plan_row, running, scored
from tests.service.plans.written import STARTS

ONCE = ("plan_event", "plan_milestone", "plan_absence", "check_in", "check_in_note", "commitment", "review")


def read_from(stage: Staged, asked: list[str]) -> None:
    """Every table of `ONCE` that is asked first in a query from now on."""

    @event.listens_for(stage.database.engine, "before_cursor_execute")
    def _(_connection, _cursor, statement, *_) -> None:
        asked.append(" ".join(statement.split()).partition(" FROM ")[2].split(" ")[0])


def test_the_page_of_a_meeting_reads_each_kind_once(both: Staged) -> None:
    name, sam = running(both), both.who("Sam")
    scored(both, [72, 75, 90], STARTS)
    with both.database.read() as session:
        plan = plan_row(session, name)
        row = check_ins.check_ins_of(session, plan)[1]
        alone = agenda_of(session, plan, row, row.at)
        asked: list[str] = []
        read_from(both, asked)
        reading = Reading(session, plan)
        page = plan_page(session, sam, plan, row.at, reading)
        agenda = agenda_of(session, plan, row, row.at, page, reading)
        assert agenda == alone
        assert len(agenda.calls) == 3
        assert page == plan_page(session, sam, plan, row.at)
    found = Counter(one for one in asked if one in ONCE)
    # The second page was put together with a reading of its own.
    assert found == Counter(dict.fromkeys(ONCE, 2)), found


def test_the_agenda_reads_each_kind_once_and_the_week_the_calls(stage: Staged) -> None:
    name = running(stage)
    scored(stage, [72, 75], STARTS)
    with stage.database.read() as session:
        plan = plan_row(session, name)
        row = check_ins.check_ins_of(session, plan)[1]
        asked: list[str] = []
        read_from(stage, asked)
        agenda_of(session, plan, row, row.at)
        assert max(Counter(one for one in asked if one in ONCE).values()) == 1, Counter(asked)
        asked.clear()
        status_of(session, plan, row.at)
        assert asked.count("review") == 1


def test_a_call_is_read_once_and_one_without_a_review_is_left_out(stage: Staged) -> None:
    name = running(stage)
    scored(stage, [72, 75], STARTS)
    with stage.database.read() as session:
        rep = plan_row(session, name).rep_id
        facts, week = FactsOnce(session), timedelta(days=6)
        first = settled_calls(session, rep, STARTS, STARTS + week, facts)
        asked: list[str] = []
        read_from(stage, asked)
        again = settled_calls(session, rep, STARTS, STARTS + week, facts)
        assert again == first
        assert "review" not in asked
        assert facts.of([0]) == facts_of(session, [0]) == {}


def test_calls_of_the_days_before_are_not_in_the_span(stage: Staged) -> None:
    """The week of the first day is read whole."""
    name, day = running(stage), date(2026, 9, 3)
    scored(stage, [72, 75, 90], STARTS)
    with stage.database.read() as session:
        rep = plan_row(session, name).rep_id
        every = settled_calls(session, rep, STARTS, day + timedelta(weeks=2))
        later = settled_calls(session, rep, every[1].day, day + timedelta(weeks=2))
    assert 0 < len(later) < len(every)
    assert [one.call for one in later] == [one.call for one in every if one.day >= every[1].day]
