"""What the routes of plans share: the plan that was asked for, its version, and the answer."""

from datetime import date

from fastapi import Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.plans.fit import Fit
from scoring.plans.sections import PlanContent
from service.db.base import now
from service.db.tables import FitCheck, Person, Plan
from service.errors import NotFound, Stale
from service.people.who import Who
from service.plans.forecasting import Foreseen
from service.plans.queries import first_shown_version, plan_page
from service.plans.rights import part_of, visible_plan
from service.plans.versions import content_of, day_in
from service.plans.views import FitView, ForecastView, PlanPage
from service.web.etags import version_in


def locked(session: Session, who: Who, plan_id: str, match: str | None) -> Plan:
    """The plan, for a change. Raises NotFound, and Stale where it is not the version they looked at."""
    plan = visible_plan(session, who, plan_id, lock=True)
    wanted = version_in(match)
    if wanted is not None and wanted != plan.version:
        raise Stale("The plan was changed since you looked at it.", "Look at it again, then decide.")
    return plan


def shown(session: Session, who: Who, plan: Plan, response: Response) -> PlanPage:
    """The plan as it is now, with its ETag."""
    session.flush()
    response.headers["ETag"] = f'"{plan.version}"'
    return plan_page(session, who, plan, now())


def today_in(session: Session, plan: Plan) -> date:
    """Today, by the clocks of the plan."""
    return day_in(session, plan, now())


def address_of(request: Request) -> str:
    """Where a request comes from, for counting tries."""
    return request.client.host if request.client else "unknown"


def content_for_reader(session: Session, who: Who, plan: Plan, number: int | None) -> PlanContent:
    """A version as they may read it. Raises NotFound for a draft that the rep never saw."""
    part = part_of(session, who, plan)
    wanted = plan.newest if number is None else number
    if part == "rep" and wanted < first_shown_version(session, plan):
        raise NotFound(f"The plan has no version {wanted}.")
    content = content_of(session, plan, wanted)
    return content if part == "hr" else content.model_copy(update={"hr_only": ""})


def person_named(session: Session, public_id: str) -> Person:
    """Somebody by their public id. Raises NotFound."""
    found = session.scalars(select(Person).where(Person.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound(f"There is no person {public_id}.")
    return found


def fit_view(row: FitCheck, rep: Person) -> FitView:
    return FitView(
        id=row.public_id,
        rep=rep.public_id,
        state=row.state,
        found=Fit.model_validate(row.found),
        overruled=row.hr_reason,
    )


def forecast_view(one: Foreseen) -> ForecastView:
    forecast = one.forecast
    return ForecastView(
        key=one.key,
        title=one.title,
        share=float(one.share),
        share_known=one.share_known,
        logged_a_week=float(one.logged_a_week),
        drawn_now=one.drawn_now,
        a_week=one.a_week,
        countable=one.countable,
        basis=one.basis,
        chances=[chance.model_dump(mode="json") for chance in forecast.chances] if forecast else [],
        rarely_decides=forecast.rarely_decides if forecast else False,
        meaning=one.meaning,
        team=one.team,
        refused=list(one.refused),
    )
