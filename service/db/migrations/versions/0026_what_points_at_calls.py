"""Indexes for what points at a call's things: a deleted call had whole tables read for each of them."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

POINTING = (
    ("logged_call", "call_id"),
    ("logged_call", "draw_id"),
    ("run", "transcript_id"),
    ("review", "run_id"),
    ("confirmation", "run_id"),
    ("anchor_call", "transcript_id"),
    ("pass_reading", "transcript_id"),
    ("round_call", "transcript_id"),
    ("sentence_comment", "transcript_id"),
    ("shared_example", "transcript_id"),
    ("person_sheet", "compared_with"),
    ("person_sheet", "run_id"),
    ("person_sheet", "transcript_id"),
    ("rubric_trial_call", "run_id"),
    ("override", "from_id"),
    ("taken_back", "run_id"),
    ("dispute", "override_id"),
    ("dispute", "run_id"),
)


def upgrade() -> None:
    for table, column in POINTING:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
