"""What the numbers come to, in plain words: what was seen first, then how sure one can be of it."""

from collections.abc import Sequence

from scoring.agreement.estimate import Estimate
from scoring.agreement.records import PairAgreement, PanelAgreement, RaterSeverity
from scoring.formats import counted
from scoring.visible import visible

INDICATIVE = "Indicative: fewer than 20 units."


def in_words(
    pairs: Sequence[PairAgreement], panel: PanelAgreement, severity: Sequence[RaterSeverity], indicative: bool
) -> str:
    """Two or three sentences about a file of ratings. Values to three decimals, no verdict on them."""
    seen = _pair_seen(pairs[0]) if len(pairs) == 1 else _panel_seen(panel, len(severity))
    strictness = _two_compared(severity) if len(severity) == 2 else _ends(severity)
    parts = [seen, _beyond_chance(pairs, panel), strictness, INDICATIVE if indicative else ""]
    return " ".join(part for part in parts if part)


def _pair_seen(pair: PairAgreement) -> str:
    who = f"{visible(pair.first)} and {visible(pair.second)}"
    if not pair.units:
        return f"{who} rated no unit in common."
    near = _times(pair.within_one)
    return (
        f"On {counted(pair.units, 'unit')} {who} gave the same value {_times(pair.exact)}"
        f"{f' and were within one step {near}' if near else ''}."
    )


def _times(share: Estimate) -> str:
    if share.value is None:
        return ""
    return counted(round(share.value * share.units), "time")


def _panel_seen(panel: PanelAgreement, raters: int) -> str:
    if panel.exact.value is None:
        return f"Of {raters} raters no two rated the same unit."
    near = panel.within_one.value
    return (
        f"{raters} raters on {counted(panel.units, 'unit')}: two raters of a unit gave the same value "
        f"{panel.exact.value:.1%} of the time"
        f"{f' and were within one step {near:.1%} of the time' if near is not None else ''}."
    ).replace("%", " %")


def _beyond_chance(pairs: Sequence[PairAgreement], panel: PanelAgreement) -> str:
    """The coefficient to read first: quadratic kappa for two raters, ordinal alpha for a panel."""
    if len(pairs) == 1:
        two_values = pairs[0].binary is not None
        name = "kappa" if two_values else "quadratic-weighted kappa"
        headline = pairs[0].kappa.quadratic  # the same as the plain one where there are two values
    else:
        name, headline = "Krippendorff's alpha for ordinal data", panel.alpha.ordinal
    if headline.value is None:
        return f"Agreement beyond chance ({name}) is not defined: {headline.why_no_value}."
    return f"Agreement beyond chance ({name}) is {_rounded(headline.value)}, {_how_sure(headline)}."


def _how_sure(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return f"without an interval: {estimate.why_no_interval}"
    return f"95 % interval {_rounded(estimate.low)} to {_rounded(estimate.high)}"


def _two_compared(severity: Sequence[RaterSeverity]) -> str:
    """Of two raters the difference of one is that of the other with the sign turned."""
    stricter, other = sorted(severity, key=lambda rater: rater.difference.value or 0.0)
    difference = stricter.difference
    if difference.value is None:
        return ""
    if difference.value == 0:
        return f"On average {visible(stricter.rater)} and {visible(other.rater)} are equally strict."
    chance = ", which may be chance" if _may_be_chance(difference) else ""
    names = f"{visible(stricter.rater)} is {_points(difference)} stricter than {visible(other.rater)}"
    return f"{names}{chance}."


def _ends(severity: Sequence[RaterSeverity]) -> str:
    """The strictest and the most lenient of a panel."""
    ranked = sorted(
        (rater for rater in severity if rater.difference.value is not None),
        key=lambda rater: rater.difference.value or 0.0,
    )
    if len(ranked) < 2 or ranked[0].difference.value == ranked[-1].difference.value:
        return ""
    strictest, lenient = ranked[0], ranked[-1]
    return (
        f"Strictest is {visible(strictest.rater)}, {_points(strictest.difference)} below the others; "
        f"most lenient {visible(lenient.rater)}, {_points(lenient.difference)} above."
    )


def _points(difference: Estimate) -> str:
    return f"{abs(difference.value or 0.0):.3f} points"


def _may_be_chance(difference: Estimate) -> bool:
    return difference.low is None or difference.high is None or difference.low <= 0 <= difference.high


def _rounded(value: float) -> str:
    return f"{round(value, 3) + 0.0:.3f}".replace("-", "−")
