"""How somebody wants to hear of notices: as it comes, or as they chose."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.notices.hours import Choice, mail_at
from scoring.notices.kinds import kind_of
from service.db import audit
from service.db.base import now
from service.db.tables import Notice, NoticeChoice
from service.db.upsert import upsert
from service.people.who import Who

AS_IT_COMES = Choice()


def choice_of(session: Session, person_id: int) -> Choice:
    row = session.get(NoticeChoice, person_id)
    if row is None:
        return AS_IT_COMES
    return Choice.model_validate({name: getattr(row, name) for name in Choice.model_fields})


def choose(session: Session, who: Who, choice: Choice) -> None:
    """Keeps the choice; what was told already and not mailed yet goes by it too."""
    assert who.person is not None
    upsert(session, NoticeChoice, {"person_id": who.person}, put=choice.model_dump())
    at = now()
    waiting = select(Notice).where(
        Notice.person_id == who.person,
        Notice.mail_at.is_not(None),
        Notice.delivery_id.is_(None),
        Notice.read_at.is_(None),
    )
    for row in session.scalars(waiting):
        kind = kind_of(row.kind)
        row.mail_at = None if kind is None else mail_at(kind, choice, at)
    audit.record(session, who.actor, "notices.chosen", who.actor, by_mail=choice.by_mail)
