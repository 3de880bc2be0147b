"""What a calibration round comes to, in plain words. Coefficients get no adjective: what is it enough for?"""

from collections.abc import Sequence

from scoring.agreement.estimate import Estimate
from scoring.agreement.records import RaterSeverity
from scoring.agreement.round_frame import RoundFrame
from scoring.agreement.round_records import Beside, CriterionAgreement, Headline
from scoring.calibration.gates import COACHING_BOUND, COACHING_CALLS, PIP_BOUND, PIP_CALLS
from scoring.formats import counted, format_share
from scoring.visible import visible

MOSTLY_ONE = 0.9
ENOUGH = {
    "plans": "That is enough for plans, once a person has confirmed the call.",
    "coaching": "That is enough for coaching; for plans it is not.",
}


def criterion_sentence(
    title: str, people: Beside, judge: Beside, severity: Sequence[RaterSeverity], frame: RoundFrame
) -> str:
    """A few sentences about one criterion: what was seen, how sure, how strict, what it is enough for."""
    if judge.calls == 0:
        return " ".join(filter(None, (_seen(title, "people", people), _sure(people.kappa))))
    parts = [_seen(title, "the AI reading and a person", judge), _sure(judge.kappa)]
    if people.kappa.value is not None:
        parts.append(f"Your own raters among themselves: {_number(people.kappa.value)}.")
    parts.append(_strict(severity, frame))
    parts.append(enough_for(judge.kappa))
    return " ".join(part for part in parts if part)


def enough_for(kappa: Estimate) -> str:
    """What agreement of that size is enough for, by the lower end of its interval and on how many calls."""
    if kappa.value is None or kappa.low is None:
        return ""
    for bound, needed, use in ((PIP_BOUND, PIP_CALLS, "plans"), (COACHING_BOUND, COACHING_CALLS, "coaching")):
        if kappa.low >= bound and kappa.units < needed:
            return f"On {needed} calls that would be enough for {use}; so far there are {kappa.units}."
        if kappa.low >= bound:
            return ENOUGH[use]
    return "That is enough to help a person, and for nothing else."


def round_sentence(frame: RoundFrame, head: Headline, severity: Sequence[RaterSeverity]) -> str:
    """The round in one or two sentences."""
    people = sum(rater.kind == "person" for rater in frame.raters)
    parts = [f"{counted(people, 'person', 'people')} on {counted(len(frame.calls), 'call')}:"]
    if head.people_exact.value is not None:
        parts.append(
            f"two of them gave an item the same answer {format_share(head.people_exact.value)} of the time"
        )
    if head.judge_exact.value is not None:
        joint = "," if head.people_exact.value is not None else ""
        parts[-1] += joint
        parts.append(f"a person and the AI reading {format_share(head.judge_exact.value)}")
    if len(parts) == 1:
        return f"{parts[0]} nothing to compare yet."
    return f"{' '.join(parts)}. {_ends(severity, frame)}".strip()


def round_notes(frame: RoundFrame, criteria: Sequence[CriterionAgreement]) -> list[str]:
    """What a reader should know before the numbers."""
    notes = []
    if len(frame.calls) < 20:
        notes.append(
            "Fewer than 20 calls: no coefficient for a criterion. Agreement over the answers to all items"
            " comes first, then the largest differences, the items that split most, how strict each rater is."
        )
    elif len(frame.calls) < 50:
        notes.append("Fewer than 50 calls: indicative.")
    alike = [
        one.title for given, one in zip(frame.criteria, criteria, strict=True) if _one_level(given.codes)
    ]
    if alike:
        notes.append(
            f"Not enough variety to judge agreement, nearly all levels are the same: {', '.join(alike)}."
        )
    return notes


def _one_level(codes: object) -> bool:
    levels = [code for row in codes.tolist() for code in row if code >= 0]  # type: ignore[attr-defined]
    return bool(levels) and max(map(levels.count, set(levels))) > MOSTLY_ONE * len(levels)


def _seen(title: str, whom: str, seen: Beside) -> str:
    if seen.exact.value is None:
        return f"{title}: nothing to compare."
    near = seen.within_one.value
    within = f" and were within one level {format_share(near)} of the time" if near is not None else ""
    calls = counted(seen.calls, "call")
    return (
        f"On {calls} {whom} gave {title} the same level {format_share(seen.exact.value)} of the time{within}."
    )


def _sure(kappa: Estimate) -> str:
    if kappa.value is None:
        return f"Agreement beyond chance is not defined: {kappa.why_no_value}." if kappa.units else ""
    if kappa.low is None or kappa.high is None:
        return (
            f"Agreement beyond chance {_number(kappa.value)}, without an interval: {kappa.why_no_interval}."
        )
    interval = f"95 % interval {_number(kappa.low)} to {_number(kappa.high)}"
    return f"Agreement beyond chance {_number(kappa.value)}, {interval}."


def _strict(severity: Sequence[RaterSeverity], frame: RoundFrame) -> str:
    judges = {rater.name for rater in frame.raters if rater.kind == "judge"}
    found = [one.difference for one in severity if one.rater in judges and one.difference.value is not None]
    if len(found) != 1 or found[0].value is None:
        return ""
    value = found[0].value
    if round(abs(value), 2) == 0:
        return "The AI reading is as strict as people."
    chance = ", which may be chance" if _may_be_chance(found[0]) else ""
    how = "stricter" if value < 0 else "more lenient"
    return f"The AI reading is {_number(abs(value))} levels {how}{chance}."


def _ends(severity: Sequence[RaterSeverity], frame: RoundFrame) -> str:
    people = {rater.name for rater in frame.raters if rater.kind == "person"}
    ranked = sorted(
        (one for one in severity if one.rater in people and one.difference.value is not None),
        key=lambda one: one.difference.value or 0.0,
    )
    if len(ranked) < 2 or ranked[0].difference.value == ranked[-1].difference.value:
        return ""
    first, last = ranked[0], ranked[-1]
    return (
        f"Strictest is {visible(first.rater)} ({_signed(first.difference.value or 0.0)} levels), most lenient"
        f" {visible(last.rater)} ({_signed(last.difference.value or 0.0)})."
    )


def _may_be_chance(difference: Estimate) -> bool:
    return difference.low is None or difference.high is None or difference.low <= 0 <= difference.high


def _number(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _signed(value: float) -> str:
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", "−")
