"""A request whose body arrives piece by piece, or breaks off: the test client would join the pieces."""

import asyncio
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.types import ASGIApp, Message

from tests.service.served import SIGNED_IN


def put(
    app: ASGIApp,
    path: str,
    pieces: Iterable[bytes],
    *,
    hang_up: bool = False,
    silent: bool = False,
    method: str = "PUT",
    **more: str,
) -> tuple[int, dict[str, Any]]:
    """Status and JSON of the answer. `more` are headers.

    With `hang_up` whoever sends is gone after the pieces; with `silent` nobody says that they are.
    """
    coming = iter(pieces)
    said: list[Message] = []

    async def receive() -> Message:
        piece = next(coming, None)
        if piece is not None:
            return {"type": "http.request", "body": piece, "more_body": True}
        if silent:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"} if hang_up else {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        said.append(message)

    headers = [(name.lower().encode(), value.encode()) for name, value in (SIGNED_IN | more).items()]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
        "server": ("testserver", 80),
        "scheme": "http",
    }
    # In a thread of its own: a browser of an earlier test leaves its loop running in this one.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(app(scope, receive, send))).result()  # type: ignore[arg-type]
    body = b"".join(message.get("body", b"") for message in said[1:])
    return said[0]["status"], json.loads(body)
