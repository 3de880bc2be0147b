"""The plan begins to run: milestones lock, meetings are on the calendar, and both sides' promises count."""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.milestone.path import path_at
from scoring.milestone.plan_days import PlanDays, dates_of
from scoring.milestone.rule import Milestone
from scoring.plans.schedule import Cadence, Phase, Slot, check_ins
from scoring.plans.sections import Action, PlanContent, PlannedMilestone, Support
from scoring.plans.weekly import week_ends, with_weekly
from scoring.record import fingerprint
from service.db.tables import CheckIn, Commitment, Plan, PlanMilestone
from service.errors import Conflict, Unprocessable
from service.house import house_of
from service.people.who import Who
from service.plans.judges import with_bias
from service.plans.rights import needs_part
from service.plans.saying import still_to_say, unanswered
from service.plans.states import needs_state, step
from service.plans.versions import add_version, content_of


def start(session: Session, who: Who, plan: Plan, day: date, today: date) -> None:
    """Locks the milestones and starts the plan on that day.

    Raises Conflict while the rep's say is open: until they answered all of it, or their days are over, and
    each answer has a reply.
    """
    needs_part(session, who, plan, "manager", "hr")
    needs_state(plan, "delivered")
    _refuse_unheard(session, plan, today)
    if abs((day - today).days) > 7:
        raise Unprocessable("A plan starts within a week of today.", "Choose another day.")
    content = content_of(session, plan)
    moved = moved_to(content, day)
    if moved != content:
        add_version(session, who, plan, moved, "Dated from the day on which it began.")
    plan.starts_on = day
    step(session, who, plan, "started", day=day.isoformat(), number=plan.newest)
    _lock_milestones(session, plan, moved)
    _call_meetings(session, plan, moved)
    _count_promises(session, plan, moved)


def moved_to(content: PlanContent, starts: date) -> PlanContent:
    """The plan with all its days moved by as much as its start is."""
    if content.starts is None or content.starts == starts:
        return content.model_copy(update={"starts": starts})
    by = starts - content.starts
    monitoring = content.monitoring
    return content.model_copy(
        update={
            "starts": starts,
            "milestones": tuple(
                one.model_copy(
                    update={
                        "deadline": one.deadline and one.deadline + by,
                        "rule": one.rule and moved_rule(one.rule, by),
                        "weekly": tuple(
                            week.model_copy(update={"last_day": week.last_day + by}) for week in one.weekly
                        ),
                    }
                )
                for one in content.milestones
            ),
            "actions": tuple(_moved_due(one, by) for one in content.actions),
            "support": tuple(_moved_due(one, by) for one in content.support),
            "monitoring": monitoring.model_copy(
                update={
                    "mid_point": monitoring.mid_point and monitoring.mid_point + by,
                    "final": monitoring.final and monitoring.final + by,
                }
            ),
        }
    )


def moved_rule(rule: Milestone, by: timedelta) -> Milestone:
    """The rule with its days moved; the baseline keeps its day."""
    window = rule.window.model_copy(update={"first": rule.window.first + by, "last": rule.window.last + by})
    return rule.model_copy(
        update={"starts": rule.starts + by, "window": window, "deadline": rule.deadline + by}
    )


def rule_in_force(content: PlanContent, planned: PlannedMilestone, rule: Milestone) -> Milestone:
    """The rule with what the whole plan says of it: how sure *not met* has to be, how the error is split."""
    deciding = sum(one.decides for one in content.milestones)
    return rule.model_copy(
        update={
            "signpost": not planned.decides,
            "severe": rule.severe or content.severe,
            "sharing_error": deciding if content.outcome_rule == "error_split" and planned.decides else 1,
        }
    )


def weekly_path(rule: Milestone) -> list[dict[str, Any]]:
    """Where the plan expects the rep at the end of each week: as written, else on the line between."""
    days = PlanDays(rule.starts)
    dates = dates_of(rule, days, extended=False)
    points = []
    for number, last_day in enumerate(week_ends(rule.starts, rule.deadline), start=1):
        value = path_at(rule, days, dates, [last_day])
        if value is not None:
            points.append({"week": number, "last_day": last_day.isoformat(), "target": float(value)})
    return points


def milestones_of(session: Session, plan: Plan) -> list[PlanMilestone]:
    """The milestones as they were fixed, in order; none before the plan runs."""
    return list(
        session.scalars(
            select(PlanMilestone).where(PlanMilestone.plan_id == plan.id).order_by(PlanMilestone.place)
        )
    )


def go_on(session: Session, plan: Plan, content: PlanContent, today: date, until: date) -> None:
    """In an extension people meet on, at the last rhythm, and what is promised week by week is promised on.

    Nothing is added up to the last day of what there is already.
    """
    meetings = session.scalars(select(CheckIn).where(CheckIn.plan_id == plan.id)).all()
    zone = content.monitoring.zone
    known = [one.at.astimezone(ZoneInfo(zone)).date() for one in meetings if one.state != "cancelled"]
    first = max([today, *known])
    if until <= first:
        return
    cadence = content.monitoring.cadence
    rhythm = Cadence(
        phases=(Phase(weekdays=cadence.phases[-1].weekdays),), at=cadence.at, minutes=cadence.minutes
    )
    last = max((one.number for one in meetings), default=0)
    _put_on_calendar(session, plan, check_ins(first, until, rhythm, zone, house_of(session).holidays), last)
    promised: list[Action | Support] = [*content.actions, *content.support]
    for one in promised:
        if one.due is None and not one.times:
            _promise(session, plan, one, list(week_ends(first, until)))
    session.flush()


def _refuse_unheard(session: Session, plan: Plan, today: date) -> None:
    to_say = still_to_say(session, plan)
    if to_say and plan.say_until is not None and today <= plan.say_until:
        raise Conflict(
            f"The rep has until {day_in_words(plan.say_until)} to say what they think of it.",
            "The plan can start when they answered all three questions, or when that day is over.",
            code="say_open",
        )
    if waiting := unanswered(session, plan):
        raise Conflict(
            f"{len(waiting)} of the rep's answers have no reply yet.", "Answer each first.", code="no_reply"
        )


def _lock_milestones(session: Session, plan: Plan, content: PlanContent) -> None:
    for place, planned in enumerate(content.milestones, start=1):
        if planned.rule is None:
            continue
        rule = with_weekly(rule_in_force(content, planned, planned.rule), planned.weekly)
        rule = with_bias(session, rule)
        document = rule.model_dump(mode="json")
        session.add(
            PlanMilestone(
                plan_id=plan.id,
                key=planned.key,
                place=place,
                decides=planned.decides,
                rule=document,
                path=weekly_path(rule),
                fingerprint=fingerprint(document),
            )
        )
    session.flush()


def _call_meetings(session: Session, plan: Plan, content: PlanContent) -> None:
    monitoring = content.monitoring
    assert content.starts is not None
    assert content.deadline is not None
    slots = check_ins(
        content.starts,
        content.deadline,
        monitoring.cadence,
        monitoring.zone,
        house_of(session).holidays,
        mid_point=monitoring.mid_point,
        final=monitoring.final,
    )
    _put_on_calendar(session, plan, slots)
    session.flush()


def _put_on_calendar(session: Session, plan: Plan, slots: Iterable[Slot], last: int = 0) -> None:
    """`last`: the number of the newest meeting that there is already."""
    session.add_all(
        CheckIn(
            plan_id=plan.id,
            number=last + slot.number,
            kind=slot.kind,
            at=slot.at,
            zone=slot.zone,
            minutes=slot.minutes,
        )
        for slot in slots
    )


def _count_promises(session: Session, plan: Plan, content: PlanContent) -> None:
    promised: list[Action | Support] = [*content.actions, *content.support]
    for one in promised:
        _promise(session, plan, one, due_days(one, content))
    session.flush()


def _promise(session: Session, plan: Plan, one: Action | Support, days: Iterable[date]) -> None:
    support = isinstance(one, Support) or one.who in ("manager", "hr")
    session.add_all(
        Commitment(plan_id=plan.id, key=one.key, side=one.who, what=one.what, due=due, support=support)
        for due in days
    )


def due_days(promised: Action | Support, content: PlanContent) -> list[date]:
    """By when it is to be done: its own day; so many days spread over the plan; else the end of each week."""
    if promised.due is not None:
        return [promised.due]
    assert content.starts is not None
    assert content.deadline is not None
    if promised.times:
        days = Fraction(content.days, promised.times)
        return [content.starts + timedelta(days=int(days * n) - 1) for n in range(1, promised.times + 1)]
    return list(week_ends(content.starts, content.deadline))


def _moved_due(one: Any, by: timedelta) -> Any:
    return one.model_copy(update={"due": one.due + by}) if one.due is not None else one
