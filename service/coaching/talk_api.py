"""`/api/v1`: coaching sessions, and talks and scores from before."""

from fastapi import APIRouter, Depends, Request, Response

from service.coaching import talks
from service.coaching.earlier import bring_in, earlier_of
from service.coaching.talk_views import (
    EarlierTold,
    EarlierView,
    HowItWent,
    NewEarlier,
    NewSession,
    SessionView,
    Signing,
)
from service.db.tables import CoachingSession, Person
from service.errors import Stale
from service.people.rights import visible_rep
from service.plans.asking import address_of
from service.plans.proving import prove
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
BOTH = [needs("rep", "manager", "qa", scope="coaching:write")]
READERS = [needs("rep", "manager", "qa", scope="calls:read")]


@router.get("/reps/{rep_id}/sessions", dependencies=READERS, responses=answers(404))
def list_sessions(session: Reading, who: Asking, rep_id: PublicId) -> list[SessionView]:
    """The rep's coaching sessions, newest first."""
    rep = visible_rep(session, who, rep_id)
    return [talks.session_view(session, row, rep) for row in talks.sessions_of(session, rep)]


@router.post(
    "/reps/{rep_id}/sessions",
    status_code=201,
    dependencies=COACHES,
    responses=answers(400, 404, 409, 413, 429),
)
def record_session(
    session: Writing,
    web: Parts,
    request: Request,
    response: Response,
    who: Asking,
    rep_id: PublicId,
    new: NewSession,
) -> SessionView:
    """Record a session that took place; the rep signs it on their own page."""
    if new.sign:
        prove(web.database, who, new.password, address_of(request))
    rep = visible_rep(session, who, rep_id)
    row = talks.record_session(session, who, rep, new.held_on, new.moments, new.action)
    if new.sign:
        talks.sign(session, who, row)
    return _changed(session, response, row, rep)


@router.post(
    "/sessions/{session_id}/signature", dependencies=BOTH, responses=answers(400, 404, 409, 412, 413, 429)
)
def sign_session(
    session: Writing,
    web: Parts,
    request: Request,
    response: Response,
    who: Asking,
    session_id: PublicId,
    given: Signing,
    match: IfMatch = None,
) -> SessionView:
    """Sign it, as the rep or as who held it."""
    prove(web.database, who, given.password, address_of(request))
    row, rep = talks.visible_session(session, who, session_id)
    _refuse_stale(row, match)
    talks.sign(session, who, row)
    return _changed(session, response, row, rep)


@router.put("/sessions/{session_id}/went", dependencies=COACHES, responses=answers(400, 404, 409, 412, 413))
def say_how_it_went(
    session: Writing,
    response: Response,
    who: Asking,
    session_id: PublicId,
    given: HowItWent,
    match: IfMatch = None,
) -> SessionView:
    """Say how the action went."""
    row, rep = talks.visible_session(session, who, session_id)
    _refuse_stale(row, match)
    talks.say_how_it_went(session, who, row, given.went)
    return _changed(session, response, row, rep)


@router.get("/reps/{rep_id}/earlier", dependencies=READERS, responses=answers(404))
def list_earlier(session: Reading, who: Asking, rep_id: PublicId) -> list[EarlierView]:
    """Talks and scores from before, newest first. They enter no trend."""
    rows = earlier_of(session, visible_rep(session, who, rep_id))
    return [EarlierView.model_validate(row, from_attributes=True) for row in rows]


@router.post("/earlier", status_code=201, dependencies=COACHES, responses=answers(400, 409, 413))
def send_earlier(session: Writing, who: Asking, new: NewEarlier) -> EarlierTold:
    """Bring in talks and scores from before: all of them or none, and each bad one is named."""
    return bring_in(session, who, new.source, list(enumerate(new.records, start=1)))


def _refuse_stale(row: CoachingSession, match: str | None) -> None:
    wanted = version_in(match)
    if wanted is not None and wanted != row.version:
        raise Stale("The session was changed since you looked at it.", "Look at it again.")


def _changed(session: Writing, response: Response, row: CoachingSession, rep: Person) -> SessionView:
    session.flush()
    response.headers["ETag"] = f'"{row.version}"'
    return talks.session_view(session, row, rep)
