"""What happens without anybody asking: reminders, opening at the deadline, the next round of a series."""

from datetime import UTC, datetime, timedelta

from fastapi.testclient import TestClient
from sqlalchemy import select

from service.calibration.reminders import note_reminded, reminders_due, waiting_for
from service.calibration.watching import look_after
from service.db.base import now
from service.db.tables import JudgePass, Round, RoundCall
from tests.service.calibration.test_clearance import parts
from tests.service.calibration.test_rounds import all_in, made
from tests.service.calibration.world import SameJudge, World
from tests.service.served import web


def test_raters_are_reminded_with_the_round_and_before_its_end(client: TestClient, world: World) -> None:
    one = made(client, world, "Sam", "Quill")
    all_in(client, "Quill", one["id"])
    at = now()
    with world.database.write() as session:
        (first,) = reminders_due(session, at)
        assert (first.name, first.missing, first.round) == ("Sam", 3, one["id"])
        assert not any(call in str(first) for call in world.calls)
        note_reminded(session, first, at)
        session.flush()
        assert reminders_due(session, at + timedelta(days=1)) == []
        ends = datetime.fromisoformat(one["deadline"])
        assert [again.name for again in reminders_due(session, ends - timedelta(days=1))] == ["Sam"]
        assert reminders_due(session, ends) == []  # it is open
        assert [mine.missing for mine in waiting_for(session, world.cast.keys["Sam"], at)] == [3]
        assert waiting_for(session, world.cast.keys["Quill"], at) == []


def test_a_round_opens_at_its_deadline_and_the_next_of_its_series_is_drawn(
    client: TestClient, world: World
) -> None:
    one = made(client, world, "Sam", "Quill", chosen=[], drawn=2, weekly=1)
    look_after(parts(world, SameJudge("old")), web(client).engine, now() + timedelta(days=9))
    with world.database.read() as session:
        first, following = session.scalars(select(Round).order_by(Round.id)).all()
        assert (first.state, first.weekly) == ("open", 0)
        assert (following.series, following.weekly, following.state) == (one["id"], 1, "rating")
        taken = session.scalars(select(RoundCall.call_id).where(RoundCall.round_id == first.id)).all()
        fresh = session.scalars(select(RoundCall.call_id).where(RoundCall.round_id == following.id)).one()
        assert fresh not in taken
        assert len(session.scalars(select(JudgePass)).all()) == 2
        assert following.deadline > datetime.now(UTC)


def test_looking_after_nothing_changes_nothing(client: TestClient, world: World) -> None:
    look_after(parts(world, SameJudge("old")), web(client).engine, now())
    with world.database.read() as session:
        assert session.scalars(select(Round)).all() == []
