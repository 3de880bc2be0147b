"""Drawn calls as a CSV table, for whoever fetches the recordings. A spreadsheet calculates nothing in it."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from zoneinfo import ZoneInfo

from service.frame.sample_views import DrawnCallView
from service.frame.weeks import written

COLUMNS = (
    *("external_id", "team", "rep", "rep_name", "start", "zone", "seconds", "direction", "kind"),
    *("week", "draw", "place", "state", "why", "stands_for", "replaced_by"),
)
FORMULA = tuple("=+-@＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula; some take the wide forms too."""


def drawn_csv(places: Iterable[DrawnCallView]) -> str:
    """One row a drawn call, also those that were replaced: `state` says which recordings are wanted."""
    return table(COLUMNS, (_row(place) for place in places))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV with a header. A cell that could be taken for a formula has an apostrophe before it."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def cell(value: object) -> str:
    """A value as a cell that is read and not calculated."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _row(place: DrawnCallView) -> list[object]:
    return [
        place.external_id,
        place.team,
        place.rep_external_id or place.rep,
        place.rep_name,
        place.started_at.astimezone(ZoneInfo(place.zone)).isoformat(),
        place.zone,
        f"{place.seconds:g}",
        place.direction,
        place.kind,
        written(place.week),
        place.draw,
        place.place,
        place.state,
        place.why,
        place.stands_for,
        place.replaced_by,
    ]
