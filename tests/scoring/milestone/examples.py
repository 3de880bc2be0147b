"""Ana's milestone: from 71 on 2 November to a QA score of 85 by 31 December, decided on 7 January.

Her plan has 60 days; the window is the last 24 of them, 8 to 31 December.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from scoring.milestone.calls import CallState, Score, ScoredCall, Selection
from scoring.milestone.decide import evaluate_milestone
from scoring.milestone.decision import Decision
from scoring.milestone.goals import CountGoal, MeanGoal, RateGoal, Scale
from scoring.milestone.rule import AgreedExtension, Baseline, Milestone, Window

STARTS = date(2026, 11, 2)
WINDOW = Window(first=date(2026, 12, 8), last=date(2026, 12, 31))
DEADLINE = date(2026, 12, 31)
DECISION_DAY = date(2027, 1, 7)
JUDGE, RUBRIC = "judge-4", "b2b-discovery@1"

QA_85 = MeanGoal(kind="mean", of="qa_score", scale=Scale.PERCENT, target=Fraction(85), team_sd=Fraction(11))
NOTICE_95 = RateGoal(kind="rate", of="recording_notice", target=Fraction(95))
NINE_OF_12 = CountGoal(kind="count", of="asks_dated_step", at_least=9, of_last=12)
ONE_MISS_IN_20 = CountGoal(kind="count", of="recording_notice", at_most_misses=1, of_last=20)


def milestone(goal: Any = QA_85, **changed: Any) -> Milestone:
    agreed: dict[str, Any] = {
        "title": "Ana's QA score",
        "goal": goal,
        "starts": STARTS,
        "window": WINDOW,
        "deadline": DEADLINE,
        "zone": "Europe/Berlin",
        "dispute_days": 7,
        "baseline": Baseline(value=Fraction(71), n=12, day=date(2026, 10, 30)),
        "judge": JUDGE,
        "rubric": RUBRIC,
        "extension": AgreedExtension(calls=12, days=21),
    }
    return Milestone(**agreed | changed)


def call(
    name: str,
    score: Any = 87,
    day: date = WINDOW.first,
    selection: Selection = Selection.RANDOM,
    **changed: Any,
) -> ScoredCall:
    """A drawn call that a calibrated person confirmed. `score`: a number, an item's answer, a Score."""
    if isinstance(score, str):
        score = Score(state=score)  # type: ignore[arg-type]
    elif score is not None and not isinstance(score, Score):
        score = Score(state="complete", value=Fraction(score))
    known: dict[str, Any] = {
        "id": name,
        "at": datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC),
        "zone": "Europe/Berlin",
        "selection": selection,
        "state": CallState.CONFIRMED,
        "score": score,
        "confirmer": "calibrated",
        "judge": JUDGE,
        "rubric": RUBRIC,
        "cleared": True,
    }
    return ScoredCall(**known | changed)


def calls(scores: Iterable[Any], first: date = WINDOW.first, prefix: str = "c") -> list[ScoredCall]:
    """One call for each score, two a day from `first` on."""
    return [
        call(f"{prefix}{place:03}", score, first + timedelta(days=place // 2))
        for place, score in enumerate(scores)
    ]


def around(mean: int, spread: int, n: int = 12) -> list[int]:
    """n scores, half of them `spread` above the mean and half below: Σ(x - mean)² = n · spread²."""
    return [mean + spread, mean - spread] * (n // 2)


def decided(scored: Sequence[ScoredCall], today: date = DECISION_DAY, **changed: Any) -> Decision:
    """Ana's milestone on the decision day."""
    return evaluate_milestone(milestone(**changed), scored, today)
