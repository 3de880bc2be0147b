"""Who is told of what outside of reviews and plans: examples, talks, draws, clearances, newer readings."""

from service.calibration.drifting import tell_that_it_fell
from service.coaching.talks import record_session
from service.db.engine import Database
from service.db.tables import Person
from service.examples import actions as examples
from service.examples.views import NewExample
from service.reviews.revising import confirm_revision
from service.reviews.wishes import Confirming
from tests.service.frame.drawn import draw, fix, log, stand_in
from tests.service.notices.sent import told
from tests.service.reviews.reviewed import MUSTS_MISSED, Desk

CAST = ("Ana", "Rui", "Sam", "Otis", "Quinn", "Hana", "Ada")


def of(desk: Desk) -> dict[str, list[str]]:
    return {name: found for name in CAST if (found := told(desk.database, desk.company, name))}


def test_asker_and_rep_hear_of_an_example_and_whoever_took_it_back_does_not(desk: Desk) -> None:
    call, ana, sam = desk.call(), desk.who("Ana"), desk.who("Sam")
    part = NewExample(criterion="discovery", title="Asks", first="S0001", last="S0002")
    with desk.database.write() as session:
        row = examples.ask(session, sam, call, part)
        examples.answer(session, ana, row.public_id, agree=True)
        examples.withdraw(session, ana, row.public_id)
    assert of(desk) == {"Ana": ["example_asked"], "Sam": ["example_answered", "example_withdrawn"]}


def test_a_rep_hears_of_a_session_to_sign_and_of_a_newer_reading_of_what_was_released(desk: Desk) -> None:
    call = desk.released()
    desk.read_again(call)
    with desk.database.write() as session:
        ana = session.get_one(Person, desk.company.keys["Ana"])
        record_session(session, desk.who("Sam"), ana, "2026-11-16", [], "Ask what it costs.")
        confirm_revision(session, desk.who("Sam"), call, Confirming(seconds=90, played=MUSTS_MISSED))
    assert of(desk) == {"Ana": ["review_released", "session_to_sign", "review_changed"]}


def test_the_manager_hears_once_a_week_of_recordings_to_fetch_and_of_each_that_stands_in(desk: Desk) -> None:
    """Rui's calls are drawn with Ana's: it is one list."""
    database: Database = desk.database
    log(database, *({},) * 6, *({"rep": "rui", "external_id": f"R-{number}"} for number in range(6)))
    fix(database)
    assert len(draw(database).draws) == 2
    assert of(desk) == {"Sam": ["drawn_to_fetch"]}
    view = draw(database).draws[0]
    stand_in(database, view.id, 1)
    assert of(desk) == {"Sam": ["drawn_to_fetch"] * 2}


def test_hr_hears_that_a_judge_may_do_less_where_its_readings_counted_in_plans(desk: Desk) -> None:
    with desk.database.write() as session:
        tell_that_it_fell(session, "one judge", "coaching")
    assert of(desk) == {"Quinn": ["clearance_fell"]}
    with desk.database.write() as session:
        for _ in range(2):
            tell_that_it_fell(session, "another judge", "pip")
    assert of(desk) == {"Quinn": ["clearance_fell"] * 2, "Hana": ["clearance_fell"]}
