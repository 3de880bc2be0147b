"""Mails sent as the worker sends them, step by step."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from service.db.base import now
from service.db.engine import Database
from service.db.tables import Delivery, Notice, NoticeChoice
from service.edges.mailer import MailServer
from service.notices.sending import begin_sending, end_sending, gather, send_notices
from service.parts import Parts
from tests.service.company import Company
from tests.service.scripted import ScriptedJudge

URL = "https://sidetone.example.com"
ALWAYS = {"by_mail": "at_once", "first": 0, "last": 24, "digest": 9, "weekend": True, "zone": "UTC"}


def parts_with(database: Database, mailer: MailServer | None) -> Parts:
    parts = Parts(database, None, None, ScriptedJudge(), lambda kind: "small")  # type: ignore[arg-type]
    return replace(parts, mailer=mailer, public_url=URL)


def at_any_hour(database: Database, cast: Company) -> None:
    """Everybody is mailed day and night, so that a test does not depend on when it runs."""
    with database.write() as session:
        session.add_all(NoticeChoice(person_id=key, **ALWAYS) for key in cast.keys.values())


def mail_out(database: Database, mailer: MailServer | None, at: datetime | None = None) -> list[str]:
    """Sends all that is due; the states of all deliveries afterwards, oldest first."""
    moment, parts = at or now(), parts_with(database, mailer)
    with database.write() as session:
        gather(session, moment)
    with database.read() as session:
        due = session.scalars(
            select(Delivery).where(Delivery.state == "waiting", Delivery.due_at <= moment)
        ).all()
    for row in due:
        deliver(parts, row)
    with database.read() as session:
        return list(session.scalars(select(Delivery.state).order_by(Delivery.id)))


def deliver(parts: Parts, row: Delivery) -> bool:
    """What the workflow does with one of them; whether it was claimed."""
    with parts.database.write() as session:
        if not begin_sending(session, parts, row.public_id, row.tries):
            return False
    fault, final = send_notices(parts, row.public_id)
    with parts.database.write() as session:
        end_sending(session, parts, row.public_id, fault, final)
    return True


def told(database: Database, cast: Company, name: str) -> list[str]:
    """The kinds of what that person was told, in order."""
    with database.read() as session:
        asked = select(Notice.kind).where(Notice.person_id == cast.keys[name]).order_by(Notice.id)
        return list(session.scalars(asked))
