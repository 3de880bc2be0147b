"""How many calls the averages of a rep leave out, in words."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.formats import counted
from service.db.tables import Call, Review
from service.reviews.left_out import LEFT_OUT
from service.trends.sums import Asked, calls_asked_for


def left_out(session: Session, reps: Sequence[int], asked: Asked) -> Mapping[int, int]:
    """Rep → calls of that selection and those weeks in which somebody speaks to the evaluator, while nobody
    stands for what the judge read."""
    found = (
        select(Call.rep_id, func.count())
        .join(Review, Review.call_id == Call.id)
        .where(LEFT_OUT, *calls_asked_for(reps, asked))
        .group_by(Call.rep_id)
    )
    return {rep: calls for rep, calls in session.execute(found) if rep is not None}


def left_out_words(calls: int) -> str:
    """What a page says of them; nothing where there are none."""
    if not calls:
        return ""
    verb = "is" if calls == 1 else "are"
    return (
        f"{counted(calls, 'call')} {verb} left out of all averages: somebody speaks to whoever evaluates the "
        "call, which can sway an AI reading. A person confirms the review, then it counts."
    )
