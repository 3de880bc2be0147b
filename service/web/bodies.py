"""How long the body of a request may be. What is not streamed to the disk is read into memory as a whole."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class SmallBodies:
    """Refuses bodies of more than `most` bytes with 413, except on the paths that take long ones.

    A path that ends in a slash stands for those below it.

    A length that is declared is refused before a byte of it is read.
    """

    def __init__(self, app: ASGIApp, most: int, except_for: Collection[str]) -> None:
        self._app = app
        self._most = most
        self._except_for = except_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._may_be_long(scope["path"]):
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        length = int(declared) if declared.isdigit() and len(declared) < 20 else 0
        read = 0

        async def receive_little() -> Message:
            nonlocal read
            if length > self._most:
                raise self._too_large()
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise self._too_large()
            return message

        await self._app(scope, receive_little, send)

    def _may_be_long(self, path: str) -> bool:
        return any(path == one or (one[-1] == "/" and path.startswith(one)) for one in self._except_for)

    def _too_large(self) -> HTTPException:
        most = f"{self._most >> 10} kB"
        return HTTPException(
            413, f"What was sent has more than {most}, the most that is taken here: nothing was done."
        )
