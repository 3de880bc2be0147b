"""Reading rubrics: what is published, what is in the making, two of them side by side."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.rubric import Rubric
from service.db.tables import RubricDraft, RubricVersion
from service.errors import NotFound


class Published(NamedTuple):
    """A version as it lies in the database, and as a rubric."""

    row: RubricVersion
    rubric: Rubric


def published_versions(session: Session, slug: str | None = None) -> list[Published]:
    """All published versions, by rubric, the newest first."""
    wanted = select(RubricVersion).order_by(RubricVersion.slug, RubricVersion.version.desc())
    if slug is not None:
        wanted = wanted.where(RubricVersion.slug == slug)
    return [Published(row, rubric_of(row)) for row in session.scalars(wanted)]


def version_row(session: Session, slug: str, version: int) -> RubricVersion:
    """That version. Raises NotFound."""
    row = session.scalars(
        select(RubricVersion).where(RubricVersion.slug == slug, RubricVersion.version == version)
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no version {version} of a rubric {slug}.", "Look at the list of rubrics.")
    return row


def rubric_of(row: RubricVersion) -> Rubric:
    return Rubric.from_document(row.document)


def open_drafts(session: Session) -> Sequence[RubricDraft]:
    """All drafts that somebody works on, what was changed last first."""
    wanted = select(RubricDraft).where(RubricDraft.state == "open").order_by(RubricDraft.updated_at.desc())
    return session.scalars(wanted).all()


def draft_row(session: Session, draft_id: str) -> RubricDraft:
    """That draft, in whatever state. Raises NotFound."""
    row = session.scalars(select(RubricDraft).where(RubricDraft.public_id == draft_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such draft.", "Look at the list of rubrics.")
    return row
