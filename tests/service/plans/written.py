"""Ana's plan as Sam writes it: 60 days from 1 September to 30 October 2026, QA score 71 → 85.

The window is the last 28 days, 3 to 30 October; the dispute window ends on 4 November, the decision day.
"""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from scoring.milestone.goals import MeanGoal, RateGoal, Scale
from scoring.milestone.rule import AgreedExtension, Baseline, Milestone, Window
from scoring.plans.fit import Answers
from scoring.plans.schedule import DEFAULT_CADENCE
from scoring.plans.sections import (
    Action,
    Expectation,
    Fact,
    Monitoring,
    Outcomes,
    PlanContent,
    PlannedMilestone,
    PlanPerson,
    Reason,
    Support,
)

ZONE = "Europe/Berlin"
DRAFTED = datetime(2026, 8, 20, 9, tzinfo=UTC)
PUBLISHED = datetime(2026, 8, 24, 9, tzinfo=UTC)
DELIVERED = datetime(2026, 8, 25, 13, tzinfo=UTC)
SAY_UNTIL = date(2026, 9, 1)
STARTS = date(2026, 9, 1)
DEADLINE = date(2026, 10, 30)
WINDOW = Window(first=date(2026, 10, 3), last=DEADLINE)
DECISION_DAY = date(2026, 11, 4)
RUBRIC = "small@1"

QA_85 = MeanGoal(kind="mean", of="qa_score", scale=Scale.PERCENT, target=Fraction(85), team_sd=Fraction(11))
ASKS = RateGoal(kind="rate", of="next_step_m1", target=Fraction(90))
RIGHT = Answers.model_validate(
    {
        "cause": "skill",
        "can_fix": "yes",
        "expectations": "yes",
        "tools": "yes",
        "said_before": "yes",
        "gap_since": "2026-05-11",
        "outside": "no",
        "role_fits": "yes",
        "want_to_keep": "yes",
    }
)
WRONG = Answers.model_validate(RIGHT.model_dump(mode="json") | {"cause": "system"})


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def rule(goal: Any = QA_85, **changed: Any) -> Milestone:
    agreed: dict[str, Any] = {
        "title": "QA score",
        "goal": goal,
        "starts": STARTS,
        "window": WINDOW,
        "deadline": DEADLINE,
        "zone": ZONE,
        "dispute_days": 5,
        "baseline": Baseline(value=Fraction(71), n=12, day=date(2026, 8, 14)),
        "rubric": RUBRIC,
        "extension": AgreedExtension(calls=12, days=28),
    }
    return Milestone(**agreed | changed)


def milestone(key: str = "qa_score", **changed: Any) -> PlannedMilestone:
    agreed: dict[str, Any] = {
        "key": key,
        "title": "QA score",
        "wording": "Raise the average QA score from 71 to 85 by 30 October 2026",
        "measured_by": "Random calls that people scored",
        "deadline": DEADLINE,
        "rule": rule(),
        "a_week": 30,
    }
    return PlannedMilestone(**agreed | changed)


def content(**changed: Any) -> PlanContent:
    agreed: dict[str, Any] = {
        "person": PlanPerson(name="Ana", employee_id="ana", manager="Sam", hr="Hana"),
        "starts": STARTS,
        "days": 60,
        "reason": Reason(
            summary="Calls end without a dated next step.",
            facts=(Fact(text="QA score", figure="71, likely 66–76, 12 random calls", source="random calls"),),
            standards="A QA score of 85 for everybody in the role.",
            earlier_talks="On 3 June and 8 July.",
        ),
        "expectations": (
            Expectation(area="QA score", current="71", expected="85", improvement="Agree on a dated step"),
        ),
        "milestones": (milestone(),),
        "actions": (Action(key="three_calls", what="Listen to three own calls", when="weekly"),),
        "support": (
            Support(key="coaching", what="A coaching session", who="manager", when="weekly"),
            Support(key="training", what="Next-step training", who="manager", due=date(2026, 9, 15)),
        ),
        "monitoring": Monitoring(ways=("Random calls each week",), cadence=DEFAULT_CADENCE, zone=ZONE),
        "outcomes": Outcomes(
            if_met="The plan is closed.",
            if_not_met="HR and the manager decide what follows.",
            deciding="The QA score decides.",
        ),
    }
    return PlanContent(**agreed | changed)
