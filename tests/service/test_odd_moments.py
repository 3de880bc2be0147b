"""Uploads at odd moments: at the same moment, with somebody gone, with a clock that jumps, drop by drop."""

import http.client
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from service.db import audit, base
from tests.service.in_pieces import put
from tests.service.served import SIGNED_IN, served, settings_for, wav
from tests.service.test_uploads import files_in, rows


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    with served(settings_for(tmp_path, database_url)) as running:
        yield running


def at_once(count: int, ask: Callable[[int], Any]) -> list[Any]:
    """The answers to that many requests that begin together."""
    together = threading.Barrier(count)

    def one(number: int) -> Any:
        together.wait()
        return ask(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def test_equal_uploads_at_the_same_moment_are_one_call(client: TestClient, database_url: str) -> None:
    answers = at_once(8, lambda _: client.put("/api/v1/recordings", content=wav()))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert [rows(database_url, table) for table in ("call", "recording", "audit")] == [1, 1, 1]
    assert len(client.app.state.web.engine.unfinished("review_call")) == 1  # type: ignore[attr-defined]


def test_calls_that_bring_the_same_new_team_at_the_same_moment_are_all_taken(client: TestClient) -> None:
    answers = at_once(8, lambda n: client.put("/api/v1/recordings?team=East", content=wav(value=n)))
    assert [answer.status_code for answer in answers] == [201] * 8


def test_a_request_that_comes_twice_at_once_with_its_key_gets_one_answer(client: TestClient) -> None:
    key = {"Idempotency-Key": "upload-1"}
    answers = at_once(8, lambda _: client.put("/api/v1/recordings", content=wav(), headers=key))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_calls_with_the_same_external_id_at_the_same_moment_are_one_call(client: TestClient) -> None:
    answers = at_once(8, lambda n: client.put("/api/v1/recordings?external_id=7", content=wav(value=n)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


def test_of_an_upload_that_breaks_off_nothing_is_kept_and_no_fault_is_logged(
    client: TestClient, tmp_path: Path, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        put(client.app, "/api/v1/recordings", [wav()[:500], wav()[500:900]], hang_up=True)
    assert rows(database_url, "call") == 0
    assert files_in(tmp_path / "incoming") + files_in(tmp_path / "recordings") == []
    assert caplog.records == []


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)], ids=["back", "ahead"])
def test_a_clock_that_jumps_changes_neither_uploads_nor_the_list(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    """The list is walked while the clock jumps; each call is met once, and the audit log stays whole."""
    true_time, true_now = time.time_ns, base.now
    met, cursor = [], None
    for value in range(6):
        start = f"2026-11-{10 + value}T09:00:00Z"
        assert client.put(f"/api/v1/recordings?start={start}", content=wav(value=value)).status_code == 201
        if value == 2:
            monkeypatch.setattr(time, "time_ns", lambda: true_time() + int(jump.total_seconds() * 1e9))
            for place in ("service.calls.details.now", "service.db.audit.now", "service.db.base.now"):
                monkeypatch.setattr(place, lambda: true_now() + jump)
    while not met or cursor is not None:
        asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/v1/calls", params=asked).json()
        met += [call["started_at"] for call in page["items"]]
        cursor = page["next"]
        if len(met) == 2:  # one more arrives, as of now: it is newer than what was met, or older
            assert client.put("/api/v1/recordings", content=wav(value=99)).status_code == 201
    dated = [start for start in met if start.startswith("2026-11-1") and start.endswith("T09:00:00Z")]
    assert dated == sorted(dated, reverse=True)
    assert len(dated) == len(set(dated)) == 6
    with client.app.state.web.database.read() as session:  # type: ignore[attr-defined]
        assert audit.verify(session) is None


@contextmanager
def listening(app: Any) -> Iterator[tuple[str, int]]:
    """The application behind a real server on this machine; its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    opened = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([opened],))
    thread.start()
    try:
        yield opened.getsockname()
    finally:
        server.should_exit = True
        thread.join()


def test_whoever_hangs_up_in_the_middle_of_an_upload_leaves_nothing(
    client: TestClient, tmp_path: Path, database_url: str
) -> None:
    with listening(client.app) as address:
        with socket.create_connection(address) as line:
            head = (
                f"PUT /api/v1/recordings HTTP/1.1\r\nHost: x\r\nAuthorization: {SIGNED_IN['Authorization']}"
            )
            line.sendall(f"{head}\r\nContent-Length: 5000\r\n\r\n".encode() + wav()[:2000])
            wait_for(lambda: files_in(tmp_path / "incoming") != [])
        wait_for(lambda: files_in(tmp_path / "incoming") == [])
    assert rows(database_url, "call") == 0


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.slow(seconds=60)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_upload_that_takes_a_minute_is_taken_and_holds_nobody_up(client: TestClient) -> None:
    sound = wav(seconds=0.5)
    drops = [sound[start : start + 200] for start in range(0, len(sound), 200)]

    def dripping() -> Iterator[bytes]:
        for drop in drops:
            time.sleep(60 / len(drops))
            yield drop

    with listening(client.app) as (host, port), ThreadPoolExecutor() as threads:
        slow = http.client.HTTPConnection(host, port, timeout=90)
        headers = SIGNED_IN | {"Content-Length": str(len(sound))}
        began = time.monotonic()
        upload = threads.submit(slow.request, "PUT", "/api/v1/recordings", dripping(), headers)
        longest = 0.0
        while not upload.done():
            asked, other = time.monotonic(), http.client.HTTPConnection(host, port, timeout=30)
            other.request("PUT", "/api/v1/recordings", wav(), SIGNED_IN)
            assert other.getresponse().status in (200, 201)
            other.close()
            longest = max(longest, time.monotonic() - asked)
            time.sleep(1)
        upload.result()
        answer = slow.getresponse()
        assert answer.status == 201
        slow.close()
        assert time.monotonic() - began >= 55
        assert longest < 20
