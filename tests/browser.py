"""A served Sidetone on a port of its own, and real browsers in which people of the company are signed in.

    @pytest.mark.slow
    def test_sam_sees_the_queue(site: Site) -> None:
        page = site.page_as("Sam")
        page.goto("/queue")
        assert site.faults == []

`site` is a fixture: from tests.browser import browser, site  # noqa: F401
"""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright

from service.app import create_app
from service.db.tables import Person
from service.people import sessions
from tests.databases import fresh_database
from tests.service.company import Company, company
from tests.service.served import SIGNED_IN, settings_for

PATIENCE = 30_000
"""Milliseconds that what a page shows is waited for: the machine may do other things beside."""
ARGUMENTS = ("--no-sandbox", "--autoplay-policy=no-user-gesture-required")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of the system. Ended with each file: Playwright runs once in a process at a time."""
    with chromium() as started:
        yield started


@contextmanager
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield started
        started.close()


@dataclass
class Site:
    """The service with its company. `faults` is what browsers complained of: scripts, and the policy."""

    app: FastAPI
    url: str
    cast: Company
    browser: Browser
    faults: list[str] = field(default_factory=list)

    @cached_property
    def client(self) -> TestClient:
        """The same application for programs, with the installation's token: to prepare what a test needs."""
        return TestClient(self.app, headers=SIGNED_IN, raise_server_exceptions=False)

    @property
    def web(self) -> Any:
        return self.app.state.web

    def page_as(
        self, name: str | None, width: int = 1280, height: int = 800, dark: bool = False, **more: Any
    ) -> Page:
        """A fresh browser in which that person is signed in; None: nobody is. `more` as of new_context."""
        scheme: Any = "dark" if dark else "light"
        context = self.browser.new_context(
            base_url=self.url, viewport={"width": width, "height": height}, color_scheme=scheme, **more
        )
        page = context.new_page()
        if name is not None:
            self.sign_in(page, name)
        page.set_default_timeout(10_000)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("response", self._response)
        return page

    def sign_in(self, page: Page, name: str) -> None:
        """That person is signed in in that browser, from now on."""
        cookie = {"name": self._cookie, "value": self._sign_in(name), "url": self.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]

    @property
    def _cookie(self) -> str:
        return sessions.cookie_name(self.app.state.settings)

    def _sign_in(self, name: str) -> str:
        with self.web.database.write() as session:
            return sessions.start(session, session.get_one(Person, self.cast.keys[name]), "password")

    def _console(self, message: ConsoleMessage) -> None:
        # What the server refuses is for the tests to look at; what a script or the policy trips over is not.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.faults.append(f"{response.status} {response.url}")


@contextmanager
def served_site(home: Path, browser: Browser, **settings: object) -> Iterator[Site]:
    """The application on SQLite, on a free port, with its company and without workers."""
    with fresh_database("sqlite", home, migrated=True) as database_url:
        with socket.create_server(("127.0.0.1", 0)) as held:
            port = held.getsockname()[1]
        app = create_app(settings_for(home, database_url, **settings))
        cast = company(app.state.web.database)
        config = uvicorn.Config(
            app, host="127.0.0.1", port=port, log_config=None, ws="none", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < deadline, "the service did not come up"
            time.sleep(0.02)
        try:
            yield Site(app, f"http://127.0.0.1:{port}", cast, browser)
        finally:
            for context in browser.contexts:
                context.close()
            server.should_exit = True
            thread.join(20)


@pytest.fixture
def site(tmp_path: Path, browser: Browser) -> Iterator[Site]:
    """A service of this test's own. Import it beside `browser`."""
    with served_site(tmp_path, browser) as running:
        yield running
