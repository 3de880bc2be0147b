"""Telling, putting together and sending on both kinds of database; what the settings and doctor say."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from scoring.errors import BadInput
from service.commands.doctor import _mail
from service.db.base import now
from service.db.engine import Database
from service.db.tables import Delivery, Notice
from service.engine import JobEngine
from service.notices.reminders import remind
from service.notices.sending import DELIVER, ask_for_due, gather
from service.notices.telling import tell
from service.notices.unread import unread_count
from service.privacy.rule import KeepingRule
from service.settings import Settings, read_settings
from tests.service.company import company
from tests.service.notices.post_office import HERE, PostOffice, free_port
from tests.service.notices.sent import at_any_hour, mail_out


def test_a_notice_from_telling_to_the_mailbox(database: Database, office: PostOffice) -> None:
    cast, engine = company(database), JobEngine(database)
    at_any_hour(database, cast)
    with database.write() as session:
        assert tell(session, cast.keys["Ana"], "check_in_tomorrow", "plan", "2026-11-03")
        assert not tell(session, cast.keys["Ana"], "check_in_tomorrow", "plan", "2026-11-03")
    remind(database, now(), KeepingRule(recordings=1, transcripts=1, notes=1, plans=1))
    with database.write() as session:
        assert unread_count(session, cast.keys["Ana"]) == 1
        assert gather(session, now()) == 1
        for _ in range(2):
            assert ask_for_due(session, engine, now(), ("mail", "hook")) == 1
    assert len(engine.unfinished(DELIVER)) == 1
    assert mail_out(database, office.server()) == ["sent"]
    engine.disconnect()


def test_a_sending_that_hung_for_an_hour_is_begun_anew(database: Database) -> None:
    cast, engine = company(database), JobEngine(database)
    with database.write() as session:
        row = Delivery(channel="mail", person_id=cast.keys["Ana"], state="sending", tries=1, due_at=now())
        session.add(row)
        session.flush()
        assert ask_for_due(session, engine, now(), ("mail",)) == 0
        assert ask_for_due(session, engine, now() + timedelta(hours=2), ("mail",)) == 1
    with database.read() as session:
        found = session.scalars(select(Delivery)).one()
        assert session.scalars(select(Notice)).all() == []
    assert (found.state, found.tries) == ("waiting", 2)
    engine.disconnect()


def test_doctor_tells_a_server_that_takes_mails_from_one_that_does_not(
    office: PostOffice, tmp_path: Path
) -> None:
    wired = {
        "home": tmp_path, "smtp_host": HERE, "smtp_from": "sidetone@example.com", "smtp_security": "none",
        "public_url": "https://sidetone.example.com",
    }  # fmt: skip
    assert _mail(Settings.model_validate({**wired, "smtp_port": office.port})).state == "good"
    away = _mail(Settings.model_validate({**wired, "smtp_port": free_port()}))
    assert (away.state, "cannot be reached" in away.says) == ("missing", True)
    assert _mail(Settings.model_validate({**wired, "demo": True})).state == "note"
    assert office.mails == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"SMTP_HOST": "mail.example.com"},
        {"SMTP_HOST": "mail.example.com", "SMTP_FROM": "sidetone@example.com"},
        {"SMTP_FROM": "Sidetone <a@b>, c@d"},
        {"SMTP_SECURITY": "perhaps"},
        {"SMTP_SECURITY": "none", "SMTP_USER": "sidetone"},
    ],
)
def test_settings_that_would_send_nothing_or_a_password_in_the_clear_are_refused(
    wrong: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in wrong.items():
        monkeypatch.setenv(f"SIDETONE_{name}", value)
    with pytest.raises(BadInput, match="can't be used"):
        read_settings()
