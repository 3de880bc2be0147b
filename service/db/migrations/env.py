"""How Alembic runs here: on the connection `service.db.migrate` hands it, in batches on SQLite."""

from typing import Any, Literal

from alembic import context

from service.db import tables
from service.db.base import Row
from service.db.types import Document, Instant

assert tables.__all__, "the tables have to be imported for Alembic to know them"


def render(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Writes our own types as plain ones: a migration must not change when the program does."""
    if kind == "type" and isinstance(value, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and value is Document:
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
