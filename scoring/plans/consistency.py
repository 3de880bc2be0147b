"""Is a plan in line with the others of the team? Same standard, same length, same consequence, same help.

For HR. It lists and points; whether a difference has a good reason is for people to say.
"""

from collections.abc import Sequence
from fractions import Fraction

from pydantic import Field, StrictBool

from scoring.formats import counted, plain
from scoring.milestone.exact import Day, Exact
from scoring.milestone.goals import Direction
from scoring.record import Record

FEWEST_PLANS = 3
"""Under three other plans nothing is in or out of line yet."""
OUT_OF_LINE = Fraction(1, 10)
"""A target that differs from the others' middle by more than a tenth of it is pointed at."""


class PlanSummary(Record):
    """A plan in a line. `plan` is its public id; names are for those who ask, and that is logged."""

    plan: str
    team: str
    about: str = Field(description='what is measured: "qa_score", "close_rate"')
    baseline: Exact | None = None
    target: Exact | None = None
    direction: Direction = Direction.HIGHER
    unit: str = ""
    days: int = Field(ge=1)
    starts: Day
    state: str
    outcome: str = ""
    severe: StrictBool = Field(default=False, description="the employment may end")
    support: int = Field(default=0, ge=0, description="how many things the company promised")


class OutOfLine(Record):
    """Something in which this plan differs from the others."""

    code: str
    sentence: str


class Consistency(Record):
    """The others about the same, and what is out of line."""

    rows: tuple[PlanSummary, ...]
    compared: int
    below_without_plan: int | None = Field(
        description="others below the same standard then, with no plan; null: not known"
    )
    findings: tuple[OutOfLine, ...]
    sentence: str


def check_consistency(
    this: PlanSummary, others: Sequence[PlanSummary], below_without_plan: int | None = None
) -> Consistency:
    """This plan beside the others of its team that are about the same; withdrawn ones are shown only."""
    rows = sorted(
        (one for one in others if one.plan != this.plan and one.team == this.team),
        key=lambda one: (one.about != this.about, one.starts, one.plan),
    )
    alike = [
        one for one in rows if one.about == this.about and one.outcome not in ("withdrawn", "wrong_tool")
    ]
    findings = _unequal(below_without_plan)
    if len(alike) >= FEWEST_PLANS:
        findings = [*_target(this, alike), *_length(this, alike), *_rest(this, alike), *findings]
    return Consistency(
        rows=tuple(rows),
        compared=len(alike),
        below_without_plan=below_without_plan,
        findings=tuple(findings),
        sentence=_sentence(alike, findings),
    )


def _sentence(alike: Sequence[PlanSummary], findings: Sequence[OutOfLine]) -> str:
    if len(alike) < FEWEST_PLANS:
        others = counted(len(alike), "other plan")
        return f"Too few to compare: {others} about the same in this team; {FEWEST_PLANS} are needed."
    if findings:
        return f"{counted(len(findings), 'thing')} to look at, compared with {len(alike)} other plans."
    return f"In line with {len(alike)} other plans about the same in this team."


def _target(this: PlanSummary, alike: Sequence[PlanSummary]) -> list[OutOfLine]:
    targets = sorted(one.target for one in alike if one.target is not None)
    if this.target is None or len(targets) < FEWEST_PLANS:
        return []
    middle = median(targets)
    if abs(this.target - middle) <= OUT_OF_LINE * abs(middle):
        return []
    harder = this.direction.sign * (this.target - middle) > 0
    word = "asks for more than" if harder else "asks for less than"
    unit = f" {this.unit}" if this.unit else ""
    return [
        OutOfLine(
            code="target",
            sentence=f"The target {plain(this.target)}{unit} {word} the other plans (middle {plain(middle)}"
            f"{unit}, from {plain(targets[0])} to {plain(targets[-1])}).",
        )
    ]


def _length(this: PlanSummary, alike: Sequence[PlanSummary]) -> list[OutOfLine]:
    lengths = sorted(one.days for one in alike)
    if this.days >= lengths[0] and this.days <= lengths[-1]:
        return []
    word = "shorter" if this.days < lengths[0] else "longer"
    end = lengths[0] if word == "shorter" else lengths[-1]
    return [
        OutOfLine(
            code="length",
            sentence=f"{this.days} days are {word} than any of the other plans had ({word}st so far: {end}).",
        )
    ]


def _rest(this: PlanSummary, alike: Sequence[PlanSummary]) -> list[OutOfLine]:
    found = []
    severe = sum(one.severe for one in alike)
    if this.severe and not severe:
        found.append(
            OutOfLine(
                code="consequence",
                sentence=f"The employment may end by this plan; in none of {len(alike)} others could it.",
            )
        )
    least = min(one.support for one in alike)
    if this.support < least:
        promised = counted(this.support, "thing")
        found.append(
            OutOfLine(
                code="support",
                sentence=f"{promised} promised as support; every other plan promised at least {least}.",
            )
        )
    return found


def _unequal(below_without_plan: int | None) -> list[OutOfLine]:
    if not below_without_plan:
        return []
    others = "1 other was" if below_without_plan == 1 else f"{below_without_plan} others were"
    return [
        OutOfLine(
            code="others_below",
            sentence=f"{others} below the same standard at the time and had no plan. Why this rep?",
        )
    ]


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle of sorted values; of an even number, half way between the two."""
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
