"""Single sign-on: the way there and back is for whoever is not signed in yet, linking for oneself."""

from collections.abc import Mapping

from tests.service.permissions.rows import EVERYBODY, Row, World

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/sign-in/single"): Row(may=EVERYBODY, to_all=True),
    ("GET", "/sign-in/single/back"): Row(may=EVERYBODY, to_all=True),
    ("POST", "/sign-in/single/invited"): Row(may=EVERYBODY, to_all=True, form={"code": "unknown"}),
    ("POST", "/account/single-sign-on"): Row(may=EVERYBODY),
    ("POST", "/account/single-sign-on/unlink"): Row(may=EVERYBODY),
}


def things(_world: World) -> Mapping[str, str]:
    return {}
