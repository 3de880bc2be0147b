"""What a pass over anchors read, in which words, and which earlier pass each criterion is held against."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.rubric import Rubric
from service.db.tables import AnchorSet, JudgePass, PassReading, RubricVersion

FIRST, RUBRIC = "first", "rubric"
"""Why a pass was made: to hold later ones against it, and because the words of criteria changed."""

Held = Mapping[str, JudgePass]
"""Criterion → the pass that it is held against."""


def rubric_now(session: Session, row: AnchorSet) -> RubricVersion:
    """The newest version of the form that the anchors were scored on: new calls are read with it."""
    slug = session.get_one(RubricVersion, row.rubric_id).slug
    newest = select(RubricVersion).where(RubricVersion.slug == slug).order_by(RubricVersion.version.desc())
    return session.scalars(newest.limit(1)).one()


def form_of(session: Session, made: JudgePass) -> Rubric:
    return Rubric.from_document(session.get_one(RubricVersion, made.rubric_id).document)


def asked_in(session: Session, made: JudgePass) -> tuple[str, ...]:
    """The criteria that a pass is to read: all, or those whose words no pass of the set has read yet."""
    form = form_of(session, made)
    keys = tuple(one.key for one in form.criteria)
    if made.set_id is None or made.why != RUBRIC:
        return keys
    known = {words for one in _done_before(session, made) for words in words_read(session, one).values()}
    return tuple(key for key in keys if form.criterion_fingerprint(key) not in known)


def has_new_words(session: Session, row: AnchorSet, form: Rubric) -> bool:
    """Whether a criterion of the form stands in words that no finished pass of the set has read."""
    asked = select(JudgePass).where(JudgePass.set_id == row.id, JudgePass.state == "done")
    known = {words for one in session.scalars(asked) for words in words_read(session, one).values()}
    return any(form.criterion_fingerprint(one.key) not in known for one in form.criteria)


def words_read(session: Session, made: JudgePass) -> dict[str, str]:
    """Criterion → the fingerprint of its words, for what the pass has read."""
    form = form_of(session, made)
    keys = select(PassReading.criterion).where(PassReading.pass_id == made.id).distinct()
    return {key: form.criterion_fingerprint(key) for key in session.scalars(keys)}


def baselines(session: Session, made: JudgePass) -> Held:
    """The passes in the same words: of those that qa asked for as such the newest, else the first."""
    form = form_of(session, made)
    wanted: dict[str, str] = {one.key: form.criterion_fingerprint(one.key) for one in form.criteria}
    found: dict[str, JudgePass] = {}
    for one in _done_before(session, made):
        for key, words in words_read(session, one).items():
            if wanted.get(key) == words and (key not in found or one.why == FIRST):
                found[key] = one
    return found


def in_old_words(session: Session, made: JudgePass) -> Held:
    """For each criterion the last pass of the same judge that read it as it was worded before."""
    wanted = asked_in(session, made)
    found: dict[str, JudgePass] = {}
    for one in _done_before(session, made):
        if one.judge_key == made.judge_key:
            found |= {key: one for key in words_read(session, one) if key in wanted}
    return found


def _done_before(session: Session, made: JudgePass) -> list[JudgePass]:
    asked = select(JudgePass).where(
        JudgePass.set_id == made.set_id, JudgePass.id < made.id, JudgePass.state == "done"
    )
    return list(session.scalars(asked.order_by(JudgePass.id)))
