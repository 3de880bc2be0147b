"""What is handed out of a plan: its parts as PDF and DOCX, the calendar of its meetings, the archive."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Literal

from sqlalchemy.orm import Session

from scoring.plans.document import Part, PlanDocument
from scoring.plans.papers.lay_out import lay_out
from scoring.plans.sections import Audience
from service.db.tables import Plan
from service.edges.calendar_file import Meeting, calendar
from service.edges.documents.docx import docx
from service.edges.documents.pdf import pdf
from service.edges.recording_store import RecordingStore
from service.errors import NotAllowed
from service.people.who import Who
from service.plans.attachments import attachments_of
from service.plans.check_ins import check_ins_of
from service.plans.deciding import decisions_of
from service.plans.rights import part_of, reads_for_hr
from service.plans.starting import milestones_of
from service.plans.whole import whole_plan

Form = Literal["pdf", "docx"]
MEDIA: dict[Form, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
COPIES = {
    "rep": (Audience.REP,),
    "manager": (Audience.MANAGER, Audience.REP),
    "hr": (Audience.HR, Audience.MANAGER, Audience.REP),
}
"""Whose copies somebody may print."""
MADE = (2020, 1, 1, 0, 0, 0)
"""The time of every member of an archive: the same plan gives the same archive."""


def copy_for(session: Session, who: Who, plan: Plan, wanted: Audience | None) -> Audience:
    """Whose copy they get. Raises NotAllowed for one that is not theirs to print."""
    part = part_of(session, who, plan)
    # HR's copy holds what the rep told HR alone.
    copies = COPIES["manager" if part == "hr" and not reads_for_hr(session, who, plan) else part]
    if wanted is not None and wanted not in copies:
        raise NotAllowed("This copy is not yours.", "Ask for your own. Nothing was printed.")
    return wanted or copies[0]


def print_part(
    document: PlanDocument, part: Part, audience: Audience, form: Form, check_in: int | None
) -> bytes:
    """One part of the plan, set. Raises BadInput for a check-in that is not there."""
    paper = lay_out(document, part, audience, check_in)
    return pdf(paper) if form == "pdf" else docx(paper)


def meetings_of(session: Session, plan: Plan, written: datetime, host: str) -> bytes:
    """The check-ins as a calendar file; those that were called off are cancelled in it."""
    meetings = [
        Meeting(
            uid=f"{row.public_id}@{host}",
            sequence=row.sequence + (row.state in ("cancelled", "skipped")),
            at=row.at,
            zone=row.zone,
            minutes=row.minutes,
            cancelled=row.state in ("cancelled", "skipped"),
        )
        for row in check_ins_of(session, plan)
    ]
    return calendar(meetings, written)


def archive_of(session: Session, store: RecordingStore, who: Who, plan: Plan, at: datetime) -> bytes:
    """Everything about the plan in one file for the HR system, with a list of what is in it.

    Raises NotAllowed for who runs the plan: what the rep told HR alone is in it.
    """
    if not reads_for_hr(session, who, plan):
        raise NotAllowed("You are in charge of this plan.", "Somebody else in HR has to take its archive.")
    document = whole_plan(session, plan, Audience.HR, at, who)
    person = document.content.person
    listed: list[dict[str, object]] = []
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _members(session, store, plan, document):
            archive.writestr(zipfile.ZipInfo(name, MADE), content, zipfile.ZIP_DEFLATED)
            digest = hashlib.sha256(content).hexdigest()
            listed.append({"file": name, "bytes": len(content), "sha256": digest})
        manifest = {
            "plan": document.id,
            "employee_id": person.employee_id,
            "name": person.name,
            "department": person.department,
            "job_title": person.job_title,
            "state": plan.state,
            "outcome": plan.outcome,
            "version": document.version,
            "text_hash": document.content.fingerprint(),
            "audit_head": document.audit_head,
            "made": at.isoformat(),
            "files": listed,
        }
        archive.writestr(zipfile.ZipInfo("manifest.json", MADE), _json(manifest))
    return made.getvalue()


def _members(
    session: Session, store: RecordingStore, plan: Plan, document: PlanDocument
) -> Iterator[tuple[str, bytes]]:
    for audience in Audience:
        copy = document if audience is Audience.HR else whole_plan(session, plan, audience, document.printed)
        yield f"plan-for-{audience}.pdf", pdf(lay_out(copy, "plan", audience))
    yield "plan.docx", docx(lay_out(document, "plan", Audience.HR))
    yield "whole-file.pdf", pdf(lay_out(document, "file", Audience.HR))
    yield "whole-file.docx", docx(lay_out(document, "file", Audience.HR))
    yield "final-review.pdf", pdf(lay_out(document, "final", Audience.HR))
    for one in document.check_ins:
        if one.state == "held":
            paper = lay_out(document, "check_in", Audience.HR, one.number)
            yield f"check-ins/{one.number:03}.pdf", pdf(paper)
    yield "plan.json", document.model_dump_json(indent=2).encode()
    for row in milestones_of(session, plan):
        for kept in decisions_of(session, row):
            # `sidetone milestone FILE.json` decides the case in it again.
            yield f"decisions/{row.key}-{kept.day}-{kept.public_id}.json", _json(kept.document["case"])
    for attached in attachments_of(session, plan, Audience.HR):
        content = b"".join(store.read(attached.blob, 0, attached.bytes))
        yield f"attached/{attached.public_id}-{attached.name}", content


def _json(document: object) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True, default=str).encode()
