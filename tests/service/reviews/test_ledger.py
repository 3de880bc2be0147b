"""What is noted of a model server: when it is tried again, and that a budget comes back."""

from datetime import UTC, datetime, timedelta

import pytest

from scoring.judgement import Away
from service.db.engine import Database
from service.edges.llm.answers import Answer, Usage
from service.reviews.ledger import FIRST_WAIT, Ledger
from tests.service.judged import served


@pytest.fixture
def ledger(database: Database) -> "ClockedLedger":
    return ClockedLedger(served(database).ledger)


class ClockedLedger:
    """A ledger whose clock is turned by hand."""

    def __init__(self, real: Ledger) -> None:
        self.at = datetime(2026, 11, 16, 23, 50, tzinfo=UTC)
        self.ledger = Ledger(real.database, real.server, 100, clock=lambda: self.at)

    def later(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


AWAY = Away(code="away", message="The model server is not working now.")


def test_one_process_tries_the_server_when_its_time_has_come(ledger: ClockedLedger) -> None:
    one = ledger.ledger
    one.note_trouble(AWAY)
    assert not one.take_turn()
    ledger.later(FIRST_WAIT + 1)
    assert [one.take_turn(), one.take_turn()] == [True, False]


def test_a_server_that_stays_away_is_tried_less_and_less_often(ledger: ClockedLedger) -> None:
    waits = []
    for _ in range(6):
        ledger.ledger.note_trouble(AWAY, probing=True)
        waited = 0
        while not ledger.ledger.take_turn():
            ledger.later(30)
            waited += 30
        waits.append(waited)
    assert waits == [60, 120, 240, 480, 900, 900]


def test_requests_that_were_on_the_way_together_are_one_try(ledger: ClockedLedger) -> None:
    one = ledger.ledger
    for _ in range(5):
        one.note_trouble(AWAY)
    ledger.later(FIRST_WAIT + 1)
    assert one.take_turn()


def test_the_longest_time_that_requests_on_the_way_are_told_counts(ledger: ClockedLedger) -> None:
    one = ledger.ledger
    one.note_trouble(AWAY)
    one.note_trouble(AWAY.model_copy(update={"wait_seconds": 600.0}))
    ledger.later(FIRST_WAIT + 1)
    assert not one.take_turn()
    ledger.later(600)
    assert one.take_turn()


def test_a_server_is_given_the_time_it_asked_for(ledger: ClockedLedger) -> None:
    ledger.ledger.note_trouble(AWAY.model_copy(update={"wait_seconds": 3600.0}))
    ledger.later(3500)
    assert not ledger.ledger.take_turn()
    ledger.later(200)
    assert ledger.ledger.take_turn()


def test_a_budget_is_there_again_after_midnight(ledger: ClockedLedger) -> None:
    one = ledger.ledger
    reply = Answer("{}", cut_off=False, usage=None)
    one.note(reply, Usage(80, 0, 30))
    assert one.stops() is not None
    one.note(reply, Usage(10, 0, 5))
    assert one.trouble() is not None
    ledger.later(599)
    assert not one.take_turn()
    ledger.later(2)
    assert one.take_turn()
    one.clear()
    assert one.stops() is None
