"""Insert a row, or change the one that is there, in one statement: no other writer comes in between."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.db.base import Row

R = TypeVar("R", bound=Row)
NOTHING: Mapping[str, Any] = {}


def upsert(
    session: Session,
    table: type[R],
    key: Mapping[str, Any],
    *,
    add: Mapping[str, Any] = NOTHING,
    put: Mapping[str, Any] = NOTHING,
) -> R:
    """The row with that key, after `add` was added to its columns and `put` put into them.

    Where there is none yet, both are what it begins with. `key` must be unique in the table.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    changed = {name: getattr(table, name) + value for name, value in add.items()} | dict(put)
    statement = (
        dialect.insert(table)
        .values({**key, **add, **put})
        .on_conflict_do_update(index_elements=list(key), set_=changed)
        .returning(table)
    )
    row: R = session.scalars(statement, execution_options={"populate_existing": True}).one()
    return row


def insert_once(session: Session, table: type[R], key: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Inserts the row unless one with that key is there; whether it was inserted."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(table)
        .values({**key, **values})
        .on_conflict_do_nothing(index_elements=list(key))
        .returning(*[getattr(table, name) for name in key])
    )
    return session.execute(statement).first() is not None
