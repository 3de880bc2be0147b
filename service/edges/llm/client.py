"""One request to a model server: in its time, to no other address, with nothing but what we mean to send."""

import asyncio
import json
import logging
import ssl
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2

from service.edges.llm.answers import Answer, read_answer
from service.edges.llm.faults import (
    CERTIFICATE,
    CUT,
    OVERSIZE,
    TIMEOUT,
    UNREACHABLE,
    Fault,
    of_status,
)
from service.edges.llm.server import Server

if TYPE_CHECKING:
    from openai import APIConnectionError

CONNECT = 10.0
"""Seconds for the connection alone: a server that is away should not cost the time of a reply."""
LARGEST_REPLY = 4 << 20
"""Bytes of a reply after which it is dropped; a whole review is some thousand."""
OURS = frozenset("host accept content-type content-length connection user-agent accept-encoding".split())
"""Headers that leave this process. The SDK would add what it knows of this machine, and keys and names of
an account from variables of the environment that are not ours."""

DEPTH = 8
"""Errors under an error that are looked at: a chain of them may come back to where it began."""

R = TypeVar("R")


class TooLarge(Exception):
    """More bytes came than any reply has."""


class Client:
    """Asks one server. May be used from several threads; no more than `parallel` of them ask at once."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._places = threading.BoundedSemaphore(server.parallel)
        quieten()

    def send(self, body: Mapping[str, Any]) -> Answer | Fault:
        """Sends one request and reads its reply, within the server's timeout. Never raises for the server."""
        with self._places:
            began = time.monotonic()
            found = in_own_thread(lambda: self._send(body))
            seconds = round(time.monotonic() - began, 3)
        return replace(found, seconds=seconds) if isinstance(found, Answer) else found

    async def _send(self, body: Mapping[str, Any]) -> Answer | Fault:
        # Late: it is large and slow to import, and the web process never asks a model.
        from openai import APIConnectionError, APIStatusError

        sent = json.dumps(body, ensure_ascii=False)
        try:
            async with asyncio.timeout(self.server.timeout):
                response = await self._post(body)
        except TimeoutError:
            return TIMEOUT
        except TooLarge:
            return OVERSIZE
        except APIStatusError as error:
            answer = error.response
            return of_status(answer.status_code, answer.headers, answer.text, sent, self.server.key)
        except APIConnectionError as error:
            return _connection(error)
        return read_answer(response.content, sent, self.server.key)

    async def _post(self, body: Mapping[str, Any]) -> httpx2.Response:
        from openai import AsyncOpenAI

        async with httpx2.AsyncClient(
            timeout=httpx2.Timeout(self.server.timeout, connect=min(CONNECT, self.server.timeout)),
            follow_redirects=False,
            verify=_trusted(),
            event_hooks={"request": [self._keep_to_ours], "response": [_bound]},
        ) as http:
            sdk = AsyncOpenAI(
                base_url=self.server.url,
                api_key=self.server.key or "none",
                http_client=http,
                max_retries=0,
            )
            return await sdk.post("/chat/completions", cast_to=httpx2.Response, body=dict(body))

    async def _keep_to_ours(self, request: httpx2.Request) -> None:
        for name in set(request.headers) - OURS:
            del request.headers[name]
        request.headers["user-agent"] = "sidetone"
        request.headers["accept-encoding"] = "identity"
        if self.server.key:
            request.headers["authorization"] = f"Bearer {self.server.key}"


async def _bound(response: httpx2.Response) -> None:
    """A body that was packed all the same could unpack to any size."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise TooLarge
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    response.stream = _Bounded(response.stream)


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for part in self._stream:
            size += len(part)
            if size > LARGEST_REPLY:
                raise TooLarge
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def _connection(error: "APIConnectionError") -> Fault:
    from openai import APITimeoutError

    cause = error.__cause__
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
        return CERTIFICATE if _is_about_a_certificate(cause) else UNREACHABLE
    return TIMEOUT if isinstance(error, APITimeoutError) else CUT


def _is_about_a_certificate(error: BaseException) -> bool:
    below: BaseException | None = error
    for _ in range(DEPTH):
        if below is None:
            return False
        if isinstance(below, ssl.SSLCertVerificationError):
            return True
        below = below.__cause__ or below.__context__
    return False


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates of this machine takes 80 ms: once is enough."""
    return httpx2.create_ssl_context()


def quieten() -> None:
    """The SDK and its transport may log whole requests, asked to by variables that are not ours."""
    for name in ("openai", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.ERROR)


def in_own_thread(work: Callable[[], Coroutine[Any, Any, R]]) -> R:
    """Runs it in a thread with a loop of its own, which an interrupted process does not wait for."""
    done: list[R] = []
    broken: list[BaseException] = []

    def run() -> None:
        try:
            done.append(asyncio.run(work()))
        except BaseException as error:
            broken.append(error)

    thread = threading.Thread(target=run, name="llm", daemon=True)
    thread.start()
    thread.join()
    if broken:
        raise broken[0]
    return done[0]
