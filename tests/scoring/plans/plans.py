"""Ana's plan on her QA score, as far as tests of single parts need one."""

from datetime import date
from typing import Any

from scoring.milestone.rule import Milestone
from scoring.plans.sections import PlanContent

STARTS = date(2026, 3, 2)
"""A Monday; 60 days from it end on 30 April."""
RULE: dict[str, Any] = {
    "title": "QA score",
    "goal": {"kind": "mean", "of": "qa_score", "scale": "percent", "target": 85, "team_sd": 11},
    "starts": "2026-03-02",
    "window": {"first": "2026-04-02", "last": "2026-04-30"},
    "deadline": "2026-04-30",
    "zone": "Europe/Berlin",
    "dispute_days": 5,
    "baseline": {"value": 71, "n": 12, "day": "2026-02-27"},
    "rubric": "b2b-discovery@1",
    "extension": {"calls": 12, "days": 21},
}
CONTENT: dict[str, Any] = {
    "person": {"name": "Ana Lima", "employee_id": "3201", "manager": "Sam", "hr": "Hana"},
    "starts": STARTS,
    "reason": {
        "summary": "The QA score of random calls lies below the standard.",
        "facts": [
            {"text": "QA score", "figure": "71, likely 66–76, 12 random calls", "source": "random calls"}
        ],
        "standards": "A QA score of 85 for everybody in the role.",
        "earlier_talks": "10 December and 14 January, with Sam.",
    },
    "expectations": [
        {"area": "QA score", "current": "71", "expected": "85", "improvement": "Follow the steps"}
    ],
    "milestones": [
        {
            "key": "qa_score",
            "title": "QA score",
            "wording": "Raise the QA score from 71 to 85 by 30 April 2026.",
            "deadline": "2026-04-30",
            "rule": RULE,
        }
    ],
    "actions": [{"key": "listen", "what": "Listen to 3 calls", "when": "every week"}],
    "support": [{"key": "coaching", "what": "Coach one to one", "who": "manager", "when": "twice a week"}],
    "monitoring": {"ways": ["QA score every week"], "zone": "Europe/Berlin"},
    "outcomes": {"if_met": "Closed as passed.", "if_not_met": "HR and Sam decide with Ana."},
}


def content(**changes: Any) -> PlanContent:
    """Ana's plan with some parts replaced."""
    return PlanContent.model_validate(CONTENT | changes)


def rule(**changes: Any) -> Milestone:
    return Milestone.model_validate(RULE | changes)
