"""Indexes for the newest that judges read with a rubric, and for drawn calls by their moment: every run and
every call was looked through for them."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BY_JUDGES, DRAWN = sa.text("judge != 'person' AND id > 0"), sa.text("selection = 'random' AND id > 0")


def upgrade() -> None:
    # SQLite does not know that nearly all runs share the rubric, and would take the index for the runs of any
    # call: so only who asks for `id > 0` as well, which says nothing, may use it. Likewise of drawn calls.
    op.create_index(
        "ix_run_rubric_id_id", "run", ["rubric_id", "id"], sqlite_where=BY_JUDGES, postgresql_where=BY_JUDGES
    )
    op.create_index(
        "ix_call_drawn",
        "call",
        ["started_at", "id", "rep_id", "selection"],
        sqlite_where=DRAWN,
        postgresql_where=DRAWN,
    )


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
