"""Ana, Ben and their calls in the log of a week, and what a QA analyst draws from it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from service.db.engine import Database
from service.db.tables import Call, Draw, DrawnCall, LoggedCall, Person
from service.frame.actions import Numbered, write_log
from service.frame.coverage import coverage
from service.frame.drawing import draw_week
from service.frame.replacing import replace
from service.frame.rules import fix_rule
from service.frame.sample_queries import SampleFilter, draw_views
from service.frame.sample_views import Covered, DrawnCallView, DrawReport, DrawView, NewReplacement, NewRule
from service.frame.views import LogLine, LogReport
from service.people.who import INSTALLATION

QA = "qa"
"""The analyst, as the audit log names her."""
WEEK = 20261116
MONDAY_AFTER = datetime(2026, 11, 23, 12, tzinfo=UTC)
FOUR = {"calls": 4, "shortest": 60, "from": "2026-11-16"}


def log(database: Database, *lines: dict[str, Any]) -> LogReport:
    """Lines of the log: Ana's calls of Wednesday, five minutes long, where they do not say otherwise."""
    plain = {
        "rep": "ana",
        "team": "Northwind",
        "start": "2026-11-18T10:00:00Z",
        "seconds": 300,
        "kind": "demo",
    }
    numbered = [
        Numbered(number, LogLine.model_validate({"external_id": f"D-{number}", **plain, **line}))
        for number, line in enumerate(lines)
    ]
    return write_log(database, numbered, "log.csv", "manager")


def fix(database: Database, **changes: Any) -> None:
    with database.write() as session:
        fix_rule(session, NewRule.model_validate(FOUR | changes), QA)


def draw(database: Database, week: int = WEEK, rep: str | None = None) -> DrawReport:
    with database.read() as session:
        person = None if rep is None else session.scalars(select(Person).filter_by(external_id=rep)).one()
    return draw_week(database, week, person, MONDAY_AFTER, QA)


def drawn_week(database: Database, *lines: dict[str, Any]) -> DrawView:
    """Ana's week, logged and drawn by the rule of four."""
    log(database, *lines)
    fix(database)
    (view,) = draw(database).draws
    return view


def stand_in(database: Database, draw: str, place: int, why: str = "no_audio", note: str = "") -> int | None:
    """Replaces a place; the one that stands in."""
    new = NewReplacement.model_validate({"place": place, "why": why, "note": note})
    with database.write() as session:
        came = replace(session, draw, new, QA)
        return None if came is None else came.place


def shown(database: Database) -> DrawView:
    """The only draw, as it is now."""
    with database.read() as session:
        (view,) = draw_views(session)
        return view


def places(database: Database) -> dict[str, DrawnCallView]:
    """The places of the only draw, by external id."""
    return {place.external_id: place for place in shown(database).calls}


def covered(database: Database) -> Covered:
    with database.read() as session:
        (row,) = coverage(session, SampleFilter(), INSTALLATION).rows
        return row


def rows(database: Database, table: type[Draw | DrawnCall | LoggedCall | Call]) -> list[Any]:
    with database.read() as session:
        return list(session.scalars(select(table).order_by(table.id)))
