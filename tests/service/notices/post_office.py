"""A real mail server on this machine, and a channel that takes lines, both keeping what they get."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller

from service.edges.mailer import MailServer

HERE = "127.0.0.1"


@dataclass
class PostOffice:
    """What a mail server took, and what it answers to a recipient."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: str = ""

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        found = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(found)
        return "250 Taken"

    def server(self, **more: Any) -> MailServer:
        """How Sidetone reaches it."""
        return MailServer(
            HERE, self.port, "sidetone@example.com", **{"security": "none", "seconds": 5, **more}
        )


@contextmanager
def post_office(**options: Any) -> Iterator[PostOffice]:
    office = PostOffice(free_port())
    controller = Controller(office, hostname=HERE, port=office.port, **options)
    controller.start()
    yield office
    controller.stop()


@contextmanager
def channel(status: int = 200, **headers: str) -> Iterator[tuple[str, list[Any]]]:
    """The address of a channel that answers so, and the lines it got."""
    got: list[Any] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer((HERE, 0), Taking)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://{HERE}:{server.server_port}/hook", got
    server.shutdown()
    server.server_close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind((HERE, 0))
        return int(free.getsockname()[1])
