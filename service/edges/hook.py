"""Posting a line into a channel of Slack or Teams. Redirects are not followed."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx2

SECONDS = 10.0
FINAL = {400, 401, 403, 404, 410}
"""What a channel that is gone, or an address that is wrong, answers: it will not get better."""


class NotPosted(Exception):
    """The line was not taken. `final`: trying again will not help."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.final = code, final


def post(url: str, text: str) -> None:
    """Posts the line. Raises NotPosted."""
    if not may_be_posted_to(url):
        raise NotPosted("bad_address", final=True)
    try:
        answer = httpx2.post(url, json={"text": text}, timeout=SECONDS, follow_redirects=False)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise NotPosted("away") from error
    if not answer.is_success:
        raise NotPosted(f"answered_{answer.status_code}", final=answer.status_code in FINAL)


def may_be_posted_to(url: str) -> bool:
    """https to anywhere; http to this machine only. An address with a name and a password in it: never."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password or not url.isprintable() or " " in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
