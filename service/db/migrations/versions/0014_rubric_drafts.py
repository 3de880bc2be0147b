"""Rubrics in the making: drafts, and trials of them on past calls."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rubric_draft",
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("based_on_id", KEY, nullable=False),
        sa.Column("published_id", KEY, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("state IN ('open', 'published', 'discarded')", name=op.f("ck_rubric_draft_state")),
        sa.ForeignKeyConstraint(
            ["based_on_id"], ["rubric.id"], name=op.f("fk_rubric_draft_based_on_id_rubric")
        ),
        sa.ForeignKeyConstraint(
            ["published_id"], ["rubric.id"], name=op.f("fk_rubric_draft_published_id_rubric")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rubric_draft_public_id")),
    )
    op.create_index(op.f("ix_rubric_draft_slug"), "rubric_draft", ["slug"], unique=False)
    op.create_table(
        "rubric_trial",
        sa.Column("draft_id", KEY, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("state IN ('running', 'done')", name=op.f("ck_rubric_trial_state")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["rubric_draft.id"], name=op.f("fk_rubric_trial_draft_id_rubric_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_trial")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rubric_trial_public_id")),
    )
    op.create_index(op.f("ix_rubric_trial_draft_id"), "rubric_trial", ["draft_id"], unique=False)
    op.create_table(
        "rubric_trial_call",
        sa.Column("id", KEY, nullable=False),
        sa.Column("trial_id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("readings", DOCUMENT, nullable=True),
        sa.Column("why", sa.String(length=500), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'read', 'failed')", name=op.f("ck_rubric_trial_call_state")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_rubric_trial_call_call_id_call"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_rubric_trial_call_run_id_run"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["rubric_trial.id"], name=op.f("fk_rubric_trial_call_trial_id_rubric_trial")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_trial_call")),
        sa.UniqueConstraint("trial_id", "call_id", name=op.f("uq_rubric_trial_call_trial_id_call_id")),
    )
    op.create_index(op.f("ix_rubric_trial_call_call_id"), "rubric_trial_call", ["call_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
