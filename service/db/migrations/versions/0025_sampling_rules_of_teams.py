"""A sampling rule may be for a team: its reps' own rules go before it, and it before everybody's."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("sampling_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team_id", KEY, nullable=True))
        batch_op.create_foreign_key(op.f("fk_sampling_rule_team_id_team"), "team", ["team_id"], ["id"])
        batch_op.create_check_constraint(
            op.f("ck_sampling_rule_for_one"), "rep_id IS NULL OR team_id IS NULL"
        )


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
