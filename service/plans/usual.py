"""How an item is decided where nobody chose: by a count rule while occasions are few, else as a rate."""

from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from scoring.milestone.count_rule import FEW, count_rule_for
from scoring.milestone.goals import RateGoal
from scoring.milestone.rule import Milestone
from service.plans.expecting import expected_of


def usual_goal(session: Session, rep_id: int, rule: Any, declared: Any, today: date) -> dict[str, Any]:
    """The goal of a rule that was typed as a rate, as it is usually decided. What is no rule yet stays."""
    try:
        known = Milestone.model_validate(rule)
    except ValidationError:
        return dict(rule["goal"])
    if not isinstance(known.goal, RateGoal):
        return dict(rule["goal"])
    a_week = declared if isinstance(declared, int) else None
    occasions = expected_of(session, rep_id, known, today, a_week).countable
    usual = count_rule_for(known.goal.of, known.goal.target, occasions) if occasions < FEW else None
    return dict(rule["goal"]) if usual is None else usual.model_dump(mode="json", exclude_none=True)
