"""▶ on the page of a call, in a real browser at a real service with a real recording: it loads its clip."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Page

from service.upgrade import upgrade
from tests.service.served import SIGNED_IN, copied, scored, served, settings_for

pytestmark = pytest.mark.slow

RECORDING = Path(__file__).resolve().parents[3] / "fixtures" / "calls" / "weak-pitch" / "call.opus"


class Watched:
    """The page of a call, and the bytes each of its requests brought."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.bytes: dict[str, int] = {}
        self.errors: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("response", self._note)
        page.goto(address)

    def _note(self, response: Any) -> None:
        path = response.url.partition("?")[0].rpartition("/")[2]
        self.bytes[path] = self.bytes.get(path, 0) + int(response.headers.get("content-length", 0))

    def until(self, condition: str, argument: Any = None) -> None:
        self.page.wait_for_function(condition, arg=argument, timeout=15_000)


@pytest.fixture
def call_page(tmp_path: Path, page: Page) -> Iterator[tuple[Watched, str]]:
    """The page of a scored call of two and a half minutes, its copies made."""
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path / 'sidetone.db'}")
    upgrade(settings.database_url)
    with served(settings) as client:
        call = scored(client, sound=RECORDING.read_bytes(), file="weak-pitch.opus")["id"]
        copied(client, call)
        config = uvicorn.Config(client.app, port=0, lifespan="off", log_config=None)  # type: ignore[arg-type]
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        page.set_extra_http_headers(SIGNED_IN)
        yield Watched(page, f"http://127.0.0.1:{port}/calls/{call}"), call
        page.close()
        server.should_exit = True
        thread.join(20)


def test_a_sentence_loads_its_clip_and_nothing_else(call_page: tuple[Watched, str]) -> None:
    watched, _ = call_page
    page = watched.page
    assert not {"clip", "sound"} & set(watched.bytes)  # no sound is loaded before somebody plays
    page.locator("#S0003 a.play").click()
    page.wait_for_selector("#S0003 a.play.playing", timeout=15_000)
    watched.until("() => document.getElementById('now').textContent === '0:16'")
    page.wait_for_selector("#S0003[aria-current=true]", timeout=15_000)
    assert "sound" not in watched.bytes
    assert 10_000 < watched.bytes["clip"] <= 150_000
    assert watched.errors == []


def test_after_its_sentence_it_stops_and_the_whole_goes_on_from_there(
    call_page: tuple[Watched, str],
) -> None:
    watched, _ = call_page
    page = watched.page
    page.locator("#speed").click()
    page.locator("#S0001 a.play").click()  # from 0 to 7 s, and a little
    page.wait_for_selector("#S0001 a.play.playing", timeout=15_000)
    page.wait_for_selector("#S0001 a.play:not(.playing)", timeout=15_000)
    page.wait_for_selector("#toggle[aria-label=Play]", timeout=15_000)
    assert page.locator("#now").inner_text() == "0:07"
    assert "sound" not in watched.bytes
    page.locator("#toggle").click()
    watched.until("() => document.getElementById('now').textContent === '0:09'")
    assert "sound" in watched.bytes


def test_where_the_clip_fails_the_whole_is_played_from_the_sentence(call_page: tuple[Watched, str]) -> None:
    watched, _ = call_page
    watched.page.route("**/clip?*", lambda route: route.fulfill(status=404))
    watched.page.locator("#S0004 a.play").click()
    watched.until("() => !document.getElementById('sound').paused")
    watched.until("() => document.getElementById('sound').currentTime >= 23")


@pytest.mark.parametrize("form", ["opus", "aac"])
def test_both_forms_play_in_a_browser(call_page: tuple[Watched, str], form: str) -> None:
    watched, call = call_page
    for path in (f"/calls/{call}/clip?start=20&end=25&form={form}", f"/calls/{call}/sound?form={form}"):
        seconds = watched.page.evaluate(
            """path => new Promise((done, broke) => {
                const one = new Audio(path);
                one.addEventListener("canplaythrough", () =>
                    one.play().then(() => done(one.duration), broke));
                one.addEventListener("error", () => broke(one.error.message));
            })""",
            path,
        )
        assert seconds == pytest.approx(5 if "clip" in path else 148, abs=1)
