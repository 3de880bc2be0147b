"""Ana's notices: her own alone; channels of teams are the admin's."""

from collections.abc import Mapping

from service.db.tables import Notice, Team
from tests.service.permissions.rows import EVERYBODY, Row, World

OTHERS = "Rui Sam Uma Otis Quinn Hana Ada Aud"
CHOICE = {"by_mail": "digest", "first": "8", "last": "18", "digest": "9", "zone": "Europe/Berlin"}

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/notices"): Row(may=EVERYBODY),
    ("POST", "/notices/read"): Row(may=EVERYBODY),
    ("GET", "/notices/{notice_id}"): Row(may="Ana", hidden=OTHERS),
    ("POST", "/notices/choice"): Row(may=EVERYBODY, form=CHOICE),
    ("POST", "/notices/channels/{team_id}"): Row(may="Ada", form={"url": "https://hooks.example.com/1"}),
    ("GET", "/api/v1/notices"): Row(may=EVERYBODY),
    ("POST", "/api/v1/notices/read"): Row(may=EVERYBODY),
    ("POST", "/api/v1/notices/{notice_id}/read"): Row(may="Ana", hidden=OTHERS),
    ("GET", "/api/v1/notices/settings"): Row(may=EVERYBODY),
    ("PUT", "/api/v1/notices/settings"): Row(may=EVERYBODY, json={"by_mail": "digest"}),
    ("PUT", "/api/v1/teams/{team_id}/channel"): Row(may="Ada", json={"url": "https://hooks.example.com/1"}),
}


def things(world: World) -> Mapping[str, str]:
    with world.database.write() as session:
        row = Notice(
            person_id=world.company.keys["Ana"],
            kind="review_released",
            subject=world.things.get("released_call", "call"),
        )
        session.add(row)
        session.flush()
        team = session.get_one(Team, world.company.teams["Northwind"]).public_id
        return {"notice_id": row.public_id, "team_id": team}
