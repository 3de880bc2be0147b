"""The first words of a plan: from a template, filled with what is known of the rep and what the data say."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.plans.sections import Fact, PlanContent, PlanPerson, Reason
from scoring.plans.templates import Draft, plan_from_template
from scoring.trend_records import QA
from service.db.base import now
from service.db.tables import Person
from service.errors import Unprocessable
from service.house import house_of
from service.people.queries import team_at
from service.people.who import Who
from service.plans.bodies import NewPlan
from service.plans.gathering import evidence_of

SOON = timedelta(days=14)
SOURCE = "random calls that people confirmed or scored"


def content_for(session: Session, who: Who, rep: Person, new: NewPlan, manager: Person | None) -> PlanContent:
    """What was sent, or the template with the rep's data in it. Raises Unprocessable for neither."""
    if new.content is not None:
        return new.content
    if new.template is None:
        raise Unprocessable("Name a template, or send the whole content.", "Nothing was begun.")
    today = now().date()
    draft = Draft(
        person=_person(session, who, rep, manager),
        starts=new.starts or today + SOON,
        zone=new.zone,
        reason=Reason(facts=facts_of(session, rep)),
        rep_said=new.rep_said,
    )
    return plan_from_template(new.template, new.days, draft, new.short_reason)


def facts_of(session: Session, rep: Person) -> tuple[Fact, ...]:
    """What the data show below the standard, each with range, n, its days and where it comes from.

    The QA score is always among them: where there are too few calls for a baseline, that is what it says.
    """
    found = evidence_of(session, rep, now().date(), house_of(session).standard)
    whole = _days(found.first, found.last)
    facts = [
        Fact(
            text=one.title,
            figure=one.words,
            period=_days(one.first, min(one.last, found.last)) if one.first and one.last else whole,
            source=SOURCE,
        )
        for one in found.criteria
        if one.criterion == QA or (one.baseline and one.below_standard == "yes")
    ]
    facts += [
        Fact(
            text=one.asks[:300],
            figure=f"missed on {one.of - one.done} of {one.of} calls",
            period=whole,
            source=SOURCE,
        )
        for one in found.compliance
        if one.of > one.done
    ]
    return tuple(facts[:20])


def _days(first: date, last: date) -> str:
    return f"{day_in_words(first)} to {day_in_words(last)}"


def _person(session: Session, who: Who, rep: Person, manager: Person | None) -> PlanPerson:
    team = team_at(session, rep, now())
    in_charge = manager.name if manager else ("" if who.has("hr") else who.name)
    return PlanPerson(
        name=rep.name,
        employee_id=rep.external_id or "",
        department=team.name if team else "",
        manager=in_charge,
        hr=who.name if who.has("hr") and not who.installation else "",
    )
