"""HR's page: what waits, plans by state, what reps raised, and whether a plan is in line with the others."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.plans.consistency import Consistency
from service.db.base import now
from service.db.tables import Person, Plan, PlanEvent, PlanWord
from service.people.who import Who
from service.plans.asking import today_in
from service.plans.closing import skipped_check_ins
from service.plans.comparing import consistency_of, names_below
from service.plans.due import milestones_due
from service.plans.queries import plans_of
from service.plans.rights import note_list, note_view, plans_visible_to, reads_for_hr, visible_plan
from service.plans.saying import unanswered
from service.plans.states import IN_WORDS
from service.plans.views import PlanLine
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
HR = [needs("hr", scope="plans:read")]
ASKS = [needs("hr", scope="plans:write")]
ORDER = ("hr_review", "published", "delivered", "running", "paused", "draft", "closed")


@dataclass(frozen=True)
class Waiting:
    """One thing that HR has to do."""

    href: str
    text: str
    rep: str


@dataclass(frozen=True)
class HrPage:
    waits: tuple[Waiting, ...]
    piles: tuple[tuple[str, tuple[PlanLine, ...]], ...]


@dataclass(frozen=True)
class ConsistencyPage:
    """The others of the team. `names`: who was below the standard without a plan; None: not asked for."""

    id: str
    rep: str
    found: Consistency
    names: tuple[str, ...] | None


@router.get("/hr", dependencies=HR)
def hr_page(request: Request, session: Writing, who: Asking) -> Response:
    lines = [line for line in plans_of(session, who) if line.part == "hr"]
    note_list(session, who, [line.id for line in lines])
    piles = tuple(
        (IN_WORDS[state].capitalize(), found)
        for state in ORDER
        if (found := tuple(one for one in lines if one.state == state))
    )
    return page(request, "plan_hr.html.j2", view=HrPage(tuple(_waiting(session, who)), piles))


@router.get("/plans/{plan_id}/consistency", dependencies=HR)
def consistency_page(request: Request, session: Writing, who: Asking, plan_id: PublicId) -> Response:
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "consistency")
    return page(request, "plan_consistency.html.j2", view=_consistency(session, who, plan, None))


@router.post("/plans/{plan_id}/consistency", dependencies=ASKS)
def names_page(request: Request, session: Writing, who: Asking, plan_id: PublicId) -> Response:
    """Who they are. That they were asked for is in the audit log."""
    plan = visible_plan(session, who, plan_id)
    names = tuple(one.name for one in names_below(session, who, plan))
    return page(request, "plan_consistency.html.j2", view=_consistency(session, who, plan, names))


def _consistency(session: Session, who: Who, plan: Plan, names: tuple[str, ...] | None) -> ConsistencyPage:
    rep = session.get_one(Person, plan.rep_id).name
    return ConsistencyPage(plan.public_id, rep, consistency_of(session, who, plan), names)


def _waiting(session: Session, who: Who) -> list[Waiting]:
    """What HR has to do, concerns first."""
    theirs = Plan.rep_id != (who.person or 0)  # a plan about themselves waits for others
    rows = session.scalars(select(Plan).where(plans_visible_to(who), theirs).order_by(Plan.id)).all()
    named = select(Person.id, Person.name).where(Person.id.in_([row.rep_id for row in rows]))
    names = {row.id: row.name for row in session.execute(named)}
    concerns: list[Waiting] = []
    rest: list[Waiting] = []
    for row in rows:
        for text, urgent, at in _asks(session, who, row):
            one = Waiting(f"/plans/{row.public_id}{at}", text, names[row.rep_id])
            (concerns if urgent else rest).append(one)
    return concerns + rest


def _asks(session: Session, who: Who, plan: Plan) -> list[tuple[str, bool, str]]:
    found = []
    open_concerns = select(PlanWord.id).where(
        PlanWord.plan_id == plan.id, PlanWord.kind == "concern", PlanWord.answer.is_(None)
    )
    # Whoever runs the plan is not even told that there is one.
    if session.scalars(open_concerns).first() is not None and reads_for_hr(session, who, plan):
        found.append(("A concern waits for your answer; only HR reads it", True, "#concerns"))
    if plan.state == "hr_review":
        found.append(("Review it and publish it, or send it back", False, ""))
    if plan.state == "paused":
        found.append(("Paused: resume it when it can go on", False, "#steps"))
    if plan.state == "delivered" and unanswered(session, plan):
        found.append(("The rep waits for an answer", False, "#words"))
    if session.get_one(Person, plan.manager_id).left_at is not None and plan.state != "closed":
        found.append(("The manager has left: name who is in charge", False, "#steps"))
    if plan.state == "closed" and _is_to_look_at(session, plan):
        found.append(("A decision was reopened after the end: write beside it what follows", False, "#words"))
    if plan.state == "running":
        found += _decisions(session, plan)
        if skipped_check_ins(session, plan, now()):
            found.append(("Check-ins were skipped", False, "#meetings"))
    return found


def _is_to_look_at(session: Session, plan: Plan) -> bool:
    """Whether a decision of a closed plan was reopened, and nobody in HR has written beside it since."""
    asked = select(PlanEvent.at).where(PlanEvent.plan_id == plan.id, PlanEvent.kind == "to_look_at")
    reopened = session.scalars(asked.order_by(PlanEvent.id.desc()).limit(1)).first()
    if reopened is None:
        return False
    answered = select(PlanWord.id).where(
        PlanWord.plan_id == plan.id,
        PlanWord.kind == "comment",
        PlanWord.by_id.notin_((plan.rep_id, plan.manager_id)),
        PlanWord.created_at >= reopened,
    )
    return session.scalars(answered).first() is None


def _decisions(session: Session, plan: Plan) -> list[tuple[str, bool, str]]:
    return [
        (f"“{row.rule['title']}” is due for its decision", False, f"#goal-{row.key}")
        for row, _ in milestones_due(session, plan, today_in(session, plan), now())
    ]
