"""The page of a coaching note: its manager words and releases it, its rep answers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy.orm import Session

from scoring.coaching.note import Text
from scoring.errors import BadInput
from scoring.visible import visible
from service.coaching import actions
from service.coaching.note_page import as_typed, note_page
from service.coaching.rights import locked_note, refuse_answering, refuse_deciding, visible_note
from service.coaching.talk_page import talk_page
from service.coaching.talk_page_views import TypedTalk
from service.coaching.views import Answer, NoteAnswer, NoteChange
from service.db.tables import Note
from service.errors import ServiceError, Stale, Unprocessable
from service.frame.weeks import week_of
from service.people.rights import refuse_about_oneself, visible_rep
from service.people.who import Who
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, needs
from service.web.tried import is_late, status_of, told, tried

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
CHANGED = "The note was changed meanwhile, and your answer was not kept. Read it again, then answer."
RELEASED = "Nothing of yours was kept: the note was released meanwhile, and its rep reads it as it is here."
ANSWERED = "Nothing of yours was kept: the note is answered already. Here is what stands."
Worded = Annotated[Text, Form()]
Version = Annotated[int, Form(ge=1)]


@router.post("/reps/{rep_id}/notes", dependencies=[needs("manager", "qa", scope="coaching:write")])
def ask_for_note(
    request: Request, web: Parts, who: Asking, rep_id: PublicId, week: Annotated[str, Form(max_length=10)]
) -> Response:
    """Has the rep's note for a week written; a draft that is there is written anew."""
    asked: list[str] = []

    def act(session: Session) -> None:
        rep = visible_rep(session, who, rep_id)
        refuse_about_oneself(who, rep.id, "Your own note")
        row = actions.ask_for_note(session, web.engine, rep, week_of(week), who.actor)
        asked.append(row.public_id)

    wrong = tried(web, act)
    if wrong is None:
        return RedirectResponse(f"/notes/{asked[0]}?said=note_asked", status_code=303)
    with web.database.read() as session:
        typed = TypedTalk("notes", (told(wrong),))
        view = talk_page(session, who, visible_rep(session, who, rep_id), typed)
        return page(request, "one_to_one.html.j2", status_of(wrong), view=view)


@router.get("/notes/{note_id}")
def show_note(request: Request, session: Reading, who: Asking, note_id: PublicId) -> Response:
    row, rep = visible_note(session, who, note_id)
    return page(request, "note.html.j2", view=note_page(session, who, row, rep))


@router.post("/notes/{note_id}")
def word_note(
    request: Request,
    web: Parts,
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
    """Puts the draft into these words and, where that was clicked, releases it.

    Not where something speaks against the new words that nobody has read yet: that is shown first.
    """
    change = NoteChange(
        strength=strength,
        happened=happened,
        matters=matters,
        say_instead=say_instead,
        practice=practice,
        question=question,
    )
    said: list[str] = []

    def act(session: Session) -> None:
        row = _as_seen(session, who, note_id, version)
        refuse_deciding(session, who, row)
        known = set(row.warnings)
        if row.document is None or any(row.document[key] != text for key, text in change):
            actions.edit(session, row, change, who.actor)
        if not release:
            said.append("saved")
        elif known.issuperset(row.warnings):
            actions.release(session, row, who.actor)
            said.append("note_released")
        else:
            said.append("note_to_look_at")

    wrong = tried(web, act)
    if wrong is None:
        return RedirectResponse(f"/notes/{note_id}?said={said[0]}", status_code=303)
    with web.database.read() as session:
        row, rep = visible_note(session, who, note_id)
        refuse_deciding(session, who, row)
        view = as_typed(
            note_page(session, who, row, rep),
            change.model_dump(),
            _why(wrong, row, {"draft": MEANWHILE, "released": RELEASED}),
        )
        return page(request, "note.html.j2", status_of(wrong), view=view)


@router.post("/notes/{note_id}/answer")
def answer_note(
    request: Request,
    web: Parts,
    who: Asking,
    note_id: PublicId,
    version: Version,
    answer: Annotated[Answer, Form()],
    text: Annotated[str, Form(max_length=2000)] = "",
    call: Annotated[str, Form(max_length=32, pattern="^[0-9a-z]*$")] = "",
    sentence: Annotated[str, Form(max_length=14, pattern=r"^(S\d{4,12})?$")] = "",
) -> Response:
    """Keeps what the rep says to it; what could not be taken comes back with the note as it is now."""

    def act(session: Session) -> None:
        row = _as_seen(session, who, note_id, version)
        refuse_answering(who, row)
        try:
            said = NoteAnswer(answer=answer, text=text, call=call or None, sentence=sentence or None)
        except ValidationError as error:
            raise Unprocessable(MISSES[answer]) from error
        actions.answer(session, row, said, who.actor)

    wrong = tried(web, act)
    if wrong is None:
        return RedirectResponse("/me?said=note_answered", status_code=303)
    with web.database.read() as session:
        row, rep = visible_note(session, who, note_id)
        why = _why(wrong, row, {"released": CHANGED})
        view = replace(note_page(session, who, row, rep), wrong=why, unkept=_unkept(text))
        return page(request, "note.html.j2", status_of(wrong), view=view)


def _as_seen(session: Session, who: Who, note_id: str, version: int) -> Note:
    row, _ = locked_note(session, who, note_id)
    if row.version != version:
        raise Stale("The note was changed since you looked at it.", "Look at it again, then decide.")
    return row


def _why(wrong: ServiceError | BadInput, row: Note, meanwhile: Mapping[str, str]) -> str:
    """What became of what was sent; and of the note, by its state, where somebody was quicker."""
    return meanwhile.get(row.state, ANSWERED) if is_late(wrong) else told(wrong)


def _unkept(text: str) -> tuple[tuple[str, str], ...]:
    return (("What you had written", visible(text)),) if text.strip() else ()
