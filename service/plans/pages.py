"""Pages of plans: the list, one plan for its rep, its manager and HR, what a goal rests on, two versions."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy import exists, select

from scoring.milestone.goals import CountGoal, MeanGoal, RateGoal
from scoring.milestone.rule import Milestone
from scoring.plans.compare import Change, compare
from service.db.base import now
from service.db.tables import Call, Membership, Person, Plan
from service.errors import NotFound
from service.people.rights import calls_visible_to, reps_visible_to
from service.plans.allowed import allowed
from service.plans.asking import content_for_reader
from service.plans.deciding import milestone_row
from service.plans.queries import goals_of, plans_of, version_numbers
from service.plans.rights import note_list, note_view, visible_plan
from service.plans.shown_plan import GoalShown, goals_shown, shown_plan
from service.plans.steps_of_pages import TEMPLATES
from service.plans.versions import day_in
from service.plans.views import PlanLine
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
THREE = [needs("rep", "manager", "hr", scope="plans:read")]
RUNNERS = [needs("manager", "hr", scope="plans:read")]
REPS = [needs("rep", scope="plans:read")]
Key = Annotated[str, Path(max_length=40, pattern="^[a-z][a-z0-9_]*$")]
Number = Annotated[int | None, Query(ge=1, le=100_000)]


@dataclass(frozen=True)
class PlanList:
    """The plans somebody has to do with, and for whom a check can be begun."""

    open: tuple[PlanLine, ...]
    closed: tuple[PlanLine, ...]
    reps: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GoalPage:
    """What one milestone rests on. `opens`: the calls that the reader may open; `place`: where in them."""

    plan_id: str
    shown: GoalShown
    opens: frozenset[str]
    place: str


@dataclass(frozen=True)
class ComparePage:
    """Two versions side by side."""

    plan_id: str
    before: int
    after: int
    changes: tuple[Change, ...]


@router.get("/plans", dependencies=RUNNERS)
def list_page(request: Request, session: Writing, who: Asking) -> Response:
    lines = plans_of(session, who)
    note_list(session, who, [line.id for line in lines])
    in_a_team = exists().where(
        Membership.person_id == Person.id, Membership.role == "rep", Membership.until.is_(None)
    )
    others = (Person.id != (who.person or 0), Person.left_at.is_(None), in_a_team)
    reps = session.execute(
        select(Person.public_id, Person.name)
        .where(reps_visible_to(who, to=("hr",)), *others)
        .order_by(Person.name)
        .limit(500)
    )
    view = PlanList(
        tuple(one for one in lines if one.state != "closed"),
        tuple(one for one in lines if one.state == "closed"),
        tuple((public_id, name) for public_id, name in reps),
    )
    return page(request, "plans.html.j2", view=view)


@router.get("/me/plan", dependencies=REPS)
def own_page(request: Request, session: Writing, who: Asking) -> Response:
    """The rep's newest plan that was delivered; without one, a page that says so."""
    row = session.scalars(
        select(Plan)
        .where(Plan.rep_id == (who.person or 0), Plan.delivered_at.is_not(None))
        .order_by(Plan.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return page(request, "plan_none.html.j2")
    note_view(session, who, row)
    return page(request, TEMPLATES["rep"], view=shown_plan(session, who, row, now()))


@router.get("/plans/{plan_id}", dependencies=THREE)
def plan_shown(request: Request, session: Writing, who: Asking, plan_id: PublicId) -> Response:
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan)
    view = shown_plan(session, who, plan, now())
    return page(request, TEMPLATES[view.plan.part], view=view)


@router.get("/plans/{plan_id}/goals/{milestone}", dependencies=THREE)
def goal_page(request: Request, session: Writing, who: Asking, plan_id: PublicId, milestone: Key) -> Response:
    """From the milestone to its calls: which count, which don't and why, and the way to each."""
    plan, at = visible_plan(session, who, plan_id), now()
    note_view(session, who, plan, "milestone")
    day = day_in(session, plan, at)
    standing = [one for one in goals_of(session, plan, at) if one.key == milestone]
    shown = goals_shown(session, plan, standing, allowed(session, who, plan, day), day)
    if not shown:
        raise NotFound(f"The plan has no milestone {milestone} that runs.")
    goal = shown[0].goal
    named = [one.call for one in (*goal.counted, *goal.left_out, *goal.waiting)]
    opens = session.scalars(select(Call.public_id).where(Call.public_id.in_(named), calls_visible_to(who)))
    place = _place(Milestone.model_validate(milestone_row(session, plan, milestone).rule))
    return page(
        request, "plan_goal.html.j2", view=GoalPage(plan.public_id, shown[0], frozenset(opens), place)
    )


def _place(rule: Milestone) -> str:
    """Where on the page of a call it is heard: at an item, or at a criterion; the QA score is all of it."""
    if isinstance(rule.goal, RateGoal | CountGoal):
        return f"#item-{rule.goal.of}"
    is_criterion = isinstance(rule.goal, MeanGoal) and rule.goal.of != "qa_score"
    return f"#criterion-{rule.goal.of}" if is_criterion else ""


@router.get("/plans/{plan_id}/compare", dependencies=THREE)
def compare_page(
    request: Request,
    session: Writing,
    who: Asking,
    plan_id: PublicId,
    before: Number = None,
    after: Number = None,
) -> Response:
    """What is different between two versions: the newest and the one before, where none are named."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "changes")
    new = after or plan.newest
    old = before or max([one for one in version_numbers(session, who, plan) if one < new], default=new)
    changes = compare(
        content_for_reader(session, who, plan, old), content_for_reader(session, who, plan, new)
    )
    return page(request, "plan_compare.html.j2", view=ComparePage(plan.public_id, old, new, changes))
