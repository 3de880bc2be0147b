"""The calls of the demo: logged, drawn, read, confirmed and released, week after week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from service.calls.details import monday
from service.calls.steps import store_heard
from service.db.tables import Call, DrawnCall, LoggedCall
from service.demo.judge import DemoJudge
from service.demo.members import REPS
from service.demo.people import Staff
from service.demo.speech import spoken
from service.frame.actions import Numbered, write_log
from service.frame.drawing import draw_week
from service.frame.matching import match_call
from service.frame.rules import fix_rule
from service.frame.sample_views import NewRule
from service.frame.views import LogLine
from service.parts import Parts
from service.reviews import actions
from service.reviews.result import work_out
from service.reviews.sheet import review_sheet
from service.reviews.steps import open_run, read_criterion, record_run
from service.reviews.wishes import Confirming

RUBRIC = "b2b-discovery"
ZONE = "Europe/Berlin"
LOGGED, DRAWN = 5, 2
"""Calls of a rep and week in the log, and those of them that are drawn."""
BEFORE_A_PLAN = 4
"""Those that are drawn of whoever may need a plan."""


@dataclass(frozen=True)
class Habit:
    """How often a rep takes the steps of a call: at first, since the coaching, and what is weak."""

    first: float
    later: float
    weak: Mapping[str, float]


HABITS = {
    "Ana": Habit(0.62, 0.82, {"asks_impact": 0.2, "asks_measure": 0.4}),
    "Rui": Habit(0.88, 0.88, {"sums_up": 0.3}),
    "Leo": Habit(0.42, 0.62, {"names_day": 0.2, "explores_objection": 0.3}),
    "Mia": Habit(0.55, 0.52, {"asks_who_decides": 0.2, "checks_time": 0.3}),
    "Uma": Habit(0.74, 0.74, {}),
}
COACHED = 4
"""Weeks ago the coaching of everybody began."""


def demo_parts(staff: Staff) -> Parts:
    """What the steps of a review work with here: nothing is heard, and nothing is asked of a model."""
    return Parts(staff.database, None, None, DemoJudge(), lambda kind: RUBRIC)  # type: ignore[arg-type]


def log_weeks(staff: Staff, weeks: Sequence[date]) -> None:
    """The dialler's log of these weeks, and the rule by which calls are drawn from it."""
    actor = staff.ids["Quinn"]
    lines = [
        LogLine(
            external_id=f"{rep}-{week:%m%d}-{number}",
            rep=rep.lower(),
            start=datetime.combine(week + timedelta(days=number), time(8 + number, 12 * number), UTC),
            zone=ZONE,
            seconds=170 + 20 * number,
            kind="discovery",
        )
        for week in weeks
        for rep in REPS
        for number in range(LOGGED)
    ]
    numbered = [Numbered(number, line) for number, line in enumerate(lines, start=1)]
    with staff.database.write() as session:
        new = {"calls": DRAWN, "shortest": 60, "from": weeks[0].isoformat()}
        fix_rule(session, NewRule.model_validate(new), actor)
    write_log(staff.database, numbered, "call-log.csv", actor)


def draw_more(staff: Staff, rep: str, weeks: Sequence[date]) -> None:
    """Before a plan is written more of that rep's calls are drawn: a baseline needs enough of them."""
    new = {"calls": BEFORE_A_PLAN, "shortest": 60, "rep": rep.lower()}
    new |= {"from": weeks[0].isoformat(), "until": weeks[-1].isoformat()}
    with staff.database.write() as session:
        fix_rule(session, NewRule.model_validate(new), staff.ids["Quinn"])


def draw_and_read(staff: Staff, weeks: Sequence[date], at: datetime) -> list[str]:
    """Draws the calls of these weeks and has them read; their public ids, oldest first."""
    for week in weeks:
        draw_week(staff.database, monday(week), None, at, staff.ids["Quinn"])
    asked = (
        select(LoggedCall.id, LoggedCall.rep_id)
        .join(DrawnCall, DrawnCall.logged_call_id == LoggedCall.id)
        .where(LoggedCall.week >= monday(weeks[0]))
        .order_by(LoggedCall.started_at, LoggedCall.id)
    )
    names = {key: name for name, key in staff.keys.items()}
    with staff.database.read() as session:
        lines = [(row.id, row.rep_id) for row in session.execute(asked)]
    return [read_line(staff, line, names[rep], at.date()) for line, rep in lines]


def read_line(staff: Staff, line: int, rep: str, today: date) -> str:
    """Makes up the call of a line of the log and has it read, through the product's own steps."""
    parts = demo_parts(staff)
    with staff.database.write() as session:
        logged = session.get_one(LoggedCall, line)
        call = Call(
            team_id=logged.team_id,
            rep_id=logged.rep_id,
            external_id=logged.external_id,
            started_at=logged.started_at,
            zone=logged.zone,
            week=logged.week,
            kind=logged.kind,
            direction="outbound",
            rep_channel="left",
        )
        session.add(call)
        match_call(session, call, staff.ids["Quinn"])
        call.workflow = f"{call.public_id}:0"
        workflow, call_id, seed = call.workflow, call.public_id, logged.external_id
        coached = logged.started_at.date() > today - timedelta(weeks=COACHED)
    habit = HABITS[rep]
    heard = spoken(seed, habit.later if coached else habit.first, habit.weak, rep)
    store_heard(staff.database, call_id, heard, "left")
    with staff.database.write() as session:
        run = open_run(session, parts, call_id, workflow, 1)
    assert run is not None, f"{seed} was not scored"
    for criterion in run["criteria"]:
        read_criterion(parts, run["id"], run["transcript"], run["rubric"], criterion)
    result = work_out(parts, run)
    with staff.database.write() as session:
        record_run(session, parts, call_id, workflow, run, result)
    return call_id


def confirm_by(staff: Staff, name: str, calls: Sequence[str]) -> None:
    """Somebody plays what costs points, confirms, and releases the calls to their reps."""
    who = staff.who(name)
    for call_id in calls:
        with staff.database.write() as session:
            call = session.scalars(select(Call).where(Call.public_id == call_id)).one()
            sheet = review_sheet(session, who, call)
            assert sheet is not None
            actions.confirm(session, who, call_id, Confirming(seconds=140, played=sheet.must_play))
        with staff.database.write() as session:
            actions.release(session, who, call_id)


def calls_of(staff: Staff, rep: str, calls: Sequence[str]) -> list[str]:
    """Those of the calls that are the rep's, in the same order."""
    with staff.database.read() as session:
        own = set(session.scalars(select(Call.public_id).where(Call.rep_id == staff.keys[rep])))
    return [one for one in calls if one in own]
