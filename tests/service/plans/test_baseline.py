"""What a plan begins on: random calls that people confirmed, their days, and a word where they are few."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from service.db.tables import Confirmation, Person, Review
from service.plans.beginning import facts_of
from service.plans.gathering import evidence_of
from tests.clock import Clock
from tests.clock import clock as clock
from tests.service.plans.staged import Staged, scored

TODAY = datetime(2026, 8, 20, 9, tzinfo=UTC)
FIRST = date(2026, 7, 6)


def test_readings_that_nobody_confirmed_are_in_no_average(clock: Clock, stage: Staged) -> None:
    clock.put(TODAY)
    scored(stage, [85] * 8, FIRST)
    unconfirmed = scored(stage, [72] * 8, date(2026, 7, 20))
    with stage.database.write() as session:
        # Eight calls of two weeks later that were read, and released without anybody listening.
        late = select(Review).where(Review.released_at >= datetime(2026, 7, 20, tzinfo=UTC))
        for review in session.scalars(late).all():
            review.confirmed_as = "seen"
            session.delete(session.scalars(select(Confirmation).filter_by(review_id=review.id)).one())
        session.flush()
        ana = session.get_one(Person, stage.cast.keys["Ana"])
        found = evidence_of(session, ana, TODAY.date(), 85)
        (qa,) = [one for one in found.criteria if one.criterion == "qa"]
        fact = facts_of(session, ana)[0]
    assert len(unconfirmed) == 8
    assert found.random_calls == 8
    assert qa.average is not None
    assert (float(qa.average.mean), qa.average.n, str(qa.below_standard)) == (85.0, 8, "no")
    # The days it rests on are those it names: two weeks, and not the quarter.
    assert (fact.period, fact.source) == (
        "6 July 2026 to 19 July 2026",
        "random calls that people confirmed or scored",
    )
    assert fact.figure.startswith("85, likely")


def test_with_seven_calls_the_draft_says_that_it_is_too_early(clock: Clock, stage: Staged) -> None:
    clock.put(TODAY)
    scored(stage, [72] * 7, FIRST)
    with stage.database.read() as session:
        ana = session.get_one(Person, stage.cast.keys["Ana"])
        fact, *rest = facts_of(session, ana)
    assert fact.figure == "Too early to say: fewer than 8 confirmed random calls on one version."
    assert all(one.text != "QA score" for one in rest)
