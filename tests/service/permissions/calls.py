"""Calls: Ana's, one whose review is a draft and one whose review is released to her."""

from collections.abc import Mapping

from sqlalchemy import select

from service.db.tables import Call, Review
from tests.service.permissions.rows import Row, World
from tests.service.served import copied, scored, wav

ALL_CALLS = "Sam Quinn"
"""Who sees every call of Northwind."""
OUTSIDE = "Rui Uma Otis Hana"
"""Who takes or leads calls, and must not see Ana's; and hr, for whom no plan opens these."""
LISTS = "Ana Rui Sam Uma Otis Quinn"

REVIEW = Row(may=ALL_CALLS, hidden=f"Ana {OUTSIDE}")
RELEASED = Row(may=f"Ana {ALL_CALLS}", hidden=OUTSIDE, using={"call_id": "released_call"})
HEARD = Row(may=f"Ana {ALL_CALLS}", hidden=OUTSIDE)
CHANGE = Row(may=ALL_CALLS, hidden="Otis", headers={"If-Match": "*"})

ROUTES: Mapping[tuple[str, str], Row] = {
    ("PUT", "/api/v1/recordings"): Row(may=ALL_CALLS, content=wav(value=7), query={"team": "Northwind"}),
    ("GET", "/api/v1/calls"): Row(may=LISTS),
    ("GET", "/api/v1/calls/{call_id}"): REVIEW,
    ("PATCH", "/api/v1/calls/{call_id}"): Row(
        may=ALL_CALLS, hidden="Otis", headers={"If-Match": "*"}, json={"rep_channel": "right"}
    ),
    ("POST", "/api/v1/calls/{call_id}/retry"): CHANGE,
    ("POST", "/api/v1/calls/{call_id}/cancel"): CHANGE,
    ("GET", "/api/v1/calls/{call_id}/transcript"): HEARD,
    ("GET", "/api/v1/calls/{call_id}/runs"): Row(may=ALL_CALLS, hidden="Otis"),
    ("GET", "/api/v1/runs/{run_id}"): Row(may=ALL_CALLS, hidden="Otis"),
    ("GET", "/api/v1/calls/{call_id}/scorecard"): RELEASED,
    ("GET", "/api/v1/calls/{call_id}/recording"): HEARD,
    ("GET", "/api/v1/calls/{call_id}/events"): REVIEW,
    ("GET", "/calls"): Row(may=LISTS),
}


def things(world: World) -> Mapping[str, str]:
    draft = scored(world.client, rep="ana")
    copied(world.client, draft["id"])
    released = scored(world.client, sound=wav(value=3), rep="ana")
    with world.database.write() as session:
        review = session.scalars(
            select(Review).join(Call, Call.id == Review.call_id).where(Call.public_id == released["id"])
        ).one()
        review.state = "released"
    (run,) = world.client.get(f"/api/v1/calls/{draft['id']}/runs").json()
    return {"call_id": draft["id"], "released_call": released["id"], "run_id": run["id"]}
