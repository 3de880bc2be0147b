"""A line to a service that breaks once, after so many bytes of a body, and is away for a while."""

import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

PIECE = 1 << 14
AWAY = 1.5
"""Seconds in which nobody is let in after the line broke."""


class CutLine:
    """Passes bytes on in both directions. In the first long body all connections end; later ones hold."""

    def __init__(self, url: str, after: int) -> None:
        place = urlsplit(url)
        self._service = (str(place.hostname), int(place.port or 80))
        self._after = after
        self._back: float | None = None
        self._open: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def __enter__(self) -> "CutLine":
        threading.Thread(target=self._let_in, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                if self._back is not None and time.monotonic() < self._back:
                    browser.close()
                    continue
                service = socket.create_connection(self._service)
                self._open += [browser, service]
                threading.Thread(target=self._up, args=(browser, service), daemon=True).start()
                threading.Thread(target=self._pass, args=(service, browser), daemon=True).start()

    def _up(self, browser: socket.socket, service: socket.socket) -> None:
        """From the browser to the service; the first time, only so many bytes."""
        passed = 0
        with suppress(OSError), browser, service:
            while piece := browser.recv(PIECE):
                if self._back is None and passed + len(piece) > self._after:
                    self._back = time.monotonic() + AWAY
                    self._end()
                    return
                service.sendall(piece)
                passed += len(piece)

    def _end(self) -> None:
        for end in self._open:
            with suppress(OSError):  # closed before
                end.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _pass(service: socket.socket, browser: socket.socket) -> None:
        with suppress(OSError):
            while piece := service.recv(PIECE):
                browser.sendall(piece)
            browser.shutdown(socket.SHUT_WR)
