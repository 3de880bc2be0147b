"""From notices to mails: put together for each person, claimed before they are sent, tried again, given up.

A mail says that something waits and where to look; what it is, it never says. That a sending begins is noted
before a byte leaves: where a process ended before it noted what came of it, the mail is sent again under the
same Message-ID, and it is said that it may have arrived twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import Delivery, Notice, Person, TeamHook
from service.edges import hook
from service.edges.mailer import Mail, NotSent
from service.engine import JobEngine, Queue
from service.notices.audience import with_role
from service.notices.telling import tell
from service.parts import Parts

DELIVER = "deliver_notices"
"""The workflow's name; it is asked for by name because the process that asks does not run it."""
PRIORITY = 20
AT_ONCE = 500
"""Notices that are put into mails in a round; the others come in the next."""
REST = timedelta(minutes=10)
"""After a mail to somebody the next one waits so long, and carries what came meanwhile."""
TOO_OLD = timedelta(days=3)
"""What could not be mailed for so long is not mailed any more; it stands in the program still."""
STUCK = timedelta(hours=1)
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 960)]
"""Between a try that failed and the next; after the last the mail is given up."""
SENT, DROPPED = "", "-"
ON_ITS_WAY, MAYBE_TWICE = "on_its_way", "maybe_twice"
"""Faults of a delivery: its sending has begun; it was sent, after one that nobody knows the end of."""


def gather(session: Session, at: datetime) -> int:
    """Puts notices that may be mailed now into one mail a person; how many mails."""
    old = (Notice.mail_at < at - TOO_OLD) & Notice.delivery_id.is_(None)
    session.execute(update(Notice).where(old).values(mail_at=None))
    lately = select(Delivery.person_id).where(
        Delivery.channel == "mail",
        Delivery.person_id.is_not(None),
        Delivery.state.in_(("waiting", "sending", "sent")),
        Delivery.created_at > at - REST,
    )
    due = (
        select(Notice, Person)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.mail_at <= at, Notice.delivery_id.is_(None), Notice.person_id.not_in(lately))
        .order_by(Notice.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Notice)
    )
    mails: dict[int, Delivery] = {}
    for notice, person in session.execute(due).all():
        if notice.read_at is not None or person.left_at is not None or not person.email:
            notice.mail_at = None
            continue
        if person.id not in mails:
            mails[person.id] = Delivery(channel="mail", person_id=person.id, due_at=at, created_at=at)
            session.add(mails[person.id])
            session.flush()
        notice.delivery_id = mails[person.id].id
    return len(mails)


def ask_for_due(session: Session, engine: JobEngine, at: datetime, channels: Sequence[str]) -> int:
    """Asks for the sending of what is due; how many. What hung for an hour is begun anew."""
    hung = (Delivery.state == "sending") & (Delivery.due_at < at - STUCK)
    unheard = (Delivery.state == "waiting") & (Delivery.due_at < at - STUCK)
    session.execute(
        update(Delivery)
        .where(hung | unheard, Delivery.channel.in_(channels))
        .values(state="waiting", due_at=at, tries=Delivery.tries + 1)
        .execution_options(synchronize_session=False)
    )
    rows = session.scalars(
        select(Delivery)
        .where(Delivery.state == "waiting", Delivery.due_at <= at, Delivery.channel.in_(channels))
        .order_by(Delivery.due_at)
        .limit(AT_ONCE)
    ).all()
    for row in rows:
        engine.enqueue(
            session, DELIVER, row.public_id, row.tries, queue=Queue.REST, priority=PRIORITY,
            workflow_id=f"notices:{row.public_id}:{row.tries}",
        )  # fmt: skip
    return len(rows)


def begin_sending(session: Session, _parts: Parts, delivery: str, tries: int) -> bool:
    """Claims the delivery; False where somebody else has it, or it is over."""
    row = _locked(session, delivery)
    if row is None or row.state != "waiting" or row.tries != tries:
        return False
    row.state, row.tries, row.due_at = "sending", tries + 1, now()
    return True


def send_notices(parts: Parts, delivery: str) -> tuple[str, bool]:
    """Sends it. The code of what went wrong (nothing: it was sent), and whether that is final."""
    with parts.database.write() as session:
        row = session.scalars(select(Delivery).where(Delivery.public_id == delivery)).one()
        unsure = row.fault in (ON_ITS_WAY, MAYBE_TWICE)
        row.fault = MAYBE_TWICE if unsure else ON_ITS_WAY
        mail = _mail(session, parts, row) if row.channel == "mail" else None
        channel = session.get(TeamHook, row.team_id) if row.channel == "hook" else None
    try:
        if mail is not None and parts.mailer is not None:
            parts.mailer.send(mail)
        elif channel is not None:
            hook.post(channel.url, channel_line(parts.public_url))
        else:
            return DROPPED, True
    except (NotSent, hook.NotPosted) as error:
        return error.code, error.final
    return SENT, False


def end_sending(session: Session, _parts: Parts, delivery: str, fault: str, final: bool) -> None:
    """Notes what became of it: sent, tried again later, or given up and told to the admins."""
    row = _locked(session, delivery)
    if row is None or row.state != "sending":
        return
    unsure = row.fault == MAYBE_TWICE
    row.fault, row.ended_at = fault[:40] or None, now()
    if fault == SENT:
        row.state, row.fault = "sent", MAYBE_TWICE if unsure else None
    elif fault == DROPPED:
        row.state, row.fault = "dropped", None
    elif not final and row.tries <= len(WAITS):
        row.state, row.ended_at = "waiting", None
        row.due_at = now() + WAITS[row.tries - 1]
    else:
        row.state = "given_up"
        for admin in with_role(session, "admin"):
            tell(session, admin, "mail_given_up", row.public_id, occasion=row.public_id)


def _mail(session: Session, parts: Parts, row: Delivery) -> Mail | None:
    """The mail; None where all was read meanwhile, or nobody is there to get it."""
    person = None if row.person_id is None else session.get(Person, row.person_id)
    unread = session.scalars(
        select(Notice.public_id).where(Notice.delivery_id == row.id, Notice.read_at.is_(None))
    ).all()
    if person is None or person.left_at is not None or not person.email or not unread:
        return None
    only = f"/{unread[0]}" if len(unread) == 1 else ""
    return Mail(person.email, *worded(parts.public_url, only), name=row.public_id)


def worded(public_url: str, notice: str = "") -> tuple[str, str]:
    """Subject and text: the same whatever it is about."""
    return (
        "Sidetone: something is waiting for you",
        f"There is something for you in Sidetone:\n\n{public_url}/notices{notice}\n\n"
        f"When such mails come, you choose here: {public_url}/notices#choice\n",
    )


def channel_line(public_url: str) -> str:
    """What a team's channel hears: with a link, where this installation was told its own address."""
    return "Something is waiting for you in Sidetone" + (f": {public_url}/notices" if public_url else ".")


def _locked(session: Session, delivery: str) -> Delivery | None:
    asked = select(Delivery).where(Delivery.public_id == delivery).with_for_update()
    return session.scalars(asked).one_or_none()
