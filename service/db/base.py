"""What every table is built on: one naming convention, so that a migration can name each constraint."""

from datetime import UTC, datetime

from sqlalchemy import BindParameter, MetaData, String, bindparam
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from service.db.types import Instant, Key, new_public_id

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(DeclarativeBase):
    """A row. Relations are not loaded by themselves: a query says what it wants."""

    metadata = MetaData(naming_convention=NAMES)


class Keyed(Row):
    """A row with an integer key inside and, outside, one opaque public id."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=new_public_id)


def now() -> datetime:
    """This moment, in UTC. Rows are stamped in the shell: the core never looks at a clock."""
    return datetime.now(UTC)


Moment = Instant()


def this_moment() -> BindParameter[datetime]:
    """The moment at which a clause is asked: one that was built before asks with the moment of today."""
    return bindparam(None, type_=Moment, callable_=now, unique=True)
