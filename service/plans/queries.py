"""Reading plans: the list somebody has, and one plan with all that is theirs to see."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.milestone.plan_days import PlanDays
from scoring.plans.fit import Fit
from scoring.plans.sections import PlanContent
from service.db.base import now
from service.db.tables import FitCheck, Person, Plan, PlanEvent, Signature
from service.house import house_of
from service.people.who import Who
from service.plans.allowed import allowed
from service.plans.changing import absences_of, days_away
from service.plans.course import check_ins_shown, commitments_shown, looks_shown, words_shown
from service.plans.deciding import extended_to
from service.plans.focus import moves_of
from service.plans.reading import Reading
from service.plans.rights import Part, part_of, people, plans_visible_to
from service.plans.saying import still_to_say
from service.plans.signing import signatures_of
from service.plans.standing import milestones_shown
from service.plans.states import EVENT_WORDS, IN_WORDS
from service.plans.versions import content_of, versions_of
from service.plans.views import (
    AbsenceView,
    EventView,
    MilestoneView,
    PersonShown,
    PlanLine,
    PlanPage,
    SignatureView,
    VersionView,
)

MOST = 200


def plans_of(session: Session, who: Who, state: str | None = None) -> list[PlanLine]:
    """The plans they may see, those that are open first, then the newest."""
    asked = select(Plan).where(plans_visible_to(who)).order_by(Plan.id.desc()).limit(MOST)
    if state is not None:
        asked = asked.where(Plan.state == state)
    rows = session.scalars(asked).all()
    known = people(session, [key for row in rows for key in (row.rep_id, row.manager_id)])
    lines = [_line(session, who, row, known) for row in rows]
    return sorted(lines, key=lambda one: one.state == "closed")


def plan_page(
    session: Session, who: Who, plan: Plan, at: datetime, reading: Reading | None = None
) -> PlanPage:
    """The plan, as whoever asks may see it. `reading`: what was read of it already."""
    part, reading = part_of(session, who, plan), reading or Reading(session, plan)
    content = content_of(session, plan)
    zone = ZoneInfo(content.monitoring.zone)
    # With its end a plan stands still: nothing falls due or is skipped after it.
    stands = plan.closed_at or at
    today, last_day = at.astimezone(zone).date(), stands.astimezone(zone).date()
    events, signed = reading.events, signatures_of(session, plan)
    known = _everybody_in(session, plan, events, signed)
    check = session.get_one(FitCheck, plan.fit_check_id)
    return PlanPage(
        id=plan.public_id,
        part=part,
        state=plan.state,
        state_words=IN_WORDS[plan.state],
        version=plan.version,
        number=plan.newest,
        rep=_person(known[plan.rep_id]),
        manager=_person(known[plan.manager_id]),
        hr=_person(known[plan.hr_id]) if plan.hr_id in known else None,
        content=content if part == "hr" else content.model_copy(update={"hr_only": ""}),
        fit=Fit.model_validate(check.found) if part != "rep" else None,
        fit_overruled=check.hr_reason if part != "rep" else None,
        published_at=plan.published_at,
        delivered_at=plan.delivered_at,
        delivery=_delivery(events),
        say_until=plan.say_until,
        say_without=_holidays(session, plan, zone),
        still_to_say=still_to_say(session, plan) if plan.state == "delivered" else [],
        receipt=plan.receipt,
        receipt_asked=plan.delivered_at is not None and plan.receipt == "none" and plan.state != "closed",
        starts_on=plan.starts_on,
        paused_on=plan.paused_on,
        outcome=plan.outcome,
        closing=_closing(plan, part),
        milestones=milestones_shown(session, plan, stands, known, reading),
        check_ins=check_ins_shown(session, reading, stands, known),
        commitments=commitments_shown(session, plan, last_day, known, reading),
        words=words_shown(session, who, plan, known),
        versions=_versions(session, plan, part, known, _first_shown(events)),
        signatures=[
            SignatureView(what=one.what, name=one.name, role=one.role, at=one.at, hash=one.hash)
            for one in signed
        ],
        absences=_absences(reading, part),
        history=_history(events, part, known),
        looks=looks_shown(session, plan, known),
        moves=moves_of(session, plan, last_day, reading),
        notices=_notices(reading, plan, content, known, today),
        may=allowed(session, who, plan, today),
    )


def deadline_of(session: Session, plan: Plan, content: PlanContent, today: date) -> date | None:
    """The plan's last day, moved by its absences and by the extension of a milestone."""
    if content.deadline is None or plan.starts_on is None:
        return content.deadline
    days = PlanDays(plan.starts_on, absences_of(session, plan, today))
    return max([days.moved(content.deadline), *extended_to(session, plan, days)])


def goals_of(session: Session, plan: Plan, at: datetime) -> list[MilestoneView]:
    """Its milestones as `plan_page` shows them; with its end a plan stands still."""
    reading = Reading(session, plan)
    known = _everybody_in(session, plan, reading.events, signatures_of(session, plan))
    return milestones_shown(session, plan, plan.closed_at or at, known, reading)


def version_numbers(session: Session, who: Who, plan: Plan) -> list[int]:
    """The versions that they may see, the oldest first."""
    first = first_shown_version(session, plan) if part_of(session, who, plan) == "rep" else 1
    return [row.number for row in versions_of(session, plan) if row.number >= first]


def _everybody_in(
    session: Session, plan: Plan, events: Sequence[PlanEvent], signed: Sequence[Signature]
) -> dict[int, Person]:
    """Everybody who has done something in the plan, by key."""
    did = (*(one.by_id for one in events), *(one.person_id for one in signed))
    return people(session, [plan.rep_id, plan.manager_id, plan.hr_id, *did])


def _line(session: Session, who: Who, plan: Plan, known: Mapping[int, Person]) -> PlanLine:
    content = content_of(session, plan)
    today = now().astimezone(ZoneInfo(content.monitoring.zone)).date()
    return PlanLine(
        id=plan.public_id,
        rep=known[plan.rep_id].public_id,
        rep_name=known[plan.rep_id].name,
        manager_name=known[plan.manager_id].name,
        state=plan.state,
        part=part_of(session, who, plan),
        title=content.title,
        starts_on=plan.starts_on or content.starts,
        deadline=deadline_of(session, plan, content, today),
        outcome=plan.outcome,
        waits_for=WAITS[plan.state],
        version=plan.version,
    )


WAITS = {
    "draft": "The manager writes it.",
    "hr_review": "HR looks for bias, vagueness and missing support.",
    "published": "It is gone through with the rep, in person or by video.",
    "delivered": "The rep says what they think of it.",
    "running": "It runs.",
    "paused": "HR resumes it.",
    "closed": "",
}


def _person(row: Person) -> PersonShown:
    return PersonShown(id=row.public_id, name=row.name)


def _delivery(events: Sequence[PlanEvent]) -> dict[str, Any] | None:
    row = next((one for one in reversed(events) if one.kind == "delivered"), None)
    if row is None:
        return None
    return {key: row.document.get(key) for key in ("how", "at", "there", "summary")}


def _holidays(session: Session, plan: Plan, zone: ZoneInfo) -> str:
    if plan.delivered_at is None or plan.say_until is None:
        return ""
    return house_of(session).left_out(plan.delivered_at.astimezone(zone).date(), plan.say_until)


def _closing(plan: Plan, part: Part) -> dict[str, Any] | None:
    """What HR wrote is everybody's; the list of what it had to give a reason for is not the rep's."""
    if plan.closing is None:
        return None
    hidden = ("needed_reason",) if part == "rep" else ()
    return {key: value for key, value in plan.closing.items() if key not in hidden}


def _versions(
    session: Session, plan: Plan, part: Part, known: Mapping[int, Person], first: int
) -> list[VersionView]:
    """The rep sees those since it was published: what was weighed before is the others' draft."""
    shown = []
    for row in versions_of(session, plan):
        if part == "rep" and row.number < first:
            continue
        by = known.get(row.by_id) if row.by_id is not None else None
        shown.append(
            VersionView(
                number=row.number,
                at=row.created_at,
                by=by.name if by else "",
                why=row.why,
                fingerprint=row.fingerprint,
            )
        )
    return shown


def first_shown_version(session: Session, plan: Plan) -> int:
    """The version that was delivered first: earlier ones are drafts, which the rep never saw."""
    return _first_shown(Reading(session, plan).events)


def _first_shown(events: Sequence[PlanEvent]) -> int:
    delivered = next((one for one in events if one.kind == "delivered"), None)
    return int(delivered.document["number"]) if delivered else 1


def _absences(reading: Reading, part: Part) -> list[AbsenceView]:
    return [
        AbsenceView(
            id=row.public_id,
            first=row.first,
            last=row.last,
            pause=row.pause,
            why=row.why if part == "hr" else None,
            withdrawn=row.withdrawn_at is not None,
        )
        for row in reading.absences
    ]


def _history(events: Sequence[PlanEvent], part: Part, known: Mapping[int, Person]) -> list[EventView]:
    """What happened, oldest first. The rep sees it from the delivery on."""
    delivered = next((place for place, row in enumerate(events) if row.kind == "delivered"), len(events))
    shown = events if part != "rep" else events[delivered:]
    return [
        EventView(
            at=row.at,
            by=known[row.by_id].name if row.by_id is not None and row.by_id in known else "",
            kind=row.kind,
            words=EVENT_WORDS.get(row.kind, row.kind),
            document={} if part == "rep" else row.document,
        )
        for row in shown
        if part == "hr" or not row.hr_only
    ]


def _notices(
    reading: Reading, plan: Plan, content: PlanContent, known: Mapping[int, Person], today: date
) -> list[str]:
    """What everybody in the plan should know today."""
    found = []
    moved = content.deadline
    if plan.starts_on is not None and content.deadline is not None:
        moved = PlanDays(plan.starts_on, days_away(plan, reading.absences, today)).moved(content.deadline)
    if moved is not None and content.deadline is not None and moved != content.deadline:
        before, after = day_in_words(content.deadline), day_in_words(moved)
        found.append(f"Absences moved the plan's last day from {before} to {after}.")
    if plan.state == "paused":
        found.append("The plan is paused: no call counts, and nothing falls due, until HR resumes it.")
    if known[plan.manager_id].left_at is not None:
        found.append(f"{known[plan.manager_id].name} has left: HR names who is in charge now.")
    return found
