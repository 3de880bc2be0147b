"""`/api/v1`: examples. Ask for one, agree to it, take it back."""

from fastapi import APIRouter, Depends, Response

from service.examples import actions
from service.examples.queries import example_view, examples_shown_to, views_of
from service.examples.rights import known_example
from service.examples.views import ExampleAnswer, ExampleView, NewExample
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch, version_in
from service.web.parts import Asking, Reading, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["examples"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
LOOKERS = [needs("rep", "manager", "qa", scope="calls:read")]
CHANGERS = [needs("rep", "manager", "qa", scope="coaching:write")]


@router.get("/examples", dependencies=LOOKERS)
def list_examples(session: Reading, who: Asking) -> list[ExampleView]:
    """What is shared, and what is yours or was asked by you, newest first."""
    return examples_shown_to(session, who)


@router.post(
    "/calls/{call_id}/examples", status_code=201, dependencies=CHANGERS, responses=answers(400, 404, 409, 413)
)
def ask_for_example(
    session: Writing, who: Asking, response: Response, call_id: PublicId, new: NewExample
) -> ExampleView:
    """Ask the rep of a call whether a part of it may be heard by others; your own you share at once."""
    return _shown(session, who, response, actions.ask(session, who, call_id, new).public_id)


@router.post(
    "/examples/{example_id}/answer", dependencies=CHANGERS, responses=answers(400, 404, 409, 412, 413)
)
def answer_example(
    session: Writing,
    who: Asking,
    response: Response,
    example_id: PublicId,
    said: ExampleAnswer,
    match: IfMatch = None,
) -> ExampleView:
    """Agree, or don't, as the rep of the call."""
    actions.answer(session, who, example_id, said.agree, version_in(match))
    return _shown(session, who, response, example_id)


@router.post("/examples/{example_id}/withdraw", dependencies=CHANGERS, responses=answers(404, 409, 412))
def withdraw_example(
    session: Writing, who: Asking, response: Response, example_id: PublicId, match: IfMatch = None
) -> ExampleView:
    """Take it back: it is gone for everybody at once."""
    actions.withdraw(session, who, example_id, version_in(match))
    return _shown(session, who, response, example_id)


def _shown(session: Writing, who: Asking, response: Response, example_id: str) -> ExampleView:
    session.flush()
    row, call = known_example(session, who, example_id)
    response.headers["ETag"] = f'"{row.version}"'
    return example_view(session, who, row, call, views_of(session, [row.id]))
