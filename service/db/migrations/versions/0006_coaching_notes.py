"""Coaching notes: one for a rep and week."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("rep_id", KEY, nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("rubric_id", KEY, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("calls", DOCUMENT, nullable=False),
        sa.Column("document", DOCUMENT, nullable=True),
        sa.Column("written", DOCUMENT, nullable=True),
        sa.Column("warnings", DOCUMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("answer_text", sa.String(length=2000), nullable=True),
        sa.Column("answer_call", sa.String(length=32), nullable=True),
        sa.Column("answer_sentence", sa.String(length=20), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'released', 'answered')", name=op.f("ck_note_state")),
        sa.CheckConstraint(
            "answer IN ('will_try', 'did_say_it', 'does_not_fit')", name=op.f("ck_note_answer")
        ),
        sa.ForeignKeyConstraint(["rep_id"], ["person.id"], name=op.f("fk_note_rep_id_person")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_note_rubric_id_rubric")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_note_public_id")),
        sa.UniqueConstraint("rep_id", "week", name=op.f("uq_note_rep_id_week")),
    )


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
