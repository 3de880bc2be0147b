"""What people were told, how they want to hear of it, and the mails and messages that carry it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
UNREAD = sa.text("read_at IS NULL")
TO_MAIL = sa.text("delivery_id IS NULL AND mail_at IS NOT NULL")


def upgrade() -> None:
    _deliveries()
    _notices()
    op.create_table(
        "notice_choice",
        sa.Column("person_id", KEY, autoincrement=False, nullable=False),
        sa.Column("by_mail", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Integer(), nullable=False),
        sa.Column("weekend", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.CheckConstraint("by_mail IN ('at_once', 'digest', 'off')", name=op.f("ck_notice_choice_by_mail")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "team_hook",
        sa.Column("team_id", KEY, autoincrement=False, nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_hook_team_id_team")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_team_hook")),
    )


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("team_id", KEY, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("channel IN ('mail', 'hook')", name=op.f("ck_delivery_channel")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'dropped', 'given_up')", name=op.f("ck_delivery_state")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_delivery_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("public_id", name=op.f("uq_delivery_public_id")),
    )
    op.create_index(op.f("ix_delivery_person_id"), "delivery", ["person_id"])
    op.create_index(op.f("ix_delivery_team_id"), "delivery", ["team_id"])
    op.create_index("ix_delivery_state_due_at", "delivery", ["state", "due_at"])


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("mail_at", MOMENT, nullable=True),
        sa.Column("delivery_id", KEY, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_notice_delivery_id_delivery")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notice_public_id")),
        sa.UniqueConstraint(
            "person_id", "kind", "subject", "occasion", name=op.f("uq_notice_person_id_kind_subject_occasion")
        ),
    )
    op.create_index("ix_notice_unread", "notice", ["person_id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_index(
        "ix_notice_to_mail", "notice", ["mail_at"], sqlite_where=TO_MAIL, postgresql_where=TO_MAIL
    )
    op.create_index("ix_notice_person_id_id", "notice", ["person_id", "id"])
    op.create_index(op.f("ix_notice_delivery_id"), "notice", ["delivery_id"])


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
