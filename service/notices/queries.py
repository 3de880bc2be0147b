"""A person's notices, newest first, and how many of them are unread."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scoring.notices.hours import Choice
from scoring.notices.kinds import KINDS, Kind, kind_of
from scoring.record import Record
from service.db.tables import Delivery, Notice, Team, TeamHook
from service.errors import NotFound, Unprocessable
from service.notices.choices import choice_of
from service.notices.unread import unread_count
from service.notices.views import NoticeList, notice_view
from service.people.who import Who

SHOWN = 100


class NoticeLine(Record):
    """One notice as its person reads it."""

    id: str
    says: str
    at: datetime
    unread: bool


class HookLine(Record):
    """A team, and whether a channel hears when something waits for it. The address itself is not shown."""

    team: str
    name: str
    is_set: bool


class NoticesPage(Record):
    """The page of a person's notices. For admins, how many mails and messages were given up, and how many
    were sent that may have arrived twice."""

    lines: tuple[NoticeLine, ...]
    unread: int
    choice: Choice
    mails: bool
    given_up: int
    unsure: int
    hooks: tuple[HookLine, ...]


def notices_page_of(session: Session, who: Who, *, mails: bool) -> NoticesPage:
    """What was told to whoever asks; nobody else sees it."""
    rows = session.scalars(
        select(Notice).where(Notice.person_id == who.person).order_by(Notice.id.desc()).limit(SHOWN)
    )
    admin = who.has("admin")
    return NoticesPage(
        lines=tuple(_line(row, kind) for row in rows if (kind := kind_of(row.kind)) is not None),
        unread=unread_count(session, who.person),
        choice=Choice() if who.person is None else choice_of(session, who.person),
        mails=mails,
        given_up=_deliveries(session, Delivery.state == "given_up") if admin else 0,
        unsure=_deliveries(session, Delivery.state == "sent", Delivery.fault.is_not(None)) if admin else 0,
        hooks=_hooks(session) if admin else (),
    )


def notices_after(session: Session, who: Who, cursor: str | None, limit: int, *, unread: bool) -> NoticeList:
    """A page of what was told to whoever asks, newest first. Raises Unprocessable for what is no cursor."""
    asked = select(Notice).where(Notice.person_id == who.person, Notice.kind.in_(KINDS))
    if unread:
        asked = asked.where(Notice.read_at.is_(None))
    if cursor is not None:
        last = select(Notice.id).where(Notice.public_id == cursor, Notice.person_id == who.person)
        key = session.scalar(last)
        if key is None:
            raise Unprocessable("That is no cursor.", "Use `next` of the page before, unchanged.")
        asked = asked.where(Notice.id < key)
    rows = session.scalars(asked.order_by(Notice.id.desc()).limit(limit + 1)).all()
    items = [notice_view(row) for row in rows[:limit]]
    return NoticeList(
        items=items,
        unread=unread_count(session, who.person),
        next=items[-1].id if len(rows) > limit else None,
    )


def own_notice(session: Session, who: Who, public_id: str) -> tuple[Notice, str]:
    """The notice, where it was told to whoever asks, and where it leads. Raises NotFound."""
    asked = select(Notice).where(Notice.public_id == public_id, Notice.person_id == who.person)
    row = session.scalars(asked).one_or_none()
    kind = None if row is None else kind_of(row.kind)
    if row is None or kind is None:
        raise NotFound(f"There is no notice {public_id} for you.", "All of yours are at /notices.")
    return row, kind.leads_to.format(subject=row.subject)


def _line(row: Notice, kind: Kind) -> NoticeLine:
    return NoticeLine(id=row.public_id, says=kind.says, at=row.created_at, unread=row.read_at is None)


def _deliveries(session: Session, *clauses: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Delivery).where(*clauses)) or 0


def _hooks(session: Session) -> tuple[HookLine, ...]:
    rows = session.execute(
        select(Team.public_id, Team.name, TeamHook.team_id)
        .join(TeamHook, TeamHook.team_id == Team.id, isouter=True)
        .order_by(Team.name)
    )
    return tuple(HookLine(team=key, name=name, is_set=hook is not None) for key, name, hook in rows)
