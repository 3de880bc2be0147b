"""What trends read from the database: sums of scores, scorecards and their open ends, the team's spread.
Each is asked for several reps at once, and says of whom a row is first.

The weekly roll-ups don't know the judge's language model, and no average mixes two of them: where a week was
read by two, the sums come from the scores.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from scoring.trend_records import Selection, week_number
from service.db.tables import (
    Call,
    Draw,
    DrawnCall,
    LoggedCall,
    Membership,
    Review,
    Run,
    Score,
    WeeklyRollUp,
)
from service.reviews.left_out import LEFT_OUT

Rows = Select[*tuple[Any, ...]]

COMPLETE = "complete"
CORRECTED = and_(Review.state != "draft", Review.effective.is_not(None))
"""Of reviews: what counts of one that somebody stands for is the scorecard as it was corrected."""
ZONES_APART = timedelta(days=1)
"""How far the beginning of a week lies apart from that in UTC, rounded up."""


class Asked(NamedTuple):
    """Which scores: of a selection, in the weeks `first` to `last` (Mondays), by these rubrics or all."""

    selection: Selection
    first: date
    last: date
    criterion: str | None = None
    rubrics: tuple[int, ...] | None = None


def score_sums(reps: Sequence[int], asked: Asked) -> Rows:
    """rep, criterion, rubric, judge, model, week; n, Σx, Σx² of the scores."""
    key = (Score.rep_id, Score.criterion, Run.rubric_id, Run.judge, Run.model, Score.week)
    return (
        select(*key, func.count(), func.sum(Score.value), func.sum(Score.value * Score.value))
        .join(Run, Run.id == Score.run_id)
        .where(Score.rep_id.in_(reps), *_within(Score.week, Score.selection, Score.criterion, asked))
        .where(*_of_rubrics(Run.rubric_id, asked))
        .group_by(*key)
    )


def rolled_up(reps: Sequence[int], asked: Asked) -> Rows:
    """rep, criterion, rubric, judge, week; n, Σx, Σx² of the scores, whatever the model."""
    table = WeeklyRollUp
    key = (table.rep_id, table.criterion, table.rubric_id, table.judge, table.week)
    return (
        select(*key, table.n, table.total, table.squares)
        .where(table.rep_id.in_(reps), *_within(table.week, table.selection, table.criterion, asked))
        .where(*_of_rubrics(table.rubric_id, asked))
    )


def scorecard_counts(reps: Sequence[int], asked: Asked) -> Rows:
    """rep, rubric, judge, model, week; scorecards that reviews show, those that a person confirmed, and those
    whose QA score has an open end."""
    key = (Call.rep_id, Run.rubric_id, Run.judge, Run.model, Call.week)
    nobody = or_(Review.state == "draft", Review.confirmed_as == "seen")
    confirmed = func.sum(case((nobody, 0), else_=1))
    still_open = func.sum(case((_qa_state() != COMPLETE, 1), else_=0))
    return _shown(select(*key, func.count(), confirmed, still_open), reps, asked).group_by(*key)


def open_scorecards(reps: Sequence[int], asked: Asked, unweighted: Mapping[int, Sequence[str]]) -> Rows:
    """rep, rubric, judge, model, week; the criteria of scorecards in which one of them may have an open end.

    In a complete scorecard each criterion with a weight has a level or does not apply. `unweighted` are the
    others, by rubric: there a missing level says nothing yet.
    """
    parts = case(
        (CORRECTED, Review.effective["scorecard"]["criteria"]), else_=Run.document["scorecard"]["criteria"]
    )
    columns = (Call.rep_id, Run.rubric_id, Run.judge, Run.model, Call.week)
    missing = [
        and_(Run.rubric_id == rubric, ~select(Score.id).where(*_level_of(key)).exists())
        for rubric, keys in unweighted.items()
        for key in keys
    ]
    asked_for = _shown(select(*columns, parts), reps, asked)
    return asked_for.where(or_(_qa_state() != COMPLETE, *missing))


def colleagues(reps: Sequence[int]) -> Rows:
    """rep, colleague: the other reps of the team each of them is in."""
    own, other = aliased(Membership), aliased(Membership)
    return (
        select(own.person_id, other.person_id)
        .join(other, and_(other.team_id == own.team_id, other.person_id != own.person_id, *_in_team(other)))
        .where(own.person_id.in_(reps), *_in_team(own))
    )


def colleague_sums(reps: Sequence[int], asked: Asked) -> Rows:
    """rep, criterion, rubric, judge; n, Σx, Σx², from the weekly sums."""
    table = WeeklyRollUp
    key = (table.rep_id, table.criterion, table.rubric_id, table.judge)
    return (
        select(*key, func.sum(table.n), func.sum(table.total), func.sum(table.squares))
        .where(table.rep_id.in_(reps), *_within(table.week, table.selection, table.criterion, asked))
        .where(*_of_rubrics(table.rubric_id, asked))
        .group_by(*key)
    )


def _qa_state() -> ColumnElement[str]:
    shown = Review.effective["scorecard"]["qa_score"]["state"].as_string()
    return case((CORRECTED, shown), else_=Run.qa_state)


def _shown(columns: Rows, reps: Sequence[int], asked: Asked) -> Rows:
    """Of the runs that the reviews of the reps' calls show."""
    return (
        columns.select_from(Call)
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .where(*calls_asked_for(reps, asked))
        .where(Review.withheld.is_(False), not_(LEFT_OUT))
        .where(*_of_rubrics(Run.rubric_id, asked), Call.id.not_in(_replaced(reps)))
    )


def calls_asked_for(reps: Sequence[int], asked: Asked) -> list[ColumnElement[bool]]:
    """Of calls: the reps' of that selection and those weeks."""
    begin = datetime.combine(asked.first, time(), UTC) - ZONES_APART
    end = datetime.combine(asked.last, time(), UTC) + timedelta(weeks=1) + ZONES_APART
    chosen = [Call.rep_id.in_(reps), Call.selection == asked.selection, *_in_weeks(Call.week, asked)]
    # The week says it all; the index is by the start.
    return [*chosen, Call.started_at >= begin, Call.started_at < end]


def _replaced(reps: Sequence[int]) -> Rows:
    """The drawn calls in whose place another one stands: their scores are in no sum either."""
    return (
        select(LoggedCall.call_id)
        .join(DrawnCall, DrawnCall.logged_call_id == LoggedCall.id)
        .join(Draw, Draw.id == DrawnCall.draw_id)
        # NOT IN a list with a NULL in it is never true.
        .where(Draw.rep_id.in_(reps), DrawnCall.replaced_at.is_not(None), LoggedCall.call_id.is_not(None))
    )


def _within(
    week: InstrumentedAttribute[int],
    selection: InstrumentedAttribute[str],
    criterion: InstrumentedAttribute[str],
    asked: Asked,
) -> list[ColumnElement[bool]]:
    one = [] if asked.criterion is None else [criterion == asked.criterion]
    return [selection == asked.selection, *_in_weeks(week, asked), *one]


def _in_weeks(week: InstrumentedAttribute[int], asked: Asked) -> list[ColumnElement[bool]]:
    return [week >= week_number(asked.first), week <= week_number(asked.last)]


def _of_rubrics(rubric: InstrumentedAttribute[int], asked: Asked) -> list[ColumnElement[bool]]:
    return [] if asked.rubrics is None else [rubric.in_(asked.rubrics)]


def _level_of(key: str) -> list[ColumnElement[bool]]:
    return [Score.run_id == Run.id, Score.criterion == key]


def _in_team(stay: type[Membership]) -> list[ColumnElement[bool]]:
    return [stay.role == "rep", stay.until.is_(None)]
