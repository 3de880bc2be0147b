"""Which count rule stands for a rate where calls are few, and how often it errs."""

from fractions import Fraction

import pytest

from scoring.milestone.count_rule import count_rule_for, error_rates
from scoring.milestone.goals import CountGoal


@pytest.mark.parametrize(
    ("target", "occasions", "rule"),
    # By hand for 90 %, 15 occasions: P(≥ 13) = .816 and P(≥ 12) = .944, so 12 of 15.
    # For 95 %, 20 occasions: P(≥ 19) = .736 and P(≥ 18) = .925.
    [(90, 20, (12, 15)), (95, 27, (18, 20)), (95, 44, (18, 20)), (80, 16, (8, 12)), (90, 10, None)],
)
def test_the_rule_fails_a_rep_at_the_target_at_most_one_time_in_ten(
    target: int, occasions: int, rule: tuple[int, int] | None
) -> None:
    found = count_rule_for("m1", Fraction(target), occasions)
    assert (found and (found.at_least, found.of_last)) == rule


def test_its_error_rates_are_those_that_were_published() -> None:
    # "at least 9 of the last 12" passes a true 80 % .79 and a true 50 % .07.
    nine = CountGoal(kind="count", of="m1", at_least=9, of_last=12)
    assert error_rates(nine, Fraction(20), Fraction(95)) == (
        "Of 100 reps who truly do it on so many occasions it passes: 97 %: 100; 95 %: 100; 90 %: 97; "
        "80 %: 79; 50 %: 7; at the baseline of 20 %: fewer than 1."
    )
    assert error_rates(nine, None).endswith("50 %: 7.")
