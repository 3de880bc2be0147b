"""How far a judge's scores may be off as a whole: what a likely range of judge-scored calls has to carry."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from scoring.calibration.sheet import RatedCall
from scoring.rubric import Rubric
from service.calibration.grouping import level_of, score_of
from service.calibration.pairs import Double, double_scored
from service.db.base import now
from service.db.tables import RubricVersion

FEWEST = 2


def se_bias_of(
    session: Session, criterion: str, rubric_id: int, judge_key: str, at: datetime | None = None
) -> float | None:
    """sd(judge − people) / √n over the double-scored calls; None for fewer than two.

    For a criterion in levels, for `qa` in percent of the QA score.
    """
    form = Rubric.from_document(session.get_one(RubricVersion, rubric_id).document)
    doubles = double_scored(session, [rubric_id], judge_key, at or now())
    value: Callable[[RatedCall], float | None]
    if criterion == "qa":
        value = lambda rated: score_of(form, rated.levels)  # noqa: E731 (two of a kind, side by side)
    else:
        value = lambda rated: level_of(rated, criterion)  # noqa: E731
    differences = [gap for one in doubles if (gap := difference(one, value)) is not None]
    n = len(differences)
    if n < FEWEST:
        return None
    mean = sum(differences) / n
    variance = sum((one - mean) ** 2 for one in differences) / (n - 1)
    return float((variance / n) ** 0.5)


def difference(one: Double, value: Callable[[RatedCall], float | None]) -> float | None:
    """The judge's value minus the mean of the people's; None where either is missing."""
    own = None if one.judge is None else value(one.judge)
    theirs = [found for rated in one.people.values() if (found := value(rated)) is not None]
    return None if own is None or not theirs else own - sum(theirs) / len(theirs)
