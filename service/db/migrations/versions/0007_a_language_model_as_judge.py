"""What is known of a language model's server, what it answered and took; teams with health data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "model_server",
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("manner", DOCUMENT, nullable=True),
        sa.Column("trouble", DOCUMENT, nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("place", "model", name=op.f("pk_model_server")),
    )
    op.create_table(
        "model_day",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("tokens_in", KEY, nullable=False),
        sa.Column("tokens_cached", KEY, nullable=False),
        sa.Column("tokens_out", KEY, nullable=False),
        sa.PrimaryKeyConstraint("day", "place", "model", name=op.f("pk_model_day")),
    )
    op.create_table(
        "remembered",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_remembered")),
    )
    op.create_table(
        "reply",
        sa.Column("id", KEY, nullable=False),
        sa.Column("run", sa.String(length=32), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("run", "criterion", "number", name=op.f("uq_reply_run_criterion_number")),
    )
    op.add_column("reading", sa.Column("prompt", sa.String(length=64), nullable=True))
    op.add_column("team", sa.Column("legal_basis", sa.String(length=400), nullable=True))


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
