"""The page of examples, their clips, and asking, agreeing and taking back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from service.calls import queries as calls
from service.calls.playback import copies, muted_of
from service.edges.playable import OPUS
from service.errors import NotFound, Unprocessable
from service.examples import actions
from service.examples.passages import passage_shown
from service.examples.queries import examples_page, note_seen
from service.examples.rights import heard_example
from service.examples.views import NewExample
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Writing, needs
from service.web.ranges import bytes_response

router = APIRouter(tags=["pages"], include_in_schema=False)
LOOKERS = [needs("rep", "manager", "qa", scope="calls:read")]
CHANGERS = [needs("rep", "manager", "qa", scope="coaching:write")]
Version = Annotated[int, Form(ge=1)]
Sentence = Annotated[str, Form(max_length=14)]


@router.get("/examples", dependencies=LOOKERS)
def show_examples(request: Request, session: Reading, who: Asking) -> Response:
    """What is shared, by criterion; first what waits for whoever looks."""
    return page(request, "examples.html.j2", view=examples_page(session, who))


@router.get("/examples/{example_id}/clip", dependencies=LOOKERS)
def example_clip(
    request: Request, web: Parts, session: Reading, who: Asking, example_id: PublicId
) -> Response:
    """How it sounds, without what is masked. That it was heard is noted; what was taken back is gone."""
    row, call = heard_example(session, who, example_id)
    passage = passage_shown(session, row, call)
    blob = copies(calls.recording_of(session, call).playable).get(OPUS.name)
    data = b"" if blob is None else muted_of(web.store, blob, passage.start, passage.end, passage.silent)
    if not data:
        raise NotFound("The recording of this example is not here any more.")
    # Only now: nobody else writes while a transaction that does waits for a decoder.
    with web.database.write() as noting:
        note_seen(noting, who, [row])
    answer = bytes_response(request, data, OPUS.mime, f"{row.public_id}-{row.version}")
    # A browser that kept it would play it after it was taken back.
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/calls/{call_id}/examples", dependencies=CHANGERS)
def ask_for_example(
    session: Writing,
    who: Asking,
    call_id: PublicId,
    criterion: Annotated[str, Form(max_length=40)],
    title: Annotated[str, Form(max_length=200)],
    first: Sentence,
    last: Sentence,
) -> Response:
    """Asks the rep of the call, or shares a part of one's own."""
    try:
        new = NewExample(criterion=criterion, title=title, first=first, last=last or first)
    except ValidationError as error:
        raise Unprocessable(
            "Say what is to be heard, and from which sentence.", "Go back and add it."
        ) from error
    row = actions.ask(session, who, call_id, new)
    said = "consent_given" if row.state == "shared" else "consent_asked"
    return RedirectResponse(f"/examples?said={said}", status_code=303)


@router.post("/examples/{example_id}/answer", dependencies=CHANGERS)
def answer_example(
    session: Writing, who: Asking, example_id: PublicId, version: Version, agree: Annotated[bool, Form()]
) -> Response:
    """The rep agrees, or doesn't."""
    actions.answer(session, who, example_id, agree, version)
    return RedirectResponse(f"/examples?said={'consent_given' if agree else 'saved'}", status_code=303)


@router.post("/examples/{example_id}/withdraw", dependencies=CHANGERS)
def withdraw_example(session: Writing, who: Asking, example_id: PublicId, version: Version) -> Response:
    """Takes it back: from now on nobody sees it."""
    actions.withdraw(session, who, example_id, version)
    return RedirectResponse("/examples?said=consent_withdrawn", status_code=303)
