"""Readings that count in no average yet: somebody speaks to the evaluator, and nobody stands for them."""

from sqlalchemy import ColumnElement, and_, or_

from scoring.corrections.sheets import PERSON
from service.db.tables import Review, Run

APPEAL = "appeal"
"""The flag of a sentence that speaks to whoever evaluates the call."""

LEFT_OUT: ColumnElement[bool] = and_(
    Review.appealed, or_(Review.state == "draft", Review.confirmed_as.is_not_distinct_from("seen"))
)
"""Of reviews. One that was let through without playing what costs points has nobody to stand for it."""


def is_left_out(review: Review) -> bool:
    """The same of one review."""
    return review.appealed and (review.state == "draft" or review.confirmed_as == "seen")


def is_appealed(run: Run) -> bool:
    """Whether a judge read it while somebody spoke to it; what a person answered is theirs."""
    return run.judge != PERSON and any(one.get("code") == APPEAL for one in run.document.get("flags") or ())
