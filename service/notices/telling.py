"""Telling a person of something, in the transaction that causes it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from scoring.notices.hours import mail_at, within_hours
from scoring.notices.kinds import KINDS, KindKey
from service.db.base import now
from service.db.tables import Delivery, Notice, TeamHook
from service.db.types import new_public_id
from service.db.upsert import insert_once
from service.notices.audience import managers_of
from service.notices.choices import AS_IT_COMES, choice_of

HOOK_REST = timedelta(hours=1)
"""A team's channel hears at most once in that time that something waits."""


def tell(
    session: Session,
    person_id: int | None,
    kind: KindKey,
    subject: str = "",
    occasion: str = "",
    at: datetime | None = None,
) -> bool:
    """Tells the person of a thing, by its public id. The same occasion is told once; none: each time anew.

    Whether they were told now. Nobody (no person) is told nothing.
    """
    if person_id is None:
        return False
    moment = at or now()
    key = {
        "person_id": person_id,
        "kind": kind,
        "subject": subject,
        "occasion": occasion or new_public_id(),
    }
    values = {
        "public_id": new_public_id(),
        "mail_at": mail_at(KINDS[kind], choice_of(session, person_id), moment),
        "created_at": moment,
    }
    return insert_once(session, Notice, key, values)


def tell_all(
    session: Session, people: Iterable[int | None], kind: KindKey, subject: str = "", occasion: str = ""
) -> None:
    """Tells each of them."""
    for person in people:
        tell(session, person, kind, subject, occasion)


def tell_channel(session: Session, team_id: int, at: datetime | None = None) -> None:
    """Has the team's channel say that something waits, where it has one, in its manager's hours."""
    moment = at or now()
    if session.get(TeamHook, team_id) is None:
        return
    lately = exists().where(
        Delivery.team_id == team_id,
        or_(Delivery.state.in_(("waiting", "sending")), Delivery.created_at > moment - HOOK_REST),
    )
    if session.scalar(select(lately)):
        return
    manager = next(iter(managers_of(session, team_id)), None)
    hours = AS_IT_COMES if manager is None else choice_of(session, manager)
    session.add(
        Delivery(channel="hook", team_id=team_id, due_at=within_hours(hours, moment), created_at=moment)
    )
    session.flush()
