"""Published versions of rubrics, read once by each process: they never change, and are long to check."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.record import fingerprint
from scoring.rubric import Rubric
from service.db.tables import RubricVersion
from service.kept import Kept

MOST = 50
_FORMS: Kept[Rubric] = Kept(MOST)
_WORDS: Kept[Mapping[str, str]] = Kept(MOST)


class Version(NamedTuple):
    """A version without its document, which is long. `words`: criterion → the fingerprint of its words."""

    id: int
    public_id: str
    words: Mapping[str, str]


def form_of(row: RubricVersion) -> Rubric:
    return _FORMS.one(row.public_id, lambda: Rubric.from_document(row.document))


def words_of(row: RubricVersion) -> Mapping[str, str]:
    """Criterion → the fingerprint of its words, as `Rubric.criterion_fingerprint` has it."""
    return _WORDS.one(row.public_id, lambda: _words_in(row))


def forms_of(session: Session, rubric_ids: Iterable[int]) -> dict[int, Rubric]:
    """The versions with these keys."""
    asked = select(RubricVersion.id, RubricVersion.public_id).where(RubricVersion.id.in_(list(rubric_ids)))
    names = {name: key for key, name in session.execute(asked)}
    found = _FORMS.all_of(
        names,
        lambda missing: {
            row.public_id: Rubric.from_document(row.document) for row in _rows(session, missing)
        },
    )
    return {names[name]: form for name, form in found.items()}


def versions_of(session: Session, slug: str) -> list[Version]:
    """Every version of a rubric, oldest first."""
    asked = select(RubricVersion.id, RubricVersion.public_id).where(RubricVersion.slug == slug)
    rows = session.execute(asked.order_by(RubricVersion.id)).all()
    words = _WORDS.all_of([row.public_id for row in rows], lambda missing: _words(session, missing))
    return [Version(row.id, row.public_id, words[row.public_id]) for row in rows]


def _words(session: Session, names: list[str]) -> dict[str, Mapping[str, str]]:
    return {row.public_id: _words_in(row) for row in _rows(session, names)}


def _words_in(row: RubricVersion) -> Mapping[str, str]:
    return {str(part["key"]): fingerprint(part) for part in row.document.get("criteria", ())}


def _rows(session: Session, names: list[str]) -> Iterable[RubricVersion]:
    return session.scalars(select(RubricVersion).where(RubricVersion.public_id.in_(names)))
