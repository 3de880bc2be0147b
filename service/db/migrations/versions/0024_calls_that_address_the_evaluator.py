"""Which reviews show a reading in which somebody speaks to the evaluator: such a reading leaves the sums until a
person stands for it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

APPEAL = '%"code": "appeal"%'
"""As a flag stands in a stored document; within a text the quotation marks would be escaped."""

RUN = sa.table("run", sa.column("id"), sa.column("rubric_id"), sa.column("judge"), sa.column("document"))
REVIEW = sa.table(
    "review", sa.column("id"), sa.column("run_id"), sa.column("state"), sa.column("confirmed_as"),
    sa.column("appealed", sa.Boolean),
)  # fmt: skip
SCORE = sa.table(
    "score", sa.column("id"), sa.column("run_id"), sa.column("rep_id"), sa.column("criterion"),
    sa.column("week"), sa.column("selection"), sa.column("value"),
)  # fmt: skip
SUMS = sa.table(
    "weekly_roll_up", sa.column("rep_id"), sa.column("criterion"), sa.column("week"), sa.column("selection"),
    sa.column("rubric_id"), sa.column("judge"), sa.column("n"), sa.column("total"), sa.column("squares"),
)  # fmt: skip


def upgrade() -> None:
    op.add_column("review", sa.Column("appealed", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    found = sa.select(RUN.c.id).where(RUN.c.judge != "person", sa.cast(RUN.c.document, sa.Text).like(APPEAL))
    connection.execute(sa.update(REVIEW).where(REVIEW.c.run_id.in_(found)).values(appealed=sa.true()))
    nobody = sa.or_(REVIEW.c.state == "draft", REVIEW.c.confirmed_as == "seen")
    rows = connection.execute(
        sa.select(SCORE, RUN.c.rubric_id, RUN.c.judge)
        .join(REVIEW, REVIEW.c.run_id == SCORE.c.run_id)
        .join(RUN, RUN.c.id == SCORE.c.run_id)
        .where(REVIEW.c.appealed, nobody)
    ).all()
    for row in rows:
        _take_out(connection, row)


def _take_out(connection: sa.Connection, row: sa.Row[tuple[object, ...]]) -> None:
    """A score out of its weekly sum; a sum of nothing is no row."""
    key = [SUMS.c[name] == getattr(row, name) for name in KEY]
    connection.execute(
        sa.update(SUMS)
        .where(*key)
        .values(
            n=SUMS.c.n - 1,
            total=SUMS.c.total - row.value,
            squares=SUMS.c.squares - row.value * row.value,
        )
    )
    connection.execute(sa.delete(SUMS).where(*key, SUMS.c.n <= 0))
    connection.execute(sa.delete(SCORE).where(SCORE.c.id == row.id))


KEY = ("rep_id", "criterion", "week", "selection", "rubric_id", "judge")


def downgrade() -> None:
    raise RuntimeError("Restore the copy that was made before the upgrade.")
