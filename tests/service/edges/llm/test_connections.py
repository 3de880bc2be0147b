"""Real connections on this machine that are slow, cut, endless or refused."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from service.edges.llm import client as clients
from service.edges.llm.client import Client
from service.edges.llm.faults import Fault
from service.edges.llm.server import Server, is_elsewhere


def fault(server: Server) -> Fault:
    found = Client(server).send({"model": "tiny", "messages": []})
    assert isinstance(found, Fault)
    return found


Talk = Callable[[socket.socket], None]


@contextmanager
def listening(talk: Talk) -> Iterator[Server]:
    """A real server on this machine that reads a request and then talks as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                try:
                    talk(connection)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Server(url=f"http://127.0.0.1:{listener.getsockname()[1]}/v1", model="tiny", timeout=1)
    thread.join(5)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"


def drip(connection: socket.socket, start: bytes, part: bytes) -> None:
    connection.sendall(start)
    for _ in range(100):
        connection.sendall(part)
        time.sleep(0.05)


SLOW: dict[str, Talk] = {
    "body": lambda connection: drip(connection, HEAD, b" "),
    "headers": lambda connection: drip(connection, b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
    "silence": lambda connection: time.sleep(5),
}


@pytest.mark.parametrize("what", SLOW)
def test_a_slow_drip_ends_at_the_deadline(what: str) -> None:
    began = time.monotonic()
    with listening(SLOW[what]) as server:
        assert fault(server).code == "timeout"
        assert time.monotonic() - began < 2


def test_a_reply_cut_in_the_middle_is_a_fault() -> None:
    with listening(lambda connection: connection.sendall(HEAD + b'{"choices": [')) as server:
        assert fault(server).code == "cut"


def test_an_endless_reply_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "LARGEST_REPLY", 10_000)
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 100_000
    with listening(lambda connection: connection.sendall(endless)) as server:
        assert fault(server).code == "oversize"


def test_a_packed_reply_is_not_unpacked() -> None:
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx"
    with listening(lambda connection: connection.sendall(packed)) as server:
        assert fault(server).code == "oversize"


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert fault(Server(url=f"http://127.0.0.1:{port}/v1", model="tiny")).code == "unreachable"


PLACES = [
    ("http://localhost:8080/v1", ["127.0.0.1", "::1"], False),
    ("http://127.0.0.1/v1", [], False),
    ("http://[::1]:8080/v1", [], False),
    ("http://10.1.2.3/v1", [], False),
    ("http://ollama:11434/v1", ["172.18.0.3"], False),
    ("http://[fe80::1%eth0]/v1", [], False),
    ("https://models.example/v1", ["93.184.216.34"], True),
    ("https://models.example/v1", ["10.0.0.1", "93.184.216.34"], True),
    ("https://models.example/v1", [], True),
    ("https://8.8.8.8/v1", [], True),
    ("http://0.0.0.0/v1", [], True),
    ("nonsense", [], True),
]


@pytest.mark.parametrize(("url", "found", "elsewhere"), PLACES)
def test_a_server_on_another_network_is_known(url: str, found: list[str], elsewhere: bool) -> None:
    assert is_elsewhere(url, lambda host: found) is elsewhere


def test_a_server_that_cannot_be_looked_up_is_taken_to_be_elsewhere() -> None:
    def nobody(host: str) -> list[str]:
        raise OSError

    assert is_elsewhere("https://models.example/v1", nobody)
