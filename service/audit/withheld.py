"""What the audit log does not tell of plans: they are known to rep, manager in charge and HR alone."""

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from service.db.tables import AuditEntry, FitCheck, Plan, PlanEvent
from service.people.who import Who

WITHHELD = "withheld"
OF_PLANS = ("plan.", "check_in.", "commitment.")
_subject: InstrumentedAttribute[str] = AuditEntry.subject


def withheld_from(who: Who) -> ColumnElement[bool]:
    """Entries of which they learn only that they are there, so that the chain has no gap.

    For HR those of what is kept about themselves; for admins and auditors all that tell of a plan.
    """
    if who.installation:
        return false()
    of_plans = or_(*(AuditEntry.action.startswith(one) for one in OF_PLANS), _fixes_a_draw())
    if not who.has("hr"):
        return of_plans
    if who.person is None:
        return false()
    own = (
        _subject == who.actor,
        _subject.in_(select(Plan.public_id).where(Plan.rep_id == who.person)),
        _subject.in_(select(FitCheck.public_id).where(FitCheck.rep_id == who.person)),
        _fixes_a_draw(who.person),
    )
    return and_(of_plans, or_(*own))


def _fixes_a_draw(rep: int | None = None) -> ColumnElement[bool]:
    """A rule for one rep's draws until some day that came with a plan; with a rep, only with theirs."""
    rules = select(PlanEvent.document["rule"].as_string()).where(PlanEvent.kind == "draw_rate_fixed")
    if rep is not None:
        rules = rules.join(Plan, Plan.id == PlanEvent.plan_id).where(Plan.rep_id == rep)
    return and_(AuditEntry.action == "sample.rule_fixed", _subject.in_(rules))
