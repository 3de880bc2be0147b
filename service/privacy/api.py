"""`/api/v1`: erasure, legal holds, the rule for keeping, and what is held about a person."""

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.calls.queries import call_row
from service.db.tables import Call, Person
from service.errors import NotFound, Stale, Unprocessable
from service.people.rights import visible_rep
from service.privacy.erasing import Erased, erase
from service.privacy.handing_out import archive_of
from service.privacy.holds import hold, lift
from service.privacy.how_judged import ReadLine, acknowledge, who_has_read
from service.privacy.how_judged_views import HowJudgedView, WasRead, how_judged_view
from service.privacy.views import Erasing, HoldView, NewHold, RetentionView, hold_views, retention_view
from service.web.answers import PublicId, answers, bearer
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["privacy"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
BOTH = [needs("admin", "hr", scope="people:write")]
HR = [needs("hr", scope="people:write")]


@router.post("/erasures", dependencies=BOTH, responses=answers(400, 409, 413))
def erase_calls(web: Parts, who: Asking, wish: Erasing) -> Erased:
    """Delete calls for good: sound, transcripts, readings, quotes. A legal hold refuses."""
    return erase(web.database, web.store, wish.references, who.actor)


@router.get("/holds", dependencies=BOTH)
def list_holds(session: Reading, who: Asking) -> list[HoldView]:
    """Legal holds, those that stand first; none that is about you."""
    return hold_views(session, who.actor)


@router.post("/holds", status_code=201, dependencies=HR, responses=answers(400, 404, 409, 413))
def place_hold(session: Writing, who: Asking, new: NewHold) -> HoldView:
    """Nothing of the call, or nothing about the person, is deleted until it is lifted."""
    row = hold(session, what_is_held(session, new.call, new.person), new.why, who.actor)
    session.flush()
    return next(one for one in hold_views(session) if one.id == row.public_id)


@router.post("/holds/{hold_id}/lift", status_code=204, dependencies=HR, responses=answers(404, 409))
def lift_hold(session: Writing, who: Asking, hold_id: PublicId) -> Response:
    """It holds no more."""
    lift(session, hold_id, who.actor)
    return Response(status_code=204)


@router.get("/retention", dependencies=[needs("admin", "hr", "auditor", scope="people:write")])
def retention(web: Parts, session: Reading, who: Asking) -> RetentionView:
    """The rule, what it deletes now and within 30 days, and how much legal holds keep of it."""
    return retention_view(session, web.settings, for_hr=who.has("hr"), asks=who.actor)


@router.get(
    "/people/{person_id}/export",
    dependencies=BOTH,
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "A ZIP file."}, **answers(404)},
)
def export_person(session: Writing, who: Asking, person_id: PublicId) -> Response:
    """Everything held about a person but the recordings: those `sidetone export person` writes."""
    person = visible_rep(session, who, person_id, to=("admin", "hr"))
    return zipped(archive_of(session, person, who.actor))


@router.get("/how-judged", dependencies=[needs(scope="notices:read")])
def get_how_judged(web: Parts, session: Reading, who: Asking, response: Response) -> HowJudgedView:
    """How your calls are judged, in the words of the page. The ETag is what you acknowledge."""
    view = how_judged_view(session, who, web.settings)
    response.headers["ETag"] = f'"{view.fingerprint}"'
    return view


@router.post(
    "/how-judged/read",
    dependencies=[needs("rep", scope="notices:write")],
    responses=answers(400, 412, 413),
)
def read_how_judged(web: Parts, session: Writing, who: Asking, read: WasRead) -> HowJudgedView:
    """Say, as a rep, that you have read it: just those words, by their fingerprint."""
    if not acknowledge(session, who, web.settings, read.fingerprint):
        raise Stale("It was changed while you read. Nothing was noted.", "Read it again, then say so.")
    return how_judged_view(session, who, web.settings)


@router.get("/how-judged/readers", dependencies=HR)
def list_readers(web: Parts, session: Reading) -> list[ReadLine]:
    """Which reps have acknowledged how their calls are judged, as it is now."""
    return list(who_has_read(session, web.settings))


def what_is_held(session: Session, call: str | None, person: str | None) -> Call | Person:
    """Raises NotFound, and Unprocessable unless it is one of the two."""
    if (call is None) == (person is None):
        raise Unprocessable("A hold is on a call or on a person.", "Name one of them.")
    if call is not None:
        return call_row(session, call)
    found = session.scalars(select(Person).where(Person.public_id == person)).one_or_none()
    if found is None:
        raise NotFound(f"There is no person {person}.")
    return found


def zipped(content: bytes) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="person.zip"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/zip", headers=headers)
