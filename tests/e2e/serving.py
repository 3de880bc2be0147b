"""`sidetone serve`, whole: its web process, its workers and real ears, with the company in its database."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scoring.errors import ModelMissing
from service.app import create_app
from service.edges.speech_models import find_model
from tests.browser import Site
from tests.databases import fresh_database
from tests.service.company import company
from tests.service.served import TOKEN, settings_for

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / ".sidetone" / "models"


@contextmanager
def served_whole(home: Path, browser: Browser) -> Iterator[Site]:
    """A running service with a home of its own. It has to stop cleanly at the end."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    own = {"port": port, "speech_model_folder": speech_model(), "hearing_workers": 1}
    with fresh_database("sqlite", home, migrated=True) as database_url:
        app = create_app(settings_for(home, database_url, **own))
        cast = company(app.state.web.database)
        told = own | {"home": home, "database": database_url, "api_token": TOKEN, "keep_free": 0}
        named = {f"SIDETONE_{name.upper()}": str(value) for name, value in told.items()}
        serve = [sys.executable, "-m", "service", "serve"]
        running = subprocess.Popen(serve, cwd=ROOT, env=os.environ | named)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_up(url)
            yield Site(app, url, cast, browser)
            for context in browser.contexts:
                context.close()
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0
        finally:
            running.kill()
            running.wait()


def speech_model() -> Path:
    """The folder of tiny.en, which hears a call in seconds."""
    try:
        return find_model("tiny.en", cache=MODELS, download=lambda name: str(MODELS / name)).folder
    except ModelMissing as missing:
        pytest.skip(f"the weights of tiny.en are not here: {missing}")


def wait_until_up(url: str, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=10):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the service did not come up")
