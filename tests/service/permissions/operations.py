"""Whether it is alive, its figures, and the trend of a rep."""

from collections.abc import Mapping

from tests.service.permissions.rows import EVERYBODY, Row, World

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/healthz"): Row(may=EVERYBODY, to_all=True),
    ("GET", "/readyz"): Row(may=EVERYBODY, to_all=True),
    ("GET", "/metrics"): Row(may="Ada Aud"),
    ("GET", "/api/v1/reps/{rep_id}/qa-trend"): Row(may="Ana Sam Quinn Hana", hidden="Rui Uma Otis"),
}


def things(_world: World) -> Mapping[str, str]:
    return {}
