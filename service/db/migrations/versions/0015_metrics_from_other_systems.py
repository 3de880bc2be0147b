"""Metrics from other systems: figures of a declared kind, with their corrections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "metric",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("kind IN ('count', 'rate', 'average', 'percentage')", name=op.f("ck_metric_kind")),
        sa.CheckConstraint("direction IN ('higher', 'lower')", name=op.f("ck_metric_direction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric")),
        sa.UniqueConstraint("key", name=op.f("uq_metric_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_metric_public_id")),
    )
    op.create_table(
        "metric_import",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_import")),
        sa.UniqueConstraint("public_id", name=op.f("uq_metric_import_public_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_metric_import_sha256")),
    )
    op.create_table(
        "metric_coverage",
        sa.Column("id", KEY, nullable=False),
        sa.Column("import_id", KEY, nullable=False),
        sa.Column("metric_id", KEY, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["metric_import.id"], name=op.f("fk_metric_coverage_import_id_metric_import")
        ),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["metric.id"], name=op.f("fk_metric_coverage_metric_id_metric")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_coverage")),
    )
    op.create_index("ix_metric_coverage_import_id", "metric_coverage", ["import_id"])
    op.create_index("ix_metric_coverage_metric_id", "metric_coverage", ["metric_id"])
    op.create_table(
        "metric_figure",
        sa.Column("metric_id", KEY, nullable=False),
        sa.Column("rep_id", KEY, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("figure", DOCUMENT, nullable=False),
        sa.Column("import_id", KEY, nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["metric_import.id"], name=op.f("fk_metric_figure_import_id_metric_import")
        ),
        sa.ForeignKeyConstraint(["metric_id"], ["metric.id"], name=op.f("fk_metric_figure_metric_id_metric")),
        sa.ForeignKeyConstraint(["rep_id"], ["person.id"], name=op.f("fk_metric_figure_rep_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_figure")),
        sa.UniqueConstraint("public_id", name=op.f("uq_metric_figure_public_id")),
    )
    op.create_index(
        "ix_metric_figure_rep_id_metric_id_first", "metric_figure", ["rep_id", "metric_id", "first"]
    )
    op.create_index(
        "uq_metric_figure_current",
        "metric_figure",
        ["metric_id", "rep_id", "first", "last"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
