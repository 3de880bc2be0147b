"""Reading disputes: those of a call, those that wait for somebody, those that are overdue."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.deadlines import is_over
from scoring.record import Record
from service.db.base import now
from service.db.tables import (
    Call,
    Dispute,
    Override,
    Person,
    Review,
    RubricVersion,
    Run,
    Team,
    VerdictRow,
)
from service.people.rights import calls_visible_to
from service.people.who import Who
from service.reviews.disputing import may_settle
from service.reviews.rights import may_review
from service.reviews.views import DisputeView, PersonRef, example
from service.web.answers import EXAMPLE_ID

MOST = 100
ASKS = {"not_me": "This wasn't me", "swapped": "The speakers are swapped"}


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
    return _views(session, who, rows.all())


def dispute_shown(session: Session, who: Who, row: Dispute) -> DisputeView:
    return _views(session, who, [row])[0]


def disputes_waiting(session: Session, who: Who) -> tuple[DisputeView, ...]:
    """Open disputes that they may settle, the one due first on top."""
    rows = session.scalars(
        select(Dispute)
        .join(Call, Call.id == Dispute.call_id)
        .where(Dispute.state == "open", calls_visible_to(who))
        .order_by(Dispute.due, Dispute.id)
        .limit(MOST)
    ).all()
    return tuple(view for view in _views(session, who, rows) if "settle" in view.may)


def own_disputes(session: Session, who: Who) -> tuple[DisputeView, ...]:
    """What somebody asked themselves, newest first."""
    rows = session.scalars(
        select(Dispute).where(Dispute.opened_by == who.person).order_by(Dispute.id.desc()).limit(MOST)
    )
    return _views(session, who, rows.all())


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


def _views(session: Session, who: Who, rows: Sequence[Dispute]) -> tuple[DisputeView, ...]:
    forms: dict[int, dict[str, str]] = {}
    return tuple(_view(session, who, row, forms) for row in rows)


def _view(session: Session, who: Who, row: Dispute, forms: dict[int, dict[str, str]]) -> DisputeView:
    call = session.get_one(Call, row.call_id)
    overdue = row.state == "open" and is_over(row.due, now(), call.zone)
    return DisputeView.model_validate(
        {
            "id": row.public_id,
            "call": call.public_id,
            "kind": row.kind,
            "item": row.subject if row.kind == "item" else None,
            "asks": _asks(session, row, forms),
            "proposed": row.proposed,
            "stands": _stands(session, row) if row.kind == "item" else None,
            "sentence": row.sentence,
            "says": row.says,
            "state": row.state,
            "opened_at": row.created_at,
            "due": row.due,
            "overdue": overdue,
            "decider": _ref(session, row.decider_id),
            "reason": row.reason,
            "answer": row.answer,
            "settled_by": _ref(session, row.settled_by),
            "settled_at": row.settled_at,
            "may": _may(session, who, call, row, overdue),
            "version": row.version,
        }
    )


def _asks(session: Session, row: Dispute, forms: dict[int, dict[str, str]]) -> str:
    """The question of the item; forms are read once for a list."""
    if row.kind != "item":
        return ASKS[row.kind]
    rubric = session.get_one(Run, row.run_id).rubric_id
    if rubric not in forms:
        document = session.get_one(RubricVersion, rubric).document
        forms[rubric] = {item["id"]: item["asks"] for part in document["criteria"] for item in part["items"]}
    return forms[rubric].get(row.subject, row.subject)


def _stands(session: Session, row: Dispute) -> str | None:
    """The item's answer in the review as it is today."""
    run = session.scalar(select(Review.run_id).where(Review.id == row.review_id))
    corrections = select(Override).where(Override.run_id == run, Override.item == row.subject)
    newest = session.scalars(corrections.order_by(Override.id.desc()).limit(1)).one_or_none()
    if newest is not None and newest.answer is not None:
        return newest.answer
    return session.scalar(
        select(VerdictRow.answer).where(VerdictRow.run_id == run, VerdictRow.item == row.subject)
    )


def _may(
    session: Session, who: Who, call: Call, row: Dispute, overdue: bool
) -> tuple[Literal["settle", "withdraw", "name_decider"], ...]:
    if row.state != "open":
        return ()
    if row.opened_by == who.person:
        return ("withdraw",)
    found: list[Literal["settle", "withdraw", "name_decider"]] = []
    if may_review(session, who, call) and may_settle(session, who, call, row):
        found.append("settle")
    if overdue and who.has("hr"):
        found.append("name_decider")
    return tuple(found)


def _ref(session: Session, key: int | None) -> PersonRef | None:
    if key is None:
        return None
    person = session.get_one(Person, key)
    return PersonRef(id=person.public_id, name=person.name)
