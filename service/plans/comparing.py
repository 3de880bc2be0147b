"""For HR: is this plan in line with the others of the team, and who else was below the standard then?"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.plans.consistency import Consistency, PlanSummary, check_consistency
from scoring.plans.sections import PlanContent
from service.db import audit
from service.db.tables import Person, Plan, Team
from service.people.who import Who
from service.plans.peers import below_standard
from service.plans.rights import needs_part
from service.plans.versions import content_of


def consistency_of(session: Session, who: Who, plan: Plan) -> Consistency:
    """The others about the same in the team. HR's alone."""
    needs_part(session, who, plan, "hr")
    others = session.scalars(select(Plan).where(Plan.team_id == plan.team_id, Plan.id != plan.id)).all()
    content = content_of(session, plan)
    below = _below(session, plan, content)
    return check_consistency(
        _summary(session, plan, content),
        [_summary(session, one, content_of(session, one)) for one in others],
        None if below is None else len(below),
    )


def names_below(session: Session, who: Who, plan: Plan) -> list[Person]:
    """Who was below the same standard then and had no plan: on demand, and logged."""
    needs_part(session, who, plan, "hr")
    audit.record(session, who.actor, "plan.names_asked", plan.public_id)
    below = _below(session, plan, content_of(session, plan)) or ()
    return list(session.scalars(select(Person).where(Person.id.in_(below)).order_by(Person.name)))


def _below(session: Session, plan: Plan, content: PlanContent) -> set[int] | None:
    """Those below the standard who never had a plan in this team. None where nobody can say."""
    rule = next((one.rule for one in content.milestones if one.decides and one.rule is not None), None)
    found = None if rule is None else below_standard(session, plan.team_id, rule, plan.created_at.date())
    if found is None:
        return None
    return found - set(session.scalars(select(Plan.rep_id).where(Plan.team_id == plan.team_id)))


def _summary(session: Session, plan: Plan, content: PlanContent) -> PlanSummary:
    deciding = next((one for one in content.milestones if one.decides), None)
    rule = deciding.rule if deciding else None
    goal = rule.goal if rule else None
    return PlanSummary(
        plan=plan.public_id,
        team=session.get_one(Team, plan.team_id).public_id,
        about=goal.of if goal else (deciding.key if deciding else "nothing"),
        baseline=rule.baseline.value if rule and rule.baseline else None,
        target=goal.target if goal else None,
        **({"direction": goal.direction} if goal else {}),
        days=content.days,
        starts=plan.starts_on or content.starts or plan.created_at.date(),
        state=plan.state,
        outcome=plan.outcome or "",
        # What the plan itself says is what its rep was told; a rule alone may ask for more certainty.
        severe=content.severe,
        support=len(content.support),
    )
