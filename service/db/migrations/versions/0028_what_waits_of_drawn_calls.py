"""A review keeps when its call began, if that was drawn: what waits of drawn calls is found by one index."""

import sqlalchemy as sa
from alembic import op

from service.db.types import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

CALL = sa.table("call", sa.column("id"), sa.column("selection"), sa.column("started_at"))
REVIEW = sa.table("review", sa.column("call_id"), sa.column("drawn_started_at"))


def upgrade() -> None:
    op.add_column("review", sa.Column("drawn_started_at", Instant(), nullable=True))
    drawn = sa.select(CALL.c.id).where(CALL.c.selection == "random")
    began = sa.select(CALL.c.started_at).where(CALL.c.id == REVIEW.c.call_id).scalar_subquery()
    op.execute(sa.update(REVIEW).where(REVIEW.c.call_id.in_(drawn)).values(drawn_started_at=began))
    there = sa.text("drawn_started_at IS NOT NULL")
    op.create_index(
        "ix_review_state_drawn_started_at",
        "review",
        ["state", "drawn_started_at"],
        sqlite_where=there,
        postgresql_where=there,
    )


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
