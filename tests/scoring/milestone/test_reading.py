"""A file that cannot be decided says what is wrong with it, and where."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from scoring.errors import BadMilestone
from scoring.milestone.case import MOST_CALLS, Case
from scoring.milestone.decide import decide
from scoring.milestone.decision import Status
from scoring.milestone.reading import read_case
from tests.scoring.milestone.examples import DECISION_DAY, around, calls, milestone


def export() -> dict[str, Any]:
    """Ana's milestone as a file holds it."""
    case = Case(milestone=milestone(), calls=tuple(calls(around(87, 10))), today=DECISION_DAY)
    document: dict[str, Any] = json.loads(case.model_dump_json())
    return document


def mistakes(change: Callable[[dict[str, Any]], object]) -> list[str]:
    document = copy.deepcopy(export())
    change(document)
    return mistakes_in(json.dumps(document))


def mistakes_in(text: str) -> list[str]:
    with pytest.raises(BadMilestone) as caught:
        read_case(text, "ana.json")
    assert caught.value.message.startswith("ana.json: ")
    assert caught.value.exit_code == 2
    return caught.value.mistakes


def test_an_export_read_back_is_decided() -> None:
    assert decide(read_case(json.dumps(export()), "ana.json")).status is Status.MET


def test_the_day_may_be_an_instant() -> None:
    document = export() | {"today": "2027-01-06T23:30:00Z"}
    assert read_case(json.dumps(document), "ana.json").day == DECISION_DAY


def _goal(**changed: Any) -> Callable[[dict[str, Any]], object]:
    return lambda document: document["milestone"]["goal"].update(changed)


def _milestone(**changed: Any) -> Callable[[dict[str, Any]], object]:
    return lambda document: document["milestone"].update(changed)


def _call(place: int, **changed: Any) -> Callable[[dict[str, Any]], object]:
    return lambda document: document["calls"][place].update(changed)


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (_goal(target=101), "milestone.goal.mean", "above 0 and not above 100"),
        (_goal(target=0), "milestone.goal.mean", "above 0 and not above 100"),
        (_goal(target=85, scale="level"), "milestone.goal.mean", "above 1 and not above 5"),
        (_goal(target="85"), "milestone.goal.mean.target", "has to be a number"),
        (_goal(team_sd=0), "milestone.goal.mean.team_sd", "greater than 0"),
        (_goal(tolerance=-1), "milestone.goal.mean.tolerance", "greater than or equal to 0"),
        (_goal(tolerance=30), "milestone.goal.mean", "a quarter of the scale"),
        (_goal(n_min=3), "milestone.goal.mean.n_min", "greater than or equal to 8"),
        (_goal(kind="median"), "milestone.goal", "median"),
        (_goal(bonus=1), "milestone.goal.mean.bonus", "not permitted"),
        (_milestone(window={"first": "2026-12-08", "last": "2027-01-02"}), "milestone", "after the deadline"),
        (_milestone(window={"first": "2026-12-20", "last": "2026-12-31"}), "milestone", "12 days and needs"),
        (_milestone(window={"first": "2026-11-05", "last": "2026-12-31"}), "milestone", "still learns"),
        (_milestone(window={"first": "2026-12-08", "last": "2026-12-01"}), "milestone", "begin on or after"),
        (_milestone(zone="Middle/Earth"), "milestone.zone", "IANA"),
        (_milestone(zone="../../etc/passwd"), "milestone.zone", "IANA"),
        (_milestone(deadline="31.12.2026"), "milestone.deadline", "2026-12-12"),
        (_milestone(deadline="9999-12-31"), "milestone.deadline", "2199"),
        (_milestone(rubric=None), "milestone", "fixes its rubric"),
        (_milestone(severe="no"), "milestone.severe", "boolean"),
        (_milestone(sharing_error=0), "milestone.sharing_error", "greater than or equal to 1"),
        (_milestone(baseline={"value": 140, "n": 3, "day": "2026-10-30"}), "milestone", "between 0 and 100"),
        (_milestone(baseline={"value": 71, "n": 3, "day": "2026-11-30"}), "milestone", "after the plan"),
        (_call(3, at="2026-12-09T10:30:00"), "calls[3].at", "timezone"),
        (_call(3, at=1765276200), "calls[3].at", "has to be an instant"),
        (_call(3, zone="CET-1"), "calls[3].zone", "IANA"),
        (_call(3, zone=None), "calls[3].zone", "string"),
        (_call(3, selection="lucky"), "calls[3].selection", "random"),
        (_call(3, id=""), "calls[3].id", "at least 1"),
        (_call(3, id="c000"), "", 'calls: "c000" is there 2 times'),
        (_call(3, score={"state": "complete", "value": 100.5}), "calls[3].score", "outside 0 to 100"),
        (_call(3, score={"state": "complete"}), "calls[3].score", "a complete score has a value"),
        (_call(3, score={"state": "pass"}), "calls[3].score", "does not answer a goal of kind mean"),
        (_call(3, score=None), "calls[3]", "needs score, confirmer and rubric"),
        (_call(3, confirmer=None), "calls[3]", "needs score, confirmer and rubric"),
        (_call(3, judge=None), "calls[3]", "names the judge"),
        (_call(3, state="excluded"), "calls[3]", "needs a reason"),
        (_call(3, replaced_by="c999"), "calls[3].replaced_by", 'no drawn call "c999"'),
        (_call(3, replaced_by="c003"), "calls[3]", "cannot replace itself"),
        (_call(3, cleared="yes"), "calls[3].cleared", "boolean"),
        (_call(3, mood="cheerful"), "calls[3].mood", "not permitted"),
        (lambda document: document.update(today="tomorrow"), "today", "2026-12-12"),
        (lambda document: document.pop("today"), "today", "required"),
        (lambda document: document.update(schema_version=2), "schema_version", "reads version 1"),
        (lambda document: document.pop("schema_version"), "schema_version", "the file says None"),
        (lambda document: document.update(calls=[]), "calls", "the list is empty"),
        (lambda document: document.pop("calls"), "calls", "the list is empty"),
        (lambda document: document.update(calls={}), "calls", "valid tuple"),
        (lambda document: document.update(figures={}), "figures", "required"),
        (
            lambda document: document.update(
                course={"absences": [{"first": "2026-12-09", "last": "2026-12-08"}]}
            ),
            "course.absences[0]",
            "ends before it begins",
        ),
        (
            lambda document: (
                document["milestone"].pop("extension"),
                document.update(course={"extended": True}),
            ),
            "",
            "course.extended: no extension was agreed",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(
    change: Callable[[dict[str, Any]], object], place: str, says: str
) -> None:
    found = mistakes(change)
    assert any(line.startswith(place) and says in line for line in found), found


def test_two_calls_cannot_share_a_replacement() -> None:
    def change(document: dict[str, Any]) -> None:
        for place in (3, 4):
            document["calls"][place].update(state="excluded", reason="wrong rep", replaced_by="c000")

    assert mistakes(change) == [
        'calls[3].replaced_by: "c000" replaces another call too',
        'calls[4].replaced_by: "c000" replaces another call too',
    ]


def test_a_call_the_manager_picked_cannot_replace_a_drawn_one() -> None:
    def change(document: dict[str, Any]) -> None:
        document["calls"][3].update(state="excluded", reason="wrong rep", replaced_by="c004")
        document["calls"][4].update(selection="manager")

    assert mistakes(change) == ['calls[3].replaced_by: there is no drawn call "c004"']


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_nan_and_infinity_are_no_scores(word: str) -> None:
    text = json.dumps(export()).replace('"value": 97', f'"value": {word}', 1)
    assert mistakes_in(text)[0].startswith(f"{word} stands where a number should be")


@pytest.mark.parametrize("number", ["1e999999999", "1e-999999999", "9" * 30, "9" * 5000])
def test_a_number_beyond_all_measure_is_refused_at_once(number: str) -> None:
    text = json.dumps(export()).replace('"value": 97', f'"value": {number}', 1)
    assert mistakes_in(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1, column 1: not JSON"),
        ("{", "not JSON"),
        ('{"today": 1, "today": 2}', "the key today stands twice"),
        ("[]", "one object"),
        ("null", "one object"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_not_an_export_at_all_says_so(text: str, says: str) -> None:
    assert says in mistakes_in(text)[0]


def test_a_hundred_thousand_calls_are_refused_before_they_are_read() -> None:
    found = mistakes(lambda document: document.update(calls=[{}] * 100_000))
    assert found == [f"calls: 100,000 of them, and one rep's plan has at most {MOST_CALLS:,}"]


def test_of_many_mistakes_the_first_are_shown() -> None:
    def change(document: dict[str, Any]) -> None:
        for one in document["calls"]:
            one.update(at="noon", zone="here", selection="lucky")

    found = mistakes(change)
    assert len(found) == 21
    assert found[-1] == "and 16 more"


FIGURES = {"source": "CRM", "imported": "2027-01-07", "first": "2026-12-08", "last": "2026-12-31"}


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        (None, "figures: imported_rate needs numerator, denominator"),
        (FIGURES | {"numerator": 3}, "the numerator is larger than the denominator"),
        (FIGURES | {"percentage": 12}, "figures: imported_rate needs numerator, denominator"),
        (FIGURES | {"numerator": -1, "denominator": 9}, "greater than or equal to 0"),
        (FIGURES | {"numerator": 1.5, "denominator": 9}, "integer"),
        (FIGURES | {"numerator": 1, "denominator": 9, "last": "2026-12-01"}, "end before they begin"),
    ],
)
def test_figures_that_do_not_fit_their_kind_are_refused(figures: dict[str, Any] | None, says: str) -> None:
    def change(document: dict[str, Any]) -> None:
        goal = {"kind": "imported_rate", "of": "close_rate", "target": 20, "direction": "higher"}
        document["milestone"].update(goal=goal, baseline=None)
        document.update(calls=[], figures=figures)

    assert any(says in line for line in mistakes(change))


def test_calls_beside_imported_figures_are_refused() -> None:
    def change(document: dict[str, Any]) -> None:
        goal = {"kind": "imported_count", "of": "meetings", "target": 20, "direction": "higher"}
        document["milestone"].update(goal=goal, baseline=None)
        document["figures"] = FIGURES | {"count": 21}

    assert mistakes(change) == ["calls: a goal on imported figures takes none"]


@pytest.mark.parametrize(
    "rule",
    [{}, {"at_least": 9, "at_most_misses": 1}, {"at_least": 13}, {"at_most_misses": 12}, {"at_least": 0}],
)
def test_a_count_rule_needs_one_wording_that_can_be_kept(rule: dict[str, int]) -> None:
    def change(document: dict[str, Any]) -> None:
        document["milestone"]["goal"] = {"kind": "count", "of": "asks_dated_step", "of_last": 12, **rule}

    assert any(line.startswith("milestone.goal.count") for line in mistakes(change))
