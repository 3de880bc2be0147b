"""The judge and the rubric that a milestone names: are they here, and is the judge cleared for plans?"""

import re
from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.milestone.goals import MeanGoal, Scale
from scoring.milestone.rule import Milestone
from scoring.rubric import Rubric
from service.calibration.bias import se_bias_of
from service.calibration.clearance import clearances_of
from service.db.tables import Clearance, RubricVersion

_NAMED = re.compile(r"(?P<slug>[^@\x00]+)@(?P<version>[0-9]{1,9})")
SHORT_KEY = 16
"""Characters of a judge's key in its name: `llm small-model@0123456789abcdef`."""


def rubric_named(session: Session, name: str | None) -> Rubric | None:
    """The rubric version in "slug@version"; None where there is none."""
    row = _rubric_row(session, name)
    return None if row is None else Rubric.from_document(row.document)


def rubric_id(session: Session, name: str | None) -> int | None:
    """Its key; None where there is none."""
    row = _rubric_row(session, name)
    return None if row is None else row.id


def judge_cleared(session: Session, name: str, rubric: Rubric, criteria: Sequence[str]) -> bool:
    """Whether the judge of that name may count in plans on all of these criteria."""
    key = judge_key(session, name)
    marks = [rubric.criterion_fingerprint(one) for one in criteria]
    return key is not None and set(clearances_of(session, marks, key).values()) == {"pip"}


def with_bias(session: Session, rule: Milestone) -> Milestone:
    """The rule with how far its judge may be off as a whole, as calibration knows it by now.

    What was written into the rule stays where it is more. Where people score every call there is none.
    """
    goal = rule.goal
    if not isinstance(goal, MeanGoal) or rule.judge is None:
        return rule
    of = "qa" if goal.of == "qa_score" else goal.of
    rubric, key = rubric_id(session, rule.rubric), judge_key(session, rule.judge)
    in_its_unit = (of == "qa") == (goal.scale is Scale.PERCENT)
    if rubric is None or key is None or not in_its_unit:
        return rule
    found = se_bias_of(session, of, rubric, key)
    if found is None:
        return rule
    known = max(goal.se_bias, Fraction(ceil(found * 1000), 1000))
    return rule.model_copy(update={"goal": goal.model_copy(update={"se_bias": known})})


def judge_key(session: Session, name: str) -> str | None:
    """The key that clearances hang on, from the beginning of it in the name; None for one nobody cleared."""
    short = name.rpartition("@")[2]
    if len(short) < SHORT_KEY:
        return None
    keys = session.scalars(
        select(Clearance.judge_key).where(Clearance.judge_key.startswith(short, autoescape=True)).distinct()
    ).all()
    return keys[0] if len(keys) == 1 else None


def _rubric_row(session: Session, name: str | None) -> RubricVersion | None:
    found = _NAMED.fullmatch(name or "")
    if found is None:
        return None
    return session.scalars(
        select(RubricVersion).where(
            RubricVersion.slug == found["slug"], RubricVersion.version == int(found["version"])
        )
    ).one_or_none()
