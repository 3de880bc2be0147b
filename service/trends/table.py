"""A trend as a CSV sheet: one row for each week of each criterion, numbers unrounded, times by Mondays."""

import csv
from io import StringIO
from typing import Any

from scoring.trend_records import Point, Series
from service.trends.views import TrendView

COLUMNS = (
    *("rep", "selection", "criterion", "title", "week", "rubric", "judge", "model", "changed"),
    *("scorecards", "confirmed", "n", "incomplete", "not_applicable"),
    *("mean", "likely_low", "likely_high", "average_n", "average_incomplete", "average_weeks"),
    *("average_first_week", "sd", "team_sd", "team_weight", "words"),
)
DOES_SOMETHING = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins with one of these is a formula to a spreadsheet."""


def trend_table(trend: TrendView) -> str:
    """The sheet, with CRLF at the ends of its lines as RFC 4180 has it. What is not known is empty."""
    made = StringIO(newline="")
    rows = csv.writer(made, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for series in trend.series:
        rows.writerows(map(cell, _row(trend, series, point)) for point in series.points)
    return made.getvalue()


def cell(value: Any) -> str:
    """A value as a spreadsheet may read it: a text that would be a formula gets an apostrophe in front."""
    if value is None:
        return ""
    text = str(value)
    does = text.startswith(DOES_SOMETHING) or text.lstrip().startswith(DOES_SOMETHING)
    return f"'{text}" if isinstance(value, str) and does else text


def _row(trend: TrendView, series: Series, point: Point) -> tuple[Any, ...]:
    shown = point.model_dump(mode="json")
    average = shown["average"] or {}
    made_by = shown["scored_by"]
    named = trend.rep, trend.selection, series.criterion, series.title, shown["week"]
    by = made_by["rubric"], made_by["judge"], made_by["model"], " ".join(point.changed)
    counts = [shown[name] for name in ("scorecards", "confirmed", "n", "incomplete", "not_applicable")]
    likely = [
        average.get(name)
        for name in (
            *("mean", "low", "high", "n", "incomplete", "weeks", "first_week"),
            *("sd", "team_sd", "team_weight"),
        )
    ]
    return (*named, *by, *counts, *likely, point.words)
