"""Figures from other systems: HR sends everybody's, a manager those of their reps, a rep sees their own."""

from collections.abc import Mapping

from tests.service.permissions.rows import Row, World

DIALS = {"title": "Dials", "kind": "count"}
FIGURE = {"metric": "qualified_leads", "first": "2026-03-02", "last": "2026-03-08", "count": 3}
FIGURES = {"source": "CRM", "day": "2026-04-01", "figures": [{"rep": "ana", **FIGURE}]}

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/api/v1/metrics"): Row(may="Ana Rui Sam Uma Otis Hana Ada"),
    ("PUT", "/api/v1/metrics/{metric}"): Row(may="Hana Ada", json=DIALS),
    # Otis may send figures, and of Ana's it says that he may not: the list is refused whole, with 422.
    ("POST", "/api/v1/metrics/figures"): Row(may="Sam Otis Hana", json=FIGURES),
    ("GET", "/api/v1/reps/{rep_id}/metrics"): Row(may="Ana Sam Hana", hidden="Rui Uma Otis"),
}


def things(world: World) -> Mapping[str, str]:
    return {"metric": "dials"}
