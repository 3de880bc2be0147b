"""The page of a coaching note: its manager words and releases it, its rep answers."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy.orm import Session

from scoring.coaching.note import Text
from service.coaching import actions
from service.coaching.note_page import as_typed, note_page
from service.coaching.rights import locked_note, refuse_answering, refuse_deciding, visible_note
from service.coaching.views import Answer, NoteAnswer, NoteChange
from service.db.tables import Note
from service.errors import Stale, Unprocessable
from service.frame.weeks import week_of
from service.people.rights import refuse_about_oneself, visible_rep
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(
    tags=["pages"],
    include_in_schema=False,
    dependencies=[needs("rep", "manager", "qa", scope="coaching:write")],
)
MISSES = {
    "will_try": "That answer could not be read.",
    "did_say_it": "Not kept yet: choose the sentence in which you said it.",
    "does_not_fit": "Not kept yet: say in a line why it doesn't fit.",
}
"""What an answer still lacks."""
MEANWHILE = (
    "Somebody else changed this note while you wrote. Nothing of yours is kept yet: your words stand in the "
    "fields, theirs below. Save to put yours in their place."
)
Worded = Annotated[Text, Form()]
Version = Annotated[int, Form(ge=1)]


@router.post("/reps/{rep_id}/notes", dependencies=[needs("manager", "qa", scope="coaching:write")])
def ask_for_note(
    session: Writing, web: Parts, who: Asking, rep_id: PublicId, week: Annotated[str, Form(max_length=10)]
) -> Response:
    """Has the rep's note for a week written."""
    rep = visible_rep(session, who, rep_id)
    refuse_about_oneself(who, rep.id, "Your own note")
    row = actions.ask_for_note(session, web.engine, rep, week_of(week), who.actor)
    return RedirectResponse(f"/notes/{row.public_id}?said=note_asked", status_code=303)


@router.get("/notes/{note_id}")
def show_note(request: Request, session: Reading, who: Asking, note_id: PublicId) -> Response:
    row, rep = visible_note(session, who, note_id)
    return page(request, "note.html.j2", view=note_page(session, who, row, rep))


@router.post("/notes/{note_id}")
def word_note(
    request: Request,
    session: Writing,
    who: Asking,
    note_id: PublicId,
    version: Version,
    strength: Worded = "",
    happened: Worded = "",
    matters: Worded = "",
    say_instead: Worded = "",
    practice: Worded = "",
    question: Worded = "",
    release: Annotated[bool, Form()] = False,
) -> Response:
    """Puts the draft into these words and, where that was clicked, releases it."""
    row, rep = locked_note(session, who, note_id)
    refuse_deciding(session, who, row)
    change = NoteChange(
        strength=strength,
        happened=happened,
        matters=matters,
        say_instead=say_instead,
        practice=practice,
        question=question,
    )
    if row.version != version and row.state == "draft":
        view = as_typed(note_page(session, who, row, rep), change.model_dump(), MEANWHILE)
        return page(request, "note.html.j2", 412, view=view)
    if row.document is None or any(row.document[key] != value for key, value in change.model_dump().items()):
        actions.edit(session, row, change, who.actor)
    if release:
        actions.release(session, row, who.actor)
    said = "note_released" if release else "saved"
    return RedirectResponse(f"/notes/{note_id}?said={said}", status_code=303)


@router.post("/notes/{note_id}/answer")
def answer_note(
    session: Writing,
    who: Asking,
    note_id: PublicId,
    version: Version,
    answer: Annotated[Answer, Form()],
    text: Annotated[str, Form(max_length=2000)] = "",
    call: Annotated[str, Form(max_length=32, pattern="^[0-9a-z]*$")] = "",
    sentence: Annotated[str, Form(max_length=14, pattern=r"^(S\d{4,12})?$")] = "",
) -> Response:
    """Keeps what the rep says to it."""
    row = _as_seen(session, who, note_id, version)
    refuse_answering(who, row)
    try:
        said = NoteAnswer(answer=answer, text=text, call=call or None, sentence=sentence or None)
    except ValidationError as error:
        raise Unprocessable(MISSES[answer], "Go back and add it; what you wrote is still there.") from error
    actions.answer(session, row, said, who.actor)
    return RedirectResponse("/me?said=note_answered", status_code=303)


def _as_seen(session: Session, who: Asking, note_id: str, version: int) -> Note:
    row, _ = locked_note(session, who, note_id)
    if row.version != version:
        raise Stale("The note was changed since you looked at it.", "Look at it again, then decide.")
    return row
