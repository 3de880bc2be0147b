"""Plans: their states, versions, milestones, decisions, meetings, promises and words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "fit_check",
        sa.Column("rep_id", KEY, nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answers", DOCUMENT, nullable=False),
        sa.Column("found", DOCUMENT, nullable=False),
        sa.Column("hr_id", KEY, nullable=True),
        sa.Column("hr_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_fit_check_by_id_person")),
        sa.ForeignKeyConstraint(["hr_id"], ["person.id"], name=op.f("fk_fit_check_hr_id_person")),
        sa.ForeignKeyConstraint(["rep_id"], ["person.id"], name=op.f("fk_fit_check_rep_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fit_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fit_check_public_id")),
    )
    with op.batch_alter_table("fit_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fit_check_rep_id"), ["rep_id"], unique=False)

    op.create_table(
        "plan",
        sa.Column("rep_id", KEY, nullable=False),
        sa.Column("team_id", KEY, nullable=False),
        sa.Column("manager_id", KEY, nullable=False),
        sa.Column("hr_id", KEY, nullable=True),
        sa.Column("fit_check_id", KEY, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=20), nullable=False),
        sa.Column("receipt_for", sa.Integer(), nullable=True),
        sa.Column("opens_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("say_until", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing", DOCUMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('passed', 'not_met', 'not_shown', 'withdrawn', 'wrong_tool')",
            name=op.f("ck_plan_outcome"),
        ),
        sa.CheckConstraint("receipt IN ('given', 'declined', 'none')", name=op.f("ck_plan_receipt")),
        sa.CheckConstraint(
            "state IN ('draft', 'hr_review', 'published', 'delivered', 'running', 'paused', 'closed')",
            name=op.f("ck_plan_state"),
        ),
        sa.ForeignKeyConstraint(
            ["fit_check_id"], ["fit_check.id"], name=op.f("fk_plan_fit_check_id_fit_check")
        ),
        sa.ForeignKeyConstraint(["hr_id"], ["person.id"], name=op.f("fk_plan_hr_id_person")),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name=op.f("fk_plan_manager_id_person")),
        sa.ForeignKeyConstraint(["rep_id"], ["person.id"], name=op.f("fk_plan_rep_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_plan_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_public_id")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index("ix_plan_manager_id_state", ["manager_id", "state"], unique=False)
        batch_op.create_index("ix_plan_rep_id_state", ["rep_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_plan_open",
            ["rep_id"],
            unique=True,
            sqlite_where=sa.text("state != 'closed'"),
            postgresql_where=sa.text("state != 'closed'"),
        )

    op.create_table(
        "check_in",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("agenda", DOCUMENT, nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("kind IN ('regular', 'mid_point', 'final')", name=op.f("ck_check_in_kind")),
        sa.CheckConstraint(
            "state IN ('planned', 'held', 'skipped', 'cancelled')", name=op.f("ck_check_in_state")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_check_in_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("public_id", name=op.f("uq_check_in_public_id")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index("ix_check_in_plan_id_at", ["plan_id", "at"], unique=False)

    op.create_table(
        "plan_absence",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("pause", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_plan_absence_by_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_absence_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_absence")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_absence_public_id")),
    )
    with op.batch_alter_table("plan_absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_absence_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "plan_event",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("hr_only", sa.Boolean(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_plan_event_by_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_event_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_event")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_event_public_id")),
    )
    with op.batch_alter_table("plan_event", schema=None) as batch_op:
        batch_op.create_index("ix_plan_event_plan_id_kind", ["plan_id", "kind"], unique=False)

    op.create_table(
        "plan_look",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_plan_look_by_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_look_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_look")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_look_public_id")),
    )
    with op.batch_alter_table("plan_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_look_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "plan_milestone",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("decides", sa.Boolean(), nullable=False),
        sa.Column("rule", DOCUMENT, nullable=False),
        sa.Column("path", DOCUMENT, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_milestone_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_milestone")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_plan_milestone_plan_id_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_milestone_public_id")),
    )
    op.create_table(
        "plan_version",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_plan_version_by_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_version_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_version_plan_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_version_public_id")),
    )
    op.create_table(
        "plan_word",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", KEY, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_in", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('root_cause', 'achievable', 'support', 'request', 'comment', 'concern')",
            name=op.f("ck_plan_word_kind"),
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_plan_word_answered_by_person")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_plan_word_by_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_word_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_word")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_word_public_id")),
    )
    with op.batch_alter_table("plan_word", schema=None) as batch_op:
        batch_op.create_index("ix_plan_word_plan_id_kind", ["plan_id", "kind"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", KEY, nullable=False),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_signature_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index("ix_signature_what_subject", ["what", "subject"], unique=False)

    op.create_table(
        "check_in_note",
        sa.Column("check_in_id", KEY, nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("corrects_id", KEY, nullable=True),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_check_in_note_by_id_person")),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name=op.f("fk_check_in_note_check_in_id_check_in")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["check_in_note.id"], name=op.f("fk_check_in_note_corrects_id_check_in_note")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_check_in_note_public_id")),
    )
    with op.batch_alter_table("check_in_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_in_note_check_in_id"), ["check_in_id"], unique=False)

    op.create_table(
        "commitment",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=400), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("support", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_in_id", KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("side IN ('rep', 'manager', 'hr', 'other')", name=op.f("ck_commitment_side")),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'not_done', 'dropped')", name=op.f("ck_commitment_state")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_commitment_by_id_person")),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name=op.f("fk_commitment_check_in_id_check_in")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_commitment_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_commitment_public_id")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index("ix_commitment_plan_id_due", ["plan_id", "due"], unique=False)

    op.create_table(
        "plan_decision",
        sa.Column("milestone_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_plan_decision_by_id_person")),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["plan_milestone.id"], name=op.f("fk_plan_decision_milestone_id_plan_milestone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_decision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_decision_public_id")),
    )
    with op.batch_alter_table("plan_decision", schema=None) as batch_op:
        batch_op.create_index("ix_plan_decision_milestone_id_final", ["milestone_id", "final"], unique=False)


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
