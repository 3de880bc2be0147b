"""What the service costs around the hearing, over ten calls: python -m tests.benchmarks.service_share

Starts `sidetone serve` on a home of its own with the speech model this checkout has, hears one recording to
have the model loaded, then takes ten recordings at once and waits until none is in work any more. The share
of the service is what the wall clock showed beyond the hearing of the ten, one after the other, and what the
processes other than the hearing one used of the processor, each divided by the hearing's.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service.db.engine import Database
from service.db.tables import TranscriptVersion
from service.settings import Settings
from tests.benchmarks.machine import say_machine
from tests.benchmarks.upload_memory import TOKEN, processor_seconds, wait_for

CALLS = Path(__file__).resolve().parents[2] / "fixtures" / "calls"
HEARING = "hearing"
KEPT = {f"SIDETONE_KEEP_{kind}": "0" for kind in ("RECORDINGS", "TRANSCRIPTS", "NOTES", "PLANS")}
"""Nothing of a benchmark is deleted by a rule; before one is said, no recording is taken in."""
WARM_UP = CALLS / "voicemail" / "mono.opus"
KINDS = {
    b"hearing_child": HEARING,
    b"hearing\0": "the worker around it",
    b"judging": "judging and rest",
    b"web": "web",
    b"": "parent",
}
"""A word of its command line → a process of the service."""
IN_WORK = ("received", "hearing", "judging")


def recordings() -> list[Path]:
    """Ten recorded calls: all with two channels, and the one-channel copies of the shortest."""
    two = sorted(CALLS.glob("*/call.opus"))
    one = sorted(CALLS.glob("*/mono.opus"), key=lambda path: path.stat().st_size)
    return (two + [path for path in one if path != WARM_UP])[:10]


@contextmanager
def service(home: Path) -> Iterator[tuple[int, int]]:
    """Process id and port of a whole service."""
    (home / "models").symlink_to(Settings().home / "models")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"SIDETONE_HOME": str(home), "SIDETONE_API_TOKEN": TOKEN, "SIDETONE_KEEP_FREE": "0", **KEPT}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "serve", "--port", str(port)],
            env=os.environ | settings,
            stderr=log,
        )
    try:
        wait_for(port)
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def ask(port: int, method: str, path: str, body: bytes | None = None) -> Any:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request(method, path, body, {"Authorization": f"Bearer {TOKEN}"})
    answer = json.loads(line.getresponse().read())
    line.close()
    return answer


def until_done(port: int) -> list[str]:
    """Waits until no call is in work; the states of all."""
    while True:
        states = [call["state"] for call in ask(port, "GET", "/api/v1/calls?limit=100")["items"]]
        if not set(states) & set(IN_WORK):
            return states
        time.sleep(2)


def processor(parent: int) -> Counter[str]:
    """Processor seconds of each kind of process of the service."""
    used: Counter[str] = Counter()
    for process in below(parent):
        command = Path(f"/proc/{process}/cmdline").read_bytes()
        used[next(name for mark, name in KINDS.items() if mark in command)] += processor_seconds(process)
    return used


def below(parent: int) -> Iterator[int]:
    yield parent
    for children in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in children.read_text("utf-8").split():
            yield from below(int(child))


def heard_seconds(home: Path) -> tuple[float, float]:
    """Length of all recordings that were heard, and how long decoding and hearing them took."""
    database = Database(f"sqlite:///{home / 'sidetone.db'}")
    with database.read() as session:
        documents = list(session.scalars(select(TranscriptVersion.heard)))
    database.close()
    spoken = sum(one["call"]["duration"] for one in documents)
    return spoken, sum(one["decoding_seconds"] + one["hearing_seconds"] for one in documents)


def main() -> None:
    say_machine()
    with tempfile.TemporaryDirectory(prefix="sidetone-") as folder, service(Path(folder)) as (process, port):
        home = Path(folder)
        ask(port, "PUT", "/api/v1/recordings", WARM_UP.read_bytes())
        until_done(port)
        spoken, before = heard_seconds(home)
        used = processor(process)
        began = time.perf_counter()
        for path in recordings():
            ask(port, "PUT", f"/api/v1/recordings?file={path.parent.name}", path.read_bytes())
        states = until_done(port)
        wall = time.perf_counter() - began
        used = processor(process) - used
        all_spoken, after = heard_seconds(home)
    hearing, others = after - before, used.total() - used[HEARING]
    beyond, share = 100 * (wall / hearing - 1), 100 * others / used[HEARING]
    parts = ", ".join(f"{name} {used[name]:.1f} s" for name in KINDS.values())
    out = sys.stdout.write
    out(f"{len(recordings())} calls, {(all_spoken - spoken) / 60:.1f} minutes of sound\n")
    out(f"  {', '.join(sorted(states))}\n")
    out(f"  clock: {wall:.1f} s, of it hearing {hearing:.1f} s; around it {beyond:.1f} %\n")
    out(f"  processor: {parts}; around the hearing {share:.1f} %\n")


if __name__ == "__main__":
    main()
