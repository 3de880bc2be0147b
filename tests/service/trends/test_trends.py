"""A rep's trend from the database: what counts once, what counts beside, what is never mixed."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scoring.trend_records import Point
from service.db.base import now
from service.db.engine import Database
from service.db.tables import (
    Call,
    Person,
    Review,
    RubricVersion,
    Run,
    Score,
    TranscriptVersion,
    WeeklyRollUp,
)
from service.errors import Unprocessable
from service.trends.queries import span, trend_of
from service.trends.views import TrendQuery, TrendView
from tests.cast import KEYS
from tests.service.trends.scored_calls import (
    MONDAY,
    WORTH,
    call_of,
    many,
    replace,
    rubric_row,
    scored,
    somebody,
    state_of,
)

UNTIL = "2026-11-22"


@pytest.fixture
def ana(database: Database) -> int:
    """Ana alone in Northwind, and the small rubric; her key."""
    with database.write() as session:
        rubric_row(session)
        return somebody(session, "Ana").id


def trend(database: Database, **asked: Any) -> TrendView:
    with database.read() as session:
        return trend_of(session, the_rep(session), TrendQuery(**{"until": UNTIL} | asked))


def points(database: Database, key: str = "discovery", **asked: Any) -> tuple[Point, ...]:
    return next(one.points for one in trend(database, **asked).series if one.criterion == key)


def the_rep(session: Session) -> Person:
    return session.scalars(select(Person).where(Person.name == "Ana")).one()


def the_rubric(session: Session) -> RubricVersion:
    return session.scalars(select(RubricVersion).order_by(RubricVersion.version).limit(1)).one()


def add(database: Database, *levels: int | str, **more: Any) -> list[int]:
    """Scored calls of Ana's with these levels in discovery; their keys."""
    with database.write() as session:
        made = many(session, the_rep(session), the_rubric(session), *levels, **more)
        return [call.id for call in made]


def test_a_week_of_eight_calls_has_its_average_per_criterion_and_qa_score(
    database: Database, ana: int
) -> None:
    # Discovery: four times 65 and four times 90: 620 / 8 = 77.5. The other four that weigh stand at 65, so
    # QA is 65 or (90 + 4 * 65) / 5 = 70: 540 / 8 = 67.5. Disclosure weighs nothing and has its own series.
    # No team to borrow from: s² = 8 · 12.5² / 7 = 178.57; 1.41492 · √(178.57 / 8) = 6.68; 77.5 ± 6.68.
    add(database, 3, 3, 3, 3, 4, 4, 4, 4)
    found = trend(database)
    assert [one.criterion for one in found.series] == ["qa", *KEYS]
    assert [one.title for one in found.series][:3] == ["QA score", "Opening", "Discovery"]
    means = {one.criterion: one.points[0].average.mean for one in found.series if one.points[0].average}
    assert means == dict.fromkeys(KEYS, 65) | {"discovery": Fraction(155, 2), "qa": Fraction(135, 2)}
    (point,) = points(database)
    assert (point.scored_by.rubric, point.scored_by.judge) == ("small@1", "offline")
    assert point.words == "78, likely 71–84, 8 random calls"


def test_a_rep_without_calls_has_no_series(database: Database, ana: int) -> None:
    assert trend(database).series == []


def test_one_call_is_no_average(database: Database, ana: int) -> None:
    add(database, 4)
    (point,) = points(database)
    assert (point.n, point.average) == (1, None)
    assert point.words == "too early to say: 1 random call in 12 weeks, 8 are needed"


def test_only_calls_of_the_selection_count_and_random_is_what_is_meant(database: Database, ana: int) -> None:
    add(database, *[3] * 8)
    add(database, *[5] * 9, selection="manager")
    assert points(database)[0].n == 8
    (picked,) = points(database, selection="manager")
    assert (picked.n, picked.scorecards) == (9, 9)
    assert picked.words.endswith("9 calls the manager picked")


def test_only_the_weeks_asked_for_are_shown(database: Database, ana: int) -> None:
    for back in range(4):
        add(database, *[3] * 8, monday=MONDAY - timedelta(weeks=back))
    add(database, *[3] * 8, monday=MONDAY + timedelta(weeks=1))
    assert [point.week for point in points(database, weeks=2)] == [MONDAY - timedelta(weeks=1), MONDAY]
    assert [point.week for point in points(database, weeks=1, until="2026-11-09")] == [date(2026, 11, 9)]


def test_without_a_last_day_the_weeks_end_with_this_one(database: Database, ana: int) -> None:
    today = now().date()
    this = today - timedelta(days=today.weekday())
    add(database, 3, monday=this)
    assert [point.week for point in points(database, until=None, weeks=1)] == [this]
    assert span(TrendQuery(weeks=3))[0] == this - timedelta(weeks=2)


def test_an_average_reaches_back_over_weeks_that_are_not_shown(database: Database, ana: int) -> None:
    add(database, *[3] * 5, "range", monday=MONDAY - timedelta(weeks=1))
    add(database, *[4] * 3)
    (point,) = points(database, weeks=1)
    assert point.average is not None
    assert (point.average.n, point.average.weeks, point.average.incomplete) == (8, 2, 1)


def test_one_criterion_alone_can_be_asked_for(database: Database, ana: int) -> None:
    add(database, *[3] * 8)
    assert [one.criterion for one in trend(database, criterion="discovery").series] == ["discovery"]
    assert [one.criterion for one in trend(database, criterion="qa").series] == ["qa"]
    with pytest.raises(Unprocessable, match="no_such_thing") as refused:
        trend(database, criterion="no_such_thing")
    assert "discovery" in refused.value.next_step


def test_a_new_rubric_in_the_middle_is_a_break_and_enters_no_common_average(
    database: Database, ana: int
) -> None:
    add(database, *[2] * 8, monday=MONDAY - timedelta(weeks=1))
    with database.write() as session:
        second = rubric_row(session, version=2)
        many(session, the_rep(session), the_rubric(session), 2, 2)
        many(session, the_rep(session), second, *[4] * 8)
    old, going_on, new = points(database)
    assert [one.average.mean for one in (old, going_on, new) if one.average] == [35, 35, 90]
    assert (going_on.changed, new.changed, new.scored_by.rubric) == ((), ("rubric",), "small@2")
    assert [one.scored_by.rubric for one in points(database, rubric="small@2")] == ["small@2"]
    assert len(points(database, rubric="small")) == 3


@pytest.mark.parametrize("name", ["large", "small@9", "small@999999999"])
def test_a_rubric_nobody_has_is_named_with_those_there_are(database: Database, ana: int, name: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        trend(database, rubric=name)
    assert name in refused.value.message
    assert "small@1" in refused.value.next_step


def test_two_models_of_one_judge_enter_no_common_average(database: Database, ana: int) -> None:
    add(database, *[2] * 8, judge="llm", model="m-1")
    add(database, *[4] * 8, judge="llm", model="m-2")
    means = {one.scored_by.model: float(one.average.mean) for one in points(database) if one.average}
    assert means == {"m-1": 35, "m-2": 90}


def test_what_is_open_and_what_had_no_occasion_are_counted_apart(database: Database, ana: int) -> None:
    add(database, *[3] * 8, "not_applicable", "not_applicable", "cannot_assess", "range", "failed")
    (discovery,) = points(database)
    assert (discovery.n, discovery.not_applicable, discovery.incomplete) == (8, 2, 3)
    assert discovery.scorecards == 13
    # Without discovery the QA score is that of the other criteria; an open one leaves it open.
    (qa,) = points(database, "qa")
    assert (qa.n, qa.not_applicable, qa.incomplete) == (10, 0, 3)
    # Asked for alone, it is told by the same counts; no scorecard is read for it.
    assert points(database, "qa", criterion="qa") == (qa,)
    # An open criterion says nothing against the others.
    (opening,) = points(database, "opening")
    assert (opening.n, opening.incomplete) == (13, 0)


def test_an_open_criterion_without_weight_is_not_taken_for_one_without_occasion(
    database: Database, ana: int
) -> None:
    with database.write() as session:
        for state in ("cannot_assess", "not_applicable", 3):
            call, transcript = call_of(session, the_rep(session))
            scored(session, call, transcript, the_rubric(session), {"disclosure": state})
    (point,) = points(database, "disclosure")
    assert (point.n, point.incomplete, point.not_applicable) == (1, 1, 1)
    assert points(database, "qa")[0].n == 3


def test_a_call_that_is_scored_again_counts_once_with_its_newest_run(database: Database, ana: int) -> None:
    with database.write() as session:
        call, transcript = call_of(session, the_rep(session))
        for level in (1, 2, 5):
            scored(session, call, transcript, the_rubric(session), {"discovery": level})
        many(session, the_rep(session), the_rubric(session), *[5] * 7)
    (point,) = points(database)
    assert (point.n, point.scorecards) == (8, 8)
    assert point.average is not None
    assert point.average.mean == 100


def test_a_released_review_keeps_what_it_shows_until_its_revision_is_confirmed(
    database: Database, ana: int
) -> None:
    with database.write() as session:
        call, transcript = call_of(session, the_rep(session))
        scored(session, call, transcript, the_rubric(session), {"discovery": 2})
        state_of(session, call, "released")
        scored(session, call, transcript, the_rubric(session), {"discovery": "cannot_assess"})
    (point,) = points(database)
    assert (point.n, point.incomplete, point.confirmed) == (1, 0, 1)


def test_drafts_are_told_from_what_a_person_confirmed(database: Database, ana: int) -> None:
    with database.write() as session:
        calls = many(session, the_rep(session), the_rubric(session), *[3] * 3)
        state_of(session, calls[0], "confirmed")
        state_of(session, calls[1], "released")
    (point,) = points(database)
    assert (point.scorecards, point.confirmed) == (3, 2)


def test_a_drawn_call_that_was_replaced_is_counted_nowhere(database: Database, ana: int) -> None:
    add(database, 3)
    with database.write() as session:
        (call,) = many(session, the_rep(session), the_rubric(session), "cannot_assess")
        replace(session, call)
    (point,) = points(database)
    assert (point.n, point.scorecards, point.incomplete) == (1, 1, 0)


def test_the_spread_is_borrowed_from_the_colleagues_and_never_their_average(
    database: Database, ana: int
) -> None:
    # Each of the two colleagues: 35, 65, 65, 90. Mean 63.75; Σx² = 17,775, less 4 · 63.75² = 16,256.25,
    # leaves 1,518.75. s0² = 2 · 1,518.75 / (3 + 3) = 506.25, s0 = 22.5, worth 6 calls.
    add(database, *[3] * 8)
    with database.write() as session:
        for name in ("Bo", "Cy"):
            many(session, somebody(session, name), the_rubric(session), 2, 3, 3, 4)
        far = somebody(session, "Di", team="Southwind")
        many(session, far, the_rubric(session), 1, 5, 1, 5, 1, 5)
    (point,) = points(database)
    assert point.average is not None
    assert point.average.mean == 65
    assert point.average.team_sd == pytest.approx(22.5)
    assert point.average.team_weight == 6


def test_other_people_s_calls_are_never_in_it(database: Database, ana: int) -> None:
    with database.write() as session:
        many(session, somebody(session, "Bo"), the_rubric(session), *[3] * 9)
    assert trend(database).series == []


@pytest.mark.parametrize("until", ["2026-02-30", "1969-12-31", "9999-12-31", "0000-01-01"])
def test_a_last_day_that_cannot_be_is_refused(database: Database, ana: int, until: str) -> None:
    with pytest.raises(Unprocessable, match="is no day of a call"):
        trend(database, until=until)


FOUND = st.sampled_from([1, 2, 3, 4, 5, "not_applicable", "cannot_assess", "range", "failed"])
RUNS = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=13),  # weeks back
        st.sampled_from([("offline", None), ("llm", "m-1"), ("llm", "m-2")]),
        st.lists(FOUND, min_size=1, max_size=3),  # scored so often
        st.booleans(),  # drawn, or picked by the manager
    ),
    max_size=14,
)


@settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(runs=RUNS)
def test_sums_and_counts_are_what_the_last_runs_of_the_calls_add_up_to(
    database: Database, ana: int, runs: list[tuple[int, tuple[str, str | None], list[int | str], bool]]
) -> None:
    """Roll-ups, scores, and the trend's counts say the same as the scorecards themselves."""
    with database.write() as session:
        for table in (Score, WeeklyRollUp, Review, Run, TranscriptVersion, Call):
            session.execute(delete(table))
        for back, (judge, model), found, drawn in runs:
            monday = MONDAY - timedelta(weeks=back)
            call, transcript = call_of(session, the_rep(session), monday, "random" if drawn else "manager")
            for one in found:
                scored(session, call, transcript, the_rubric(session), {"discovery": one}, judge, model)
    with database.read() as session:
        assert summed_up(session) == {tuple(row[:-3]): tuple(row[-3:]) for row in roll_ups(session)}
    shown = [
        one
        for each in trend(database, weeks=14).series
        for one in each.points
        if each.criterion == "discovery"
    ]
    last = [
        (MONDAY - timedelta(weeks=back), model, found[-1]) for back, (_, model), found, drawn in runs if drawn
    ]
    assert {(one.week, one.scored_by.model) for one in shown} >= {place[:2] for place in last}
    for point in shown:
        of_week = [
            found for week, model, found in last if (week, model) == (point.week, point.scored_by.model)
        ]
        assert point.scorecards == len(of_week)
        assert point.n == sum(isinstance(found, int) for found in of_week)
        assert point.not_applicable == of_week.count("not_applicable")
        assert point.incomplete == len(of_week) - point.n - point.not_applicable
        if point.average is not None:
            first = point.average.first_week
            worths = [
                WORTH[found]
                for week, model, found in last
                if isinstance(found, int) and first <= week <= point.week and model == point.scored_by.model
            ]
            assert (point.average.mean, point.average.n) == (Fraction(sum(worths), len(worths)), len(worths))


def summed_up(session: Session) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The weekly sums, made anew from the scores."""
    key = (Score.rep_id, Score.criterion, Score.week, Score.selection, Run.rubric_id, Run.judge)
    rows = session.execute(
        select(*key, func.count(), func.sum(Score.value), func.sum(Score.value * Score.value))
        .join(Run, Run.id == Score.run_id)
        .group_by(*key)
    )
    return {tuple(row[:-3]): (row[-3], pytest.approx(row[-2]), pytest.approx(row[-1])) for row in rows}


def roll_ups(session: Session) -> list[Any]:
    table = WeeklyRollUp
    columns = (table.rep_id, table.criterion, table.week, table.selection, table.rubric_id, table.judge)
    return list(session.execute(select(*columns, table.n, table.total, table.squares)))
