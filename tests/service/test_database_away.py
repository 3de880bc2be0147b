"""A database that is locked or away: a clear 503, nothing acknowledged that is lost, and then it goes on."""

import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg import sql
from sqlalchemy.engine import make_url

from service.db import engine
from tests import own_server
from tests.service.served import scored, served, settings_for, uploaded, wav

only_on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def client(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The service; on SQLite it waits one second for a locked database instead of thirty."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 1)
    with served(settings_for(tmp_path, database_url)) as running:
        yield running


def is_away(answer: object) -> bool:
    """Whether an answer says, as a problem, that the database is away and when to come again."""
    return (
        answer.status_code == 503  # type: ignore[attr-defined]
        and answer.json()["code"] == "database_away"  # type: ignore[attr-defined]
        and answer.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]
        and int(answer.headers["retry-after"]) > 0  # type: ignore[attr-defined]
    )


@contextmanager
def somebody_writing(database_url: str) -> Iterator[None]:
    """Another program that has begun to write and does not end."""
    file = make_url(database_url).database
    assert file is not None
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@only_on_sqlite
def test_a_database_locked_for_longer_than_a_request_refuses_writing_and_lets_read(
    client: TestClient, database_url: str
) -> None:
    call = uploaded(client)
    path = f"/api/v1/calls/{call['id']}"
    with somebody_writing(database_url):
        assert is_away(client.put("/api/v1/recordings", content=wav(value=7)))
        assert is_away(client.post(f"{path}/cancel"))
        assert client.get(path).json() == call
        assert client.get("/readyz").json()["ready"] is True
    assert [one["id"] for one in client.get("/api/v1/calls").json()["items"]] == [call["id"]]
    assert client.put("/api/v1/recordings", content=wav(value=7)).status_code == 201


@only_on_sqlite
def test_a_database_locked_for_a_moment_is_waited_for(client: TestClient, database_url: str) -> None:
    begun = threading.Event()

    def write_for_a_moment() -> None:
        with somebody_writing(database_url):
            begun.set()
            time.sleep(0.5)

    other = threading.Thread(target=write_for_a_moment)
    other.start()
    begun.wait()
    assert client.put("/api/v1/recordings", content=wav()).status_code == 201
    other.join()


def test_a_server_that_takes_the_connection_and_says_nothing_is_away_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg://nobody@127.0.0.1:{silent.getsockname()[1]}/nothing"
        with served(settings_for(tmp_path, url)) as client:
            assert is_away(client.get("/api/v1/calls"))


@contextmanager
def away(database_url: str) -> Iterator[None]:
    """The server ends all connections to the database and takes no new ones."""
    name = make_url(database_url).database
    assert name is not None
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(own_server.address(), autocommit=True) as server:
        server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


@only_on_postgresql
def test_every_route_says_that_the_database_is_away_and_goes_on_when_it_is_back(
    client: TestClient, database_url: str
) -> None:
    call = scored(client)
    path = f"/api/v1/calls/{call['id']}"
    with away(database_url):
        assert is_away(client.put("/api/v1/recordings", content=wav(value=7)))
        assert is_away(client.patch(path, json={"rep_channel": "right"}, headers={"If-Match": "*"}))
        assert is_away(client.post(f"{path}/cancel"))
        assert is_away(client.post(f"{path}/retry"))
        for what in ("", "/transcript", "/runs", "/scorecard", "/recording", "/events"):
            assert is_away(client.get(path + what)), what
        assert is_away(client.get("/api/v1/calls"))
        assert is_away(client.get("/metrics"))
        page = client.get("/calls", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert "does not answer at the moment" in page.text
        assert client.get("/healthz").status_code == 200
        checks = client.get("/readyz").json()["checks"]
        assert [(check["name"], check["state"]) for check in checks] == [("database", "bad")]
    assert client.get(path).json() == call
    assert client.put("/api/v1/recordings", content=wav(value=7)).status_code == 201


@pytest.mark.slow
@only_on_postgresql
def test_uploads_go_on_after_ten_seconds_without_a_database_and_each_acknowledged_one_is_there(
    client: TestClient, database_url: str
) -> None:
    acknowledged, refused = [], 0
    stop, answers = threading.Event(), iter(range(10_000))

    def upload_on_and_on() -> None:
        nonlocal refused
        for value in answers:
            answer = client.put("/api/v1/recordings", content=wav(value=value))
            if answer.status_code == 201:
                acknowledged.append(answer.json()["id"])
            else:
                assert is_away(answer)
                refused += 1
            if stop.wait(0.1):
                return

    uploads = threading.Thread(target=upload_on_and_on)
    uploads.start()
    time.sleep(2)
    with away(database_url):
        time.sleep(10)
    time.sleep(3)
    stop.set()
    uploads.join()
    assert refused > 5
    assert len(acknowledged) > 10
    there, cursor = [], None
    while not there or cursor is not None:
        asked = {"limit": 100} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/v1/calls", params=asked).json()
        there += [call["id"] for call in page["items"]]
        cursor = page["next"]
    assert set(acknowledged) <= set(there)
    # One may have been cut off between its commit and its answer: it is there, and queued, like the others.
    assert len(there) - len(acknowledged) <= 1
    waiting = client.app.state.web.engine.unfinished("review_call")  # type: ignore[attr-defined]
    assert {job.id for job in waiting} == {f"{call}:0" for call in there}


@only_on_postgresql
def test_live_events_wait_for_a_database_that_is_away(client: TestClient, database_url: str) -> None:
    call = uploaded(client)
    said: list[str] = []

    def listen() -> None:
        with client.stream("GET", f"/api/v1/calls/{call['id']}/events") as events:
            said.extend(line for line in events.iter_lines() if line.startswith("data:"))

    listener = threading.Thread(target=listen)
    listener.start()
    time.sleep(1.5)
    with away(database_url):
        time.sleep(2)
    assert client.post(f"/api/v1/calls/{call['id']}/cancel").status_code == 200
    listener.join(20)
    assert not listener.is_alive()
    assert '"state":"cancelled"' in said[-1].replace(" ", "")
