"""Indexes for lists of calls and sums of weeks, at a million calls."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_call_started_at_public_id", "call", ["started_at", "public_id"])
    op.create_index("ix_call_state_started_at_public_id", "call", ["state", "started_at", "public_id"])
    op.drop_index("ix_call_state_updated_at", "call")
    op.create_index(
        "ix_weekly_roll_up_sums",
        "weekly_roll_up",
        ["week", "criterion", "selection", "n", "total", "squares"],
    )
    op.drop_index("ix_weekly_roll_up_week", "weekly_roll_up")


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
