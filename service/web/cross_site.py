"""Forms of other sites: a browser says where a request comes from, and what changes something is refused.

With SameSite cookies this is the second lock. Programs with a token send no cookie and are let through.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import problem

SAFE = ("GET", "HEAD", "OPTIONS")
OWN = ("same-origin", "none")
"""What Sec-Fetch-Site says of our own pages, and of addresses somebody typed."""


class SameSite:
    """Refuses requests that change something and come from a page of another site."""

    def __init__(self, app: ASGIApp, public_url: str = "") -> None:
        self._app = app
        self._host = urlsplit(public_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and self._is_foreign(Headers(scope=scope)):
            message = "This came from a page of another site, and was not done."
            answer = problem(403, "cross_site", message, "Open Sidetone itself and do it there.")
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_foreign(self, headers: Headers) -> bool:
        if "authorization" in headers and "cookie" not in headers:
            return False
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site not in OWN
        if origin is None:  # no browser: they send one of the two with whatever changes something
            return False
        host = urlsplit(origin).netloc  # empty for "null", which a page without an origin sends
        return not host or host not in (headers.get("host"), self._host)
