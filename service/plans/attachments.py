"""Files beside a plan: tickets, certificates, signatures on paper, each for whom it is meant."""

import hashlib
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.plans.sections import Audience
from scoring.visible import shortened, visible
from service.db import audit
from service.db.base import now
from service.db.tables import Attachment, Plan
from service.edges.recording_store import RecordingStore
from service.errors import Conflict, NotAllowed, NotFound
from service.people.who import Who
from service.plans.attached_content import SUFFIXES, media_of
from service.plans.rights import part_of, reads_for_hr
from service.privacy.forgetting import note_blobs

MOST = 100
"""Files of one plan."""


def attachments_of(session: Session, plan: Plan, audience: Audience) -> list[Attachment]:
    """The files that this audience may open, oldest first."""
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.plan_id == plan.id, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    return [row for row in rows if audience is Audience.HR or audience in row.seen_by]


def attachments_for(session: Session, who: Who, plan: Plan) -> list[Attachment]:
    """The files they may open, oldest first. What is for HR alone is not for those in HR who run the plan."""
    part = part_of(session, who, plan)
    rows = attachments_of(session, plan, Audience(part))
    if part != "hr" or reads_for_hr(session, who, plan):
        return rows
    return [row for row in rows if Audience.MANAGER in row.seen_by or row.added_by == who.actor]


def attachment(session: Session, who: Who, plan: Plan, public_id: str) -> Attachment:
    """A file that they may open. Raises NotFound."""
    found = [row for row in attachments_for(session, who, plan) if row.public_id == public_id]
    if not found:
        raise NotFound(f"The plan has no file {public_id}.")
    return found[0]


def attach(
    session: Session,
    store: RecordingStore,
    who: Who,
    plan: Plan,
    *,
    name: str,
    kind: str,
    seen_by: Collection[Audience],
    content: bytes,
) -> Attachment:
    """Keeps a file beside the plan. HR and whoever brings it see it always.

    Raises BadInput for a kind of file that is not taken, and Conflict where the plan is closed and it is not
    HR who adds it, or where it has that many already.
    """
    part = part_of(session, who, plan)
    if plan.state == "closed" and part != "hr":
        raise Conflict("The plan is closed.", "HR can still add files. Nothing was kept.", code="wrong_state")
    if len(attachments_of(session, plan, Audience.HR)) >= MOST:
        raise Conflict(f"The plan has {MOST} files already.", "Remove one first.", code="too_many")
    media = media_of(content)
    digest = hashlib.sha256(content).hexdigest()
    row = Attachment(
        plan_id=plan.id,
        name=_named(name, media),
        kind=kind,
        media=media,
        bytes=len(content),
        sha256=digest,
        blob=blob_of(digest),
        seen_by=sorted({*seen_by, Audience.HR, Audience(part)}),
        added_by=who.actor,
    )
    _store(store, row.blob, content)
    session.add(row)
    session.flush()
    # Not its hash: with that, somebody could prove later that a file which is gone was here.
    audit.record(session, who.actor, "plan.attached", plan.public_id, file=row.public_id, kind=kind)
    return row


def may_remove(session: Session, who: Who, plan: Plan, row: Attachment) -> bool:
    """HR any file, others what they added themselves while the plan is open."""
    own = row.added_by == who.actor and plan.state != "closed"
    return own or part_of(session, who, plan) == "hr"


def remove(session: Session, who: Who, plan: Plan, public_id: str) -> None:
    """Takes a file away. Raises NotFound, and NotAllowed for who may not.

    That there was one stays on record; its name, bytes and their hash do not. The bytes go once this stands
    (`delete_blobs`), unless another file has the same.
    """
    row = attachment(session, who, plan, public_id)
    if not may_remove(session, who, plan, row):
        mine = row.added_by == who.actor
        why = "The plan is closed." if mine else "Somebody else added this file."
        raise NotAllowed(why, "HR can remove it. Nothing was changed.")
    note_blobs(session, [row.blob])
    row.removed_at, row.name, row.sha256, row.blob = now(), "", "", ""
    session.flush()
    audit.record(session, who.actor, "plan.file_removed", plan.public_id, file=row.public_id)


def blob_of(digest: str) -> str:
    """Where a file of that content lies in the store."""
    return f"attached/{digest[:2]}/{digest}"


def _store(store: RecordingStore, blob: str, content: bytes) -> None:
    with TemporaryDirectory(prefix="sidetone-attach-") as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        store.put(path, blob)


def _named(name: str, media: str) -> str:
    """The name people see: a bare file name that acts nowhere, with the ending of what it is."""
    bare = visible(name).replace("\\", "/").rsplit("/", 1)[-1].strip(". ") or "file"
    suffix = SUFFIXES[media]
    stem = bare[: -len(suffix)] if bare.lower().endswith(suffix) else bare
    return f"{shortened(stem, 150)}{suffix}"
