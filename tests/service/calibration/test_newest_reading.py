"""Which rubric and judge a team's mean is about: those of its newest drawn call."""

from datetime import date

from sqlalchemy import select

from service.calibration.means import newest_reading
from service.db.engine import Database
from service.db.tables import Team
from tests.service.trends.scored_calls import many, rubric_row, somebody

EARLIER, LATER = date(2026, 11, 9), date(2026, 11, 16)


def test_the_newest_drawn_call_tells_whatever_was_read_after_it(database: Database) -> None:
    with database.write() as session:
        first, second = rubric_row(session), rubric_row(session, version=2)
        ana, eve = somebody(session, "Ana"), somebody(session, "Eve", "Southgate")
        many(session, ana, first, 3, monday=LATER)
        # An older call, one that somebody picked, one that a person scored, and one of another team.
        many(session, ana, second, 3, monday=EARLIER)
        many(session, ana, second, 3, monday=LATER, selection="manager")
        many(session, ana, second, 3, monday=LATER, judge="person")
        many(session, eve, second, 3, monday=LATER)
    with database.read() as session:
        northwind = session.scalars(select(Team).where(Team.name == "Northwind")).one()
        found = newest_reading(session, northwind)
        assert found is not None
        assert found[0].version == 1


def test_a_team_of_which_nothing_was_read_has_none(database: Database) -> None:
    with database.write() as session:
        somebody(session, "Ana")
        assert newest_reading(session, session.scalars(select(Team)).one()) is None
