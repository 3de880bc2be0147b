"""A worker is killed while it sends a mail: it arrives, and it is said that it may have done so twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from service.db.engine import Database
from service.db.tables import Delivery, NoticeChoice, Person
from service.notices.sending import MAYBE_TWICE
from service.notices.telling import tell
from tests.databases import fresh_database
from tests.service.notices.post_office import PostOffice
from tests.service.notices.sent import ALWAYS
from tests.service.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """One kind of database is enough: that steps survive a kill is shown on both elsewhere."""
    with fresh_database("sqlite", tmp_path, migrated=True) as url:
        opened = Stage(tmp_path, Database(url))
        yield opened
        opened.close()
        opened.database.close()


@pytest.mark.slow
@pytest.mark.parametrize(("place", "arrived"), [("mail", 1), ("mailed", 2)])
def test_a_mail_outlives_the_worker_that_sent_it(
    stage: Stage, office: PostOffice, place: str, arrived: int
) -> None:
    with stage.database.write() as session:
        ana = session.scalars(select(Person)).one()
        ana.email = "ana@northwind.example"
        session.add(NoticeChoice(person_id=ana.id, **ALWAYS))
        tell(session, ana.id, "note_released", "one")
    doomed = stage.worker("rest", home="doomed", mails_to=office.port, die_at=place)
    stage.wait_for(doomed.has_ended, "the worker to be killed")
    stage.worker("rest", home="next", mails_to=office.port)
    stage.wait_for(lambda: _row(stage).state == "sent", "the mail")
    assert len(office.mails) == arrived
    assert len({str(mail["Message-ID"]) for mail in office.mails}) == 1
    row = _row(stage)
    # Nobody can know from here what became of the first sending, so both are said to be unsure.
    assert (row.fault, row.tries) == (MAYBE_TWICE, 1)


def _row(stage: Stage) -> Delivery:
    with stage.database.read() as session:
        return session.scalars(select(Delivery)).one()
