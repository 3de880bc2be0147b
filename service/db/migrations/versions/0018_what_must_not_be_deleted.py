"""Legal holds, who has read how calls are judged, and how a team's recordings are called."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("team", sa.Column("name_pattern", sa.String(length=400), nullable=True))
    op.add_column("team", sa.Column("rep_channel", sa.String(length=5), nullable=True))
    op.create_table(
        "legal_hold",
        sa.Column("call_id", KEY, nullable=True),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lifted_by", sa.String(length=64), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(call_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_legal_hold_of_one")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_legal_hold_call_id_call")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_legal_hold_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        sa.UniqueConstraint("public_id", name=op.f("uq_legal_hold_public_id")),
    )
    op.create_index(op.f("ix_legal_hold_call_id"), "legal_hold", ["call_id"])
    op.create_index(op.f("ix_legal_hold_person_id"), "legal_hold", ["person_id"])
    op.create_table(
        "judging_read",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_judging_read_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judging_read")),
        sa.UniqueConstraint("person_id", "fingerprint", name=op.f("uq_judging_read_person_id_fingerprint")),
    )
    op.create_index(op.f("ix_judging_read_person_id"), "judging_read", ["person_id"])
    op.create_table(
        "blob_to_delete",
        sa.Column("blob", sa.String(length=400), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("blob", name=op.f("pk_blob_to_delete")),
    )


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
