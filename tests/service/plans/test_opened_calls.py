"""An open plan shows its counted calls to those who run it, and closes them again with its end."""

import pytest
from sqlalchemy import select

from service.db.tables import Call, Person, Review
from service.errors import NotFound
from service.people.rights import calls_heard_by, visible_call
from service.plans import changing, closing
from service.plans.closing import Closing
from tests.service.plans.staged import Staged, drawn, plan_row, running, scored
from tests.service.plans.written import DECISION_DAY, STARTS, WINDOW, noon


def seen_by(stage: Staged, name: str, call: str) -> bool:
    with stage.database.read() as session:
        try:
            visible_call(session, stage.who(name), call)
        except NotFound:
            return False
        return True


def test_hr_sees_them_while_the_plan_is_open(both: Staged) -> None:
    name = running(both)
    (early,) = scored(both, [72], STARTS)
    (unsettled,) = drawn(both, WINDOW.first)
    (colleague,) = scored(both, [72], STARTS, rep="Rui")
    assert [seen_by(both, "Hana", call) for call in (early, unsettled, colleague)] == [True, False, False]
    assert not any(seen_by(both, other, early) for other in ("Otis", "Ada", "Aud", "Rui"))
    with both.database.read() as session:
        # The same clause in a query that reads reviews itself.
        asked = select(Call.public_id).join(Review, Review.call_id == Call.id)
        heard = session.scalars(asked.where(calls_heard_by(both.who("Hana")))).all()
        assert heard == [early]
    with both.database.write() as session:
        how = Closing(outcome="withdrawn", summary="Withdrawn.", reason="Ana takes up another role in May.")
        closing.close(session, both.who("Hana"), plan_row(session, name), how, noon(DECISION_DAY))
    assert not seen_by(both, "Hana", early)


def test_the_present_manager_sees_calls_of_the_team_before(stage: Staged) -> None:
    name = running(stage)
    (early,) = scored(stage, [72], STARTS)
    assert not seen_by(stage, "Otis", early)
    with stage.database.write() as session:
        follows = session.get_one(Person, stage.cast.keys["Otis"])
        hana, plan = stage.who("Hana"), plan_row(session, name)
        changing.hand_over(session, hana, plan, follows, "Ana is in Southgate now, with Otis.")
    assert seen_by(stage, "Otis", early)


@pytest.mark.parametrize("name", ["Ana", "Rui"])
def test_reps_gain_nothing_by_it(stage: Staged, name: str) -> None:
    running(stage)
    (unsettled,) = drawn(stage, WINDOW.first)
    assert not seen_by(stage, name, unsettled)
