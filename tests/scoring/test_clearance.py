"""Some judges can never be cleared for more than help."""

from scoring.clearance import Use, ceiling
from service.edges.offline_judge import OfflineJudge


def test_the_offline_judge_never_rises_above_assist() -> None:
    assert ceiling(OfflineJudge.name) is Use.ASSIST
    assert ceiling("Offline@3") is Use.ASSIST


def test_other_judges_may_earn_everything() -> None:
    assert ceiling("openai/large-1@2026-05") is Use.PIP


def test_each_use_includes_the_ones_before_it() -> None:
    assert Use.ASSIST < Use.COACHING < Use.PIP
