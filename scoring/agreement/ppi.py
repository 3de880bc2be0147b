"""The mean of a team or site from few calls that people scored and many that the judge did.

Prediction-powered inference with tuning (Angelopoulos et al. 2023, PPI++): the judge's mean over all calls,
corrected by what people and judge differ on where both scored. The people's calls have to be a random
sample, and at least 20: with fewer the interval is too short. Never for a single rep: a judge may be stricter
with one voice than with another, and the correction is that of the whole team.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from scoring.agreement.estimate import Finite
from scoring.agreement.ratings import Floats
from scoring.errors import BadInput
from scoring.record import Record

FEWEST = 20
CONFIDENCE = 0.90


class CombinedMean(Record):
    """A mean with its 90 % interval; `weight` is how much the judge's scores count for (0: not at all)."""

    unit: Literal["team", "site"]
    people: int = Field(description="calls that a person scored, drawn at random")
    judged: int = Field(description="further calls that only the judge scored")
    mean: Finite
    low: Finite
    high: Finite
    weight: Finite
    people_mean: Finite
    judge_mean: Finite


def combined_mean(
    unit: Literal["team", "site"], people: Sequence[float], same: Sequence[float], rest: Sequence[float]
) -> CombinedMean:
    """λ·mean(rest) + mean(people − λ·same), with the λ that makes it surest, and a t interval for n − 1.

    `same` are the judge's scores of the calls people scored, `rest` its scores of all others.

    Raises BadInput for fewer than 20 calls scored by people, or lists that do not go together.
    """
    y, f, others = (np.asarray(one, dtype=np.float64) for one in (people, same, rest))
    if len(y) != len(f):
        raise BadInput("Every call that a person scored needs the judge's score beside it.")
    n, many = len(y), len(others)
    if n < FEWEST:
        raise BadInput(
            f"{n} calls were scored by people, and {FEWEST} are needed.",
            "Score more of the drawn calls on an empty sheet: with fewer the range looks surer than it is.",
        )
    weight = _weight(y, f, many)
    judged = float(others.mean()) if many else 0.0
    mean = weight * judged + float((y - weight * f).mean())
    spread = float((y - weight * f).var(ddof=1)) / n
    if many > 1:
        spread += weight**2 * float(others.var(ddof=1)) / many
    reach = _quantile(n - 1) * spread**0.5
    return CombinedMean(
        unit=unit,
        people=n,
        judged=many,
        mean=mean,
        low=mean - reach,
        high=mean + reach,
        weight=weight,
        people_mean=float(y.mean()),
        judge_mean=float(np.concatenate([f, others]).mean()),
    )


def _weight(y: Floats, f: Floats, many: int) -> float:
    """cov(y, f) / ((1 + n/N) var(f)), kept between 0 and 1."""
    if many < 2 or float(f.var()) < 1e-12:
        return 0.0
    covariance = float(np.cov(y, f, ddof=1)[0, 1])
    return float(np.clip(covariance / ((1 + len(y) / many) * f.var(ddof=1)), 0.0, 1.0))


def _quantile(freedom: int) -> float:
    from scipy.special import stdtrit  # late: slow to import

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))
