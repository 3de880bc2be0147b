from datetime import date

import pytest

from scoring.applies import applies
from scoring.judgement import Facts
from scoring.rubric import AppliesWhen

CALIFORNIA = AppliesWhen(jurisdiction=("US-CA", "DE"))


def test_without_conditions_a_statement_always_applies():
    assert applies(AppliesWhen(), Facts()) == (True, "")


@pytest.mark.parametrize(
    ("jurisdiction", "ruling"),
    [("US-CA", True), ("us-ca", True), ("DE", True), ("DE-BY", True), ("US-OH", False), ("FR", False)],
)
def test_a_country_in_the_rule_covers_its_states(jurisdiction, ruling):
    assert applies(CALIFORNIA, Facts(jurisdiction=jurisdiction))[0] is ruling


@pytest.mark.parametrize("jurisdiction", [None, "US"])
def test_what_is_not_known_closely_enough_cannot_be_told(jurisdiction):
    ruling, why = applies(CALIFORNIA, Facts(jurisdiction=jurisdiction))
    assert ruling is None
    assert why


def test_one_condition_that_is_not_met_settles_it_whatever_is_unknown():
    when = AppliesWhen(jurisdiction=("DE",), product=("subscription",), direction="outbound")
    assert applies(when, Facts(product="licence"))[0] is False
    assert applies(when, Facts(product="subscription"))[0] is None
    assert applies(when, Facts(product="Subscription", jurisdiction="DE", direction="outbound"))[0] is True


@pytest.mark.parametrize(
    ("day", "ruling"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
        (None, None),
    ],
)
def test_the_first_and_the_last_day_belong_to_it(day, ruling):
    when = AppliesWhen(since=date(2026, 1, 1), until=date(2026, 6, 30))
    assert applies(when, Facts(day=day))[0] is ruling


@pytest.mark.parametrize("given", ["us-ca ", " US-CA", "Us-Ca"])
def test_a_place_is_known_however_it_is_typed(given):
    assert applies(CALIFORNIA, Facts(jurisdiction=given)) == (True, "")


@pytest.mark.parametrize("given", ["California", "", " ", "USA", "US-", "US CA"])
def test_a_place_that_no_rule_can_know_is_refused_and_never_taken_for_one_without_duties(given):
    with pytest.raises(ValueError, match="leave it out if it is not known"):
        Facts(jurisdiction=given)


def test_an_empty_product_is_refused_and_never_taken_for_another_one():
    with pytest.raises(ValueError, match="leave it out if it is not known"):
        Facts(product=" ")
