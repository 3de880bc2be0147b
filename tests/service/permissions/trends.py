"""Ana's trend, her team, and her talks with Sam. A plan of hers runs, so HR sees the charts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from service.db.tables import CoachingSession
from tests.service.permissions.rows import Row, World

PAGES: Mapping[tuple[str, str], Row] = {
    ("GET", "/reps/{rep_id}"): Row(may="Sam Ana Quinn Hana", hidden="Rui Uma Otis"),
    ("GET", "/me/trend"): Row(may="Ana Rui Uma"),
    ("GET", "/team"): Row(may="Sam Otis Quinn"),
}

FILE = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    b"rep,day,kind,value,says\r\nana,2025-11-03,score,71,\r\n\r\n--x--\r\n"
)
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}
SESSION = {"held_on": "2026-11-20", "action": "Ask what it costs before naming a price."}
RECORD = {"rep": "ana", "day": "2025-11-03", "kind": "score", "value": 71}
COACHES = Row(may="Sam Quinn", hidden="Otis")

TALKS: Mapping[tuple[str, str], Row] = {
    ("GET", "/reps/{rep_id}/one-to-one"): Row(may="Sam Quinn Ana", hidden="Rui Uma Otis"),
    ("POST", "/reps/{rep_id}/one-to-one"): replace(COACHES, form=SESSION),
    ("POST", "/reps/{rep_id}/earlier"): replace(COACHES, content=FILE, headers=MULTIPART),
    ("POST", "/sessions/{session_id}/sign"): Row(may="Sam Ana", hidden="Rui Uma Otis", form={"password": ""}),
    ("POST", "/sessions/{session_id}/went"): replace(COACHES, form={"went": "done", "version": "1"}),
    ("GET", "/api/v1/reps/{rep_id}/sessions"): Row(may="Sam Quinn Ana", hidden="Rui Uma Otis"),
    ("POST", "/api/v1/reps/{rep_id}/sessions"): replace(COACHES, json=SESSION),
    ("PUT", "/api/v1/sessions/{session_id}/went"): replace(COACHES, json={"went": "partly"}),
    ("POST", "/api/v1/sessions/{session_id}/signature"): Row(
        may="Sam Ana", hidden="Rui Uma Otis", json={"password": ""}
    ),
    ("GET", "/api/v1/reps/{rep_id}/earlier"): Row(may="Sam Quinn Ana", hidden="Rui Uma Otis"),
    ("POST", "/api/v1/earlier"): Row(may="Sam Otis Quinn", json={"source": "a sheet", "records": [RECORD]}),
}
ROUTES = {**PAGES, **TALKS}


def things(world: World) -> Mapping[str, str]:
    ana, sam = world.company.keys["Ana"], world.company.keys["Sam"]
    with world.database.write() as session:
        row = CoachingSession(
            rep_id=ana, coach_id=sam, held_on=date(2026, 11, 13), action="Ask why.", hash="0"
        )
        session.add(row)
        session.flush()
        return {"session_id": row.public_id}
