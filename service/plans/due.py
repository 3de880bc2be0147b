"""Which milestones of a plan can be decided today."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from scoring.milestone.plan_days import PlanDays, dates_of
from scoring.milestone.rule import Milestone
from service.db.tables import Plan, PlanMilestone
from service.plans.deciding import is_open_again, standing_decision
from service.plans.milestones import course_of
from service.plans.starting import milestones_of


def milestones_due(
    session: Session, plan: Plan, today: date, at: datetime
) -> Iterator[tuple[PlanMilestone, date]]:
    """Those that decide, whose decision day has come, and that are not decided for good; with that day."""
    for row in milestones_of(session, plan):
        rule, course = Milestone.model_validate(row.rule), course_of(session, plan, row, at)
        dates = dates_of(rule, PlanDays(rule.starts, course.absences), extended=course.extended)
        if not row.decides or dates.decision_day > today:
            continue
        standing = standing_decision(session, plan, row)
        if standing is None or is_open_again(standing, extended=course.extended):
            yield row, dates.decision_day
