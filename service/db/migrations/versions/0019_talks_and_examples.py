"""Coaching sessions, what was known before, and calls that are shared as examples."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _sessions()
    _earlier()
    _examples()


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")


def _keys(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    ]


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _sessions() -> None:
    table = "coaching_session"
    op.create_table(
        table,
        *_keys(table),
        sa.Column("rep_id", KEY, nullable=False),
        sa.Column("coach_id", KEY, nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("moments", DOCUMENT, nullable=False),
        sa.Column("action", sa.String(length=600), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("coach_signed_at", MOMENT, nullable=True),
        sa.Column("rep_signed_at", MOMENT, nullable=True),
        sa.Column("went", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("went IN ('done', 'partly', 'not_done')", name=op.f("ck_coaching_session_went")),
        _refers(table, "rep_id", "person"),
        _refers(table, "coach_id", "person"),
    )
    op.create_index("ix_coaching_session_rep_id_held_on", table, ["rep_id", "held_on"])


def _earlier() -> None:
    table = "earlier_record"
    op.create_table(
        table,
        *_keys(table),
        sa.Column("rep_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("says", sa.String(length=2000), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("brought_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('talk', 'score')", name=op.f("ck_earlier_record_kind")),
        sa.CheckConstraint(
            "kind = 'talk' OR value IS NOT NULL", name=op.f("ck_earlier_record_score_has_value")
        ),
        sa.UniqueConstraint("rep_id", "fingerprint", name=op.f("uq_earlier_record_rep_id_fingerprint")),
        _refers(table, "rep_id", "person"),
    )
    op.create_index("ix_earlier_record_rep_id_day", table, ["rep_id", "day"])


def _examples() -> None:
    table = "shared_example"
    op.create_table(
        table,
        *_keys(table),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("rep_id", KEY, nullable=False),
        sa.Column("transcript_id", KEY, nullable=False),
        sa.Column("asked_by", KEY, nullable=True),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("first", sa.String(length=20), nullable=False),
        sa.Column("last", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'shared', 'declined', 'withdrawn')", name=op.f("ck_shared_example_state")
        ),
        _refers(table, "call_id", "call"),
        _refers(table, "rep_id", "person"),
        _refers(table, "transcript_id", "transcript"),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_shared_example_asked_by_person")),
    )
    op.create_index(op.f("ix_shared_example_call_id"), table, ["call_id"])
    op.create_index(op.f("ix_shared_example_rep_id"), table, ["rep_id"])
    op.create_index("ix_shared_example_state_criterion", table, ["state", "criterion"])
    open_ones = sa.text("state IN ('asked', 'shared')")
    op.create_index(
        "uq_shared_example_open",
        table,
        ["call_id", "first", "last"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    op.create_table(
        "example_view",
        sa.Column("id", KEY, nullable=False),
        sa.Column("example_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example_view")),
        _refers("example_view", "example_id", "shared_example"),
        _refers("example_view", "person_id", "person"),
    )
    op.create_index(op.f("ix_example_view_example_id"), "example_view", ["example_id"])
