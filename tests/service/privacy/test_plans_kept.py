"""An open plan keeps what counts in it; long after its close all of it goes, files among it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service.db.base import Row
from service.db.engine import Database
from service.db.tables import BlobToDelete, Call, Person, Plan, Recording
from service.edges.recording_store import FolderRecordings
from service.plans import closing
from service.plans.attachments import attach, remove
from service.plans.closing import Closing
from service.plans.standing import milestones_shown
from service.privacy import keeping
from service.privacy.holds import hold, lift
from service.privacy.keeping import due, keep_to_rule
from service.privacy.rule import KeepingRule
from service.privacy.views import what_goes
from tests.databases import fresh_database
from tests.service.plans.staged import plan_row, running, scored, staged
from tests.service.plans.written import DEADLINE, DECISION_DAY, WINDOW, noon
from tests.service.privacy.test_erasing import mentions

RULE = KeepingRule(recordings=1, transcripts=0, notes=0, plans=1095)


def test_from_the_open_plan_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderRecordings(tmp_path / "recordings")
    with fresh_database("sqlite", tmp_path, migrated=True) as url:
        database = Database(url)
        stage = staged(database)
        name = running(stage)
        (call,) = scored(stage, [72], WINDOW.first)
        with database.write() as session:
            row = session.scalars(select(Call).where(Call.public_id == call)).one()
            sound = {"sha256": "a" * 64, "size": 1, "name": "a.wav", "blob": "recordings/aa/" + "a" * 64}
            session.add(Recording(call_id=row.id, team_id=row.team_id, **sound))
            files = {
                text: attach(
                    *(session, store, stage.who("Hana"), plan_row(session, name)),
                    name=f"{text}.txt", kind="other", seen_by=(), content=text.encode(),
                )
                for text in ("It stays until the plan goes.", "It is removed.")
            }  # fmt: skip
            gone = files["It is removed."]
            digest = gone.sha256
            remove(session, stage.who("Hana"), plan_row(session, name), gone.public_id)
        # Nothing deleted leaves a hash behind, by which somebody could prove that it was here.
        assert mentions(database, digest) == {"blob_to_delete"}
        closes = noon(DECISION_DAY)

        def at(days: int) -> list[tuple[str, str]]:
            """What is due so many days after the close."""
            monkeypatch.setattr(keeping, "now", lambda: closes + timedelta(days=days))
            with database.read() as session:
                return [(one.kind, one.stays) for one in due(session, RULE, closes + timedelta(days=days))]

        assert at(0) == [("recordings", "It counts in a plan that is still open.")]
        with database.write() as session:
            team = stage.cast.teams["Northwind"]
            free = Call(rep_id=stage.cast.keys["Rui"], team_id=team, started_at=noon(DEADLINE), week=1)
            free.state = "scored"
            session.add(free)
            session.flush()
            session.add(Recording(call_id=free.id, team_id=team, **sound | {"sha256": "b" * 64}))
            # However few are looked at, what plans keep stands before nothing that can go.
            assert {one.id for one in due(session, RULE, closes, most=1)} == {call, free.public_id}
            free.rep_id = None  # nobody's call goes as all others do
            assert {one.id for one in due(session, RULE, closes, most=1)} == {call, free.public_id}
            others = what_goes(session, RULE, closes, for_hr=False)
            # Who has a plan is not for admins to read from what stays.
            assert {one.stays for one in others} == {"", "It is kept as evidence."}
            session.rollback()
        with database.write() as session:
            how = Closing(outcome="withdrawn", summary="Withdrawn.", reason="Ana takes up another role.")
            closing.close(session, stage.who("Hana"), plan_row(session, name), how, closes)
            held = hold(session, session.get_one(Person, stage.cast.keys["Ana"]), "A lawsuit.", "hr")
        # A recording that counted stays for 180 days after the close; Ana's hold keeps everything of hers.
        assert at(400) == at(2000) == []
        with database.write() as session:
            lift(session, held.public_id, "hr")
        ((kind, stays),) = at(179)
        assert (kind, stays[:46]) == ("recordings", "It counts in a plan whose recordings are kept ")
        assert at(180) == [("recordings", "")]
        assert keep_to_rule(database, store, RULE, closes + timedelta(days=180)) == 1
        with database.read() as session:
            (shown,) = milestones_shown(session, plan_row(session, name), closes, {})
            assert [one.call for one in shown.counted] == [call]
            assert [one[:45] for one in shown.notices if "audio" in one] == [
                "1 call that counts: The audio was deleted on "
            ]
        assert at(1094) == []
        assert at(1096) == [("plans", "")]
        assert len(set(store.blobs())) == 1
        assert keep_to_rule(database, store, RULE, closes + timedelta(days=1096)) == 1
        assert set(store.blobs()) == set()
        with database.read() as session:
            assert session.scalars(select(Plan)).all() == []
            assert session.scalars(select(BlobToDelete)).all() == []
            left = {
                table.name: session.scalar(select(func.count()).select_from(table))
                for table in Row.metadata.sorted_tables
                if table.name in ("signature", "check_in", "commitment", "fit_check") or "plan_id" in table.c
            }
            assert set(left.values()) == {0}
            assert session.scalars(select(Call.public_id)).all() == [call]
        database.close()
