"""The rubrics in the database: what calls are scored on."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import BadInput, NotReady, RubricInvalid
from scoring.record import fingerprint
from scoring.rubric import Rubric
from service.db.tables import RubricVersion


def bring_in(session: Session, document: dict[str, Any]) -> bool:
    """Publishes a version of a rubric, once; whether it was new.

    Raises RubricInvalid where that version is published with other contents: it would change what past
    scores rest on.
    """
    # Dates become texts, as they do in the fingerprint.
    stored = json.loads(json.dumps(document, default=str))
    rubric = Rubric.from_document(stored)
    there = session.scalars(
        select(RubricVersion).where(
            RubricVersion.slug == rubric.slug, RubricVersion.version == rubric.version
        )
    ).one_or_none()
    if there is None:
        session.add(
            RubricVersion(
                slug=rubric.slug, version=rubric.version, fingerprint=rubric.fingerprint(), document=stored
            )
        )
    elif there.fingerprint != rubric.fingerprint():
        name = f"{rubric.slug}@{rubric.version}"
        raise RubricInvalid(name, ["this version is published with other contents; give it the next number"])
    return there is None


def published(session: Session, slug: str, version: int | None = None) -> RubricVersion:
    """That version of a rubric, without a number the newest. Raises BadInput, with what there is."""
    versions = {
        row.version: row for row in session.scalars(select(RubricVersion).where(RubricVersion.slug == slug))
    }
    wanted = max(versions, default=0) if version is None else version
    if wanted not in versions:
        there = session.execute(
            select(RubricVersion.slug, RubricVersion.version).order_by(
                RubricVersion.slug, RubricVersion.version
            )
        )
        listed = ", ".join(f"{one}@{number}" for one, number in there)
        raise BadInput(
            f"No rubric {slug if version is None else f'{slug}@{version}'} is published here.",
            f"There are: {listed}." if listed else "There are none yet: run `sidetone migrate`.",
        )
    return versions[wanted]


def refuse_changed(session: Session) -> int:
    """How many versions are published. Raises NotReady for one that is not what it was when published."""
    rows = session.scalars(select(RubricVersion).order_by(RubricVersion.slug, RubricVersion.version)).all()
    for row in rows:
        if fingerprint(row.document) != row.fingerprint:
            raise NotReady(
                f"The rubric {row.slug}@{row.version} in the database is not what was published: somebody"
                " changed it by hand.",
                f"Its fingerprint was {row.fingerprint[:12]} and is {fingerprint(row.document)[:12]}."
                " Scores rest on what was published: restore a backup.",
            )
    return len(rows)
