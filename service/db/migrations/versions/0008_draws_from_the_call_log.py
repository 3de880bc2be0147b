"""Draws from the call log: the rule they follow, the frame they close, and what stands in for what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # No version before this one made draws: these tables are empty, and made anew.
    op.drop_table("drawn_call")
    op.drop_table("draw")
    op.create_table(
        "sampling_rule",
        sa.Column("rep_id", KEY, nullable=True),
        sa.Column("from_week", sa.Integer(), nullable=False),
        sa.Column("until_week", sa.Integer(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("shortest", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["person.id"], name=op.f("fk_sampling_rule_rep_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampling_rule")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sampling_rule_public_id")),
    )
    op.create_table(
        "draw",
        sa.Column("rep_id", KEY, nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("frame_size", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("rule_id", KEY, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["person.id"], name=op.f("fk_draw_rep_id_person")),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["sampling_rule.id"], name=op.f("fk_draw_rule_id_sampling_rule")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("public_id", name=op.f("uq_draw_public_id")),
        sa.UniqueConstraint("rep_id", "week", name=op.f("uq_draw_rep_id_week")),
    )
    op.create_index("ix_draw_week", "draw", ["week"])
    op.create_table(
        "drawn_call",
        sa.Column("id", KEY, nullable=False),
        sa.Column("draw_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("logged_call_id", KEY, nullable=False),
        sa.Column("stands_for", sa.Integer(), nullable=True),
        sa.Column("replaced_for", sa.String(length=20), nullable=True),
        sa.Column("replaced_because", sa.String(length=400), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "replaced_for IN ('no_audio', 'not_a_conversation', 'cannot_assess', 'excluded')",
            name=op.f("ck_drawn_call_replaced_for"),
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_drawn_call_draw_id_draw")),
        sa.ForeignKeyConstraint(
            ["logged_call_id"], ["logged_call.id"], name=op.f("fk_drawn_call_logged_call_id_logged_call")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawn_call")),
        sa.UniqueConstraint("draw_id", "place", name=op.f("uq_drawn_call_draw_id_place")),
        sa.UniqueConstraint("draw_id", "stands_for", name=op.f("uq_drawn_call_draw_id_stands_for")),
        sa.UniqueConstraint("logged_call_id", name=op.f("uq_drawn_call_logged_call_id")),
    )
    with op.batch_alter_table("logged_call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draw_id", KEY, nullable=True))
        batch_op.create_foreign_key(op.f("fk_logged_call_draw_id_draw"), "draw", ["draw_id"], ["id"])
        batch_op.create_index("ix_logged_call_week_rep_id_zone", ["week", "rep_id", "zone"])


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
