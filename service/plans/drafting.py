"""Before there is a plan: is it the right tool? Then its draft, written by the manager or by HR."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.plans.fit import Answers, Fit, judge_fit
from scoring.plans.sections import PlanContent
from service.db import audit
from service.db.tables import FitCheck, Membership, Person, Plan
from service.errors import Conflict, NotAllowed, NotFound, Unprocessable
from service.people.queries import team_at
from service.people.rights import manages_rep_now
from service.people.who import Who
from service.plans.rights import OPEN, needs_part
from service.plans.states import happened, needs_state
from service.plans.versions import add_version, content_of

BASELINE = timedelta(weeks=13)
"""How far back the calls of a baseline reach: a quarter."""
SHORTEST_REASON = 20
"""Characters a reason has at least: "ok" is none."""


def check_fit(session: Session, who: Who, rep: Person, answers: Answers, today: date) -> FitCheck:
    """Keeps the answers with what they say. Raises NotFound for a rep that is not theirs."""
    needs_right_to_begin(session, who, rep)
    if answers.gap_since is not None and answers.gap_since > today:
        raise Unprocessable(f"The gap cannot begin on {answers.gap_since}, after today.", "Nothing was kept.")
    found = judge_fit(answers, today)
    row = FitCheck(
        rep_id=rep.id,
        by_id=who.person,
        state=found.state,
        answers=answers.model_dump(mode="json"),
        found=found.model_dump(mode="json"),
    )
    session.add(row)
    session.flush()
    audit.record(session, who.actor, "plan.fit_checked", row.public_id, rep=rep.public_id, state=found.state)
    return row


def go_on(session: Session, who: Who, check: FitCheck, reason: str) -> None:
    """HR lets a plan be written although it was said to be the wrong tool, and writes why."""
    if not who.has("hr"):
        raise NotAllowed("Only HR can let this go on.", "Do what the check says is right instead.")
    if check.state != "wrong":
        raise Conflict(
            "The check does not say that a plan is the wrong tool.", "There is nothing to overrule."
        )
    needs_reason(reason, "why a plan is right all the same")
    check.hr_id, check.hr_reason = who.person, reason.strip()
    audit.record(session, who.actor, "plan.fit_overruled", check.public_id)


def begin(
    session: Session, who: Who, check: FitCheck, content: PlanContent, manager: Person | None, at: datetime
) -> Plan:
    """A draft. Raises Conflict where a plan is the wrong tool, or the rep has an open plan already."""
    rep = session.get_one(Person, check.rep_id)
    needs_right_to_begin(session, who, rep)
    _refuse_wrong_tool(check)
    if session.scalar(select(Plan.id).where(Plan.rep_id == rep.id, Plan.state.in_(OPEN))) is not None:
        raise Conflict(f"{rep.name} has an open plan already.", "Close it first.", code="open_plan")
    team = team_at(session, rep, at)
    if team is None:
        raise Unprocessable(f"{rep.name} is in no team today.", "Somebody who is in no team has no manager.")
    in_charge = manager or (None if who.has("hr") or who.installation else session.get(Person, who.person))
    in_charge = in_charge or _manager_of(session, team.id, rep.id)
    if in_charge.id == rep.id:
        raise Unprocessable("Nobody is in charge of their own plan.", "Name another manager.")
    plan = Plan(
        rep_id=rep.id,
        team_id=team.id,
        manager_id=in_charge.id,
        fit_check_id=check.id,
        newest=1,
        opens_from=at - BASELINE,
    )
    session.add(plan)
    session.flush()
    add_version(session, who, plan, content, "The first draft.", number=1)
    happened(session, who, plan, "drafted")
    return plan


def change_draft(session: Session, who: Who, plan: Plan, content: PlanContent, why: str) -> None:
    """Other words before HR has published: by the manager while it is a draft, by HR until then."""
    needs_state(plan, "draft", "hr_review")
    needs_part(session, who, plan, *(("manager", "hr") if plan.state == "draft" else ("hr",)))
    if content_of(session, plan) == content:
        return
    add_version(session, who, plan, content, why)
    happened(session, who, plan, "changed", number=plan.newest)


def needs_right_to_begin(session: Session, who: Who, rep: Person) -> None:
    """Raises NotFound where the rep is not theirs: HR, or whoever manages them today."""
    if who.person == rep.id or not (who.has("hr") or manages_rep_now(session, who, rep.id)):
        raise NotFound(f"There is no person {rep.public_id}.")


def note_evidence_seen(session: Session, who: Who, rep: Person) -> None:
    """That the data about somebody were pulled together is in the audit log."""
    audit.record(session, who.actor, "plan.evidence_viewed", rep.public_id)


def fit_row(session: Session, who: Who, public_id: str) -> FitCheck:
    """The check, for HR and whoever manages the rep. Raises NotFound."""
    row = session.scalars(select(FitCheck).where(FitCheck.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no check {public_id}.")
    needs_right_to_begin(session, who, session.get_one(Person, row.rep_id))
    return row


def needs_reason(text: str, what: str) -> None:
    """Raises Unprocessable for a reason that says nothing."""
    if len(text.strip()) < SHORTEST_REASON:
        raise Unprocessable(f"Write {what}, in a sentence or two.", "Nothing was changed.")


def _refuse_wrong_tool(check: FitCheck) -> None:
    found = Fit.model_validate(check.found)
    if found.state == "right" or (found.state == "wrong" and check.hr_reason):
        return
    instead = " ".join(one.instead for one in found.findings if one.stops)
    next_step = (
        f"{instead} To go on all the same, HR has to write why." if instead else "Answer the rest first."
    )
    raise Conflict(found.sentence, next_step, code="wrong_tool")


def _manager_of(session: Session, team_id: int, rep_id: int) -> Person:
    found = session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.team_id == team_id,
            Membership.role == "manager",
            Membership.until.is_(None),
            Person.id != rep_id,
        )
        .order_by(Membership.since)
    ).first()
    if found is None:
        raise Unprocessable("The rep's team has no manager today.", "Name who is in charge of the plan.")
    return found
