"""The versions of a plan: each is whole, none is ever changed, and the newest is what holds."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.plans.sections import PlanContent
from service.db.tables import Plan, PlanVersion
from service.errors import NotFound
from service.people.who import Who


def content_of(session: Session, plan: Plan, number: int | None = None) -> PlanContent:
    """What the plan says now, or said in that version. Raises NotFound."""
    return PlanContent.model_validate(version_row(session, plan, number).document)


def day_in(session: Session, plan: Plan, at: datetime) -> date:
    """The day of that moment, by the clocks of the plan."""
    return at.astimezone(ZoneInfo(content_of(session, plan).monitoring.zone)).date()


def version_row(session: Session, plan: Plan, number: int | None = None) -> PlanVersion:
    """The newest version, or the one with that number. Raises NotFound."""
    wanted = plan.newest if number is None else number
    row = session.scalars(
        select(PlanVersion).where(PlanVersion.plan_id == plan.id, PlanVersion.number == wanted)
    ).one_or_none()
    if row is None:
        raise NotFound(f"The plan has no version {wanted}.", f"It has {plan.newest}.")
    return row


def versions_of(session: Session, plan: Plan) -> list[PlanVersion]:
    """All versions, oldest first."""
    return list(
        session.scalars(
            select(PlanVersion).where(PlanVersion.plan_id == plan.id).order_by(PlanVersion.number)
        )
    )


def add_version(
    session: Session, who: Who, plan: Plan, content: PlanContent, why: str, number: int | None = None
) -> PlanVersion:
    """Adds what the plan says from now on."""
    row = PlanVersion(
        plan_id=plan.id,
        number=number if number is not None else plan.newest + 1,
        document=content.model_dump(mode="json"),
        fingerprint=content.fingerprint(),
        by_id=who.person,
        why=why.strip(),
    )
    session.add(row)
    plan.newest = row.number
    session.flush()
    return row
