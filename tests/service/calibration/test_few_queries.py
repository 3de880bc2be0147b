"""Pairs of a person and the judge are read in a few queries, however many calls were scored blind."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, func, select, update

from scoring.calibration.gates import Evidence
from service.calibration.clearing import evidence_for, judged
from service.calibration.pairs import Double, double_scored
from service.calibration.run_ratings import RUN_NAME, marks_of_runs
from service.db.base import now
from service.db.tables import PersonSheet, RubricVersion, Run
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
