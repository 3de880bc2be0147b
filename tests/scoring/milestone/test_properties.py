"""What holds for every set of calls."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scoring.milestone.calls import ScoredCall, Selection
from scoring.milestone.course import Course
from scoring.milestone.decide import evaluate_milestone
from scoring.milestone.decision import Decision, Status
from scoring.milestone.estimate import Estimate
from scoring.milestone.goals import Direction
from scoring.milestone.verdict import verdict
from tests.scoring.milestone.examples import DECISION_DAY, calls, decided, milestone
from tests.scoring.milestone.test_extension import EXTENDED, IN_THE_EXTENSION, LATER

scores = st.lists(st.integers(0, 100), max_size=30)
high = st.lists(st.integers(70, 100), min_size=8, max_size=30)
raises = st.lists(st.integers(0, 30), min_size=30, max_size=30)


def without_case(decision: Decision) -> dict[str, Any]:
    return decision.model_dump(exclude={"case"})


@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_the_calls_never_matters(values: list[int], shuffler: Any) -> None:
    scored = calls(values)
    shuffled = list(scored)
    shuffler.shuffle(shuffled)
    assert without_case(decided(shuffled)) == without_case(decided(scored))


@given(scores, scores, st.sampled_from([Selection.MANAGER, Selection.REP, Selection.COMPLAINT]))
def test_calls_that_somebody_chose_never_change_anything(
    values: list[int], chosen: list[int], selection: Selection
) -> None:
    scored = calls(values)
    picked = [one.model_copy(update={"selection": selection}) for one in calls(chosen, prefix="picked")]
    before, after = decided(scored), decided([*scored, *picked])
    changed = {"case", "left_out"}
    assert before.model_dump(exclude=changed) == after.model_dump(exclude=changed)


@given(high, raises)
def test_raising_scores_never_turns_met_into_not_met(values: list[int], by: list[int]) -> None:
    raised = [min(100, value + more) for value, more in zip(values, by, strict=False)]
    if decided(calls(values)).status is Status.MET:
        assert decided(calls(raised)).status is not Status.NOT_MET
    if decided(calls(raised)).status is Status.NOT_MET:
        assert decided(calls(values)).status is not Status.MET


@given(high, high, raises)
def test_nor_does_it_with_the_extension(first: list[int], later: list[int], by: list[int]) -> None:
    raised = [min(100, value + more) for value, more in zip(first, by, strict=False)]
    statuses = [
        evaluate_milestone(milestone(), _extended(values, later), LATER, EXTENDED).status
        for values in (first, raised)
    ]
    assert statuses != [Status.MET, Status.NOT_MET]


def _extended(values: list[int], later: list[int]) -> list[ScoredCall]:
    return [*calls(values), *calls(later, IN_THE_EXTENSION, prefix="e")]


@given(scores)
def test_met_means_reached_and_not_met_means_all_below(values: list[int]) -> None:
    decision = decided(calls(values))
    if decision.estimate is None:
        assert decision.status is Status.INSUFFICIENT_EVIDENCE
    elif decision.status is Status.MET:
        assert decision.estimate.value >= 85
        assert decision.estimate.low >= 82
    elif decision.status is Status.NOT_MET:
        assert decision.estimate.high < 85


@given(scores)
def test_what_is_not_met_where_the_job_is_at_stake_is_not_met_elsewhere(values: list[int]) -> None:
    if decided(calls(values), severe=True).status is Status.NOT_MET:
        assert decided(calls(values)).status is Status.NOT_MET


@given(st.integers(0, 200), st.integers(0, 40), st.integers(0, 5))
def test_less_is_better_is_the_mirror_of_more_is_better(value: int, half: int, slack: int) -> None:
    upward = Estimate(value=value, n=12, low=value - half, high=value + half, firm=value + half)
    mirrored = Estimate(
        value=200 - value, n=12, low=200 - value - half, high=200 - value + half, firm=200 - value - half
    )
    assert verdict(upward, 100, slack, Direction.HIGHER) is verdict(mirrored, 100, slack, Direction.LOWER)


@given(scores)
def test_a_course_in_which_nothing_happened_changes_nothing(values: list[int]) -> None:
    scored = calls(values)
    quiet = evaluate_milestone(milestone(), scored, DECISION_DAY, Course())
    assert without_case(quiet) == without_case(decided(scored))
