"""Ana's notes: a draft, and one that was released to her."""

from collections.abc import Mapping

from service.db.base import now
from service.db.tables import Note
from tests.service.permissions.rows import Row, World

COACHES = "Sam Quinn"
ASK = {"week": "2026-11-02"}

ROUTES: Mapping[tuple[str, str], Row] = {
    ("POST", "/api/v1/reps/{rep_id}/notes"): Row(may=COACHES, hidden="Otis", json=ASK),
    ("POST", "/reps/{rep_id}/notes"): Row(may=COACHES, hidden="Otis", form=ASK),
    ("GET", "/api/v1/reps/{rep_id}/notes"): Row(may=f"Ana {COACHES}", hidden="Rui Uma Otis"),
    ("GET", "/api/v1/notes/{note_id}"): Row(may=COACHES, hidden="Ana Rui Uma Otis"),
    ("PATCH", "/api/v1/notes/{note_id}"): Row(
        may=COACHES, hidden="Otis", json={"question": "What would you ask?"}, headers={"If-Match": "*"}
    ),
    ("POST", "/api/v1/notes/{note_id}/release"): Row(may=COACHES, hidden="Otis"),
    ("POST", "/api/v1/notes/{note_id}/answer"): Row(
        may="Ana", hidden="Rui Uma", json={"answer": "will_try"}, using={"note_id": "released_note"}
    ),
}


def things(world: World) -> Mapping[str, str]:
    ana = world.company.keys["Ana"]
    with world.database.write() as session:
        draft = Note(rep_id=ana, week=20261102)
        released = Note(rep_id=ana, week=20261109, state="released", released_at=now())
        session.add_all([draft, released])
        session.flush()
        return {"note_id": draft.public_id, "released_note": released.public_id}
