"""What is counted as it happens, and new runs over calls whose review was released."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("count", KEY, nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("what", "label", name=op.f("pk_tally")),
    )
    op.create_table(
        "revision",
        sa.Column("review_id", KEY, nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'confirmed', 'rejected', 'replaced')", name=op.f("ck_revision_state")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_revision_review_id_review")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_revision_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_revision_public_id")),
        sa.UniqueConstraint("run_id", name=op.f("uq_revision_run_id")),
    )
    op.create_index(op.f("ix_revision_review_id"), "revision", ["review_id"])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "ix_revision_open",
        "revision",
        ["review_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
