"""`/api/v1/audit`: the audit log, for admin, hr and auditor."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from service.audit.queries import MOST, AuditFilter, audit_page
from service.audit.views import AuditPage
from service.web.answers import answers, bearer
from service.web.parts import Asking, Reading, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["audit"],
    dependencies=[needs("admin", "hr", "auditor", scope="audit:read"), Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
Word = Annotated[str | None, Query(max_length=120, pattern=r"^[^\x00]*$")]
Day = Annotated[date | None, Query(ge=date(1970, 1, 1), le=date(2100, 12, 31))]


@router.get("/audit")
def search_audit_log(
    session: Reading,
    who: Asking,
    actor: Annotated[Word, Query(description="A public id, or: token, command line, system, nobody.")] = None,
    action: Annotated[Word, Query(description="Such as call.listened; `call.` finds all of calls.")] = None,
    subject: Annotated[Word, Query(description="The public id of what it was done to.")] = None,
    first: Day = None,
    last: Day = None,
    cursor: Annotated[int | None, Query(ge=1, lt=2**63, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> AuditPage:
    """What was done, by whom, to what, when: newest first. `sidetone audit verify` proves the log whole.

    What tells of a plan is withheld from admins and auditors: such an entry has number, time and hash only.
    """
    return audit_page(session, who, AuditFilter(actor, action, subject, first, last), cursor, limit)
