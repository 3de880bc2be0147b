"""What is done on the page of a call: confirm, change an answer, comment, question, take a revision."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from service.calls.call_page_views import Wrong
from service.calls.queries import call_shown
from service.errors import ServiceError
from service.people.rights import heard_call, visible_call
from service.people.who import Who
from service.reviews import actions
from service.reviews.confirming import comes_blind, see_reading
from service.reviews.filled_in import said_in, seconds_in, sentences_in
from service.reviews.preview_words import change_words
from service.reviews.reading_page import reading_page
from service.reviews.sheet import preview_change, review_sheet
from service.reviews.stepping_back import is_taken_back
from service.reviews.wishes import Because, Confirming, NewComment, NewDispute, TakenBack
from service.web.answers import PublicId
from service.web.forms import Fields
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, needs
from service.web.tried import status_of, told, tried

router = APIRouter(tags=["pages"], include_in_schema=False)
REVIEWERS = needs("manager", "qa", scope="reviews:write")
EVERYBODY = needs("rep", "manager", "qa", scope="reviews:write")

Version = Annotated[int, Form(ge=1)]
Reason = Annotated[str, Form(max_length=500)]
Item = Annotated[str, Form(max_length=80, pattern="^[a-z][a-z0-9_]*$")]
Mode = Annotated[Literal["read", "confirm"], Form()]


@router.get("/calls/{call_id}/confirm", dependencies=[REVIEWERS])
def confirm_page(request: Request, web: Parts, session: Reading, who: Asking, call_id: PublicId) -> Response:
    """The page of the call with only what needs a look open; an empty sheet first where it comes blind."""
    call = visible_call(session, who, call_id)
    blind = comes_blind(session, who, call)
    if blind is None or blind:
        return RedirectResponse(f"/calls/{call_id}/sheet" if blind else f"/calls/{call_id}", status_code=303)
    see_reading(web.database, who, call)
    view = reading_page(session, who, call, call_shown(session, call_id), "confirm")
    return page(request, "call_page.html.j2", view=view)


@router.post("/calls/{call_id}/confirm", dependencies=[REVIEWERS])
def confirm(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    version: Version,
    fields: Fields,
    outcome: Annotated[Literal["confirm", "release", "take_place"], Form()] = "confirm",
) -> Response:
    """Stands for the review and, where that was clicked, releases it, or a newer reading takes its place."""
    done = Confirming(seconds=seconds_in(fields), played=tuple(fields.get("played", "").split())[:200])

    def act(session: Session) -> None:
        sheet = review_sheet(session, who, visible_call(session, who, call_id))
        later: int | None = version
        if outcome == "take_place":
            actions.confirm_revision(session, who, call_id, done, version=version)
        elif sheet is None or sheet.state == "draft" or outcome == "confirm":
            actions.confirm(session, who, call_id, done, version=version)
            later = None
        if outcome == "release":
            actions.release(session, who, call_id, version=later)

    wrong = tried(web, act)
    if wrong is not None:
        return _again(request, web, who, call_id, "confirm", Wrong("", told(wrong), fields), wrong)
    if outcome == "take_place":
        return RedirectResponse(f"/calls/{call_id}?said=revision_settled", status_code=303)
    said = "released" if outcome == "release" else "confirmed"
    return RedirectResponse(f"/queue?said={said}&call={call_id}", status_code=303)


@router.get("/calls/{call_id}/changes/preview", dependencies=[REVIEWERS])
def preview(session: Reading, who: Asking, call_id: PublicId, request: Request) -> PlainTextResponse:
    """What another answer would do, in a line; what speaks against it is said when it is made."""
    call = visible_call(session, who, call_id)
    try:
        said = said_in({**request.query_params, "reason": ""})
        return PlainTextResponse(change_words(preview_change(session, who, call, said)))
    except BadInput as error:
        return PlainTextResponse(error.message)


@router.post("/calls/{call_id}/changes", dependencies=[REVIEWERS])
def change_answer(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    version: Version,
    reason: Reason,
    fields: Fields,
    item: Item,
    mode: Mode = "read",
) -> Response:
    """Puts another answer in the place of the reading's."""
    wrong = tried(
        web, lambda session: actions.override(session, who, call_id, said_in(fields), reason, version=version)
    )
    if wrong is not None:
        return _again(request, web, who, call_id, mode, Wrong(item, told(wrong), fields), wrong)
    return RedirectResponse(f"{_here(call_id, mode)}?said=answer_changed#item-{item}", status_code=303)


@router.post("/calls/{call_id}/changes/take-back", dependencies=[REVIEWERS])
def take_back_change(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    version: Version,
    reason: Reason,
    item: Item,
    mode: Mode = "read",
) -> Response:
    """Lets the answer of before stand again."""

    def act(session: Session) -> None:
        back = TakenBack(item=item, reason=reason)
        actions.take_back(session, who, call_id, back.item, back.reason, version=version)

    wrong = tried(web, act)
    if wrong is not None:
        return _again(request, web, who, call_id, mode, Wrong("", told(wrong), {}), wrong)
    return RedirectResponse(f"{_here(call_id, mode)}?said=change_taken_back#item-{item}", status_code=303)


@router.post("/calls/{call_id}/step-back", dependencies=[REVIEWERS])
def step_back(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    version: Version,
    what: Annotated[Literal["confirmation", "release"], Form()],
    reason: Reason = "",
) -> Response:
    """Takes the confirmation or the release back, for a reason."""
    act = actions.unconfirm if what == "confirmation" else actions.unrelease

    def take(session: Session) -> None:
        act(session, who, call_id, Because(reason=reason).reason, version=version)

    wrong = tried(web, take)
    if wrong is not None:
        return _again(request, web, who, call_id, "read", Wrong("", told(wrong), {"reason": reason}), wrong)
    return RedirectResponse(f"/calls/{call_id}?said={what}_taken_back", status_code=303)


@router.post("/calls/{call_id}/comments", dependencies=[EVERYBODY])
def comment(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    sentence: Annotated[str, Form(pattern=r"^S\d{4,12}$")],
    text: Annotated[str, Form(max_length=2000)],
    kept: Annotated[bool, Form()] = False,
) -> Response:
    """Keeps what somebody says at a sentence. `kept`: among those who review; its rep never reads it."""

    def act(session: Session) -> None:
        actions.comment(session, who, call_id, NewComment(sentence=sentence, says=text, for_rep=not kept))

    wrong = tried(web, act)
    if wrong is not None:
        return _again(request, web, who, call_id, "read", Wrong("", told(wrong), {}), wrong)
    return RedirectResponse(f"/calls/{call_id}?said=comment_kept#{sentence}", status_code=303)


@router.post("/calls/{call_id}/disputes", dependencies=[needs("rep", scope="reviews:write")])
def dispute(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    fields: Fields,
    version: Annotated[int | None, Form(ge=1)] = None,
) -> Response:
    """Questions an item with the answer it should have, or who speaks on the call."""

    with web.database.read() as session:
        if is_taken_back(session, who, heard_call(session, who, call_id)):
            return RedirectResponse(f"/calls/{call_id}?said=no_review_now", status_code=303)

    def act(session: Session) -> None:
        about_item = bool(fields.get("item"))
        asked = NewDispute.model_validate(
            {
                "kind": "item" if about_item else fields.get("kind", ""),
                "item": fields.get("item") or None,
                "proposed": fields.get("answer") or None,
                "sentence": next(iter(sentences_in(fields.get("sentences", ""))), None),
                "says": fields.get("reason", ""),
            }
        )
        actions.open_dispute(session, who, call_id, asked, version=version)

    wrong = tried(web, act)
    if wrong is not None:
        shown = Wrong(fields.get("item", ""), told(wrong), fields)
        return _again(request, web, who, call_id, "read", shown, wrong)
    return RedirectResponse(f"/calls/{call_id}?said=dispute_open", status_code=303)


@router.post("/calls/{call_id}/revision", dependencies=[REVIEWERS])
def decide_revision(
    request: Request,
    web: Parts,
    who: Asking,
    call_id: PublicId,
    version: Version,
    outcome: Annotated[Literal["confirm", "reject"], Form()],
    reason: Reason = "",
) -> Response:
    """Puts the newer reading in the place of the released one, or keeps what was released."""

    def act(session: Session) -> None:
        if outcome == "confirm":
            actions.confirm_revision(session, who, call_id, Confirming(), version=version)
        else:
            actions.reject_revision(session, who, call_id, reason, version=version)

    wrong = tried(web, act)
    if wrong is not None:
        return _again(request, web, who, call_id, "read", Wrong("", told(wrong), {}), wrong)
    return RedirectResponse(f"/calls/{call_id}?said=revision_settled", status_code=303)


def _again(
    request: Request,
    web: Web,
    who: Who,
    call_id: str,
    mode: str,
    wrong: Wrong,
    error: ServiceError | BadInput,
) -> Response:
    """The page as it is now, with what was typed and why it could not be taken."""
    with web.database.read() as session:
        call = visible_call(session, who, call_id)
        view = reading_page(session, who, call, call_shown(session, call_id), mode, wrong)
        return page(request, "call_page.html.j2", status_of(error), view=view)


def _here(call_id: str, mode: str) -> str:
    return f"/calls/{call_id}/confirm" if mode == "confirm" else f"/calls/{call_id}"
