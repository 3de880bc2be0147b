"""Draws: once for a rep and week, from a closed frame, by a rule that was fixed, and redone by anybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from scoring.errors import BadInput
from scoring.sampling import Frame, FrameCall, Rule
from scoring.sampling import draw as draw_from
from service.db import audit
from service.db.engine import Database
from service.db.tables import AuditEntry, Draw, DrawnCall, LoggedCall, Membership, Person, Team
from service.errors import Conflict
from service.frame.checking import check_draws
from service.frame.coverage import coverage
from service.frame.drawing import draw_week
from service.frame.sample_queries import SampleFilter
from service.people.who import INSTALLATION
from tests.service.frame.drawn import (
    QA,
    WEEK,
    covered,
    draw,
    drawn_week,
    fix,
    log,
    rows,
    shown,
    stand_in,
)

TEN: tuple[dict[str, Any], ...] = ({},) * 10


def entries(database: Database, action: str) -> list[AuditEntry]:
    with database.read() as session:
        return [one for one in session.query(AuditEntry).order_by(AuditEntry.id) if one.action == action]


def test_a_draw_says_what_it_was_made_from_and_comes_out_again_anywhere(reps: Database) -> None:
    kinds = ("demo", "demo", "renewal", None, "demo", "renewal")
    view = drawn_week(reps, *({"kind": kind, "seconds": 60 * n} for n, kind in enumerate(kinds)))
    frame = Frame(
        calls=tuple(FrameCall(id=f"D-{n}", kind=kind or "", seconds=60 * n) for n, kind in enumerate(kinds))
    )
    again = draw_from(frame, Rule(calls=4, shortest=60), view.seed)
    assert [place.external_id for place in view.calls] == list(again.places)
    assert (view.frame_size, view.eligible, view.wanted) == (6, 5, 4)
    assert view.fingerprint == frame.fingerprint()
    assert view.strata == list(again.strata)


def test_the_audit_log_has_seed_size_rule_and_fingerprint_and_no_name(reps: Database) -> None:
    view = drawn_week(reps, *TEN)
    (entry,) = entries(reps, "sample.drawn")
    assert (entry.actor, entry.subject) == (QA, view.id)
    assert entry.details == {
        "rep": view.rep,
        "week": WEEK,
        "generator": "sidetone-draw-1",
        "seed": view.seed,
        "fingerprint": view.fingerprint,
        "frame_size": 10,
        "eligible": 10,
        "drawn": 4,
        "calls": 4,
        "shortest": 60.0,
    }
    with reps.read() as session:
        assert audit.verify(session) is None


def test_a_draw_that_is_asked_for_twice_is_the_same_draw(reps: Database) -> None:
    first = drawn_week(reps, *TEN)
    second = draw(reps)
    assert second.new == []
    assert second.draws == [first]
    assert len(entries(reps, "sample.drawn")) == 1


def test_two_draws_at_the_same_moment_are_one(reps: Database) -> None:
    log(reps, *TEN)
    fix(reps)
    together = Barrier(2)

    def analyst(_: int) -> list[str]:
        together.wait()
        report = draw(reps)
        return [place.external_id for place in report.draws[0].calls]

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(analyst, range(2))
    assert one == other
    assert len(rows(reps, Draw)) == 1
    assert len(rows(reps, DrawnCall)) == 4


def test_each_rep_is_drawn_by_themselves_and_another_week_stays_open(reps: Database) -> None:
    log(reps, *({"rep": rep} for rep in ("ana", "ben") * 3), {"start": "2026-11-11T10:00:00Z"})
    fix(reps, calls=2)
    report = draw(reps)
    assert [(view.rep_name, len(view.calls)) for view in report.draws] == [("Ben", 2), ("Ana", 2)]
    assert [line.draw_id is None for line in rows(reps, LoggedCall)] == [False] * 6 + [True]
    assert draw(reps, rep="ana").draws[0].id == report.draws[1].id


def test_a_frame_without_a_call_is_refused_and_can_be_drawn_when_it_has_some(reps: Database) -> None:
    fix(reps)
    with pytest.raises(Conflict, match="no call in the week of 2026-11-16") as refused:
        draw(reps)
    assert "sidetone log import" in refused.value.next_step
    log(reps, {"rep": "ben"})
    with pytest.raises(Conflict, match="no call of Ana in the week"):
        draw(reps, rep="ana")
    log(reps, {})
    assert rows(reps, Draw) == []


def test_a_week_is_drawn_when_it_is_over_where_the_calls_were_made(reps: Database) -> None:
    log(reps, {"zone": "America/Los_Angeles"})
    fix(reps)
    monday_in_utc = datetime(2026, 11, 23, 7, 59, tzinfo=UTC)
    with pytest.raises(Conflict, match="not over"):
        draw_week(reps, WEEK, None, monday_in_utc, QA)
    assert draw_week(reps, WEEK, None, datetime(2026, 11, 23, 8, tzinfo=UTC), QA).new


def test_fewer_calls_than_wanted_are_all_drawn(reps: Database) -> None:
    view = drawn_week(reps, {}, {}, {"seconds": 59.9})
    assert sorted(place.external_id for place in view.calls) == ["D-0", "D-1"]
    assert (covered(reps).wanted, covered(reps).drawn, covered(reps).eligible) == (4, 2, 2)


def test_a_week_of_short_calls_is_drawn_with_nothing_in_it(reps: Database) -> None:
    view = drawn_week(reps, {"seconds": 20}, {"seconds": 0})
    assert (view.calls, view.frame_size, view.eligible) == ([], 2, 0)
    assert draw(reps).new == []


def test_a_call_that_is_logged_after_the_draw_is_never_drawn_and_is_counted(reps: Database) -> None:
    view = drawn_week(reps, {}, {})
    log(reps, {"external_id": "late-1"}, {"external_id": "late-2"})
    assert draw(reps).draws[0].calls == view.calls
    assert stand_in(reps, view.id, 1) is None
    assert (covered(reps).frame, covered(reps).late) == (2, 2)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"seconds": 301}, "seconds"),
        ({"kind": "renewal"}, "kind"),
        ({"rep": "ben"}, "rep"),
        ({"start": "2026-11-25T10:00:00Z"}, "started_at"),
    ],
)
def test_what_a_draw_hangs_on_does_not_change_after_it(
    reps: Database, change: dict[str, Any], what: str
) -> None:
    drawn_week(reps, {}, {})
    report = log(reps, change, {"outcome": "signed"})
    (told,) = report.refused
    assert told.why == f"its week was drawn already: {what} cannot change any more"
    assert [one.why for one in report.changed] == ["outcome none → signed"]
    with reps.read() as session:
        assert [mistake for _, mistake in check_draws(session)] == [""]


def test_two_teams_with_the_same_id_are_two_calls_of_the_frame(reps: Database) -> None:
    view = drawn_week(reps, {"external_id": "D-0"}, {"external_id": "D-0", "team": "Southwind"}, {})
    assert view.frame_size == 3
    assert sorted((place.external_id, place.team) for place in view.calls) == [
        ("D-0", "Northwind"),
        ("D-0", "Southwind"),
        ("D-2", "Northwind"),
    ]
    assert stand_in(reps, view.id, 1) is None


def test_an_id_that_looks_like_another_one_with_its_team_is_its_own_call(reps: Database) -> None:
    with reps.read() as session:
        team = session.query(Team).one().public_id
    view = drawn_week(
        reps, {"external_id": "D"}, {"external_id": "D", "team": "South"}, {"external_id": f"D@{team}"}
    )
    assert len({(place.external_id, place.team) for place in view.calls}) == 3


def test_one_rep_whose_week_is_over_does_not_wait_for_another_zone(reps: Database) -> None:
    log(reps, {}, {"rep": "ben", "zone": "America/Los_Angeles"})
    fix(reps)
    with reps.read() as session:
        ana = session.query(Person).filter_by(name="Ana").one()
    assert draw_week(reps, WEEK, ana, datetime(2026, 11, 23, 1, tzinfo=UTC), QA).new


def test_without_a_rule_nothing_is_drawn_and_the_week_stays_open(reps: Database) -> None:
    log(reps, {})
    report = draw(reps)
    assert [(one.rep_name, one.calls) for one in report.not_drawn] == [("Ana", 1)]
    assert "sidetone sample rule" in report.not_drawn[0].why
    with reps.read() as session:
        (waits,) = coverage(session, SampleFilter(), INSTALLATION).not_drawn
    assert (waits.rep_name, waits.week, waits.why) == ("Ana", WEEK, "not drawn yet")
    fix(reps)
    assert draw(reps).new


def test_the_reps_own_rule_comes_before_everybodys_and_the_newest_before_older_ones(reps: Database) -> None:
    log(reps, *({"rep": rep} for rep in ("ana", "ben") * 5))
    fix(reps, calls=2)
    fix(reps, calls=3, rep="ana", until="2026-11-22")
    fix(reps, calls=1)
    assert [(view.rep_name, view.wanted) for view in draw(reps).draws] == [("Ben", 1), ("Ana", 3)]


def joins(database: Database, rep: str, team: str, since: datetime, until: datetime | None = None) -> None:
    with database.write() as session:
        person = session.query(Person).filter_by(external_id=rep).one()
        there = session.query(Team).filter_by(name=team).one_or_none() or Team(name=team)
        session.add(there)
        session.flush()
        stay = Membership(person_id=person.id, team_id=there.id, role="rep", since=since, until=until)
        session.add(stay)


def test_a_reps_own_rule_comes_before_that_of_the_team_and_that_before_everybodys(reps: Database) -> None:
    log(reps, *({"rep": rep} for rep in ("ana", "ben", "cleo") * 5))
    for rep, team in (("ana", "Northwind"), ("ben", "Northwind"), ("cleo", "Southgate")):
        joins(reps, rep, team, datetime(2026, 1, 5, tzinfo=UTC))
    fix(reps, calls=3, team="Northwind")
    fix(reps, calls=2, rep="ana")
    fix(reps, calls=4, team="Southgate", **{"from": "2026-11-23"})
    fix(reps, calls=1)
    made = [(view.rep_name, view.wanted) for view in draw(reps).draws]
    assert made == [("Cleo", 1), ("Ben", 3), ("Ana", 2)]
    fixed = [one.details for one in entries(reps, "sample.rule_fixed")]
    assert [bool(one["team"]) for one in fixed] == [True, False, True, False]


def test_who_changes_teams_within_a_week_is_drawn_by_the_team_of_its_wednesday(reps: Database) -> None:
    log(reps, *({"rep": rep} for rep in ("ana", "ben") * 5))
    for rep, moved in (("ana", 18), ("ben", 19)):
        joins(reps, rep, "Northwind", datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 11, moved, tzinfo=UTC))
        joins(reps, rep, "Southgate", datetime(2026, 11, moved, tzinfo=UTC))
    fix(reps, calls=1)
    fix(reps, calls=2, team="Northwind")
    fix(reps, calls=3, team="Southgate")
    assert {view.rep_name: view.wanted for view in draw(reps).draws} == {"Ana": 3, "Ben": 2}
    with pytest.raises(Conflict, match="The week of 2026-11-16 was drawn already"):
        fix(reps, team="Southgate")


def test_a_rule_for_a_team_asks_of_its_own_draws_alone_whether_a_week_was_drawn(reps: Database) -> None:
    joins(reps, "ana", "Northwind", datetime(2026, 1, 5, tzinfo=UTC))
    joins(reps, "ben", "Southgate", datetime(2026, 1, 5, tzinfo=UTC))
    drawn_week(reps, {})
    fix(reps, calls=9, team="Southgate")
    for refused in ("Northwind", "Southgate"):
        if refused == "Southgate":
            log(reps, {"rep": "ben", "external_id": "B-1"})
            assert [view.wanted for view in draw(reps, rep="ben").draws] == [9]
        with pytest.raises(Conflict, match="The week of 2026-11-16 was drawn already"):
            fix(reps, team=refused)


def test_a_rule_for_a_week_that_was_drawn_is_refused(reps: Database) -> None:
    drawn_week(reps, {})
    with pytest.raises(Conflict, match="The week of 2026-11-16 was drawn already"):
        fix(reps, **{"from": "2026-10-05"})
    fix(reps, **{"from": "2026-10-05", "until": "2026-11-15"})
    fix(reps, rep="ben")
    fix(reps, **{"from": "2026-11-23"})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"from": "2026-02-30"}, "'2026-02-30' is no day"),
        ({"from": "0001-01-01"}, "is no day"),
        ({"until": "2026-11-15"}, "lies before its first"),
        ({"rep": "nobody"}, "Nobody here is called nobody"),
        ({"team": "Nowhere"}, "There is no team called Nowhere"),
        ({"rep": "ana", "team": "Northwind"}, "for one rep or for a team, not for both"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(reps: Database, change: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        fix(reps, **change)


def test_a_rule_that_was_fixed_after_the_calls_is_marked(reps: Database) -> None:
    fix(reps, **{"from": "1999-01-04"})
    log(reps, {"start": "2099-11-18T10:00:00Z"}, {"start": "1999-11-17T10:00:00Z"})
    after = datetime(2099, 12, 31, tzinfo=UTC)
    old, new = (draw_week(reps, week, None, after, QA).draws[0] for week in (19991115, 20991116))
    assert (old.fixed_beforehand, new.fixed_beforehand) == (False, True)


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE logged_call SET seconds = 999", "the calls of its frame are not those it was drawn from"),
        ("UPDATE draw SET seed = 'another'", "its seed and frame give another draw"),
        ("DELETE FROM drawn_call WHERE place = 4", "places are missing"),
        (
            "UPDATE drawn_call SET logged_call_id = (SELECT max(id) FROM logged_call WHERE id NOT IN "
            "(SELECT logged_call_id FROM drawn_call)) WHERE place = 2",
            "place 2 is not the call that was drawn for it",
        ),
        (
            "UPDATE drawn_call SET logged_call_id = (SELECT max(id) FROM logged_call WHERE id NOT IN "
            "(SELECT logged_call_id FROM drawn_call)) WHERE place = 5",
            "place 5 is not the call that was drawn for it",
        ),
    ],
)
def test_a_draw_that_was_tampered_with_is_found(reps: Database, tampering: str, found: str) -> None:
    view = drawn_week(reps, *TEN)
    if "place = 4" not in tampering:
        stand_in(reps, view.id, 3)
    with reps.write() as session:
        assert [mistake for _, mistake in check_draws(session)] == [""]
        session.execute(text(tampering))
    with reps.read() as session:
        assert [mistake for _, mistake in check_draws(session)] == [found]


def test_a_draw_stays_whole_through_replacements_until_none_is_left(reps: Database) -> None:
    view = drawn_week(reps, *({"kind": kind} for kind in ("demo", "renewal") * 4))
    place: int | None = 1
    while place is not None:
        place = stand_in(reps, view.id, place)
    assert len(shown(reps).calls) == 8
    with reps.read() as session:
        assert [mistake for _, mistake in check_draws(session)] == [""]
