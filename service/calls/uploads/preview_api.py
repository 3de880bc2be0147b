"""`/api/v1/upload-previews`: what is known of files before they go, from names, a list and what was typed."""

from fastapi import APIRouter, Depends

from service.calls.uploads.preview import Question, Read
from service.calls.uploads.queries import known_of
from service.db.base import now
from service.web.answers import answers, bearer
from service.web.parts import Asking, Reading, needs

router = APIRouter(
    prefix="/api/v1/upload-previews",
    tags=["uploads"],
    dependencies=[needs("manager", "qa", scope="calls:write"), Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)


@router.post("", responses=answers(400, 413))
def preview(session: Reading, who: Asking, asked: Question) -> Read:
    """The data of the call for each file, as the upload page shows it, with what is wrong; nothing is kept.

    Send `details` of a row with its file, to `PUT /api/v1/recordings` or `POST /api/v1/uploads`.
    """
    return known_of(session, who, asked, now())
