"""`/api/v1`: coaching notes. Ask for one, look at it, put it in your own words, release it, answer it."""

from fastapi import APIRouter, Depends, Response

from service.coaching import actions, queries
from service.coaching.views import NewNote, NoteAnswer, NoteChange, NoteView, note_view
from service.db.tables import Note, Person
from service.errors import Stale
from service.frame.weeks import week_of
from service.people.token import signed_in
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch, version_in
from service.web.parts import Actor, Parts, Reading, Writing

router = APIRouter(
    prefix="/api/v1",
    tags=["coaching"],
    dependencies=[Depends(signed_in), Depends(bearer)],
    responses=answers(401, 422, 503),
)


@router.post("/reps/{rep_id}/notes", status_code=202, responses=answers(400, 404, 409, 413))
def ask_for_note(
    session: Writing, web: Parts, actor: Actor, response: Response, rep_id: PublicId, new: NewNote
) -> NoteView:
    """Have the rep's note for a week written, from all their reviewed calls of it."""
    rep = queries.rep_row(session, rep_id)
    row = actions.ask_for_note(session, web.engine, rep, week_of(new.week), actor)
    response.headers["Location"] = f"/api/v1/notes/{row.public_id}"
    return _shown(response, row, rep)


@router.get("/reps/{rep_id}/notes", responses=answers(404))
def list_notes(session: Reading, rep_id: PublicId) -> list[NoteView]:
    """The rep's notes, the newest week first."""
    return queries.notes_of(session, queries.rep_row(session, rep_id))


@router.get("/notes/{note_id}", responses=answers(404))
def get_note(session: Reading, response: Response, note_id: PublicId) -> NoteView:
    """One note; the ETag is its version."""
    return _shown(response, *queries.note_row(session, note_id))


@router.patch("/notes/{note_id}", responses=answers(400, 404, 409, 412, 413))
def edit_note(
    session: Writing, actor: Actor, response: Response, note_id: PublicId, change: NoteChange, match: IfMatch
) -> NoteView:
    """Put parts of a draft into your own words. What speaks against them stands in `warnings`."""
    row, rep = _locked(session, note_id, match)
    actions.edit(session, row, change, actor)
    return _changed(session, response, row, rep)


@router.post("/notes/{note_id}/release", responses=answers(404, 409, 412))
def release_note(
    session: Writing, actor: Actor, response: Response, note_id: PublicId, match: IfMatch = None
) -> NoteView:
    """Show the note to the rep."""
    row, rep = _locked(session, note_id, match)
    actions.release(session, row, actor)
    return _changed(session, response, row, rep)


@router.post("/notes/{note_id}/answer", responses=answers(400, 404, 409, 412, 413))
def answer_note(
    session: Writing,
    actor: Actor,
    response: Response,
    note_id: PublicId,
    said: NoteAnswer,
    match: IfMatch = None,
) -> NoteView:
    """Answer a released note: I'll try it, I did say it (there), or it doesn't fit because …"""
    row, rep = _locked(session, note_id, match)
    actions.answer(session, row, said, actor)
    return _changed(session, response, row, rep)


def _locked(session: Writing, note_id: str, match: str | None) -> tuple[Note, Person]:
    row, rep = queries.note_row(session, note_id)
    session.refresh(row, with_for_update=True)
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
