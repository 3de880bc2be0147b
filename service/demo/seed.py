"""Fills an empty database with the company of the demo, by the product's own actions."""

from datetime import UTC, date, datetime, timedelta

from service.calibration.people import calibrate
from service.calls.details import monday
from service.db.engine import Database
from service.db.tables import Person
from service.demo.calls import calls_of, confirm_by, draw_and_read, log_weeks
from service.demo.people import Staff, take_on
from service.demo.plans import draft, hold_check_ins, start_running
from service.demo.rounds import blind_round, opened_round, score_by_hand
from service.demo.talk import notes, question_and_answer, read_by_reps
from service.engine import JobEngine

WEEKS = 8
"""Weeks of calls before this one."""
PLAN_RUNS = 4
"""Weeks for which Leo's plan has been running."""
ROUND = 6
"""Calls of the round that is open."""
LATEST = 9
"""Calls, the newest ones, that wait for somebody to confirm them."""


def this_monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.date().weekday())


def seed(database: Database, engine: JobEngine, at: datetime) -> Staff:
    """Everybody, their calls of the last weeks, and what people made of them."""
    weeks = [this_monday(at) - timedelta(weeks=back) for back in range(WEEKS, 0, -1)]
    since = datetime.combine(weeks[0] - timedelta(weeks=4), datetime.min.time(), UTC)
    staff = take_on(database, since, counts_from=weeks[0])
    _fill(staff, engine, weeks, at)
    return staff


def _fill(staff: Staff, engine: JobEngine, weeks: list[date], at: datetime) -> None:
    before, during = weeks[:-PLAN_RUNS], weeks[-PLAN_RUNS:]
    log_weeks(staff, weeks)
    early = draw_and_read(staff, before, at)
    opened_round(staff, early[:ROUND], at)
    _calibrate(staff, at)
    _confirm(staff, early)
    # The plan fixes how many of Leo's calls are drawn while it runs, so it stands before they are.
    plan = start_running(staff, "Leo", during[0])
    late = draw_and_read(staff, during, at)
    in_plan = set(calls_of(staff, "Leo", late))
    waiting = [one for one in late if one not in in_plan][-LATEST:]
    _confirm(staff, [one for one in late if one not in in_plan and one not in waiting])
    for call_id in sorted(in_plan):
        score_by_hand(staff, "Quinn", call_id)
    hold_check_ins(staff, plan, "Leo", at)
    draft(staff, "Mia", this_monday(at) + timedelta(weeks=2), at)
    question_and_answer(staff, engine, [one for one in early + late if one not in waiting])
    read_by_reps(staff, early)
    notes(staff, monday(weeks[-2]))
    uma = set(calls_of(staff, "Uma", late))
    blind_round(staff, [one for one in waiting if one not in uma][-3:], at)


def _confirm(staff: Staff, calls: list[str]) -> None:
    uma = set(calls_of(staff, "Uma", calls))
    confirm_by(staff, "Quinn", [one for one in calls if one not in uma])
    confirm_by(staff, "Otis", [one for one in calls if one in uma])


def _calibrate(staff: Staff, at: datetime) -> None:
    """Quill lets Quinn confirm what counts in plans, after the round that both were in."""
    with staff.database.write() as session:
        calibrate(session, staff.who("Quill"), session.get_one(Person, staff.keys["Quinn"]), at)
