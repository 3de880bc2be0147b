"""Fills an empty database with the company of the demo, by the product's own actions."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from service.calibration.people import calibrate
from service.calls.details import monday
from service.db.engine import Database
from service.db.tables import Person
from service.demo.calls import calls_of, confirm_by, draw_and_read, draw_more, log_weeks
from service.demo.people import Staff, take_on
from service.demo.plans import draft, hold_check_ins, start_running
from service.demo.rounds import (
    blind_round,
    end_series,
    score_by_hand,
    settled_round,
    weekly_round,
)
from service.demo.talk import notes, question_and_answer, read_by_reps
from service.demo.trust import drifted, frozen, granted
from service.engine import JobEngine

WEEKS = 8
"""Weeks of calls before this one."""
PLAN_RUNS = 4
"""Weeks for which Leo's plan has been running."""
ROUNDS = 6
"""Weeks for which the judge has been calibrated, with a round after each."""
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
    draw_more(staff, "Leo", before)
    early, rounds = _read_and_rate(staff, before, [], at)
    _calibrate(staff, at)
    _confirm(staff, early)
    # The plan fixes how many of Leo's calls are drawn while it runs, so it stands before they are.
    plan = start_running(staff, "Leo", during[0])
    late, rounds = _read_and_rate(staff, during, rounds, at)
    _trust(staff, engine, rounds, at)
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


def _read_and_rate(
    staff: Staff, weeks: Sequence[date], rounds: list[str], at: datetime
) -> tuple[list[str], list[str]]:
    """The calls of these weeks, and the rounds so far: one is held after each of the last weeks."""
    calls: list[str] = []
    for week in weeks:
        calls += draw_and_read(staff, [week], at)
        held = datetime.combine(week + timedelta(weeks=1), time(9), UTC)
        if week >= this_monday(at) - timedelta(weeks=ROUNDS) and held < at:
            rounds = [*rounds, weekly_round(staff, rounds[-1] if rounds else None, held)]
    return calls, rounds


def _trust(staff: Staff, engine: JobEngine, rounds: list[str], at: datetime) -> None:
    """All rounds but the newest are settled; the judge is cleared, and reads differently later on."""
    end_series(staff, rounds[-1])
    for name in rounds[:-1]:
        settled_round(staff, name, at)
    granted(staff, at - timedelta(days=2))
    drifted(staff, engine, frozen(staff, engine, rounds[:-1], at))


def _confirm(staff: Staff, calls: list[str]) -> None:
    uma = set(calls_of(staff, "Uma", calls))
    confirm_by(staff, "Quinn", [one for one in calls if one not in uma])
    confirm_by(staff, "Otis", [one for one in calls if one in uma])


def _calibrate(staff: Staff, at: datetime) -> None:
    """Quill lets Quinn confirm what counts in plans, after the round that both were in."""
    with staff.database.write() as session:
        calibrate(session, staff.who("Quill"), session.get_one(Person, staff.keys["Quinn"]), at)
