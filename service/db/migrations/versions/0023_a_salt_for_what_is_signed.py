"""A salt with each plan: what the audit log keeps of a signature means nothing once the plan is deleted."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan", sa.Column("salt", sa.String(length=64), nullable=False, server_default=""))
    plan = sa.table("plan", sa.column("id"), sa.column("salt", sa.String))
    connection = op.get_bind()
    for (key,) in connection.execute(sa.select(plan.c.id)).all():
        connection.execute(sa.update(plan).where(plan.c.id == key).values(salt=secrets.token_hex(32)))


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
