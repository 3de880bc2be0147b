"""`/api/v1/reps/{id}/qa-trend`: the weekly averages of a rep with their likely ranges, as JSON or CSV."""

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from service.people.exporting import note_export
from service.trends.queries import trend_of
from service.trends.rights import trend_shown_to
from service.trends.table import COLUMNS, trend_table
from service.trends.views import TrendQuery, TrendView
from service.web.answers import PublicId, answers, bearer
from service.web.parts import Asking, Parts, Reading, needs

JSON, CSV = "application/json", "text/csv"

router = APIRouter(
    prefix="/api/v1",
    tags=["trends"],
    dependencies=[needs("rep", "manager", "qa", "hr", scope="trends:read"), Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)


class TrendRequest(TrendQuery):
    """A trend, and how it is to be written."""

    format: Literal["json", "csv"] | None = None


@router.get(
    "/reps/{rep_id}/qa-trend",
    response_model=TrendView,
    responses={
        200: {
            "description": "The series; as CSV where `format=csv` or the Accept header asks for it.",
            "content": {CSV: {"schema": {"type": "string"}, "example": ",".join(COLUMNS) + "\r\n"}},
        },
        304: {"description": "Nothing has changed since the ETag in If-None-Match."},
        **answers(404),
    },
)
def qa_trend(
    request: Request,
    web: Parts,
    session: Reading,
    who: Asking,
    rep_id: PublicId,
    query: Annotated[TrendRequest, Query()],
) -> Response:
    """Weekly series of the QA score and each criterion: n, mean, likely range, what scored them, breaks.

    No average rests on fewer than 8 calls or mixes two versions of a rubric, two judges or two models; where
    a week holds fewer, the average is that of the last weeks, and says which. All fields: docs/qa-trend.md.
    """
    trend = trend_of(session, trend_shown_to(session, who, rep_id), query)
    if wants_csv(request.headers.get("accept", ""), query.format):
        note_export(web.database, who, "trend", trend.rep)
        return _answer(request, trend_table(trend), f"{CSV}; charset=utf-8", f"qa-trend-{trend.rep}.csv")
    return _answer(request, trend.model_dump_json(), JSON)


def wants_csv(accept: str, named: str | None) -> bool:
    """Whether CSV is asked for: by name, or by an Accept header that likes it better than JSON."""
    if named is not None:
        return named == "csv"
    wishes = {media: _liking(rest) for media, rest in map(_parted, accept.lower().split(","))}
    return wishes.get(CSV, 0) > wishes.get(JSON, 0)


def _parted(wish: str) -> tuple[str, str]:
    media, _, rest = wish.partition(";")
    return media.strip(), rest


def _liking(parameters: str) -> float:
    for one in parameters.split(";"):
        name, _, value = one.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0
    return 1


def _answer(request: Request, text: str, media: str, file: str | None = None) -> Response:
    body = text.encode()
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()}"',
        "Vary": "Accept",
        "Cache-Control": "private, no-cache",
    }
    if _tags(request.headers.get("if-none-match", "")) & {headers["ETag"], "*"}:
        return Response(status_code=304, headers=headers)
    if file is not None:
        headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return Response(body, media_type=media, headers=headers)


def _tags(header: str) -> set[str]:
    return {one.strip().removeprefix("W/") for one in header.split(",")}
