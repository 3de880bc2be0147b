"""`/api/v1`: coaching notes. Ask for one, look at it, put it in your own words, release it, answer it."""

from fastapi import APIRouter, Depends, Response

from service.coaching import actions, queries
from service.coaching.rights import locked_note, refuse_answering, refuse_deciding, visible_note
from service.coaching.views import NewNote, NoteAnswer, NoteChange, NoteView, note_view
from service.db.tables import Note, Person
from service.errors import Stale
from service.frame.weeks import week_of
from service.people.rights import refuse_about_oneself, visible_rep
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch, version_in
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["coaching"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
COACHES = [needs("manager", "qa", scope="coaching:write")]
EVERYBODY = [needs("rep", "manager", "qa", scope="calls:read")]
REPS = [needs("rep", scope="coaching:write")]


@router.post(
    "/reps/{rep_id}/notes", status_code=202, dependencies=COACHES, responses=answers(400, 404, 409, 413)
)
def ask_for_note(
    session: Writing, web: Parts, who: Asking, response: Response, rep_id: PublicId, new: NewNote
) -> NoteView:
    """Have the rep's note for a week written, from all their reviewed calls of it."""
    rep = visible_rep(session, who, rep_id)
    refuse_about_oneself(who, rep.id, "Your own note")
    row = actions.ask_for_note(session, web.engine, rep, week_of(new.week), who.actor)
    response.headers["Location"] = f"/api/v1/notes/{row.public_id}"
    return _shown(response, row, rep)


@router.get("/reps/{rep_id}/notes", dependencies=EVERYBODY, responses=answers(404))
def list_notes(session: Reading, who: Asking, rep_id: PublicId) -> list[NoteView]:
    """The rep's notes, the newest week first. Your own you see once they are released."""
    rep = visible_rep(session, who, rep_id)
    notes = queries.notes_of(session, rep)
    return [note for note in notes if note.state != "draft"] if who.person == rep.id else notes


@router.get("/notes/{note_id}", dependencies=EVERYBODY, responses=answers(404))
def get_note(session: Reading, who: Asking, response: Response, note_id: PublicId) -> NoteView:
    """One note; the ETag is its version."""
    return _shown(response, *visible_note(session, who, note_id))


@router.patch("/notes/{note_id}", dependencies=COACHES, responses=answers(400, 404, 409, 412, 413))
def edit_note(
    session: Writing, who: Asking, response: Response, note_id: PublicId, change: NoteChange, match: IfMatch
) -> NoteView:
    """Put parts of a draft into your own words. What speaks against them stands in `warnings`."""
    row, rep = _locked(session, who, note_id, match)
    refuse_deciding(session, who, row)
    actions.edit(session, row, change, who.actor)
    return _changed(session, response, row, rep)


@router.post("/notes/{note_id}/release", dependencies=COACHES, responses=answers(404, 409, 412))
def release_note(
    session: Writing, who: Asking, response: Response, note_id: PublicId, match: IfMatch = None
) -> NoteView:
    """Show the note to the rep."""
    row, rep = _locked(session, who, note_id, match)
    refuse_deciding(session, who, row)
    actions.release(session, row, who.actor)
    return _changed(session, response, row, rep)


@router.post("/notes/{note_id}/answer", dependencies=REPS, responses=answers(400, 404, 409, 412, 413))
def answer_note(
    session: Writing,
    who: Asking,
    response: Response,
    note_id: PublicId,
    said: NoteAnswer,
    match: IfMatch = None,
) -> NoteView:
    """Answer a released note: I'll try it, I did say it (there), or it doesn't fit because …"""
    row, rep = _locked(session, who, note_id, match)
    refuse_answering(who, row)
    actions.answer(session, row, said, who.actor)
    return _changed(session, response, row, rep)


def _locked(session: Writing, who: Asking, note_id: str, match: str | None) -> tuple[Note, Person]:
    row, rep = locked_note(session, who, note_id)
    wanted = version_in(match)
    if wanted is not None and wanted != row.version:
        raise Stale("The note was changed since you looked at it.", "Look at it again, then decide.")
    return row, rep


def _changed(session: Writing, response: Response, row: Note, rep: Person) -> NoteView:
    session.flush()
    return _shown(response, row, rep)


def _shown(response: Response, row: Note, rep: Person) -> NoteView:
    response.headers["ETag"] = f'"{row.version}"'
    return note_view(row, rep)
