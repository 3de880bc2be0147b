"""Pairs of a person and the judge are read in a few queries, however many calls were scored blind."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, event, func, select, update

from scoring.calibration.gates import Evidence
from service.calibration.clearing import evidence_for, judged, judges_known
from service.calibration.pairs import Double, Scored, double_scored
from service.calibration.run_ratings import RUN_NAME, marks_of_runs
from service.calibration.standings import ClearanceRow, clearance_rows
from service.db.base import now
from service.db.tables import Call, PersonSheet, Review, RubricVersion, Run, Team, VerdictRow
from tests.service.calibration.test_blind_first_pairs import blind_first
from tests.service.calibration.test_clearance import judge_key
from tests.service.calibration.world import World


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(world.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(world.database.engine, "before_cursor_execute", note)


def pairs(world: World, judge: str) -> tuple[list[Double], int]:
    with counted(world) as asked, world.database.read() as session:
        return double_scored(session, [world.rubric], judge, now()), len(asked)


def test_as_many_queries_for_twelve_sheets_as_for_two_and_fewer_when_they_were_read_before(
    world: World,
) -> None:
    for number in range(12):
        world.add_call(f"more {number}")
    judge = judge_key(world)
    pairs(world, judge)  # reads the form, which is kept
    blind_first(world, 2)
    two, cold = pairs(world, judge)
    _, warm = pairs(world, judge)
    blind_first(world, 10, after=2)
    twelve, more = pairs(world, judge)
    assert (len(two), len(twelve)) == (2, 12)
    assert more == cold
    assert warm < cold < 20
    assert all(one.judge is not None and one.people for one in twelve)
    # What was kept is what is worked out.
    sam = world.cast.keys["Sam"]
    assert [one.people[sam].levels["discovery"].level for one in twelve] == [4] * 12
    assert [one.judge.levels["discovery"].level for one in twelve if one.judge] == [2] * 12


def test_a_sheet_that_is_a_draft_again_is_no_pair_although_it_was_read_before(world: World) -> None:
    world.add_call("one more")
    judge = judge_key(world)
    blind_first(world, 2)
    before, _ = pairs(world, judge)
    with world.database.write() as session:
        session.execute(update(PersonSheet).values(state="draft").where(PersonSheet.id == newest(world)))
    after, _ = pairs(world, judge)
    assert (len(before), len(after)) == (2, 1)


def newest(world: World) -> int:
    with world.database.read() as session:
        return session.scalars(select(func.max(PersonSheet.id))).one()


def test_who_made_runs_is_asked_once_and_the_same_judge_is_one_object(world: World) -> None:
    world.add_call("one more")
    world.add_call("and another")
    with world.database.read() as session:
        runs = dict(session.execute(select(RUN_NAME, Run.id)).all())
        found = marks_of_runs(session, runs)
    with counted(world) as asked, world.database.read() as session:
        again = marks_of_runs(session, runs)
    assert not [one for one in asked if "FROM run" in one]
    assert again == found
    assert len({id(one) for one in found.values()}) == len({one.key for one in found.values()}) == 1


def test_what_people_and_a_judge_come_to_is_worked_out_again_once_a_sheet_is_handed_in(world: World) -> None:
    for number in range(4):
        world.add_call(f"more {number}")
    judge = judge_key(world)

    def compared() -> Evidence:
        with world.database.read() as session:
            row = session.get_one(RubricVersion, world.rubric)
            return evidence_for(session, judged(session, judge, row, "discovery"), now())

    blind_first(world, 2)
    two = compared()
    assert compared() == two
    blind_first(world, 3, after=2)
    assert (two.double_scored, compared().double_scored) == (2, 5)
    assert compared().claims > two.claims


def listed(world: World) -> list[ClearanceRow]:
    with world.database.read() as session:
        return clearance_rows(session, session.get_one(RubricVersion, world.rubric), now())


def double_scored_calls(rows: list[ClearanceRow]) -> set[str]:
    return {gate.words for row in rows for gate in row.standing.coaching if gate.name == "calls"}


@pytest.fixture
def read_beside(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Judges beside which the pairs were read, one after another."""
    read: list[str] = []
    beside = Scored.beside

    def noted(self: Scored, session: object, judge: str) -> list[Double]:
        read.append(judge)
        return beside(self, session, judge)  # type: ignore[arg-type]

    monkeypatch.setattr(Scored, "beside", noted)
    return read


def test_the_list_of_clearances_reads_no_pair_again_until_another_sheet_is_handed_in(
    world: World, read_beside: list[str]
) -> None:
    for number in range(4):
        world.add_call(f"more {number}")
    judge = judge_key(world)
    blind_first(world, 2)
    two = listed(world)
    again = listed(world)
    assert again == two
    assert read_beside == [judge]
    blind_first(world, 3, after=2)
    five = listed(world)
    assert read_beside == [judge, judge]
    assert [next(iter(double_scored_calls(rows))).split()[0] for rows in (two, five)] == ["2", "5"]


def test_what_else_the_pairs_rest_on_has_them_read_again(world: World, read_beside: list[str]) -> None:
    for number in range(4):
        world.add_call(f"more {number}")
    blind_first(world, 4)
    listed(world)
    changes = (
        update(Team).values(name=Team.name + " and more"),
        update(Call).values(kind="demo"),
        update(PersonSheet).where(PersonSheet.id == newest(world)).values(compared_with=None),
        update(PersonSheet).where(PersonSheet.id == newest(world)).values(state="draft"),
    )
    for done, change in enumerate(changes, start=2):
        with world.database.write() as session:
            session.execute(change)
        listed(world)
        assert len(read_beside) == done
        listed(world)
        assert len(read_beside) == done


def test_pairs_of_another_company_are_not_taken_for_those_of_this(
    world: World, read_beside: list[str]
) -> None:
    blind_first(world, 2)
    listed(world)
    with world.database.write() as session:
        session.execute(update(PersonSheet).values(public_id="another" + PersonSheet.public_id))
    listed(world)
    assert len(read_beside) == 2


def test_a_judge_that_has_read_since_is_known_even_under_the_key_of_a_reading_that_was_deleted(
    world: World,
) -> None:
    def models() -> list[str | None]:
        with world.database.read() as session:
            return [one.model for one in judges_known(session)]

    world.add_call("one more")
    assert models() == models() == [None]
    with world.database.write() as session:
        last = session.scalars(select(Run).order_by(Run.id.desc()).limit(1)).one()
        kept = {
            part.name: getattr(last, part.name) for part in Run.__table__.columns if part.name != "public_id"
        }
        session.execute(delete(VerdictRow).where(VerdictRow.run_id == last.id))
        session.execute(delete(Review).where(Review.run_id == last.id))
        session.execute(delete(Run).where(Run.id == last.id))
        session.expunge(last)
        session.add(Run(**{**kept, "workflow": "another:1", "model": "new-model"}))
    assert models() == ["new-model", None]
