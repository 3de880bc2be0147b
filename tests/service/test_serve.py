"""`sidetone serve`, whole: a real recording over HTTP, heard by the real model, scored, and a clean stop."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scoring.errors import ModelMissing
from service.edges.speech_models import find_model

REPOSITORY = Path(__file__).resolve().parents[2]
CALL = REPOSITORY / "fixtures" / "calls" / "weak-pitch" / "call.opus"
TOKEN = "a token for the tests only"

pytestmark = [pytest.mark.slow(seconds=50), pytest.mark.hearing]


class Service:
    """A running `sidetone serve` with a home of its own."""

    def __init__(self, home: Path, model: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
        settings = {
            "SIDETONE_HOME": str(home),
            "SIDETONE_PORT": str(self.port),
            "SIDETONE_API_TOKEN": TOKEN,
            "SIDETONE_KEEP_FREE": "0",
            "SIDETONE_SPEECH_MODEL_FOLDER": str(model),
            "SIDETONE_HEARING_WORKERS": "1",
        }
        self.parent = subprocess.Popen(
            [sys.executable, "-m", "service", "serve"], cwd=REPOSITORY, env=os.environ | settings
        )

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, Any]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request(method, path, body, {"Authorization": f"Bearer {TOKEN}"})
        answer = line.getresponse()
        said = answer.read()
        line.close()
        return answer.status, json.loads(said)

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("the service did not come up")

    def wait_for_end(self, path: str) -> Any:
        deadline = time.monotonic() + 400
        while time.monotonic() < deadline:
            _, call = self.ask("GET", path)
            if call["state"] not in ("received", "hearing", "judging"):
                return call
            time.sleep(0.5)
        raise AssertionError("the call did not end")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    models = REPOSITORY / ".sidetone" / "models"
    try:
        model = find_model("tiny.en", cache=models, download=lambda name: str(models / name)).folder
    except ModelMissing as missing:
        pytest.skip(f"the weights of tiny.en are not here: {missing}")
    running = Service(tmp_path, model)
    yield running
    running.parent.kill()
    running.parent.wait()


def test_a_recording_is_uploaded_heard_and_scored_and_the_service_stops_cleanly(service: Service) -> None:
    service.wait_until_up()
    taken, call = service.ask("PUT", "/api/v1/recordings?rep_channel=left", CALL.read_bytes())
    assert taken == 201
    call = service.wait_for_end(f"/api/v1/calls/{call['id']}")
    assert (call["state"], call["reason"]) == ("scored", None)
    again, same = service.ask("PUT", "/api/v1/recordings?rep_channel=left", CALL.read_bytes())
    assert (again, same["id"]) == (200, call["id"])
    service.parent.send_signal(signal.SIGTERM)
    assert service.parent.wait(30) == 0
