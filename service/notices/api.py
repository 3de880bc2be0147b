"""`/api/v1`: one's own notices, and how to hear of them; for admins, the channels of teams."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from scoring.notices.hours import Choice
from service.errors import NotAllowed
from service.notices import actions
from service.notices.choices import choice_of, choose
from service.notices.queries import notices_after, own_notice
from service.notices.views import NewChannel, NoticeList, NoticeView, notice_view
from service.people.who import Who
from service.web.answers import EXAMPLE_ID, PublicId, answers, bearer
from service.web.parts import Asking, Reading, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["notices"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
READS = [needs(scope="notices:read")]
WRITES = [needs(scope="notices:write")]
Cursor = Annotated[
    str | None,
    Query(
        max_length=32,
        pattern="^[0-9a-z]+$",
        description="`next` of the page before.",
        examples=[EXAMPLE_ID],
    ),
]


@router.get("/notices", dependencies=READS)
def list_notices(
    session: Reading,
    who: Asking,
    unread: Annotated[bool, Query(description="Only those that were not read.")] = False,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> NoticeList:
    """What you were told, newest first. `leads_to` is the page on which the thing itself stands."""
    return notices_after(session, who, cursor, limit, unread=unread)


@router.post("/notices/read", status_code=204, dependencies=WRITES)
def read_all_notices(session: Writing, who: Asking) -> Response:
    """Mark all of yours as read: what waits for a mail is not mailed any more."""
    actions.read_all(session, who)
    return Response(status_code=204)


@router.post("/notices/{notice_id}/read", dependencies=WRITES, responses=answers(404))
def read_notice(session: Writing, who: Asking, notice_id: PublicId) -> NoticeView:
    """Mark one of yours as read."""
    row, _ = own_notice(session, who, notice_id)
    actions.read(row)
    return notice_view(row)


@router.get("/notices/settings", dependencies=READS)
def show_choice(session: Reading, who: Asking) -> Choice:
    """How you hear of notices: by mail or not, in which hours, in which time zone."""
    return choice_of(session, _somebody(who))


@router.put("/notices/settings", dependencies=WRITES, responses=answers(400, 413))
def keep_choice(session: Writing, who: Asking, choice: Choice) -> Choice:
    """Choose it. What was told and not mailed yet goes by it too; days of your plan are mailed always."""
    _somebody(who)
    choose(session, who, choice)
    return choice


@router.put(
    "/teams/{team_id}/channel",
    status_code=204,
    dependencies=[needs("admin", scope="settings:write")],
    responses=answers(400, 404, 413),
)
def set_channel(session: Writing, who: Asking, team_id: PublicId, channel: NewChannel) -> Response:
    """Set a team's channel in Slack or Teams by its incoming webhook; an empty address takes it away.

    The address is given to nobody again.
    """
    actions.set_hook(session, who, team_id, channel.url)
    return Response(status_code=204)


def _somebody(who: Who) -> int:
    if who.person is None:
        raise NotAllowed(
            "The installation's token is nobody, and is told nothing.", "Use a token of a person."
        )
    return who.person
