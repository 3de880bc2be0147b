"""Who may see and do what with a plan: the rep once it was delivered, the manager in charge, and HR.

To everybody else there is no plan: not found, whatever they ask for.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import identity_key

from service.db import audit
from service.db.base import this_moment
from service.db.tables import Call, Deputy, Person, Plan, PlanEvent, Review, SamplingRule
from service.errors import NotAllowed, NotFound
from service.people.who import Who

Part = Literal["rep", "manager", "hr"]
OPEN = ("draft", "hr_review", "published", "delivered", "running", "paused")

# Names of their own, so that a query with the same tables in it does not take them for its own.
_plan, _review = aliased(Plan), aliased(Review)


def plans_visible_to(who: Who) -> ColumnElement[bool]:
    """The plans they may see. Nobody in HR sees the plan that is about themselves as HR."""
    if who.installation:
        return true()
    if who.person is None:
        return false()
    own = and_(Plan.rep_id == who.person, Plan.delivered_at.is_not(None))
    clauses = [own]
    if who.has("manager"):
        clauses.append(and_(Plan.manager_id.in_(_stood_for(who)), Plan.rep_id != who.person))
    if who.has("hr"):
        clauses.append(Plan.rep_id != who.person)
    return or_(*clauses)


def visible_plan(session: Session, who: Who, public_id: str, *, lock: bool = False) -> Plan:
    """The plan, where they may see it. Raises NotFound."""
    asked = select(Plan).where(Plan.public_id == public_id, plans_visible_to(who))
    if lock:
        asked = asked.with_for_update()
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(f"There is no plan {public_id}.")
    return found


def part_of(session: Session, who: Who, plan: Plan) -> Part:
    """As whom they look at a plan they can see: HR before the manager in charge, and that before the rep."""
    if who.installation or (who.has("hr") and who.person != plan.rep_id):
        return "hr"
    return "rep" if who.person == plan.rep_id else "manager"


def runs_it(session: Session, who: Who, plan: Plan) -> bool:
    """Whether they are the manager in charge or the deputy of today."""
    if who.installation:
        return True
    if who.person is None or who.person == plan.rep_id or not who.has("manager"):
        return False
    asked = exists().where(Plan.id == plan.id, Plan.manager_id.in_(_stood_for(who)))
    return session.scalar(select(asked)) or False


def reads_for_hr(session: Session, who: Who, plan: Plan) -> bool:
    """Whether what is told to HR alone is told to them: not where they are in charge of the plan."""
    if part_of(session, who, plan) != "hr":
        return False
    if who.person is None:
        return True
    in_charge = exists().where(Plan.id == plan.id, Plan.manager_id.in_(_stood_for(who)))
    return not session.scalar(select(in_charge))


def needs_part(session: Session, who: Who, plan: Plan, *parts: Part) -> Part:
    """As which of these parts they act; HR who is also in charge may act as both. Raises NotAllowed."""
    part = part_of(session, who, plan)
    if part in parts:
        return part
    if "manager" in parts and runs_it(session, who, plan):
        return "manager"
    whose = {"rep": "the rep", "manager": "the manager in charge", "hr": "HR"}
    raise NotAllowed(
        "This is not yours to do.",
        f"It is for {' or '.join(whose[one] for one in parts)}. Nothing was changed.",
    )


def in_charge_of_open_plan(session: Session, person_id: int | None, rep_id: int | None) -> bool:
    """Whether that person runs an open plan of that rep, or stands in for who does: they confirm none of its
    calls, and neither publish nor close it."""
    if person_id is None or rep_id is None:
        return False
    asked = exists().where(Plan.rep_id == rep_id, *_open_and_run_by(person_id))
    return session.scalar(select(asked)) or False


def reps_in_charge_of(session: Session, person_id: int) -> set[int]:
    """The reps whose open plan that person runs, or stands in for who does."""
    return set(session.scalars(select(Plan.rep_id).where(*_open_and_run_by(person_id))))


def _open_and_run_by(person_id: int) -> tuple[ColumnElement[bool], ...]:
    managers = or_(Plan.manager_id == person_id, Plan.manager_id.in_(_managers_of_deputy(person_id)))
    return (Plan.state.in_(OPEN), managers)


def calls_opened_by_plans(who: Who) -> ColumnElement[bool]:
    """The calls that open plans show to those who run them: random, settled ones of its rep, since the
    baseline. With the plan's end they are closed again."""
    if who.person is None or not who.has("manager", "hr"):
        return false()
    clauses: list[ColumnElement[bool]] = []
    if who.has("hr"):
        clauses.append(_plan.state.in_(OPEN[1:]))
    if who.has("manager"):
        clauses.append(and_(_plan.manager_id.in_(_stood_for(who)), _plan.state.in_(OPEN)))
    settled = exists().where(_review.call_id == Call.id, _review.state != "draft")
    opened = exists().where(_plan.rep_id == Call.rep_id, Call.started_at >= _plan.opens_from, or_(*clauses))
    # Said twice, so that an index leads from the few reps with a plan to their calls.
    reps = Call.rep_id.in_(select(_plan.rep_id).where(or_(*clauses)))
    return and_(reps, Call.selection == "random", Call.rep_id != who.person, settled, opened)


def rules_visible_to(who: Who) -> ColumnElement[bool]:
    """Sampling rules, but for those that a plan they don't see has fixed: a rule for one rep until some day
    would tell that there is one."""
    hidden = (
        select(PlanEvent.document["rule"].as_string())
        .join(Plan, Plan.id == PlanEvent.plan_id)
        .where(PlanEvent.kind == "draw_rate_fixed", not_(plans_visible_to(who)))
    )
    return SamplingRule.public_id.not_in(hidden)


def note_view(session: Session, who: Who, plan: Plan, what: str = "plan") -> None:
    """Each look at a plan is in the audit log."""
    audit.record(session, who.actor, "plan.viewed", plan.public_id, what=what)


def note_list(session: Session, who: Who, plans: Iterable[str]) -> None:
    """The same for the plans of a list, by their public ids."""
    for public_id in plans:
        audit.record(session, who.actor, "plan.viewed", public_id, what="list")


def people(session: Session, ids: Sequence[int | None]) -> dict[int, Person]:
    """The people with these keys; who was read in this session is not asked for again."""
    wanted = {one for one in ids if one is not None}
    here = {key: session.identity_map.get(identity_key(Person, key)) for key in wanted}
    found = {key: row for key, row in here.items() if isinstance(row, Person)}
    missing = wanted - found.keys()
    if missing:
        found |= {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(missing)))}
    return found


def _stood_for(who: Who) -> Select[int]:
    """Themselves, and the managers whose deputy they are today."""
    assert who.person is not None
    return select(Person.id).where(
        or_(Person.id == who.person, Person.id.in_(_managers_of_deputy(who.person)))
    )


def _managers_of_deputy(person_id: int) -> Select[int]:
    at = this_moment()
    return select(Deputy.manager_id).where(
        Deputy.deputy_id == person_id,
        Deputy.since <= at,
        or_(Deputy.until.is_(None), Deputy.until > at),
    )
