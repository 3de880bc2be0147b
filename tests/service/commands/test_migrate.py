"""`sidetone migrate` and `sidetone rubric export`: what an upgrade does, and what it refuses."""

from pathlib import Path

import pytest
from sqlalchemy import text

from scoring.library import load_rubric, rubric_document, shipped_rubrics
from scoring.rubric import Rubric
from service.db.engine import Database
from service.db.migrate import newest_revision
from service.reviews.rubrics import bring_in
from tests.cast import rubric_document as small_rubric
from tests.service.commands.cli import Sidetone, command_line


def test_migrate_says_what_it_did_and_does_nothing_twice(bare: Sidetone) -> None:
    first, second = bare("migrate"), bare("migrate")
    assert (first.code, second.code) == (0, 0)
    assert f"Database: from an empty database to {newest_revision()}." in first.out
    assert f"Rubrics: {len(list(shipped_rubrics()))} new." in first.out
    assert "Audit log: 0 entries, whole." in first.out
    assert f"Database: at {newest_revision()} already." in second.out
    assert "Rubrics: 0 new." in second.out


def test_a_published_rubric_with_other_contents_is_refused(bare: Sidetone) -> None:
    bare("migrate")
    database = Database(bare.database)
    with database.write() as session:
        session.execute(text("UPDATE rubric SET fingerprint = 'another'"))
    database.close()
    ran = bare("migrate")
    assert ran.code == 2
    assert "b2b-discovery@1: 1 mistake." in ran.err
    assert "this version is published with other contents; give it the next number" in ran.err


def test_a_broken_audit_log_is_said(bare: Sidetone) -> None:
    bare("migrate")
    database = Database(bare.database)
    with database.write() as session:
        session.execute(
            text(
                "INSERT INTO audit (at, actor, action, subject, details, previous, hash) "
                "VALUES ('2026-11-03 10:00:00', 'x', 'x', 'x', '{}', 'nothing', 'nothing')"
            )
        )
    database.close()
    ran = bare("migrate")
    assert ran.code == 1
    assert "Audit log: broken at entry 1" in ran.err


def test_an_exported_rubric_reads_back_to_the_published_fingerprint(bare: Sidetone) -> None:
    bare("migrate")
    ran = bare("rubric", "export", "b2b-discovery@1")
    assert ran.code == 0
    again = Rubric.from_document(rubric_document(ran.out))
    assert again.fingerprint() == load_rubric("b2b-discovery@1").fingerprint()
    assert ran.out.startswith("slug: b2b-discovery\nversion: 1\ntitle: ")
    assert ran.out.index("criteria:") < ran.out.index("key: opening") < ran.out.index("statements:")
    assert "worth:\n  1: 0\n  2: 35\n" in ran.out


def test_without_a_number_the_newest_version_is_exported(installed: Sidetone) -> None:
    database = Database(installed.database)
    with database.write() as session:
        for version in (1, 2):
            bring_in(session, small_rubric() | {"version": version})
    database.close()
    assert "\nversion: 2\n" in installed("rubric", "export", "small").out


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nobody", "No rubric nobody is published here."),
        ("small@7", "No rubric small@7 is published here."),
        ("../x", "'../x' is no name of a rubric."),
    ],
)
def test_a_rubric_that_is_not_there_is_said_with_what_is(installed: Sidetone, name: str, says: str) -> None:
    ran = installed("rubric", "export", name)
    assert ran.code == 2
    assert says in ran.err


def test_a_database_that_is_not_there_is_not_made_by_looking_for_it(tmp_path: Path) -> None:
    with command_line(tmp_path, f"sqlite:///{tmp_path / 'none.db'}") as sidetone:
        ran = sidetone("audit", "head")
    assert ran.code == 1
    assert "There is no database yet." in ran.err
    assert not (tmp_path / "none.db").exists()


def test_a_database_of_another_version_is_left_alone(bare: Sidetone) -> None:
    bare("migrate")
    database = Database(bare.database)
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    database.close()
    ran = bare("audit", "verify")
    assert ran.code == 1
    assert f"The database is at revision 0001; this version needs {newest_revision()}." in ran.err


def test_a_database_that_cannot_be_reached_is_said_in_a_sentence(tmp_path: Path) -> None:
    with command_line(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:9/none") as sidetone:
        for command in (("migrate",), ("audit", "head")):
            ran = sidetone(*command)
            assert ran.code == 1
            assert "The database cannot be reached:" in ran.err
