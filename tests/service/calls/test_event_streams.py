"""Live events end with the sign-in by which they were asked for."""

import asyncio
from pathlib import Path

import pytest

from service.calls import watching
from service.calls.watching import Watcher
from service.db.base import now
from service.db.engine import Database
from service.db.tables import Call, Person, Team
from service.people import api_tokens, sessions
from service.people.recognising import by_session, by_token
from service.web.access import may_go_on
from tests.databases import fresh_database


def test_a_stream_ends_when_whoever_listens_is_signed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "ASKED_EVERY", 1)
    with fresh_database("sqlite", tmp_path, migrated=True) as url:
        database = Database(url)
        with database.write() as session:
            team, ana = Team(name="Northwind"), Person(name="Ana", email="ana@northwind.example")
            session.add_all([team, ana])
            session.flush()
            call = Call(team_id=team.id, started_at=now(), week=20261102)
            session.add(call)
            cookie = sessions.start(session, ana, "password")
            token, secret = api_tokens.make(session, ana, "events", ["calls:read"], days=1)

        async def listened(leave: object, who: object) -> int:
            watcher, seen = Watcher(database, every=0.01), 0
            async for _ in watcher.changes(call.public_id, lambda: may_go_on(database, who)):  # type: ignore[arg-type]
                seen += 1
                leave()  # type: ignore[operator]
            await watcher.close()
            return seen

        def sign_out() -> None:
            with database.write() as session:
                sessions.end(session, cookie)

        def revoke() -> None:
            with database.write() as session:
                api_tokens.revoke(session, session.merge(token), "test")

        with database.read() as session:
            browser, program = by_session(session, cookie), by_token(session, secret)
        assert browser is not None
        assert program is not None
        # The call waits for ever: without an end of its own the stream would too.
        for leave, who in ((sign_out, browser[0]), (revoke, program[0])):
            assert may_go_on(database, who)
            assert asyncio.run(asyncio.wait_for(listened(leave, who), 20)) == 1
            assert not may_go_on(database, who)
        database.close()
