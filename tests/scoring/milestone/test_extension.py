"""The one extension: more random calls, the same rule, window and extension counted together."""

from datetime import date, timedelta

from scoring.milestone.course import Course
from scoring.milestone.decide import evaluate_milestone
from scoring.milestone.decision import Decision, Reason, Status
from scoring.milestone.goals import MeanGoal
from scoring.milestone.rule import Milestone
from tests.scoring.milestone.examples import DECISION_DAY, around, call, calls, decided, milestone

EXTENDED = Course(extended=True)
LATER = date(2027, 1, 28)
"""The deadline of 31 December, 21 days more, and 7 days to dispute."""
IN_THE_EXTENSION = date(2027, 1, 4)

OPEN = calls(around(83, 10))


def extended(more: list[int], today: date = LATER, plan: Milestone | None = None) -> Decision:
    scored = [*OPEN, *calls(more, IN_THE_EXTENSION, prefix="e")]
    return evaluate_milestone(plan or milestone(), scored, today, EXTENDED)


def test_window_and_extension_are_counted_together() -> None:
    # Twelve around 83 and twelve around 89: mean 86, Σ² = 24·10² + 24·3² = 2616;
    # s² = (1210 + 2616) / 33 = 115.94; t(.90; 33) = 1.30774 · sqrt(115.94/24) = 2.874: 83.126 ≥ 82.
    decision = extended(around(89, 10))
    assert (decision.status, len(decision.counted)) == (Status.MET, 24)
    assert decision.looked_at == (date(2026, 12, 8), date(2027, 1, 21))
    assert decision.sentence == "Average 86, likely 83–89, 24 random calls: target 85 met."


def test_more_calls_around_79_do_not_meet() -> None:
    # Mean 81, half width as above: 81 + 2.874 = 83.87 < 85.
    assert extended(around(79, 10)).status is Status.NOT_MET


def test_what_is_still_open_goes_to_people_and_does_not_count_as_not_met() -> None:
    decision = extended(around(85, 10))
    assert decision.status is Status.INSUFFICIENT_EVIDENCE
    assert decision.last_look
    assert decision.sentence == (
        'The data do not show "not met": 84, likely 81–87, 24 random calls, target 85. '
        "People decide on the evidence."
    )


def test_while_the_extension_runs_it_waits() -> None:
    decision = extended(around(89, 10)[:4], date(2027, 1, 10))
    assert (decision.status, decision.reason) == (Status.WAITING, Reason.EXTENSION_RUNS)
    assert decision.sentence == (
        "Extended until 21 January 2027: 16 random calls so far. The decision comes on 28 January 2027."
    )


def test_what_was_met_at_the_first_look_stays_met() -> None:
    scored = [*calls(around(87, 10)), *calls(around(60, 10), IN_THE_EXTENSION, prefix="e")]
    decision = evaluate_milestone(milestone(), scored, LATER, EXTENDED)
    assert (decision.status, len(decision.counted)) == (Status.MET, 12)


def test_without_an_agreed_extension_the_first_look_is_the_last() -> None:
    decision = decided(OPEN, extension=None)
    assert decision.last_look
    assert decision.next_step == "A panel of people decides on the evidence."


def test_a_dispute_upheld_after_the_decision_reopens_it() -> None:
    scored = calls(around(80, 10))
    assert decided(scored).status is Status.NOT_MET
    disputed = [scored[1].model_copy(update={"dispute": "open"}), scored[0], *scored[2:]]
    assert decided(disputed, DECISION_DAY + timedelta(days=30)).status is Status.WAITING
    # Upheld: 70 becomes 100. Mean 82.5, upper end above 85: no longer shown.
    upheld = [call("c001", 100, scored[1].day, dispute="settled"), scored[0], *scored[2:]]
    assert decided(upheld).status is Status.INSUFFICIENT_EVIDENCE


def test_the_extension_also_helps_where_there_were_too_few_calls() -> None:
    goal = milestone().goal
    assert isinstance(goal, MeanGoal)
    few = [*calls(around(90, 5, 6)), *calls(around(90, 5, 6), IN_THE_EXTENSION, prefix="e")]
    assert decided(few).reason is Reason.TOO_FEW
    assert evaluate_milestone(milestone(), few, LATER, EXTENDED).status is Status.MET
