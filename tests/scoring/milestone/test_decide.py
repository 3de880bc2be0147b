"""A milestone on an average, from its first day to its decision."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from scoring.milestone.calls import CallState, Score, Selection
from scoring.milestone.course import Absence, Course
from scoring.milestone.decide import decide, evaluate_milestone
from scoring.milestone.decision import Reason, Status
from tests.scoring.milestone.examples import (
    DEADLINE,
    DECISION_DAY,
    QA_85,
    STARTS,
    WINDOW,
    around,
    call,
    calls,
    decided,
    milestone,
)


def test_87_from_twelve_calls_meets_85() -> None:
    # Half width 4.0919 (test_likely_range.py): 82.9081 to 91.0919, and 82.9081 ≥ 85 - 3.
    decision = decided(calls(around(87, 10)))
    assert (decision.status, decision.reason) == (Status.MET, Reason.RULE)
    assert decision.sentence == "Average 87, likely 83–91, 12 random calls: target 85 met."
    assert decision.estimate is not None
    assert decision.estimate.low == pytest.approx(82.9081, abs=1e-4)
    assert decision.estimate.high == pytest.approx(91.0919, abs=1e-4)
    assert len(decision.counted) == decision.drawn == 12


def test_80_from_twelve_calls_does_not_meet_85() -> None:
    # 80 + 4.0919 = 84.0919 < 85.
    decision = decided(calls(around(80, 10)))
    assert decision.status is Status.NOT_MET
    assert (
        decision.sentence == "Average 80, likely 76–84, 12 random calls: all of it below 85, target not met."
    )


def test_83_from_twelve_calls_is_too_early_to_say_and_asks_for_the_extension() -> None:
    decision = decided(calls(around(83, 10)))
    assert decision.status is Status.INSUFFICIENT_EVIDENCE
    assert decision.sentence == (
        "Too early to say: 83, likely 79–87, 12 random calls, target 85. "
        "12 more random calls are scheduled over 21 days."
    )
    assert decision.next_step == "Give the agreed extension, once."
    assert not decision.last_look


def test_a_mean_above_the_target_whose_range_reaches_too_low_is_not_met_yet() -> None:
    # Mean 85.5, Σ² = 12 · 14.5² = 2523; s² = (1210 + 2523) / 21 = 177.76;
    # half width 1.32319 · sqrt(177.76/12) = 5.0927: 80.407 < 85 - 3.
    assert decided(calls([100, 71] * 6)).status is Status.INSUFFICIENT_EVIDENCE


def test_where_the_job_is_at_stake_not_met_needs_95_percent() -> None:
    # 81 + 4.0919 = 85.0919 is open anyway; 80.5 + 4.0919 = 84.5919 < 85, but 80.5 + 5.3214 = 85.8214.
    scores = [*around(80, 10, 6), *around(81, 10, 6)]
    assert decided(calls(scores)).status is Status.NOT_MET
    assert decided(calls(scores), severe=True).status is Status.INSUFFICIENT_EVIDENCE


def test_a_split_error_makes_not_met_harder_and_leaves_the_range_alone() -> None:
    # Four milestones: one-sided 1 - .10/4 = .975; t(.975; 21) = 2.0796 · 3.0925 = 6.431: 79 + 6.431 > 85.
    alone, shared = decided(calls(around(79, 10))), decided(calls(around(79, 10)), sharing_error=4)
    assert (alone.status, shared.status) == (Status.NOT_MET, Status.INSUFFICIENT_EVIDENCE)
    assert alone.estimate is not None
    assert shared.estimate is not None
    assert shared.estimate.high == alone.estimate.high
    assert shared.estimate.firm == pytest.approx(85.431, abs=1e-3)


def test_the_judges_bias_enters_by_the_share_of_calls_it_read() -> None:
    goal = QA_85.model_copy(update={"se_bias": Fraction(2)})
    confirmed = calls(around(87, 10))
    blind = [one.model_copy(update={"state": CallState.SCORED_BY_PERSON}) for one in confirmed]
    biases = []
    for scored in (confirmed, [*confirmed[:3], *blind[3:]], blind):
        estimate = decided(scored, goal=goal).estimate
        assert estimate is not None
        assert estimate.spread is not None
        biases.append(estimate.spread.se_bias)
    assert biases == [2, Fraction(1, 2), 0]


def test_seven_calls_decide_nothing() -> None:
    decision = decided(calls([60] * 7))
    assert (decision.status, decision.reason) == (Status.INSUFFICIENT_EVIDENCE, Reason.TOO_FEW)
    assert decision.sentence.startswith("Too early to say: 7 random calls so far, and at least 8 are needed.")
    assert decided(calls([60] * 8)).status is Status.NOT_MET


def test_no_call_at_all_is_no_evidence() -> None:
    decision = decided([])
    assert (decision.status, decision.estimate) == (Status.INSUFFICIENT_EVIDENCE, None)
    assert decision.sentence.startswith("Too early to say: 0 random calls so far")


@pytest.mark.parametrize(
    "open_call", [{"dispute": "open"}, {"state": CallState.UNCONFIRMED}, {"confirmer": "manager_in_charge"}]
)
def test_nothing_is_decided_while_a_drawn_call_is_unsettled(open_call: dict[str, Any]) -> None:
    scored = [*calls(around(60, 10)), call("x1", 99, **open_call), call("x2", 99, **open_call)]
    decision = decided(scored)
    assert (decision.status, decision.reason) == (Status.WAITING, Reason.UNSETTLED)
    assert decision.sentence.startswith("Waiting: 2 of 14 calls.")
    assert [aside.call for aside in decision.unsettled] == ["x1", "x2"]
    assert not any("met" in line for line in decision.sums)


def test_an_unsettled_call_that_a_manager_picked_holds_nothing_up() -> None:
    picked = call("x1", 99, selection=Selection.MANAGER, state=CallState.UNCONFIRMED)
    assert decided([*calls(around(87, 10)), picked]).status is Status.MET


def test_until_the_decision_day_the_rep_may_dispute() -> None:
    scored = calls(around(87, 10))
    waiting = decided(scored, DECISION_DAY - timedelta(days=1))
    assert (waiting.status, waiting.reason) == (Status.WAITING, Reason.DISPUTE_WINDOW)
    assert (
        waiting.sentence
        == "Waiting until 7 January 2027: until then you may dispute what you think is wrong."
    )
    assert decided(scored, DECISION_DAY).status is Status.MET


@pytest.mark.parametrize(
    ("instant", "over"),
    [
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), True),
    ],
)
def test_the_deadline_lasts_until_midnight_where_the_plan_is(instant: datetime, over: bool) -> None:
    # Berlin is an hour ahead of UTC in winter.
    decision = evaluate_milestone(milestone(), calls(around(87, 10)), instant)
    assert decision.status is (Status.WAITING if over else Status.ON_TRACK)


@pytest.mark.parametrize(
    ("zone", "deadline", "midnight"),
    [
        # 25 hours: on 1 November 2026 New York goes from UTC-4 to UTC-5.
        ("America/New_York", date(2026, 11, 1), datetime(2026, 11, 2, 5, 0, tzinfo=UTC)),
        # 23 hours: on 29 March 2026 Berlin goes from UTC+1 to UTC+2.
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        # Half an hour: on 4 October 2026 Lord Howe goes from UTC+10:30 to UTC+11.
        ("Australia/Lord_Howe", date(2026, 10, 4), datetime(2026, 10, 4, 13, 0, tzinfo=UTC)),
    ],
)
def test_a_deadline_on_the_day_of_the_time_change_ends_at_its_own_midnight(
    zone: str, deadline: date, midnight: datetime
) -> None:
    plan = milestone(
        starts=deadline - timedelta(days=59),
        window={"first": deadline - timedelta(days=23), "last": deadline},
        deadline=deadline,
        zone=zone,
        baseline=None,
        dispute_days=0,
    )
    last_call = call("x", day=deadline, at=midnight - timedelta(seconds=1), zone=zone)
    before = evaluate_milestone(plan, [last_call], midnight - timedelta(seconds=1))
    after = evaluate_milestone(plan, [last_call], midnight)
    assert (before.day, after.day) == (deadline, deadline + timedelta(days=1))
    assert before.counted == after.counted == ("x",)
    assert "scheduled" not in before.sentence
    assert "12 more random calls are scheduled" in after.sentence
    # A signpost decides nothing, so nobody extends it.
    signpost = plan.model_copy(update={"signpost": True})
    assert "scheduled" not in evaluate_milestone(signpost, [last_call], midnight).sentence


def test_before_the_deadline_met_and_not_met_are_never_said() -> None:
    for mean in (40, 75, 90):
        for later in range(0, 60, 7):
            today = STARTS + timedelta(days=later)
            scored = calls(around(mean, 5, 40), first=STARTS)
            assert decided(scored, today).status in (
                Status.ON_TRACK,
                Status.AT_RISK,
                Status.INSUFFICIENT_EVIDENCE,
            )


def test_the_path_is_taken_at_the_mean_day_of_the_calls() -> None:
    # Twelve calls on 16-21 November, two a day: mean day 16.5 of 59; 71 + 14 · 16.5/59 = 74.9153.
    scored = calls(around(75, 10), first=date(2026, 11, 16))
    decision = decided(scored, date(2026, 11, 22))
    assert decision.path == 71 + 14 * Fraction(33, 2) / 59
    assert decision.status is Status.ON_TRACK
    assert decision.sentence == (
        "75, likely 71–79, 12 random calls: at or above where the plan expects you today (75)."
    )


def test_a_range_wholly_below_the_path_is_at_risk() -> None:
    # Mean day 52.5 of 59: path 71 + 14 · 52.5/59 = 83.4576; 75 + 4.0919 = 79.0919 is below it.
    decision = decided(calls(around(75, 10), first=date(2026, 12, 22)), date(2026, 12, 30))
    assert decision.status is Status.AT_RISK
    assert decision.sentence == (
        "Below the path so far: 75, likely 71–79, 12 random calls, target 85 by 31 December 2026. "
        "Even the upper end is below where the plan expects you today (83)."
    )


def test_a_range_around_the_path_is_too_early_to_say() -> None:
    decision = decided(calls(around(81, 10), first=date(2026, 12, 22)), date(2026, 12, 30))
    assert (decision.status, decision.reason) == (Status.INSUFFICIENT_EVIDENCE, Reason.PATH)


def test_a_forecast_looks_at_the_last_days_only() -> None:
    # The window has 24 days, so on 30 December the calls since 7 December are looked at.
    early = calls(around(40, 5), first=date(2026, 11, 10), prefix="early")
    decision = decided([*early, *calls(around(85, 10))], date(2026, 12, 30))
    assert decision.status is Status.ON_TRACK
    assert decision.looked_at == (date(2026, 12, 7), date(2026, 12, 30))


def test_without_a_baseline_there_is_no_path() -> None:
    decision = decided(calls(around(85, 10)), date(2026, 12, 30), baseline=None)
    assert (decision.status, decision.reason) == (Status.INSUFFICIENT_EVIDENCE, Reason.NO_BASELINE)


def test_a_forecast_goes_on_without_the_unsettled_calls_and_says_so() -> None:
    scored = [*calls(around(87, 10)), call("x", 20, dispute="open")]
    decision = decided(scored, date(2026, 12, 30))
    assert decision.status is Status.ON_TRACK
    assert "1 drawn call not settled yet and not in this forecast." in decision.notices


def test_before_the_plan_begins_it_says_so() -> None:
    decision = decided([], date(2026, 11, 1))
    assert decision.sentence == "Too early to say: the plan begins on 2 November 2026."


def test_an_absence_moves_the_decision() -> None:
    away = Course(absences=(Absence(first=date(2026, 12, 14), last=date(2026, 12, 18)),))
    scored = calls(around(87, 10))
    moved = evaluate_milestone(milestone(), scored, DECISION_DAY, away)
    assert (moved.status, moved.dates.deadline) == (Status.WAITING, DEADLINE + timedelta(days=5))
    # Calls 12 and 13 December; none on the days away: all twelve of 8-13 December still count.
    later = evaluate_milestone(milestone(), scored, DECISION_DAY + timedelta(days=5), away)
    assert (later.status, len(later.counted)) == (Status.MET, 12)


@pytest.mark.parametrize("changed", [{"judge": "judge-5"}, {"rubric": "b2b-discovery@2"}, {"cleared": False}])
def test_a_window_on_two_versions_is_not_decided(changed: dict[str, Any]) -> None:
    decision = decided([*calls(around(60, 10)), call("x", 60, **changed)])
    assert (decision.status, decision.reason) == (Status.INSUFFICIENT_EVIDENCE, Reason.VERSIONS)
    assert "does not use up the extension" in decision.next_step


def test_three_of_15_without_a_score_are_said_and_four_of_16_need_hrs_reason() -> None:
    # 3/15 = 20 % is not over 20 %; 4/16 = 25 % is.
    lost = [
        call(f"x{place}", state=CallState.NOT_SCORABLE, score=None, reason="one side silent", none_left=True)
        for place in range(4)
    ]
    scored = calls(around(70, 10))
    three, four = decided([*scored, *lost[:3]]), decided([*scored, *lost])
    assert (three.status, three.notices) == (Status.NOT_MET, ("3 of 15 drawn calls could not be scored.",))
    assert (four.status, four.reason) == (Status.WAITING, Reason.HR_REASON)
    assert "not met needs a reason written by HR" in four.notices[0]
    reasoned = Course(hr_reason="A broken headset on two days; the other calls are alike.")
    assert evaluate_milestone(milestone(), [*scored, *lost], DECISION_DAY, reasoned).status is Status.NOT_MET
    assert decided([*calls(around(90, 10)), *lost]).status is Status.MET


def test_an_incomplete_score_enters_no_average_and_is_counted_beside_n() -> None:
    unfinished = call("x1", score=Score(state="incomplete", low=20, high=60), none_left=True)
    decision = decided([*calls(around(87, 10)), unfinished])
    assert decision.status is Status.MET
    assert "12 random calls (1 more is incomplete)" in decision.sentence


def test_84_96_is_never_written_as_85() -> None:
    # 84.96 against 85: the value lies below, whatever it rounds to.
    decision = decided(calls([Fraction(8496, 100)] * 12))
    assert decision.sentence.startswith("Too early to say: 84.96, likely 82–")


def test_a_few_baseline_calls_and_a_noisy_rep_are_said() -> None:
    scores = [100, 60] * 6
    few = milestone(baseline={"value": 71, "n": 5, "day": date(2026, 10, 30)})
    decision = evaluate_milestone(few, calls(scores), DECISION_DAY)
    # s_rep = sqrt(12·20² / 11) = 20.9 > 1.4 · 11.
    assert any("regression to the mean" in notice for notice in decision.notices)
    assert any("sd 20.9 against 11" in notice for notice in decision.notices)


def test_more_than_two_calls_a_day_are_said() -> None:
    crowded = [call(f"c{place}", 87, WINDOW.first) for place in range(12)]
    assert any("More than 2 counted calls on 1 day" in notice for notice in decided(crowded).notices)


def test_levels_are_decided_by_the_same_rule() -> None:
    goal = {
        "kind": "mean",
        "of": "discovery",
        "scale": "level",
        "target": Fraction(7, 2),
        "team_sd": Fraction(9, 10),
    }
    # Twelve 4s and eight 3s: mean 3.6, Σ² = 4.8; s² = (8.1 + 4.8) / 29 = .4448;
    # t(.90; 29) = 1.3114 · sqrt(.4448/20) = .1956: 3.404 ≥ 3.25.
    decision = decided(calls([4] * 12 + [3] * 8), goal=goal, baseline=None)
    assert decision.status is Status.MET
    assert decision.sentence == "Average 3.6, likely 3.4–3.8, 20 random calls: target 3.5 met."


def test_deciding_the_stored_case_again_gives_the_same() -> None:
    decision = decided(calls([Fraction(250, 3), Fraction(2987, 36), Fraction(617, 7), *around(87, 10)]))
    stored = type(decision).model_validate_json(decision.model_dump_json())
    assert stored.case == decision.case
    assert decide(stored.case) == decision
    assert stored.model_dump_json() == decision.model_dump_json()


def test_scores_whose_fractions_have_nothing_in_common_are_averaged_all_the_same() -> None:
    # 600 different primes below the line: the exact mean has a denominator of some 2,000 digits.
    primes = [p for p in range(1_000, 9_999) if all(p % d for d in range(2, 100))][:600]
    decision = decided([call(f"c{p}", Fraction(87 * p + 1, p)) for p in primes])
    assert decision.status is Status.MET
    assert decision.estimate is not None
    assert decision.estimate.value == pytest.approx(87.0003, abs=1e-3)
    assert type(decision).model_validate_json(decision.model_dump_json()).status is Status.MET
