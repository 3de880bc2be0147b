"""A web process that is told to stop does so, whoever still listens to it."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.commands.serve import LONGEST_GOODBYE
from service.upgrade import upgrade
from tests.benchmarks.upload_memory import wait_for
from tests.service.s3_server import free_ports
from tests.service.served import SIGNED_IN, TOKEN, served, settings_for, uploaded

Web = tuple["subprocess.Popen[bytes]", int]


@pytest.fixture
def web_process(tmp_path: Path) -> Iterator[Web]:
    (port,) = free_ports(1)
    settings = {"SIDETONE_HOME": str(tmp_path), "SIDETONE_API_TOKEN": TOKEN, "SIDETONE_KEEP_FREE": "0"}
    upgrade(f"sqlite:///{tmp_path / 'sidetone.db'}")
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "web", "--port", str(port)],
        env=os.environ | settings,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    wait_for(port)
    yield process, port
    process.kill()
    process.communicate()


@pytest.mark.slow
def test_an_open_stream_of_events_does_not_keep_the_web_process_from_stopping(
    web_process: Web, tmp_path: Path
) -> None:
    process, port = web_process
    with served(settings_for(tmp_path, "")) as client:
        call = uploaded(client)["id"]
    listener = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    listener.request("GET", f"/api/v1/calls/{call}/events", headers=SIGNED_IN)
    answer = listener.getresponse()
    assert b"received" in answer.read1(2000) + answer.read1(2000)  # it listens, and nothing more happens
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    process.wait(LONGEST_GOODBYE + 15)
    assert time.monotonic() - began < LONGEST_GOODBYE + 5
    listener.close()


@pytest.mark.slow
def test_a_web_process_nobody_listens_to_stops_at_once(web_process: Web) -> None:
    process, _ = web_process
    process.send_signal(signal.SIGTERM)
    assert process.wait(LONGEST_GOODBYE) is not None
