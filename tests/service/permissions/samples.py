"""The call log and its draws: a week of Ana's, in which one call was drawn."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from service.db.base import now
from service.frame.actions import Numbered, write_log
from service.frame.drawing import draw_week
from service.frame.rules import fix_rule
from service.frame.sample_views import NewRule
from service.frame.views import LogLine
from tests.service.permissions.rows import Row, World

LOOKERS = Row(may="Sam Otis Quinn Aud")
OF_DRAW = Row(may="Sam Quinn Aud", hidden="Otis")
WEEK = {"week": "2026-11-02"}
LINE = {"team": "Northwind", "rep": "ana", "start": "2026-11-24T10:00:00Z", "seconds": 90, "external_id": "9"}

EMPTY_FORM: Any = {
    "content": b"--x--\r\n",
    "headers": {"Content-Type": "multipart/form-data; boundary=x"},
}

ROUTES: Mapping[tuple[str, str], Row] = {
    ("POST", "/api/v1/log"): Row(may="Quinn Ada", json=[LINE]),
    ("GET", "/api/v1/log"): LOOKERS,
    ("POST", "/api/v1/sampling-rules"): Row(may="Quinn", json={"first": "2030-01-07", "calls": 2}),
    ("GET", "/api/v1/sampling-rules"): LOOKERS,
    ("POST", "/api/v1/draws"): Row(may="Quinn", json={"week": "2026-11-02"}),
    ("GET", "/api/v1/draws"): LOOKERS,
    ("GET", "/api/v1/draws/{draw_id}"): OF_DRAW,
    ("POST", "/api/v1/draws/{draw_id}/replacements"): Row(may="Quinn", json={"place": 1, "why": "no_audio"}),
    ("GET", "/api/v1/drawn-calls.csv"): Row(may="Sam Otis Quinn"),
    ("GET", "/api/v1/coverage"): LOOKERS,
    ("GET", "/coverage"): Row(may="Quinn Sam Otis Aud", query=WEEK),
    ("GET", "/coverage/list"): Row(may="Sam Otis Quinn", query=WEEK),
    ("GET", "/coverage/log"): Row(may="Quinn Ada"),
    ("POST", "/coverage/log/preview"): Row(may="Quinn Ada", **EMPTY_FORM),
    ("POST", "/coverage/log"): Row(may="Quinn Ada", **EMPTY_FORM),
    ("GET", "/coverage/rules"): LOOKERS,
    ("POST", "/coverage/rules"): Row(may="Quinn", form={"calls": "2"}),
    ("POST", "/coverage/draw"): Row(may="Quinn", form=WEEK),
    ("POST", "/coverage/{draw_id}/replace"): Row(may="Quinn", form={"place": "1", "why": "no_audio"}),
}


def things(world: World) -> Mapping[str, str]:
    line = LogLine.model_validate(
        {**LINE, "external_id": "1", "start": datetime(2026, 11, 3, 10, tzinfo=UTC), "seconds": 300}
    )
    write_log(world.database, [Numbered(1, line)], "test", "test")
    with world.database.write() as session:
        fix_rule(session, NewRule.model_validate({"first": "2026-11-02", "calls": 1, "shortest": 60}), "test")
    (draw,) = draw_week(world.database, 20261102, None, now(), "test").new
    return {"draw_id": draw}
