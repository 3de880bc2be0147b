"""An index for calls that were read once more, and nothing came of it: they are scored as before."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = sa.text("reason IS NOT NULL")
    op.create_index(
        "ix_call_with_reason",
        "call",
        ["state", "started_at", "public_id"],
        sqlite_where=there,
        postgresql_where=there,
    )


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
