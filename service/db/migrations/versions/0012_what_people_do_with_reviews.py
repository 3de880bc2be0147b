"""What people do with reviews: corrections, confirmations, disputes, own sheets, comments, a team's rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "team_rules",
        sa.Column("team_id", KEY, autoincrement=False, nullable=False),
        sa.Column("release", sa.String(length=20), nullable=False),
        sa.Column("blind_first", sa.Integer(), nullable=False),
        sa.Column("dispute_days", sa.Integer(), nullable=False),
        sa.Column("calls_a_week", sa.Integer(), nullable=False),
        sa.Column("scores_count_from", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("release IN ('confirmation', 'feedback')", name=op.f("ck_team_rules_release")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_rules_team_id_team")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_team_rules")),
    )
    op.create_table(
        "reading_seen",
        sa.Column("call_id", KEY, autoincrement=False, nullable=False),
        sa.Column("person_id", KEY, autoincrement=False, nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_reading_seen_call_id_call")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_seen_person_id_person")),
        sa.PrimaryKeyConstraint("call_id", "person_id", name=op.f("pk_reading_seen")),
    )
    op.create_index(op.f("ix_reading_seen_person_id"), "reading_seen", ["person_id"], unique=False)
    op.create_table(
        "self_score",
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("rubric_id", KEY, nullable=False),
        sa.Column("levels", DOCUMENT, nullable=False),
        sa.Column("remark", sa.String(length=2000), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_self_score_call_id_call")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_self_score_person_id_person")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_self_score_rubric_id_rubric")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_score")),
        sa.UniqueConstraint("call_id", "person_id", name=op.f("uq_self_score_call_id_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_self_score_public_id")),
    )
    op.create_index(op.f("ix_self_score_person_id"), "self_score", ["person_id"], unique=False)
    op.create_table(
        "sentence_comment",
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("transcript_id", KEY, nullable=False),
        sa.Column("sentence", sa.String(length=20), nullable=False),
        sa.Column("says", sa.String(length=2000), nullable=False),
        sa.Column("for_rep", sa.Boolean(), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_sentence_comment_call_id_call")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sentence_comment_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name=op.f("fk_sentence_comment_transcript_id_transcript")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence_comment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sentence_comment_public_id")),
    )
    op.create_index(op.f("ix_sentence_comment_call_id"), "sentence_comment", ["call_id"], unique=False)
    op.create_index(op.f("ix_sentence_comment_person_id"), "sentence_comment", ["person_id"], unique=False)
    op.create_table(
        "person_sheet",
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("rubric_id", KEY, nullable=False),
        sa.Column("transcript_id", KEY, nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answers", DOCUMENT, nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("compared_with", KEY, nullable=True),
        sa.Column("run_id", KEY, nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("purpose IN ('score', 'blind_first')", name=op.f("ck_person_sheet_purpose")),
        sa.CheckConstraint("state IN ('draft', 'handed_in')", name=op.f("ck_person_sheet_state")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_person_sheet_call_id_call")),
        sa.ForeignKeyConstraint(
            ["compared_with"], ["run.id"], name=op.f("fk_person_sheet_compared_with_run")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_sheet_person_id_person")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_person_sheet_rubric_id_rubric")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_person_sheet_run_id_run")),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name=op.f("fk_person_sheet_transcript_id_transcript")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_sheet")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_sheet_public_id")),
    )
    op.create_index(op.f("ix_person_sheet_person_id"), "person_sheet", ["person_id"], unique=False)
    op.create_index(
        "uq_person_sheet_draft",
        "person_sheet",
        ["call_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_table(
        "confirmation",
        sa.Column("review_id", KEY, nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("played", DOCUMENT, nullable=False),
        sa.Column("not_played", DOCUMENT, nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("state IN ('confirmed', 'seen', 'scored')", name=op.f("ck_confirmation_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_confirmation_person_id_person")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_confirmation_review_id_review")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_confirmation_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_confirmation_public_id")),
    )
    op.create_index(op.f("ix_confirmation_person_id"), "confirmation", ["person_id"], unique=False)
    op.create_index(op.f("ix_confirmation_review_id"), "confirmation", ["review_id"], unique=False)
    op.create_table(
        "override",
        sa.Column("review_id", KEY, nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("document", DOCUMENT, nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("from_id", KEY, nullable=True),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("origin IN ('person', 'carried', 'dispute')", name=op.f("ck_override_origin")),
        sa.ForeignKeyConstraint(["from_id"], ["override.id"], name=op.f("fk_override_from_id_override")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_override_person_id_person")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_override_review_id_review")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_override_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
        sa.UniqueConstraint("public_id", name=op.f("uq_override_public_id")),
    )
    op.create_index(op.f("ix_override_person_id"), "override", ["person_id"], unique=False)
    op.create_index(op.f("ix_override_review_id"), "override", ["review_id"], unique=False)
    op.create_index("ix_override_run_id_item", "override", ["run_id", "item"], unique=False)
    op.create_table(
        "dispute",
        sa.Column("review_id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("proposed", sa.String(length=20), nullable=True),
        sa.Column("sentence", sa.String(length=20), nullable=True),
        sa.Column("says", sa.String(length=2000), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("answer", sa.String(length=2000), nullable=True),
        sa.Column("override_id", KEY, nullable=True),
        sa.Column("opened_by", KEY, nullable=False),
        sa.Column("decider_id", KEY, nullable=True),
        sa.Column("settled_by", KEY, nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("kind IN ('item', 'not_me', 'swapped')", name=op.f("ck_dispute_kind")),
        sa.CheckConstraint(
            "reason IN ('ai_reading_wrong', 'rater_error', 'transcript_error', 'wrong_speaker', 'rubric_unclear')",
            name=op.f("ck_dispute_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'partly', 'rejected', 'withdrawn')", name=op.f("ck_dispute_state")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_dispute_call_id_call")),
        sa.ForeignKeyConstraint(["decider_id"], ["person.id"], name=op.f("fk_dispute_decider_id_person")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_dispute_opened_by_person")),
        sa.ForeignKeyConstraint(
            ["override_id"], ["override.id"], name=op.f("fk_dispute_override_id_override")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_dispute_review_id_review")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_dispute_run_id_run")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_dispute_settled_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("public_id", name=op.f("uq_dispute_public_id")),
    )
    op.create_index(op.f("ix_dispute_call_id"), "dispute", ["call_id"], unique=False)
    op.create_index(op.f("ix_dispute_opened_by"), "dispute", ["opened_by"], unique=False)
    op.create_index("ix_dispute_state_due", "dispute", ["state", "due"], unique=False)
    op.create_index(
        "uq_dispute_open",
        "dispute",
        ["review_id", "subject"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.add_column("note", sa.Column("corrected", sa.String(length=400), nullable=True))
    op.add_column("review", sa.Column("effective", DOCUMENT, nullable=True))
    op.add_column("review", sa.Column("confirmed_as", sa.String(length=20), nullable=True))
    op.add_column("review", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("review", sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("review", sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("review", sa.Column("withheld", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_review_state_call_id", "review", ["state", "call_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
