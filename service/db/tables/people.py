"""People and teams. Who was in which team when is history and is never overwritten."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, now
from service.db.types import Key


class Team(Keyed):
    """A group of reps with one manager at a time.

    `health_data`: in its calls people speak of their health; such details are masked too.
    Their transcripts go to no model outside until somebody has written down the `legal_basis`.
    `name_pattern`: how files of its recordings are called; `rep_channel`: on which side its source records
    the rep, where a call does not say.
    """

    __tablename__ = "team"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    health_data: Mapped[bool] = mapped_column(default=False, server_default=false())
    legal_basis: Mapped[str | None] = mapped_column(String(400))
    name_pattern: Mapped[str | None] = mapped_column(String(400))
    rep_channel: Mapped[str | None] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Person(Keyed):
    """Somebody calls belong to or who looks at them. Found by the dialler's id or by e-mail.

    `password` is a hash, empty for who never chose one; `left_at` is when their access was ended.
    """

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    password: Mapped[str | None] = mapped_column(String(400))
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Membership(Keyed):
    """That a person was in a team, as rep or manager, from then until then (open: still)."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("role IN ('rep', 'manager')", name="role"),
        # A rep is in one team at a time.
        Index(
            "uq_membership_open_rep",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL AND role = 'rep'"),
            postgresql_where=text("until IS NULL AND role = 'rep'"),
        ),
    )

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(Moment, default=now)
    until: Mapped[datetime | None] = mapped_column(Moment)
