"""How much memory a long upload takes: python -m tests.benchmarks.upload_memory [MEGABYTES]

The web process is the real one, started as `sidetone serve` starts it, on SQLite and a folder of its own; the
recording is sent over a connection of this machine, in one request and then in the pieces of the upload page.
Prints the memory of the process before, the most it had while it received, and what it took.
"""

import http.client
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.calls.uploads.api import LARGEST_PIECE
from service.upgrade import upgrade
from tests.benchmarks.machine import say_machine

TOKEN = "a token for the benchmark only"
KEPT = {f"SIDETONE_KEEP_{kind}": "0" for kind in ("RECORDINGS", "TRANSCRIPTS", "NOTES", "PLANS")}
"""Nothing of a benchmark is deleted by a rule; before one is said, no recording is taken in."""
PIECE = os.urandom(1 << 20)
HEADER = (
    b"RIFF\xff\xff\xff\xffWAVEfmt "
    + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    + b"data\xff\xff\xff\xff"
)
"""Of a WAV file whose length nobody knew when it was begun."""


@dataclass(frozen=True)
class Taken:
    """Bytes of memory before and at most, seconds of the clock and of the processor, for one upload."""

    idle: int
    peak: int
    seconds: float
    processor: float


def measure(megabytes: int, send: "Callable[[int, int], None] | None" = None) -> Taken:
    """Uploads that many megabytes to a web process that has taken a short recording before.

    `send`: how, by the port; in one request where nothing is said.
    """
    send = send or put
    with tempfile.TemporaryDirectory(prefix="sidetone-") as home, web_process(Path(home)) as (process, port):
        send(port, 1)
        idle = status(process, "VmRSS")
        Path(f"/proc/{process}/clear_refs").write_text("5", "utf-8")  # the peak begins anew
        began, processor = time.perf_counter(), processor_seconds(process)
        send(port, megabytes)
        seconds = time.perf_counter() - began
        return Taken(idle, status(process, "VmHWM"), seconds, processor_seconds(process) - processor)


@contextmanager
def web_process(home: Path) -> Iterator[tuple[int, int]]:
    """The process id and the port of a web process that answers."""
    upgrade(f"sqlite:///{home / 'sidetone.db'}")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"SIDETONE_HOME": str(home), "SIDETONE_API_TOKEN": TOKEN, "SIDETONE_KEEP_FREE": "0", **KEPT}
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "web", "--port", str(port)],
        env=os.environ | settings,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield process.pid, port
    finally:
        process.kill()
        process.communicate()


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def put(port: int, megabytes: int) -> None:
    """Sends that many megabytes of noise as a recording, each time another."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Length": str(megabytes << 20)}
    line.request("PUT", "/api/v1/recordings", (PIECE for _ in range(megabytes)), headers)
    answer = line.getresponse()
    if answer.status != 201:
        raise RuntimeError(f"{answer.status}: {answer.read()!r}")
    line.close()


def in_pieces(port: int, megabytes: int) -> None:
    """The same as the page sends it: announced, then piece after piece from the offset answered."""
    size = (megabytes << 20) + len(HEADER)
    details = {"file": f"{megabytes}.wav", "team": "Northwind"}
    upload = asked(port, "POST", "", json.dumps({"key": str(size), "size": size, "details": details}))
    while upload["offset"] < size:
        offset = int(upload["offset"])
        body = sound(offset, min(LARGEST_PIECE, size - offset))
        upload = asked(port, "PATCH", f"/{upload['id']}", body, {"Upload-Offset": str(offset)})
    if upload["call"] is None:
        raise RuntimeError(f"no call came of it: {upload}")


def sound(offset: int, length: int) -> bytes:
    """That part of an endless WAV file of noise."""
    noise = PIECE * (length // len(PIECE) + 2)
    start = (offset - len(HEADER)) % len(PIECE)
    return HEADER[offset:] + noise[: length - len(HEADER)] if offset == 0 else noise[start : start + length]


def asked(
    port: int, method: str, path: str, body: str | bytes, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    kind = {"Content-Type": "application/json" if isinstance(body, str) else "application/octet-stream"}
    line.request(
        method,
        f"/api/v1/uploads{path}",
        body,
        {"Authorization": f"Bearer {TOKEN}", **kind, **(headers or {})},
    )
    answer = line.getresponse()
    said = answer.read()
    line.close()
    if answer.status not in (200, 201):
        raise RuntimeError(f"{answer.status}: {said!r}")
    return dict(json.loads(said))


def status(process: int, what: str) -> int:
    """A line of the process's memory, in bytes."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) << 10


def processor_seconds(process: int) -> float:
    words = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    say_machine()
    for how, send in (("in one request", put), ("in pieces", in_pieces)):
        taken = measure(megabytes, send)
        more = (taken.peak - taken.idle) >> 20
        sys.stdout.write(
            f"{megabytes} MB {how}: idle {taken.idle >> 20} MB, most {taken.peak >> 20} MB, {more} MB more; "
            f"{taken.seconds:.1f} s, of processor {taken.processor:.1f} s\n"
        )


if __name__ == "__main__":
    main()
