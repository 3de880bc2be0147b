"""Reviews of before learn when their drawn calls began; those of chosen calls have nothing to learn."""

from sqlalchemy import select

from service.db.engine import Database
from service.db.migrate import migrate
from service.db.tables import Call, Review
from tests.service.reviews.reviewed import a_desk


def test_reviews_of_drawn_calls_learn_when_those_began(database: Database) -> None:
    desk = a_desk(database)
    drawn, chosen = desk.call("random"), desk.call("manager")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_review_state_drawn_started_at")
        connection.exec_driver_sql("DROP INDEX ix_call_with_reason")
        connection.exec_driver_sql("ALTER TABLE review DROP COLUMN drawn_started_at")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0027'")
    assert migrate(database.url).before == "0027"
    with database.read() as session:
        asked = select(Call.public_id, Call.started_at, Review.drawn_started_at).join(Review)
        found = {row.public_id: (row.started_at, row.drawn_started_at) for row in session.execute(asked)}
    began, learnt = found[drawn]
    assert learnt == began
    assert found[chosen][1] is None
    desk.engine.disconnect()
