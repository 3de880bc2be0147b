"""Files that are attached to a plan, and taken away, from its page."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import RedirectResponse

from scoring.plans.sections import Audience
from service.errors import TooLarge
from service.plans.attached_content import MOST_BYTES
from service.plans.attachments import attach, remove
from service.plans.rights import visible_plan
from service.privacy.forgetting import delete_blobs
from service.web.answers import PublicId
from service.web.parts import Asking, Parts, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
LONG_BODIES = "/plan-files/"
"""Files may be longer than other requests."""
WRITERS = [needs("rep", "manager", "hr", scope="plans:write")]


@router.post("/plan-files/{plan_id}", dependencies=WRITERS)
def attach_file(
    web: Parts,
    session: Writing,
    who: Asking,
    plan_id: PublicId,
    file: Annotated[UploadFile, File()],
    kind: Annotated[Literal["ticket", "certificate", "paper_signature", "other"], Form()] = "other",
    rep: Annotated[bool, Form()] = False,
    manager: Annotated[bool, Form()] = False,
) -> Response:
    """Keeps the file; HR and whoever attached it may open it, the others where that was ticked."""
    plan = visible_plan(session, who, plan_id)
    content = file.file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooLarge(f"A file may have {MOST_BYTES >> 20} MB; this one has more. Nothing was kept.")
    chosen = {Audience.REP: rep, Audience.MANAGER: manager, Audience.HR: True}
    seen_by = tuple(one for one, yes in chosen.items() if yes)
    name = file.filename or "file"
    attach(session, web.store, who, plan, name=name, kind=kind, seen_by=seen_by, content=content)
    return RedirectResponse(f"/plans/{plan_id}?said=plan_file", status_code=303)


@router.post("/plans/{plan_id}/files/{file_id}/remove", dependencies=WRITERS)
def remove_file(web: Parts, who: Asking, plan_id: PublicId, file_id: PublicId) -> Response:
    """Takes the file away for everybody."""
    with web.database.write() as session:
        remove(session, who, visible_plan(session, who, plan_id, lock=True), file_id)
    delete_blobs(web.database, web.store)
    return RedirectResponse(f"/plans/{plan_id}?said=plan_file_removed", status_code=303)
