"""Deciding milestones: one day, one decision with every input, one extension, and a way back where a dispute
was upheld afterwards."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.milestone.decision import Decision, Status
from scoring.milestone.plan_days import PlanDays, dates_of
from scoring.milestone.rule import Milestone
from scoring.record import fingerprint
from service.calls.details import monday
from service.db.tables import Person, Plan, PlanDecision, PlanEvent, PlanMilestone
from service.errors import Conflict, NotFound
from service.frame.rules import fix_rule, rule_for
from service.frame.sample_views import NewRule
from service.frame.weeks import written
from service.people.who import Who
from service.plans.cases import undrawn_weeks
from service.plans.changing import absences_of
from service.plans.drafting import needs_reason
from service.plans.expecting import calls_a_week, share_that_counts
from service.plans.milestones import look
from service.plans.publishing import SHORTEST_CALL
from service.plans.rights import needs_part
from service.plans.starting import go_on, milestones_of
from service.plans.states import happened, needs_state
from service.plans.versions import content_of

DECIDED = (Status.MET, Status.NOT_MET, Status.INSUFFICIENT_EVIDENCE)


def decide_milestone(session: Session, who: Who, plan: Plan, key: str, at: datetime) -> PlanDecision:
    """HR lets stand what the rule says on the decision day, with every input. Raises Conflict before it."""
    needs_part(session, who, plan, "hr")
    needs_state(plan, "running")
    row = milestone_row(session, plan, key)
    _refuse_second(session, plan, row)
    decision = look(session, plan, row, at)
    if decision is None:
        raise Conflict("There are no figures for it yet.", "Import them for exactly the days of its window.")
    if decision.day <= decision.dates.deadline or decision.day < decision.dates.decision_day:
        raise Conflict(
            f"It is decided on {day_in_words(decision.dates.decision_day)}, and not before.",
            decision.sentence,
            code="not_yet",
        )
    window = decision.dates.window
    if row.rule.get("rubric") and (
        weeks := undrawn_weeks(session, plan.rep_id, window.first, min(window.last, decision.day))
    ):
        raise Conflict(
            f"The week of {written(weeks[0])} was not drawn yet.",
            "Draw it and have its calls confirmed first.",
            code="not_drawn",
        )
    if decision.status not in DECIDED:
        raise Conflict(decision.sentence, decision.next_step, code="waiting")
    return keep(session, who, plan, row, decision, final=True)


def keep(
    session: Session, who: Who, plan: Plan, row: PlanMilestone, decision: Decision, *, final: bool
) -> PlanDecision:
    """Stores a look or a decision with all that it rests on."""
    document = decision.model_dump(mode="json")
    kept = PlanDecision(
        milestone_id=row.id,
        day=decision.day,
        final=final,
        status=decision.status.value,
        reason=decision.reason.value,
        document=document,
        fingerprint=fingerprint(document),
        by_id=who.person,
    )
    session.add(kept)
    session.flush()
    if final:
        happened(
            session, who, plan, "decided", milestone=row.key, decision=kept.public_id, status=kept.status
        )
    return kept


def extend(session: Session, who: Who, plan: Plan, key: str, at: datetime) -> None:
    """Gives the one agreed extension: so many more random calls. Raises Conflict where it is not due."""
    needs_part(session, who, plan, "hr")
    needs_state(plan, "running")
    row = milestone_row(session, plan, key)
    rule = Milestone.model_validate(row.rule)
    standing = standing_decision(session, plan, row)
    if rule.extension is None or standing is None or standing.status != Status.INSUFFICIENT_EVIDENCE:
        raise Conflict(
            "There is nothing to extend: the extension is for a milestone that the data left open.",
            "Decide it first.",
            code="nothing_open",
        )
    if _was_extended(session, plan, row):
        raise Conflict("It was extended already, and that is done once.", "A panel of people decides.")
    happened(session, who, plan, "extended", milestone=row.key, calls=rule.extension.calls)
    if rule.reads_calls:
        _draw_more(session, who, plan, rule, at)
    today = at.astimezone(ZoneInfo(rule.zone)).date()
    days = PlanDays(rule.starts, absences_of(session, plan, today))
    go_on(session, plan, content_of(session, plan), today, dates_of(rule, days, extended=True).deadline)


def write_reason(session: Session, who: Who, plan: Plan, key: str, why: str) -> None:
    """HR writes why *not met* may stand although many drawn calls could not be scored."""
    needs_part(session, who, plan, "hr")
    needs_state(plan, "running")
    needs_reason(why, "why it may stand")
    row = milestone_row(session, plan, key)
    happened(session, who, plan, "reason_written", milestone=row.key, why=why.strip())


def milestone_row(session: Session, plan: Plan, key: str) -> PlanMilestone:
    """The milestone of that key. Raises NotFound."""
    found = next((row for row in milestones_of(session, plan) if row.key == key), None)
    if found is None:
        raise NotFound(f"The plan has no milestone {key} that is fixed.", "They are fixed when it starts.")
    return found


def standing_decision(session: Session, plan: Plan, row: PlanMilestone) -> PlanDecision | None:
    """The newest decision that was not reopened; one before the extension does not stand any more."""
    newest = session.scalars(
        select(PlanDecision)
        .where(PlanDecision.milestone_id == row.id, PlanDecision.final)
        .order_by(PlanDecision.id.desc())
        .limit(1)
    ).first()
    if newest is None or newest.public_id in reopened(session, plan):
        return None
    return newest


def is_open_again(standing: PlanDecision, *, extended: bool) -> bool:
    """Whether a decision that left the milestone open makes way for another one: after its extension, or once
    calls were scored again on the fixed version, or figures imported for the right days."""
    if standing.status != Status.INSUFFICIENT_EVIDENCE:
        return False
    return standing.reason in ("versions", "figures") or (extended and not standing.document["last_look"])


def decisions_of(session: Session, row: PlanMilestone, *, final: bool = True) -> list[PlanDecision]:
    """All decisions of a milestone, or all looks that check-ins kept, oldest first."""
    return list(
        session.scalars(
            select(PlanDecision)
            .where(PlanDecision.milestone_id == row.id, PlanDecision.final.is_(final))
            .order_by(PlanDecision.id)
        )
    )


def reopened(session: Session, plan: Plan) -> dict[str, PlanEvent]:
    """The decisions that were reopened, by public id, with the event that says why."""
    asked = select(PlanEvent).where(PlanEvent.plan_id == plan.id, PlanEvent.kind == "reopened")
    return reopened_in(session.scalars(asked).all())


def reopened_in(events: Sequence[PlanEvent]) -> dict[str, PlanEvent]:
    """The same from what happened to the plan."""
    return {str(event.document["decision"]): event for event in events if event.kind == "reopened"}


def extended_to(session: Session, plan: Plan, days: PlanDays) -> list[date]:
    """The last day of each milestone that was extended."""
    keys = {one.get("milestone") for one in _extensions(session, plan)}
    if not keys:
        return []
    rules = [Milestone.model_validate(row.rule) for row in milestones_of(session, plan) if row.key in keys]
    return [dates_of(rule, days, extended=True).deadline for rule in rules]


def _refuse_second(session: Session, plan: Plan, row: PlanMilestone) -> None:
    standing = standing_decision(session, plan, row)
    if standing is None or is_open_again(standing, extended=_was_extended(session, plan, row)):
        return
    raise Conflict("It was decided already.", "A decision stands; only an upheld dispute reopens it.")


def _was_extended(session: Session, plan: Plan, row: PlanMilestone) -> bool:
    return any(one.get("milestone") == row.key for one in _extensions(session, plan))


def _extensions(session: Session, plan: Plan) -> Sequence[dict[str, Any]]:
    return session.scalars(
        select(PlanEvent.document).where(PlanEvent.plan_id == plan.id, PlanEvent.kind == "extended")
    ).all()


def _draw_more(session: Session, who: Who, plan: Plan, rule: Milestone, at: datetime) -> None:
    """So many calls a week as the extension needs, from next week on: this one may be drawn already."""
    assert rule.extension is not None
    today = at.astimezone(ZoneInfo(rule.zone)).date()
    share, _ = share_that_counts(session, plan.rep_id, rule, today)
    first = today + timedelta(days=7 - today.weekday())
    days = max(7, rule.extension.days - (first - today).days)
    wanted = calls_a_week(days, share, rule.extension.calls)
    there = rule_for(session, plan.rep_id, monday(first))
    rep = session.get_one(Person, plan.rep_id)
    if there is not None and there.calls >= wanted:
        return
    row = fix_rule(
        session,
        NewRule.model_validate(
            {
                "calls": ceil(wanted),
                "shortest": there.shortest if there else SHORTEST_CALL,
                "from": first.isoformat(),
                "until": (today + timedelta(days=2 * rule.extension.days + 28)).isoformat(),
                "rep": rep.external_id or rep.email,
            }
        ),
        who.actor,
    )
    # By this event the rule is known to whoever sees the plan alone, as the one of its beginning is.
    week, calls = row.from_week, row.calls
    happened(session, who, plan, "draw_rate_fixed", rule=row.public_id, calls=calls, from_week=week)
