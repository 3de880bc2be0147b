"""Calibration rounds, anchor sets, clearance, calibrated people; and how a judge was asked, with its readings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "clearance",
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("judge_key", sa.String(length=64), nullable=False),
        sa.Column("judge", DOCUMENT, nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("reasons", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('granted', 'lowered', 'frozen', 'inherited')", name=op.f("ck_clearance_kind")
        ),
        sa.CheckConstraint("use IN ('assist', 'coaching', 'pip')", name=op.f("ck_clearance_use")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
        sa.UniqueConstraint("public_id", name=op.f("uq_clearance_public_id")),
    )
    op.create_index(
        "ix_clearance_fingerprint_judge_key", "clearance", ["fingerprint", "judge_key"], unique=False
    )
    op.create_table(
        "injection_check",
        sa.Column("judge_key", sa.String(length=64), nullable=False),
        sa.Column("green", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_injection_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_injection_check_public_id")),
    )
    op.create_index("ix_injection_check_judge_key", "injection_check", ["judge_key"], unique=False)
    op.create_table(
        "anchor_set",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("rubric_id", KEY, nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_anchor_set_rubric_id_rubric")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor_set")),
        sa.UniqueConstraint("public_id", name=op.f("uq_anchor_set_public_id")),
    )
    op.create_table(
        "calibration_round",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("rubric_id", KEY, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("weekly", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("state IN ('rating', 'open', 'settled')", name=op.f("ck_calibration_round_state")),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric.id"], name=op.f("fk_calibration_round_rubric_id_rubric")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_calibration_round_public_id")),
    )
    op.create_index("ix_calibration_round_series", "calibration_round", ["series"], unique=False)
    op.create_table(
        "person_calibration",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("reasons", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_calibration_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_calibration")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_calibration_public_id")),
    )
    op.create_index("ix_person_calibration_person_id", "person_calibration", ["person_id"], unique=False)
    op.create_table(
        "judge_pass",
        sa.Column("round_id", KEY, nullable=True),
        sa.Column("set_id", KEY, nullable=True),
        sa.Column("rubric_id", KEY, nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("judge_key", sa.String(length=64), nullable=False),
        sa.Column("judge", DOCUMENT, nullable=False),
        sa.Column("baseline_id", KEY, nullable=True),
        sa.Column("result", DOCUMENT, nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_judge_pass_state")
        ),
        sa.CheckConstraint(
            "why IN ('round', 'first', 'judge', 'rubric', 'transcriber', 'schedule', 'asked')",
            name=op.f("ck_judge_pass_why"),
        ),
        sa.CheckConstraint("(round_id IS NULL) <> (set_id IS NULL)", name=op.f("ck_judge_pass_of_one")),
        sa.ForeignKeyConstraint(
            ["baseline_id"], ["judge_pass.id"], name=op.f("fk_judge_pass_baseline_id_judge_pass")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["calibration_round.id"], name=op.f("fk_judge_pass_round_id_calibration_round")
        ),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_judge_pass_rubric_id_rubric")),
        sa.ForeignKeyConstraint(["set_id"], ["anchor_set.id"], name=op.f("fk_judge_pass_set_id_anchor_set")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_pass")),
        sa.UniqueConstraint("public_id", name=op.f("uq_judge_pass_public_id")),
    )
    op.create_index(op.f("ix_judge_pass_round_id"), "judge_pass", ["round_id"], unique=False)
    op.create_index(op.f("ix_judge_pass_set_id"), "judge_pass", ["set_id"], unique=False)
    op.create_table(
        "round_rater",
        sa.Column("id", KEY, nullable=False),
        sa.Column("round_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_round_rater_person_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["calibration_round.id"], name=op.f("fk_round_rater_round_id_calibration_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_rater")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_round_rater_round_id_person_id")),
    )
    op.create_index(op.f("ix_round_rater_person_id"), "round_rater", ["person_id"], unique=False)
    op.create_table(
        "anchor_call",
        sa.Column("id", KEY, nullable=False),
        sa.Column("set_id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("transcript_id", KEY, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_anchor_call_call_id_call")),
        sa.ForeignKeyConstraint(["set_id"], ["anchor_set.id"], name=op.f("fk_anchor_call_set_id_anchor_set")),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name=op.f("fk_anchor_call_transcript_id_transcript")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor_call")),
        sa.UniqueConstraint("set_id", "call_id", name=op.f("uq_anchor_call_set_id_call_id")),
    )
    op.create_index(op.f("ix_anchor_call_call_id"), "anchor_call", ["call_id"], unique=False)
    op.create_table(
        "pass_reading",
        sa.Column("id", KEY, nullable=False),
        sa.Column("pass_id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("transcript_id", KEY, nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_pass_reading_call_id_call")),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["judge_pass.id"], name=op.f("fk_pass_reading_pass_id_judge_pass")
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name=op.f("fk_pass_reading_transcript_id_transcript")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_reading")),
        sa.UniqueConstraint(
            "pass_id", "call_id", "criterion", name=op.f("uq_pass_reading_pass_id_call_id_criterion")
        ),
    )
    op.create_index(op.f("ix_pass_reading_call_id"), "pass_reading", ["call_id"], unique=False)
    op.create_table(
        "round_call",
        sa.Column("id", KEY, nullable=False),
        sa.Column("round_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("call_id", KEY, nullable=True),
        sa.Column("transcript_id", KEY, nullable=True),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_because", sa.String(length=20), nullable=True),
        sa.CheckConstraint("why IN ('drawn', 'enriched', 'chosen')", name=op.f("ck_round_call_why")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_round_call_call_id_call")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["calibration_round.id"], name=op.f("fk_round_call_round_id_calibration_round")
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name=op.f("fk_round_call_transcript_id_transcript")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_call")),
        sa.UniqueConstraint("round_id", "call_id", name=op.f("uq_round_call_round_id_call_id")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_round_call_round_id_number")),
    )
    op.create_index(op.f("ix_round_call_call_id"), "round_call", ["call_id"], unique=False)
    op.create_table(
        "consensus",
        sa.Column("round_call_id", KEY, nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("settled_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_call_id"], ["round_call.id"], name=op.f("fk_consensus_round_call_id_round_call")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consensus")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consensus_public_id")),
        sa.UniqueConstraint(
            "round_call_id", "criterion", "number", name=op.f("uq_consensus_round_call_id_criterion_number")
        ),
    )
    op.create_table(
        "rated_sheet",
        sa.Column("round_call_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rated_sheet_person_id_person")),
        sa.ForeignKeyConstraint(
            ["round_call_id"], ["round_call.id"], name=op.f("fk_rated_sheet_round_call_id_round_call")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rated_sheet")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rated_sheet_public_id")),
        sa.UniqueConstraint(
            "round_call_id", "person_id", name=op.f("uq_rated_sheet_round_call_id_person_id")
        ),
    )
    op.create_index(op.f("ix_rated_sheet_person_id"), "rated_sheet", ["person_id"], unique=False)
    op.create_table(
        "sheet_draft",
        sa.Column("round_call_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sheet_draft_person_id_person")),
        sa.ForeignKeyConstraint(
            ["round_call_id"], ["round_call.id"], name=op.f("fk_sheet_draft_round_call_id_round_call")
        ),
        sa.PrimaryKeyConstraint("round_call_id", "person_id", name=op.f("pk_sheet_draft")),
    )
    op.add_column("reading", sa.Column("parameters", DOCUMENT, nullable=True))


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
