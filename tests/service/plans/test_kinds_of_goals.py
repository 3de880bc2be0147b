"""Goals of every kind on the calls and figures of the database: a level, a share, a behaviour, a figure."""

import json
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from scoring.milestone.decide import decide
from scoring.milestone.goals import (
    CountGoal,
    Direction,
    ImportedAverage,
    ImportedCount,
    ImportedPercentage,
    MeanGoal,
    RateGoal,
    Scale,
)
from scoring.milestone.reading import read_case
from scoring.plans.sections import PlannedMilestone
from service.errors import Conflict
from service.metrics.actions import Batch, Numbered, hash_of, import_figures
from service.metrics.rights import may_send
from service.metrics.views import FigureLine
from service.people.who import INSTALLATION
from service.plans import deciding
from service.plans.milestones import looks
from tests.service.plans.staged import Staged, plan_row, running, scored
from tests.service.plans.written import DECISION_DAY, STARTS, WINDOW, milestone, noon, rule

AFTER = noon(DECISION_DAY)
GOALS: dict[str, Any] = {
    # 9 of the last 12 calls: decides, and needs no inference.
    "behaviour": CountGoal(kind="count", of="opening_m3", at_least=9, of_last=12),
    "must_have_rate": RateGoal(kind="rate", of="opening_m3", target=Fraction(70)),
    "criterion_level": MeanGoal(
        kind="mean", of="opening", scale=Scale.LEVEL, target=Fraction("3.6"), team_sd=Fraction("0.9")
    ),
    "criterion_percent": MeanGoal(
        kind="mean", of="discovery", scale=Scale.PERCENT, target=Fraction(80), team_sd=Fraction(11)
    ),
    "qualified_leads": ImportedCount(
        kind="imported_count", of="qualified_leads", target=Fraction(40), direction=Direction.HIGHER
    ),
    "adherence": ImportedAverage(
        kind="imported_average", of="adherence", unit="%", target=Fraction(95), direction=Direction.HIGHER
    ),
    "quota": ImportedPercentage(
        kind="imported_percentage", of="quota", target=Fraction(90), direction=Direction.HIGHER
    ),
}


def planned(key: str) -> PlannedMilestone:
    made = rule(GOALS[key], title=key, baseline=None)
    return milestone(key, title=key, wording=f"Reach {key}", decides=key == "behaviour", rule=made)


def imported(stage: Staged, **figures: dict[str, Any]) -> None:
    """Figures of the whole window, from the workforce system."""
    days = {"rep": "ana", "first": str(WINDOW.first), "last": str(WINDOW.last)}
    lines = [
        FigureLine.model_validate({"metric": metric} | days | numbers) for metric, numbers in figures.items()
    ]
    numbered = [Numbered(number, one) for number, one in enumerate(lines, start=1)]
    batch = Batch("api", "WFM", DECISION_DAY, hash_of(lines, "WFM", DECISION_DAY), numbered)
    report = import_figures(stage.database, batch, "token", may_send(INSTALLATION))
    assert report.added == len(figures), report.refused


GOOD = {
    "qualified_leads": {"count": 41},
    "adherence": {"average": 96.5, "n": 20, "spread": 2},
    "quota": {"percentage": 97},
}
POOR = {
    "qualified_leads": {"count": 39},
    "adherence": {"average": 92, "n": 20, "spread": 2},
    "quota": {"percentage": 60},
}


@pytest.mark.parametrize(
    ("qa", "figures", "expected"),
    [([90] * 16, GOOD, "met"), ([72] * 16, POOR, "not_met")],
    ids=["done on every call", "done on none"],
)
def test_each_kind_of_goal_is_decided_on_its_own_numbers(
    stage: Staged, qa: list[int], figures: dict[str, Any], expected: str
) -> None:
    name = running(stage, milestones=tuple(planned(key) for key in GOALS))
    scored(stage, qa, WINDOW.first)
    imported(stage, **figures)
    with stage.database.read() as session:
        found = {row.key: decision for row, decision in looks(session, plan_row(session, name), AFTER)}
    stands = {key: decision.status.value for key, decision in found.items() if decision}
    # A bare percentage does not say of how many it is: it is shown and decides nothing.
    assert stands == dict.fromkeys(GOALS, expected) | {"quota": "insufficient_evidence"}
    assert found["quota"] is not None
    assert "Shown and not decided" in found["quota"].sentence
    with stage.database.write() as session:
        plan, hana = plan_row(session, name), stage.who("Hana")
        for key in GOALS:
            kept = deciding.decide_milestone(session, hana, plan, key, AFTER)
            assert kept.status == stands[key]
            # What is in the archive is decided again to the same, number by number.
            again = decide(read_case(json.dumps(kept.document["case"]), key))
            assert again.model_dump(mode="json") == kept.document


def test_without_figures_nothing_is_said_of_them(stage: Staged) -> None:
    name = running(
        stage, milestones=(milestone(), *(planned(key) for key in ("adherence", "qualified_leads")))
    )
    # Figures of other days than the window's are none of it.
    days = {"first": str(STARTS), "last": str(WINDOW.first - timedelta(days=1))}
    imported(stage, adherence={"average": 99, "n": 9, "spread": 1, **days})
    with stage.database.read() as session:
        found = {row.key: decision for row, decision in looks(session, plan_row(session, name), AFTER)}
    assert (found["adherence"], found["qualified_leads"]) == (None, None)
    with stage.database.write() as session:
        plan, hana = plan_row(session, name), stage.who("Hana")
        with pytest.raises(Conflict, match="no figures"):
            deciding.decide_milestone(session, hana, plan, "adherence", AFTER)
