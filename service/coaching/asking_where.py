"""A coaching note whose rep says "I did say it": which sentences of the call they may point at."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import clock
from scoring.transcript import Speaker, Transcript
from scoring.visible import shortened, visible
from service.calls.call_page_views import NoteAsks
from service.calls.queries import transcript_of
from service.db.tables import Call, Note
from service.people.who import Who

LONGEST = 70
"""Characters of a sentence in the list to choose from."""


def asked_by_note(session: Session, who: Who, note: str, call: Call) -> NoteAsks | None:
    """None where the note is not theirs to answer, or was not made from this call."""
    row = session.scalars(select(Note).where(Note.public_id == note)).one_or_none()
    if row is None or row.rep_id != who.person or row.state != "released" or call.public_id not in row.calls:
        return None
    spoken = Transcript.model_validate(transcript_of(session, call).document).said_by(Speaker.REP)
    lines = tuple((one.id, f"{clock(one.start)} {shortened(visible(one.text), LONGEST)}") for one in spoken)
    return NoteAsks(row.public_id, row.version, lines)
