"""A drawn call that cannot be used: the next of the draw stands in, for a reason that fits and is kept."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from scoring.errors import BadInput
from scoring.sampling import Drawn, next_of_draw
from service.db.engine import Database
from service.db.tables import AuditEntry, Call, Draw, DrawnCall, LoggedCall, Person, Team
from service.errors import Conflict, NotFound
from service.frame.drawing import closed_frame
from tests.service.frame.drawn import covered, drawn_week, places, rows, shown, stand_in

TEN = tuple({"kind": "demo" if number < 7 else "renewal"} for number in range(10))


def recorded(database: Database, external_id: str, state: str = "received") -> None:
    """The recording of a drawn call of Ana's came, and its review has come that far."""
    with database.write() as session:
        line = session.scalars(select(LoggedCall).where(LoggedCall.external_id == external_id)).one()
        call = Call(
            team_id=session.scalars(select(Team.id)).one(),
            rep_id=session.scalars(select(Person.id).where(Person.name == "Ana")).one(),
            external_id=external_id,
            started_at=line.started_at,
            week=line.week,
            selection="random",
            state=state,
            reason={"code": "voicemail", "message": "A voicemail.", "next_step": ""},
        )
        session.add(call)
        session.flush()
        line.call_id = call.id


def test_the_next_of_the_draw_stands_in_and_the_reason_is_kept(reps: Database) -> None:
    view = drawn_week(reps, *TEN)
    with reps.write() as session:
        row = session.scalars(select(Draw)).one()
        drawn = Drawn.model_validate(row.document)
        frame, _ = closed_frame(session, row)
    expected = next_of_draw(frame, drawn.rule, drawn.seed, drawn.places, drawn.places[1])
    assert stand_in(reps, view.id, 2, note="The recorder was down.") == 5
    replaced, new = shown(reps).calls[1], shown(reps).calls[4]
    assert (replaced.state, replaced.replaced_for, replaced.replaced_by) == ("replaced", "no_audio", 5)
    assert replaced.why == "there is no recording of it: The recorder was down."
    assert (new.external_id, new.stands_for, new.state) == (expected, 2, "missing")
    assert new.kind == replaced.kind


def test_the_audit_log_keeps_places_and_a_word_and_not_what_was_written(reps: Database) -> None:
    view = drawn_week(reps, *TEN)
    stand_in(reps, view.id, 2, "excluded", "Ana was ill.")
    with reps.read() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("sample.replaced", view.id)
    assert entry.details == {"place": 2, "why": "excluded", "by": 5}


def test_a_place_is_replaced_once_and_what_stands_in_can_be_replaced_too(reps: Database) -> None:
    view = drawn_week(reps, *TEN)
    assert stand_in(reps, view.id, 1) == 5
    with pytest.raises(Conflict, match="Place 1 was replaced already"):
        stand_in(reps, view.id, 1)
    assert stand_in(reps, view.id, 5) == 6
    assert (covered(reps).drawn, covered(reps).replaced, covered(reps).missing) == (6, 2, 4)


def test_a_draw_without_a_call_left_says_so(reps: Database) -> None:
    view = drawn_week(reps, *TEN[:5])
    assert stand_in(reps, view.id, 1) == 5
    assert stand_in(reps, view.id, 2) is None
    assert [place.none_left for place in shown(reps).calls] == [False, True, False, False, False]
    assert (covered(reps).none_left, covered(reps).missing) == (1, 3)


def test_two_who_replace_at_the_same_moment_get_two_calls(reps: Database) -> None:
    view = drawn_week(reps, *TEN)
    together = Barrier(2)

    def person(place: int) -> int | None:
        together.wait()
        return stand_in(reps, view.id, place)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(person, (1, 2)), key=str) == [5, 6]
    assert len({place.logged_call_id for place in rows(reps, DrawnCall)}) == 6


@pytest.mark.parametrize("why", ["excluded", "cannot_assess", "not_a_conversation"])
@pytest.mark.parametrize("note", ["", "   "])
def test_what_a_person_decides_needs_a_reason_in_words(reps: Database, why: str, note: str) -> None:
    view = drawn_week(reps, *TEN)
    with pytest.raises(BadInput, match="The reason is missing"):
        stand_in(reps, view.id, 1, why, note)
    assert covered(reps).replaced == 0


def test_a_recording_that_is_no_conversation_is_reason_enough(reps: Database) -> None:
    view = drawn_week(reps, *TEN)
    recorded(reps, view.calls[0].external_id, "not_scored")
    assert places(reps)[view.calls[0].external_id].why == "A voicemail."
    assert stand_in(reps, view.id, 1, "not_a_conversation") == 5


@pytest.mark.parametrize("why", ["no_audio", "not_a_conversation"])
@pytest.mark.parametrize("state", ["received", "judging", "scored"])
def test_a_call_that_is_scored_or_on_its_way_has_a_recording(reps: Database, state: str, why: str) -> None:
    view = drawn_week(reps, *TEN)
    recorded(reps, view.calls[0].external_id, state)
    with pytest.raises(Conflict, match=r"The recording of place 1 is here and (being reviewed|scored)"):
        stand_in(reps, view.id, 1, why, "It went badly.")
    assert shown(reps).calls[0].state in ("fetched", "scored")


def test_a_place_or_draw_that_is_not_there_is_not_found(reps: Database) -> None:
    view = drawn_week(reps, *TEN)
    with pytest.raises(NotFound, match="The draw has no place 99"):
        stand_in(reps, view.id, 99)
    with pytest.raises(NotFound, match="There is no draw nothing"):
        stand_in(reps, "nothing", 1)
