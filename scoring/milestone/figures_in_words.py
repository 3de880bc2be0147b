"""A value, its range and its n as a person reads them: "87, likely 83–91, 12 random calls"."""

from fractions import Fraction

from scoring.formats import counted, day_in_words, format_average, format_percent, plain
from scoring.milestone.case import Case
from scoring.milestone.figures import Figures
from scoring.milestone.goals import (
    CountGoal,
    Direction,
    ImportedAverage,
    ImportedCount,
    MeanGoal,
    RateGoal,
    Scale,
)
from scoring.milestone.look import Look

Number = Fraction | float


class Wording:
    """Writes the numbers of one case. Where rounding would seem to cross `against`, more decimals show."""

    def __init__(self, case: Case, against: Fraction | None = None) -> None:
        self.goal = case.milestone.goal
        self.against = self.goal.target if against is None else against
        self.percent = not isinstance(self.goal, ImportedAverage | ImportedCount) and not (
            isinstance(self.goal, MeanGoal) and self.goal.scale is Scale.LEVEL
        )

    def number(self, value: Number) -> str:
        if isinstance(self.goal, ImportedCount):
            return plain(Fraction(value))
        write = format_percent if self.percent else format_average
        return write(value, self.against, at_most=self.goal.direction is Direction.LOWER)

    def unit(self) -> str:
        """What stands behind a number: nothing for scores, which are in percent by name."""
        if isinstance(self.goal, ImportedAverage):
            return f" {self.goal.unit}" if self.goal.unit else ""
        return " %" if self.percent and not isinstance(self.goal, MeanGoal) else ""

    def likely(self, low: float, high: float) -> str:
        """The range in force, cut at the ends of the scale: nobody's average is above 100."""
        lowest, highest = self._ends()
        return f"likely {self.number(max(low, lowest))}–{self.number(min(high, highest))}"

    def _ends(self) -> tuple[float, float]:
        if isinstance(self.goal, MeanGoal):
            return self.goal.scale.ends
        return (0, 100) if self.percent else (float("-inf"), float("inf"))


def headline(case: Case, look: Look, against: Fraction | None = None) -> str:
    """The value with its doubt and its n."""
    if look.estimate is None:
        return base_of(case, look)
    words = Wording(case, against)
    goal, estimate = case.milestone.goal, look.estimate
    value = words.number(estimate.value) + words.unit()
    if isinstance(goal, ImportedCount):
        return value
    if isinstance(goal, CountGoal):
        return f"{estimate.successes} of the last {counted(look.n, 'occasion')}"
    likely = words.likely(estimate.low, estimate.high)
    if isinstance(goal, RateGoal):
        return f"{value}, {likely}, {estimate.successes} of {base_of(case, look)}"
    return f"{value}, {likely}, {base_of(case, look)}"


def base_of(case: Case, look: Look) -> str:
    """What a number rests on: "12 random calls", "12 random calls (1 more is incomplete)"."""
    if isinstance(case.milestone.goal, RateGoal | CountGoal):
        noun = "random call with an occasion", "random calls with an occasion"
    else:
        noun = ("random call", "random calls") if case.milestone.reads_calls else ("case", "cases")
    incomplete = incomplete_of(look)
    beside = f" ({incomplete} more {'is' if incomplete == 1 else 'are'} incomplete)" if incomplete else ""
    return counted(look.n, *noun) + beside


def incomplete_of(look: Look) -> int:
    """Drawn calls with an incomplete score: they enter no average and are counted beside n."""
    asides = (*look.tally.left_out, *look.tally.unsettled)
    return sum(aside.code.value == "incomplete" for aside in asides)


def target_of(case: Case) -> str:
    """The target in words: "85", "95 %", "at least 9 of the last 12 occasions"."""
    goal = case.milestone.goal
    if isinstance(goal, CountGoal) and goal.at_least is not None:
        return f"at least {goal.at_least} of the last {goal.of_last} occasions"
    if isinstance(goal, CountGoal):
        misses = counted(goal.at_most_misses or 0, "miss", "misses")
        return f"at most {misses} in the last {goal.of_last} occasions"
    ceiling = "at most " if goal.direction is Direction.LOWER else ""
    return f"{ceiling}{plain(goal.target)}{Wording(case).unit()}"


def figures_in_words(found: Figures) -> str:
    """ "90 of 300, 1 April 2026 to 30 April 2026; CRM export, as of 2 May 2026"."""
    if found.denominator is not None:
        numbers = f"{found.numerator} of {found.denominator:,}"
    elif found.average is not None:
        numbers = f"{float(found.average):.4g} on average, of {found.n}"
    elif found.count is not None:
        numbers = plain(found.count)
    else:
        numbers = "" if found.percentage is None else f"{plain(found.percentage)} %"
    days = f"{day_in_words(found.first)} to {day_in_words(found.last)}"
    return f"{numbers}, {days}; {found.source}, as of {day_in_words(found.imported)}"
