"""`sidetone audit`: the chain is whole, or the first entry that is not is named."""

from sqlalchemy import text

from service.db import audit
from service.db.engine import Database
from tests.service.commands.cli import Sidetone


def write_entries(url: str, count: int) -> list[str]:
    database = Database(url)
    with database.write() as session:
        heads = [audit.record(session, "ana", "call.played", f"call-{n}").hash for n in range(count)]
    database.close()
    return heads


def test_a_whole_log_is_said_with_its_length_and_head(installed: Sidetone) -> None:
    heads = write_entries(installed.database, 3)
    assert installed("audit", "verify").out == f"3 entries, whole. Head: {heads[-1]}\n"
    assert installed("audit", "head").out == f"{heads[-1]}\n"


def test_a_head_that_was_noted_earlier_is_still_in_the_log(installed: Sidetone) -> None:
    heads = write_entries(installed.database, 3)
    assert installed("audit", "verify", "--head", heads[0]).code == 0
    assert installed("audit", "verify", "--head", "0" * 64).code == 0


def test_an_end_that_was_cut_off_shows_against_a_head_noted_earlier(installed: Sidetone) -> None:
    ran = installed("audit", "verify", "--head", "f" * 64)
    assert ran.code == 1
    assert "the head you named is not in it" in ran.err


def test_a_slipped_in_entry_is_named(installed: Sidetone) -> None:
    write_entries(installed.database, 2)
    database = Database(installed.database)
    with database.write() as session:
        session.execute(
            text(
                "INSERT INTO audit (id, at, actor, action, subject, details, previous, hash) "
                "VALUES (7, '2026-11-03 10:00:00', 'x', 'x', 'x', '{}', 'nothing', 'nothing')"
            )
        )
    database.close()
    ran = installed("audit", "verify")
    assert ran.code == 1
    assert "broken at entry 7: it does not follow the entry before it" in ran.err
