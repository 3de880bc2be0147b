"""Reading disputes: those of a call, those that wait for somebody, those that are overdue."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.deadlines import is_over
from scoring.record import Record
from service.db.base import now
from service.db.tables import Call, Dispute, Person, Team
from service.people.rights import calls_visible_to
from service.people.who import Who
from service.reviews.dispute_views import views_of
from service.reviews.views import DisputeView, PersonRef, example
from service.web.answers import EXAMPLE_ID

MOST = 100


class OverdueDispute(Record):
    """A question nobody answered in time, without what it is about: hr names who decides."""

    model_config = example(
        {"id": EXAMPLE_ID, "team": "Inside sales", "due": "2026-11-24", "decider": None, "version": 1}
    )

    id: str
    team: str
    due: date
    decider: PersonRef | None
    version: int


def disputes_of(session: Session, who: Who, call: Call) -> tuple[DisputeView, ...]:
    """The disputes about a call they may see, newest first."""
    rows = session.scalars(select(Dispute).where(Dispute.call_id == call.id).order_by(Dispute.id.desc()))
    return views_of(session, who, rows.all())


def dispute_shown(session: Session, who: Who, row: Dispute) -> DisputeView:
    return views_of(session, who, [row])[0]


def disputes_waiting(session: Session, who: Who) -> tuple[DisputeView, ...]:
    """Open disputes that they may settle, the one due first on top."""
    rows = session.scalars(
        select(Dispute)
        .join(Call, Call.id == Dispute.call_id)
        .where(Dispute.state == "open", calls_visible_to(who))
        .order_by(Dispute.due, Dispute.id)
        .limit(MOST)
    ).all()
    return tuple(view for view in views_of(session, who, rows) if "settle" in view.may)


def own_disputes(session: Session, who: Who) -> tuple[DisputeView, ...]:
    """What somebody asked themselves, newest first."""
    rows = session.scalars(
        select(Dispute).where(Dispute.opened_by == who.person).order_by(Dispute.id.desc()).limit(MOST)
    )
    return views_of(session, who, rows.all())


def overdue_disputes(session: Session) -> tuple[OverdueDispute, ...]:
    """Open disputes whose day is over, without their content."""
    rows = session.execute(
        select(Dispute, Call, Team)
        .join(Call, Call.id == Dispute.call_id)
        .join(Team, Team.id == Call.team_id)
        .where(Dispute.state == "open", Dispute.due <= now().date())
        .order_by(Dispute.due, Dispute.id)
        .limit(MOST)
    ).all()
    return tuple(
        _overdue(session, row, team) for row, call, team in rows if is_over(row.due, now(), call.zone)
    )


def overdue_dispute(session: Session, row: Dispute) -> OverdueDispute:
    """One of them, for hr."""
    return _overdue(session, row, session.get_one(Team, session.get_one(Call, row.call_id).team_id))


def _overdue(session: Session, row: Dispute, team: Team) -> OverdueDispute:
    return OverdueDispute(
        id=row.public_id,
        team=team.name,
        due=row.due,
        decider=_ref(session, row.decider_id),
        version=row.version,
    )


def _ref(session: Session, key: int | None) -> PersonRef | None:
    if key is None:
        return None
    person = session.get_one(Person, key)
    return PersonRef(id=person.public_id, name=person.name)
