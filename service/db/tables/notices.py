"""What people were told, how they want to hear of it, and the mails and messages that carry it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.tables.calls import one_of
from service.db.types import Key, new_public_id

CHANNELS = ("mail", "hook")
DELIVERY_STATES = ("waiting", "sending", "sent", "dropped", "given_up")


class Delivery(Keyed):
    """One mail to a person, or one message into a team's channel. What it says is in neither.

    `tries` counts how often it was begun; `fault` is the code of what went wrong last, or, on one that was
    sent, that it may have arrived twice. *Dropped*: what it was about was read meanwhile, or the person has
    left.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("state", DELIVERY_STATES),
        Index("ix_delivery_state_due_at", "state", "due_at"),
    )

    channel: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime] = mapped_column(Moment, default=now)
    fault: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Notice(Keyed):
    """That a person was told of something: its kind and the public id of the thing, no words.

    The same `occasion` is told once: for reminders it is the day. `mail_at`: from when on it may be mailed;
    none: it is not. `delivery_id` is the mail that carried it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "subject", "occasion"),
        Index(
            "ix_notice_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_notice_to_mail",
            "mail_at",
            sqlite_where=text("delivery_id IS NULL AND mail_at IS NOT NULL"),
            postgresql_where=text("delivery_id IS NULL AND mail_at IS NOT NULL"),
        ),
        Index("ix_notice_person_id_id", "person_id", "id"),
    )

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64))
    occasion: Mapped[str] = mapped_column(String(40), default=new_public_id)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    mail_at: Mapped[datetime | None] = mapped_column(Moment)
    delivery_id: Mapped[int | None] = mapped_column(Key, ForeignKey("delivery.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class NoticeChoice(Row):
    """How a person wants to hear of notices: a scoring.notices Choice. No row: as it comes."""

    __tablename__ = "notice_choice"
    __table_args__ = (one_of("by_mail", ("at_once", "digest", "off")),)

    person_id: Mapped[int] = mapped_column(
        Key, ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    by_mail: Mapped[str] = mapped_column(String(20))
    first: Mapped[int] = mapped_column(Integer)
    last: Mapped[int] = mapped_column(Integer)
    digest: Mapped[int] = mapped_column(Integer)
    weekend: Mapped[bool] = mapped_column()
    zone: Mapped[str] = mapped_column(String(64))


class TeamHook(Row):
    """The address of a channel of Slack or Teams that hears when something waits for a team's manager."""

    __tablename__ = "team_hook"

    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"), primary_key=True, autoincrement=False)
    url: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
