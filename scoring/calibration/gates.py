"""What a judge may be used for on a criterion, gate by gate, each with its reason in words.

The gates say what may be granted; a named person of qa grants it. Falling below a gate takes it away.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from scoring.agreement.estimate import Estimate
from scoring.agreement.gaps import GroupGap
from scoring.clearance import Use, ceiling
from scoring.record import Record

COACHING_CALLS, PIP_CALLS = 50, 100
COACHING_BOUND, PIP_BOUND = 0.40, 0.55
MOST_UNDER_PEOPLE = 0.10
"""How much lower than people among themselves the judge's agreement with them may be."""
MOST_BIAS = 2.0
"""Of 100 points of the QA score."""
MOST_INVALID = 0.02
"""Share of claims whose evidence did not hold."""
MOST_SMD = 0.15
Drift = Literal["passed", "first", "failed", "too_few", "none"]
Injection = Literal["green", "red", "none"]


class Evidence(Record):
    """What is known about a judge and criterion."""

    judge: str
    double_scored: int
    agreement: Estimate = Field(description="quadratic kappa, judge with people")
    people: Estimate = Field(description="quadratic kappa, people among themselves")
    bias: Estimate = Field(description="judge minus people, in percent of the QA score")
    claims: int = Field(description="yes and no that the judge claimed")
    invalid: int = Field(description="of which the evidence did not hold")
    groups: tuple[GroupGap, ...] = ()
    drift: Drift = "none"
    injection: Injection = "none"


class Gate(Record):
    """One condition, whether it is met, and the words for it."""

    name: str
    met: bool
    words: str


class Standing(Record):
    """What may be granted at the most, and why not more."""

    use: Literal["assist", "coaching", "pip"]
    coaching: tuple[Gate, ...]
    pip: tuple[Gate, ...]
    sentence: str


def standing(evidence: Evidence) -> Standing:
    """The most that may be granted."""
    coaching, pip = tuple(_coaching(evidence)), tuple(_pip(evidence))
    most = ceiling(evidence.judge)
    reached = Use.ASSIST
    if all(one.met for one in coaching) and most >= Use.COACHING:
        reached = Use.PIP if all(one.met for one in pip) and most >= Use.PIP else Use.COACHING
    return Standing(
        use=_name(reached), coaching=coaching, pip=pip, sentence=_sentence(reached, most, coaching, pip)
    )


def _coaching(evidence: Evidence) -> Iterable[Gate]:
    yield _calls(evidence, COACHING_CALLS)
    yield _bound(evidence.agreement, COACHING_BOUND)
    yield _valid(evidence)


def _pip(evidence: Evidence) -> Iterable[Gate]:
    yield _calls(evidence, PIP_CALLS)
    yield _bound(evidence.agreement, PIP_BOUND)
    yield _valid(evidence)
    yield _beside_people(evidence)
    yield _bias(evidence.bias)
    yield _groups(evidence.groups)
    drift = {
        "passed": "drift check passed",
        "first": "anchor set read; nothing to compare it with yet",
        "failed": "drift check failed",
        "too_few": "fewer than 40 anchors: too few to tell",
        "none": "no anchor set was read",
    }[evidence.drift]
    yield Gate(name="drift", met=evidence.drift in ("passed", "first"), words=drift)
    suite = {
        "green": "injection suite green",
        "red": "injection suite red",
        "none": "injection suite not run",
    }
    yield Gate(name="injection", met=evidence.injection == "green", words=suite[evidence.injection])


def _calls(evidence: Evidence, needed: int) -> Gate:
    n = evidence.double_scored
    return Gate(name="calls", met=n >= needed, words=f"{n} of {needed} double-scored calls")


def _bound(agreement: Estimate, needed: float) -> Gate:
    if agreement.low is None:
        why = agreement.why_no_value or agreement.why_no_interval or "not known"
        return Gate(name="agreement", met=False, words=f"no lower bound ({why}), needs {_two(needed)}")
    met = agreement.low >= needed
    return Gate(
        name="agreement", met=met, words=f"lower bound {_two(agreement.low, met)}, needs {_two(needed)}"
    )


def _valid(evidence: Evidence) -> Gate:
    if not evidence.claims:
        return Gate(name="evidence", met=False, words="no claims to check")
    share = evidence.invalid / evidence.claims
    words = f"evidence did not hold in {evidence.invalid} of {evidence.claims} claims, allowed are under 2 %"
    return Gate(name="evidence", met=share < MOST_INVALID, words=words)


def _beside_people(evidence: Evidence) -> Gate:
    mine, people = evidence.agreement.value, evidence.people.value
    if people is None:
        return Gate(name="people", met=False, words="two people have to score the same calls first")
    if mine is None:
        return Gate(name="people", met=False, words="no agreement to set beside that of people")
    met = people - mine <= MOST_UNDER_PEOPLE
    return Gate(name="people", met=met, words=f"agrees {_two(mine)} with people, who agree {_two(people)}")


def _bias(bias: Estimate) -> Gate:
    if bias.value is None:
        return Gate(name="bias", met=False, words="strictness not known")
    how = "stricter" if bias.value < 0 else "more lenient"
    words = f"{abs(bias.value):.1f} points of 100 {how} than people, allowed are 2"
    return Gate(name="bias", met=abs(bias.value) <= MOST_BIAS, words=words)


def _groups(groups: tuple[GroupGap, ...]) -> Gate:
    known = [one for one in groups if one.smd is not None]
    wide = [one for one in known if abs(one.smd or 0.0) > MOST_SMD]
    if not known:
        return Gate(name="groups", met=False, words="no group of 20 calls to look at")
    if wide:
        named = ", ".join(f"{one.group} {one.smd:+.2f}".replace("-", "−") for one in wide[:3])
        return Gate(
            name="groups",
            met=False,
            words=f"reads some calls differently: {named}, allowed ±{_two(MOST_SMD)}",
        )
    return Gate(name="groups", met=True, words=f"reads {len(known)} groups of calls alike")


def _sentence(reached: Use, most: Use, coaching: tuple[Gate, ...], pip: tuple[Gate, ...]) -> str:
    if most is Use.ASSIST:
        return "Reads cues and does not understand the call: it helps a person, and nothing lifts that."
    if reached is Use.PIP:
        return "May be granted for plans."
    wanted, name = (pip, "plans") if reached is Use.COACHING else (coaching, "coaching")
    missing = "; ".join(one.words for one in wanted if not one.met)
    return f"Not for {name}: {missing}."


def _name(use: Use) -> Literal["assist", "coaching", "pip"]:
    return {Use.ASSIST: "assist", Use.COACHING: "coaching", Use.PIP: "pip"}[use]  # type: ignore[return-value]


def _two(value: float, met: bool = True) -> str:
    """Two decimals without the zero. What falls short never looks as if it did not: it is cut."""
    cut = value if met else int(value * 100) / 100
    text = f"{cut:.2f}"
    return text.replace("0.", ".", 1) if abs(cut) < 1 else text
