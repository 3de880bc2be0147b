"""Indexes for what waits to be confirmed, and for the call log newest first, at a million calls."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The moment comes first: asked by what was drawn first, SQLite would take it for lists of one rep as well.
    op.create_index(
        "ix_call_started_at_selection_rep_id_week_team_id",
        "call",
        ["started_at", "selection", "rep_id", "week", "team_id"],
    )
    op.create_index("ix_person_sheet_call_id", "person_sheet", ["call_id"])
    op.create_index("ix_logged_call_started_at_public_id", "logged_call", ["started_at", "public_id"])
    op.create_index(
        "ix_logged_call_team_id_started_at_public_id", "logged_call", ["team_id", "started_at", "public_id"]
    )


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
