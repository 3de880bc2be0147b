"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("executor", sa.String(length=200), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("queues", sa.String(length=200), nullable=False),
        sa.Column("beat", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("executor", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "held_row",
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_row")),
        sa.UniqueConstraint("public_id", name=op.f("uq_held_row_public_id")),
    )
    op.create_table(
        "idempotent_answer",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "caller", name=op.f("pk_idempotent_answer")),
    )
    op.create_table(
        "person",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("external_id", name=op.f("uq_person_external_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_public_id")),
    )
    op.create_table(
        "rubric",
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rubric_public_id")),
        sa.UniqueConstraint("slug", "version", name=op.f("uq_rubric_slug_version")),
    )
    op.create_table(
        "team",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_team_public_id")),
    )
    op.create_table(
        "weekly_roll_up",
        sa.Column(
            "rep_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("selection", sa.String(length=20), nullable=False),
        sa.Column(
            "rubric_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("judge", sa.String(length=100), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("squares", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "rep_id", "criterion", "week", "selection", "rubric_id", "judge", name=op.f("pk_weekly_roll_up")
        ),
    )
    with op.batch_alter_table("weekly_roll_up", schema=None) as batch_op:
        batch_op.create_index("ix_weekly_roll_up_week", ["week", "criterion"], unique=False)

    op.create_table(
        "call",
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rep_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("time_known", sa.Boolean(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=100), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=True),
        sa.Column("rep_channel", sa.String(length=5), nullable=True),
        sa.Column("selection", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("progress", sa.Double(), nullable=True),
        sa.Column("workflow", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "selection IN ('random', 'manager', 'rep', 'complaint')", name=op.f("ck_call_selection")
        ),
        sa.CheckConstraint(
            "state IN ('received', 'hearing', 'needs_roles', 'judging', 'waiting_for_judge', 'scored', 'not_scored', 'failed', 'set_aside', 'cancelled')",
            name=op.f("ck_call_state"),
        ),
        sa.ForeignKeyConstraint(["rep_id"], ["person.id"], name=op.f("fk_call_rep_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_call_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("public_id", name=op.f("uq_call_public_id")),
        sa.UniqueConstraint("team_id", "external_id", name=op.f("uq_call_team_id_external_id")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index("ix_call_rep_id_started_at", ["rep_id", "started_at"], unique=False)
        batch_op.create_index("ix_call_state_updated_at", ["state", "updated_at"], unique=False)
        batch_op.create_index("ix_call_team_id_started_at", ["team_id", "started_at"], unique=False)

    op.create_table(
        "draw",
        sa.Column("rep_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("frame_size", sa.Integer(), nullable=False),
        sa.Column("rule", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["person.id"], name=op.f("fk_draw_rep_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("public_id", name=op.f("uq_draw_public_id")),
        sa.UniqueConstraint("rep_id", "week", name=op.f("uq_draw_rep_id_week")),
    )
    op.create_table(
        "membership",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("role IN ('rep', 'manager')", name=op.f("ck_membership_role")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("public_id", name=op.f("uq_membership_public_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_membership_open_rep",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND role = 'rep'"),
            postgresql_where=sa.text("until IS NULL AND role = 'rep'"),
        )

    op.create_table(
        "logged_call",
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rep_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("direction", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=100), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=True),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_logged_call_call_id_call")),
        sa.ForeignKeyConstraint(["rep_id"], ["person.id"], name=op.f("fk_logged_call_rep_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_logged_call_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logged_call")),
        sa.UniqueConstraint("public_id", name=op.f("uq_logged_call_public_id")),
        sa.UniqueConstraint("team_id", "external_id", name=op.f("uq_logged_call_team_id_external_id")),
    )
    with op.batch_alter_table("logged_call", schema=None) as batch_op:
        batch_op.create_index("ix_logged_call_rep_id_week", ["rep_id", "week"], unique=False)

    op.create_table(
        "recording",
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("blob", sa.String(length=400), nullable=False),
        sa.Column("playable", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("peaks", sa.String(length=400), nullable=True),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_recording_call_id_call")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_recording_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recording_public_id")),
        sa.UniqueConstraint("team_id", "sha256", name=op.f("uq_recording_team_id_sha256")),
    )
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_call_id"), ["call_id"], unique=False)
        batch_op.create_index("ix_recording_sha256", ["sha256"], unique=False)

    op.create_table(
        "transcript",
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("heard", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_transcript_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_transcript_call_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_transcript_public_id")),
    )
    op.create_table(
        "drawn_call",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draw_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("logged_call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("replaced_because", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_drawn_call_draw_id_draw")),
        sa.ForeignKeyConstraint(
            ["logged_call_id"], ["logged_call.id"], name=op.f("fk_drawn_call_logged_call_id_logged_call")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawn_call")),
        sa.UniqueConstraint("draw_id", "place", name=op.f("uq_drawn_call_draw_id_place")),
        sa.UniqueConstraint("logged_call_id", name=op.f("uq_drawn_call_logged_call_id")),
    )
    op.create_table(
        "run",
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("transcript_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rubric_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workflow", sa.String(length=200), nullable=False),
        sa.Column("judge", sa.String(length=100), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=True),
        sa.Column("qa_state", sa.String(length=20), nullable=False),
        sa.Column("qa_value", sa.Float(), nullable=True),
        sa.Column("qa_low", sa.Float(), nullable=True),
        sa.Column("qa_high", sa.Float(), nullable=True),
        sa.Column("document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_run_call_id_call")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_run_rubric_id_rubric")),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name=op.f("fk_run_transcript_id_transcript")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_run_public_id")),
        sa.UniqueConstraint("workflow", name=op.f("uq_run_workflow")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_call_id"), ["call_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'confirmed', 'released')", name=op.f("ck_review_state")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_review_call_id_call")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_review_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("call_id", name=op.f("uq_review_call_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_public_id")),
    )
    op.create_table(
        "score",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rep_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("selection", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("value", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_score_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint("run_id", "criterion", name=op.f("uq_score_run_id_criterion")),
    )
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.create_index(
            "ix_score_trend",
            ["rep_id", "criterion", "week", "selection", "value"],
            unique=False,
            postgresql_include=["level"],
        )

    op.create_table(
        "verdict",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_verdict_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("run_id", "item", name=op.f("uq_verdict_run_id_item")),
    )
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_run_id"), ["run_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
