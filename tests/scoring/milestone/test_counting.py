"""Which calls count, and why each other one does not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from scoring.milestone.calls import CallState, Score, Selection
from scoring.milestone.counting import Standing, Why, standing_of
from scoring.milestone.course import Absence
from scoring.milestone.plan_days import PlanDays
from tests.scoring.milestone.examples import NOTICE_95, STARTS, WINDOW, call, milestone

INCOMPLETE = Score(state="incomplete")


def stands(
    goal: Any = None, away: tuple[Absence, ...] = (), **changed: Any
) -> tuple[Standing, Why | None, str]:
    plan = milestone() if goal is None else milestone(goal)
    return standing_of(call("c1", **changed), plan, WINDOW, PlanDays(STARTS, away))


def test_a_drawn_confirmed_call_of_the_window_counts() -> None:
    assert stands() == (Standing.COUNTED, None, "")


@pytest.mark.parametrize("selection", [Selection.MANAGER, Selection.REP, Selection.COMPLAINT])
def test_a_call_that_somebody_chose_does_not_count(selection: Selection) -> None:
    standing, code, why = stands(selection=selection)
    assert (standing, code) == (Standing.LEFT_OUT, Why.NOT_RANDOM)
    assert why.endswith("only drawn calls count")


@pytest.mark.parametrize("day", [date(2026, 12, 7), date(2027, 1, 1)])
def test_a_call_outside_the_window_does_not_count(day: date) -> None:
    assert stands(day=day)[:2] == (Standing.LEFT_OUT, Why.OUTSIDE)


def test_a_call_of_a_team_that_is_coaching_only_is_waited_for_by_nobody() -> None:
    standing, code, why = stands(coaching_only=True, state=CallState.PENDING)
    assert (standing, code) == (Standing.LEFT_OUT, Why.COACHING)
    assert "for coaching only" in why


@pytest.mark.parametrize("day", [date(2026, 12, 8), date(2026, 12, 31)])
def test_both_ends_of_the_window_count(day: date) -> None:
    assert stands(day=day)[0] is Standing.COUNTED


def test_a_calls_day_is_that_of_the_place_where_it_was_made() -> None:
    # 04:30 UTC on 1 January is 23:30 on 31 December in New York, and the window's last day there.
    late = datetime(2027, 1, 1, 4, 30, tzinfo=UTC)
    assert stands(at=late, zone="America/New_York")[0] is Standing.COUNTED
    assert stands(at=late, zone="Europe/Berlin")[1] is Why.OUTSIDE


def test_the_day_of_the_time_change_lasts_25_hours() -> None:
    # Berlin leaves summer time on 25 October 2026: 22:30 UTC is 23:30 there, an hour earlier it was 00:30.
    evening = datetime(2026, 10, 25, 22, 30, tzinfo=UTC)
    morning = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    for instant in (evening, morning):
        assert call("c1", at=instant).day == date(2026, 10, 25)
    assert call("c1", at=datetime(2026, 10, 25, 23, 30, tzinfo=UTC)).day == date(2026, 10, 26)


def test_a_call_on_a_day_away_does_not_count() -> None:
    away = (Absence(first=date(2026, 12, 8), last=date(2026, 12, 9)),)
    assert stands(away=away)[:2] == (Standing.LEFT_OUT, Why.AWAY)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"dispute": "open"}, Why.DISPUTED),
        ({"state": CallState.UNCONFIRMED}, Why.UNCONFIRMED),
        ({"state": CallState.PENDING}, Why.PENDING),
        ({"state": CallState.PENDING, "score": None}, Why.PENDING),
        ({"confirmer": "manager_in_charge"}, Why.CONFIRMER),
        ({"confirmer": "not_calibrated"}, Why.CONFIRMER),
        ({"confirmer": "the_rep"}, Why.CONFIRMER),
        ({"score": INCOMPLETE}, Why.INCOMPLETE),
        ({"state": CallState.NOT_SCORABLE, "reason": "line breaks up"}, Why.NOT_REPLACED),
        ({"state": CallState.EXCLUDED, "reason": "wrong rep"}, Why.NOT_REPLACED),
    ],
)
def test_a_drawn_call_somebody_still_has_to_deal_with_is_unsettled(
    changed: dict[str, Any], code: Why
) -> None:
    assert stands(**changed)[:2] == (Standing.UNSETTLED, code)


@pytest.mark.parametrize("replaced", [{"replaced_by": "c2"}, {"none_left": True}])
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"score": INCOMPLETE}, Why.INCOMPLETE),
        ({"state": CallState.NOT_SCORABLE, "reason": "line breaks up"}, Why.NOT_SCORABLE),
        ({"state": CallState.EXCLUDED, "reason": "wrong rep"}, Why.EXCLUDED),
    ],
)
def test_a_call_the_draw_has_replaced_is_settled(
    changed: dict[str, Any], code: Why, replaced: dict[str, Any]
) -> None:
    assert stands(**changed, **replaced)[:2] == (Standing.LEFT_OUT, code)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"rubric": "b2b-discovery@2"}, Why.OTHER_RUBRIC),
        ({"judge": "judge-5"}, Why.OTHER_JUDGE),
        ({"cleared": False}, Why.NOT_CLEARED),
    ],
)
def test_a_call_on_another_version_does_not_count(changed: dict[str, Any], code: Why) -> None:
    assert stands(**changed)[:2] == (Standing.LEFT_OUT, code)


def test_a_judge_with_a_ceiling_below_plans_does_not_count_whatever_its_clearance_says() -> None:
    plan = milestone().model_copy(update={"judge": "offline"})
    read = call("c1", judge="offline", cleared=True)
    standing, code, why = standing_of(read, plan, WINDOW, PlanDays(STARTS, ()))
    assert (standing, code) == (Standing.LEFT_OUT, Why.NOT_CLEARED)
    assert "can never be cleared" in why


def test_what_a_person_scored_blind_needs_no_judge_and_no_clearance() -> None:
    blind = {"state": CallState.SCORED_BY_PERSON, "judge": None, "cleared": False}
    assert stands(**blind)[0] is Standing.COUNTED
    assert stands(**blind, rubric="b2b-discovery@2")[1] is Why.OTHER_RUBRIC


def test_a_settled_dispute_is_no_obstacle() -> None:
    assert stands(dispute="settled")[0] is Standing.COUNTED


def test_a_call_without_an_occasion_is_settled_and_not_counted() -> None:
    assert stands(NOTICE_95, score="no_occasion")[:2] == (Standing.LEFT_OUT, Why.NO_OCCASION)


def test_an_item_nobody_could_tell_is_not_settled() -> None:
    assert stands(NOTICE_95, score="cannot_tell")[:2] == (Standing.UNSETTLED, Why.INCOMPLETE)
