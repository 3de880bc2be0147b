"""Confirmations and releases that were taken back, each with its reason."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "taken_back",
        sa.Column("review_id", KEY, nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("what IN ('confirmation', 'release')", name=op.f("ck_taken_back_what")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_taken_back_person_id_person")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_taken_back_review_id_review")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_taken_back_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_back")),
        sa.UniqueConstraint("public_id", name=op.f("uq_taken_back_public_id")),
    )
    op.create_index(op.f("ix_taken_back_review_id"), "taken_back", ["review_id"])
    op.create_index(op.f("ix_taken_back_person_id"), "taken_back", ["person_id"])


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
