"""Changing rubrics: a draft is begun, saved, discarded and published. What is published never changes."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.rubric_compare import compare_rubrics
from service.db import audit
from service.db.tables import RubricDraft, RubricVersion
from service.errors import Conflict, NotFound, Stale, Unprocessable
from service.people.who import Who
from service.reviews.rubrics import bring_in
from service.rubrics.queries import rubric_of, version_row
from service.rubrics.texts import LONGEST, DraftRead, as_text, as_typed, read_text

LONGEST_REASON = 1000


def begin(session: Session, who: Who, slug: str, version: int) -> RubricDraft:
    """A new draft of that version, word for word."""
    base = version_row(session, slug, version)
    draft = RubricDraft(
        slug=slug,
        based_on_id=base.id,
        text=as_text(base.document),
        made_by=who.actor,
        changed_by=who.actor,
    )
    session.add(draft)
    session.flush()
    audit.record(session, who.actor, "rubric.drafted", draft.public_id, rubric=base.public_id)
    return draft


def save(session: Session, who: Who, draft_id: str, text: str, version: int | None) -> DraftRead:
    """Keeps the text, mistakes and all; what was read of it. Raises Stale where somebody was faster."""
    draft = open_draft(session, draft_id, version)
    typed = as_typed(text)
    if len(typed) > LONGEST:
        raise Unprocessable(
            f"The text has {len(typed):,} characters; a draft has {LONGEST:,} at most.", "Nothing was saved."
        )
    found = read_text(typed)
    if typed == draft.text:
        return found
    draft.text, draft.changed_by = typed, who.actor
    named = found.document.get("slug") if found.document else None
    if found.rubric is not None and isinstance(named, str):
        draft.slug = named
    audit.record(session, who.actor, "rubric.draft_saved", draft.public_id)
    return found


def discard(session: Session, who: Who, draft_id: str, version: int | None) -> None:
    """Takes the draft from the list. Its text is kept."""
    draft = open_draft(session, draft_id, version)
    draft.state = "discarded"
    audit.record(session, who.actor, "rubric.draft_discarded", draft.public_id)


def publish(
    session: Session, who: Who, draft_id: str, changed: str, version: int | None, after: int | None
) -> RubricVersion:
    """Publishes the draft as the next version of its rubric, with what changed and why.

    `after`: the newest version whoever publishes has seen (0: none). Raises Stale where there is a newer one,
    Unprocessable for a draft with mistakes or without a reason, Conflict where nothing would change.
    """
    draft = open_draft(session, draft_id, version)
    reason = " ".join(changed.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Unprocessable(
            f"Say what changed and why, in at most {LONGEST_REASON:,} characters.",
            "Whoever is scored on this version reads it. Nothing was published.",
        )
    found = read_text(draft.text)
    if found.mistakes or found.document is None or found.rubric is None:
        raise Unprocessable(
            f"The draft has {len(found.mistakes)} mistake{'s' * (len(found.mistakes) != 1)}.",
            f"First: {found.mistakes[0].place}: {found.mistakes[0].message}. Nothing was published.",
        )
    newest = newest_version(session, found.rubric.slug)
    if after is not None and after != newest:
        raise Stale(
            f"Version {newest} of {found.rubric.slug} was published meanwhile.",
            "Nothing was published. Compare the draft with it, then decide.",
        )
    # Beside the newest and not what it was begun from: a draft may take an earlier version up again.
    if (
        newest
        and compare_rubrics(rubric_of(version_row(session, found.rubric.slug, newest)), found.rubric).same
    ):
        raise Conflict(f"The draft says what version {newest} says: there is nothing to publish.")
    document = found.document | {"version": newest + 1, "changed": reason}
    bring_in(session, document)
    session.flush()
    row = version_row(session, found.rubric.slug, newest + 1)
    draft.state, draft.published_id, draft.slug = "published", row.id, row.slug
    audit.record(
        session, who.actor, "rubric.published", row.public_id, draft=draft.public_id, version=row.version
    )
    return row


def open_draft(session: Session, draft_id: str, version: int | None) -> RubricDraft:
    """The draft, locked, where it is open and as it was looked at."""
    draft = session.scalars(
        select(RubricDraft).where(RubricDraft.public_id == draft_id).with_for_update()
    ).one_or_none()
    if draft is None:
        raise NotFound("There is no such draft.")
    if draft.state != "open":
        raise Conflict(f"This draft is {draft.state}: it does not change any more.", "Begin a new one.")
    if version is not None and draft.version != version:
        raise Stale(
            "The draft was changed since you looked at it.",
            "Nothing of yours was saved. Look at it again and put your change on top.",
        )
    return draft


def newest_version(session: Session, slug: str) -> int:
    """The number of the newest published version; 0 where there is none."""
    return session.scalar(select(func.max(RubricVersion.version)).where(RubricVersion.slug == slug)) or 0
