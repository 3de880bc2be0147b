"""What a trend needs to know of rubrics: their names, their criteria, and which carry no weight."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.trend_records import QA
from service.db.tables import RubricVersion
from service.errors import Unprocessable


class Form(NamedTuple):
    """A rubric version; `titles` are those of its criteria by key, in its order."""

    name: str
    titles: dict[str, str]
    unweighted: tuple[str, ...]


def forms_of(session: Session, rubrics: Collection[int]) -> dict[int, Form]:
    """The rubric versions with these keys, the newest first."""
    rows = session.scalars(
        select(RubricVersion).where(RubricVersion.id.in_(rubrics)).order_by(RubricVersion.id.desc())
    )
    return {row.id: _form(row) for row in rows}


def titles_of(forms: Mapping[int, Form]) -> dict[str, str]:
    """The QA score and all criteria, each as the newest rubric that has it calls it."""
    titles = {QA: "QA score"}
    for form in forms.values():
        titles = titles | {key: title for key, title in form.titles.items() if key not in titles}
    return titles


def rubric_keys(session: Session, name: str | None) -> tuple[int, ...] | None:
    """The versions of a rubric, or the one version in "slug@version". None for no name: all rubrics.

    Raises Unprocessable for a name nothing has.
    """
    if name is None:
        return None
    slug, _, version = name.partition("@")
    asked = select(RubricVersion.id).where(RubricVersion.slug == slug)
    found = session.scalars(asked.where(RubricVersion.version == int(version)) if version else asked).all()
    if not found:
        there = session.execute(
            select(RubricVersion.slug, RubricVersion.version).order_by(
                RubricVersion.slug, RubricVersion.version
            )
        )
        names = ", ".join(f"{slug}@{version}" for slug, version in there)
        raise Unprocessable(f"There is no rubric {name}.", f"Ask for one of: {names or 'none is here yet'}.")
    return tuple(found)


def _form(row: RubricVersion) -> Form:
    criteria = row.document["criteria"]
    return Form(
        name=f"{row.slug}@{row.version}",
        titles={one["key"]: one["title"] for one in criteria},
        unweighted=tuple(one["key"] for one in criteria if not one["weight"]),
    )
