"""The page of examples, their clips, and asking, agreeing and taking back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from scoring.errors import BadInput
from service.calls import queries as calls
from service.calls.playback import copies, muted_of
from service.edges.playable import OPUS
from service.errors import Conflict, NotFound, ServiceError, Unprocessable
from service.examples import actions
from service.examples.asking_page import TypedExample, asking_page
from service.examples.passages import passage_shown
from service.examples.queries import examples_page, not_kept, note_seen
from service.examples.rights import heard_example, known_example
from service.examples.views import NewExample
from service.people.listening import note_listening
from service.people.rights import visible_call
from service.people.who import Who
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, needs
from service.web.ranges import bytes_response
from service.web.tried import is_late, status_of, told, tried

router = APIRouter(tags=["pages"], include_in_schema=False)
LOOKERS = [needs("rep", "manager", "qa", scope="calls:read")]
CHANGERS = [needs("rep", "manager", "qa", scope="coaching:write")]
Version = Annotated[int, Form(ge=1)]


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
    note_listening(web.database, who, call.public_id)
    # Only now: nobody else writes while a transaction that does waits for a decoder.
    with web.database.write() as noting:
        note_seen(noting, who, [row])
    answer = bytes_response(request, data, OPUS.mime, f"{row.public_id}-{row.version}")
    # A browser that kept it would play it after it was taken back.
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/calls/{call_id}/examples", dependencies=CHANGERS)
def choose_part(request: Request, session: Reading, who: Asking, call_id: PublicId) -> Response:
    """The call with a box at each sentence: what is to be heard."""
    view = asking_page(session, who, visible_call(session, who, call_id), TypedExample())
    return page(request, "example_asked.html.j2", view=view)


@router.post("/calls/{call_id}/examples", dependencies=CHANGERS)
def ask_for_example(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    criterion: Annotated[str, Form(max_length=40)] = "",
    title: Annotated[str, Form(max_length=200)] = "",
    sentence: Annotated[list[str], Form()] = [],  # noqa: B006 (FastAPI copies it)
) -> Response:
    """Asks the rep of the call, or shares a part of one's own: from the first chosen sentence to the last."""
    try:
        ends = _ends(sentence)
        new = NewExample(criterion=criterion, title=title, first=ends[0], last=ends[1])
        with web.database.write() as session:
            state = actions.ask(session, who, call_id, new).state
    except ValidationError:
        wrong = "Not kept yet: say what is to be heard."
    except (Conflict, Unprocessable) as error:
        wrong = f"{error.message} {error.next_step}".strip()
    else:
        said = "consent_given" if state == "shared" else "consent_asked"
        return RedirectResponse(f"/examples?said={said}", status_code=303)
    typed = TypedExample(tuple(sentence), criterion, title, wrong)
    with web.database.read() as session:
        view = asking_page(session, who, visible_call(session, who, call_id), typed)
        return page(request, "example_asked.html.j2", 422, view=view)


@router.post("/examples/{example_id}/answer", dependencies=CHANGERS)
def answer_example(
    request: Request,
    web: Parts,
    who: Asking,
    example_id: PublicId,
    version: Version,
    agree: Annotated[bool, Form()],
) -> Response:
    """The rep agrees, or doesn't."""
    wrong = tried(web, lambda session: actions.answer(session, who, example_id, agree, version))
    if wrong is not None:
        return _again(request, web, who, example_id, "Yes, share it" if agree else "No", wrong)
    return RedirectResponse(f"/examples?said={'consent_given' if agree else 'saved'}", status_code=303)


@router.post("/examples/{example_id}/withdraw", dependencies=CHANGERS)
def withdraw_example(
    request: Request, web: Parts, who: Asking, example_id: PublicId, version: Version
) -> Response:
    """Takes it back: from now on nobody sees it."""
    wrong = tried(web, lambda session: actions.withdraw(session, who, example_id, version))
    if wrong is not None:
        return _again(request, web, who, example_id, "Take it back", wrong)
    return RedirectResponse("/examples?said=consent_withdrawn", status_code=303)


def _again(
    request: Request, web: Web, who: Who, example_id: str, chosen: str, wrong: ServiceError | BadInput
) -> Response:
    """The page as it is now, saying what was chosen and what became of the example meanwhile."""
    with web.database.read() as session:
        row, _ = known_example(session, who, example_id)
        view = examples_page(session, who, not_kept(row, chosen) if is_late(wrong) else told(wrong))
        return page(request, "examples.html.j2", status_of(wrong), view=view)


def _ends(chosen: list[str]) -> tuple[str, str]:
    """The first and the last of the sentences. Raises Unprocessable where none was chosen."""
    if not chosen:
        raise Unprocessable("Nothing was chosen yet.", "Choose the first and the last sentence.")
    in_order = sorted(chosen, key=lambda one: (len(one), one))
    return in_order[0], in_order[-1]
