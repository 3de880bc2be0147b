"""How strict each rater of a round is: against the other people, paired by call, in points."""

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.estimate import Estimate
from scoring.agreement.ratings import Floats
from scoring.agreement.records import RaterSeverity
from scoring.agreement.round_frame import Codes, Given, RoundFrame
from scoring.agreement.severity import mean_difference


def differences(codes: Codes, people: NDArray[np.bool_], points: Floats) -> Floats:
    """`[call, rater]`: the rater's points minus the mean of the other people's; NaN where none is."""
    rated = codes >= 0
    own = np.where(rated, points[np.maximum(codes, 0)], 0.0)
    by_people = rated & people
    sums = (own * by_people).sum(axis=1, keepdims=True) - own * by_people
    others = by_people.sum(axis=1, keepdims=True) - by_people
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.where(rated & (others > 0), own - sums / others, np.nan)
    return found


def rater_severity(frame: RoundFrame, given: Given, points: Floats) -> tuple[RaterSeverity, ...]:
    """Every rater on one criterion, people and judges, against the other people."""
    return _severities(frame, [differences(given.codes, frame.people, points)])


def overall_severity(frame: RoundFrame, points: Floats) -> tuple[RaterSeverity, ...]:
    """Over all criteria: the mean difference on a call is one value, so that calls are what is left out."""
    return _severities(frame, [differences(one.codes, frame.people, points) for one in frame.criteria])


def severity_of(frame: RoundFrame, place: int, points: Floats) -> Estimate:
    """The same of the one rater in that place."""
    found = [differences(one.codes, frame.people, points)[:, [place]] for one in frame.criteria]
    return mean_difference(_by_call(found))


def judge_bias(frame: RoundFrame, given: Given) -> Estimate:
    """The judges minus the mean of the people, in percent; calls with both."""
    found = differences(given.codes, frame.people, np.array(frame.worth))[:, ~frame.people]
    return mean_difference(_by_call([found]))


def _severities(frame: RoundFrame, found: list[Floats]) -> tuple[RaterSeverity, ...]:
    return tuple(
        RaterSeverity(
            rater=rater.name,
            ratings=int(sum((~np.isnan(one[:, place])).sum() for one in found)),
            difference=mean_difference(_by_call([one[:, [place]] for one in found])),
        )
        for place, rater in enumerate(frame.raters)
    )


def _by_call(found: list[Floats]) -> Floats:
    """One mean a call, over all that is known of it; calls without any are left out."""
    if not found:
        return np.empty(0)
    wide = np.concatenate(found, axis=1)
    known = ~np.isnan(wide)
    calls = known.any(axis=1)
    means: Floats = np.where(known, wide, 0.0)[calls].sum(axis=1) / known[calls].sum(axis=1)
    return means
