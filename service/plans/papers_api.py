"""`/api/v1/plans/{id}/…`: documents, calendar, attached files and the archive of a plan.

Each is for whoever may see the plan, in the copy that is theirs; each that is handed out is in the audit log.
"""

import re
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends, Query, Request, Response

from scoring.plans.document import Part
from scoring.plans.sections import Audience
from service.db.base import now
from service.db.tables import Attachment
from service.errors import TooLarge
from service.plans.attached_content import MOST_BYTES, SUFFIXES
from service.plans.attachments import attach, attachment, attachments_for, remove
from service.plans.papers import MEDIA, Form, archive_of, copy_for, meetings_of, print_part
from service.plans.papers_views import AttachmentList, AttachmentView
from service.plans.rights import needs_part, note_view, visible_plan
from service.plans.whole import whole_plan
from service.privacy.forgetting import delete_blobs
from service.web.answers import PublicId, answers, bearer
from service.web.parts import Asking, Parts, Reading, Writing, needs

LONG_BODIES = "/api/v1/plan-files/"
PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
READERS = [needs("rep", "manager", "hr", scope="plans:read")]
WRITERS = [needs("rep", "manager", "hr", scope="plans:write")]


def bytes_of(*media: str) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of an answer that is a file."""
    file = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": "The file, to be saved.", "content": dict.fromkeys(media, file)}}


router = APIRouter(
    prefix="/api/v1",
    tags=["plan papers"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 404, 422, 503),
)


async def small_file(request: Request) -> bytes:
    """The body of a request as it comes, up to what a file may have."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MOST_BYTES:
            raise TooLarge(f"A file may have {MOST_BYTES >> 20} MB; this one has more. Nothing was kept.")
    return bytes(content)


@router.get(
    "/plans/{plan_id}/papers/{part}.{form}",
    dependencies=READERS,
    response_class=Response,
    responses=bytes_of(*MEDIA.values()),
)
def get_paper(
    session: Writing,
    who: Asking,
    plan_id: PublicId,
    part: Part,
    form: Form,
    copy: Annotated[Audience | None, Query(description="Whose copy; default: your own.")] = None,
    check_in: Annotated[int | None, Query(ge=1, description="The number of the check-in.")] = None,
) -> Response:
    """The plan, one check-in, the final review or the whole file, as PDF or DOCX."""
    plan = visible_plan(session, who, plan_id)
    audience = copy_for(session, who, plan, copy)
    note_view(session, who, plan, f"{part}.{form} for {audience}")
    document = whole_plan(session, plan, audience, now(), who)
    made = print_part(document, part, audience, form, check_in)
    name = f"{part.replace('_', '-')}{'' if check_in is None else f'-{check_in}'}-{plan_id[-6:]}.{form}"
    return _file(made, MEDIA[form], name)


@router.get(
    "/plans/{plan_id}/calendar.ics",
    dependencies=READERS,
    response_class=Response,
    responses=bytes_of("text/calendar"),
)
def get_calendar(web: Parts, session: Writing, who: Asking, plan_id: PublicId) -> Response:
    """The check-ins for a calendar, under a neutral title; a newer file changes and cancels what is there."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "calendar")
    host = urlsplit(web.settings.public_url or "").hostname or "sidetone.invalid"
    return _file(meetings_of(session, plan, now(), host), "text/calendar; charset=utf-8", "check-ins.ics")


@router.get(
    "/plans/{plan_id}/archive.zip",
    dependencies=READERS,
    response_class=Response,
    responses=bytes_of("application/zip"),
)
def get_archive(web: Parts, session: Writing, who: Asking, plan_id: PublicId) -> Response:
    """Everything about the plan in one file for the HR system; for HR."""
    plan = visible_plan(session, who, plan_id)
    needs_part(session, who, plan, "hr")
    note_view(session, who, plan, "archive")
    made = archive_of(session, web.store, who, plan, now())
    return _file(made, "application/zip", f"plan-{plan_id}.zip")


@router.get("/plans/{plan_id}/files", dependencies=READERS)
def list_files(session: Reading, who: Asking, plan_id: PublicId) -> AttachmentList:
    """The files beside the plan that are yours to open."""
    plan = visible_plan(session, who, plan_id)
    rows = attachments_for(session, who, plan)
    return AttachmentList(items=[_view(row) for row in rows])


@router.post(
    "/plan-files/{plan_id}",
    dependencies=WRITERS,
    status_code=201,
    responses=answers(400, 409, 413),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def attach_file(
    web: Parts,
    session: Writing,
    who: Asking,
    plan_id: PublicId,
    content: Annotated[bytes, Depends(small_file)],
    name: Annotated[str, Query(min_length=1, max_length=255, description="What it is called.")],
    kind: Annotated[Literal["ticket", "certificate", "paper_signature", "other"], Query()] = "other",
    seen_by: Annotated[
        list[Audience] | None, Query(description="Who may open it besides HR and you; default: everybody.")
    ] = None,
) -> AttachmentView:
    """Attach a file: a ticket, a certificate, a signature on paper. The body is the file itself."""
    plan = visible_plan(session, who, plan_id)
    audiences = tuple(Audience) if seen_by is None else seen_by
    return _view(
        attach(session, web.store, who, plan, name=name, kind=kind, seen_by=audiences, content=content)
    )


@router.get(
    "/plans/{plan_id}/files/{file_id}",
    dependencies=READERS,
    response_class=Response,
    responses=bytes_of(*SUFFIXES),
)
def get_file(web: Parts, session: Writing, who: Asking, plan_id: PublicId, file_id: PublicId) -> Response:
    """One file, to be saved and not to be shown in the browser."""
    plan = visible_plan(session, who, plan_id)
    row = attachment(session, who, plan, file_id)
    note_view(session, who, plan, f"file {row.public_id}")
    content = b"".join(web.store.read(row.blob, 0, row.bytes))
    return _file(content, row.media, row.name)


@router.delete("/plans/{plan_id}/files/{file_id}", dependencies=WRITERS, status_code=204)
def remove_file(web: Parts, who: Asking, plan_id: PublicId, file_id: PublicId) -> None:
    """Take a file away. That there was one stays on record."""
    with web.database.write() as session:
        remove(session, who, visible_plan(session, who, plan_id, lock=True), file_id)
    delete_blobs(web.database, web.store)


def _file(content: bytes, media: str, name: str) -> Response:
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media, headers={**PRIVATE, "Content-Disposition": disposition})


def _view(row: Attachment) -> AttachmentView:
    return AttachmentView(
        id=row.public_id,
        name=row.name,
        kind=row.kind,
        media=row.media,
        bytes=row.bytes,
        sha256=row.sha256,
        seen_by=row.seen_by,
        added_at=row.added_at,
    )
