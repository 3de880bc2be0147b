"""A server with a language model on it, and whether asking it means that transcripts leave this network."""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Lookup = Callable[[str], Iterable[str]]
"""The addresses of a host by its name. Raises OSError where there are none."""


@dataclass(frozen=True)
class Server:
    """Where a model is asked and how long it may take.

    `timeout`: seconds for one whole request, from the connection to the last byte. `parallel`: requests that
    this process has on the way at once. The key never shows, not even in a traceback.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 120.0
    parallel: int = 6

    @property
    def place(self) -> str:
        """Host and port, to name the server by."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


def addresses(host: str) -> list[str]:
    """What the name service of this machine says."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None)]


def is_elsewhere(url: str, lookup: Lookup = addresses) -> bool:
    """Whether the server is on a network that is not ours; one that cannot be looked up is taken to be.

    Ours are this machine and private addresses, as of another container or a machine in the next room.
    """
    host = urlsplit(url).hostname or ""
    try:
        found = [host] if _is_address(host) else list(lookup(host))
    except OSError:
        return True
    return not found or not all(_is_ours(address) for address in found)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_ours(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    return (found.is_private or found.is_loopback or found.is_link_local) and not found.is_unspecified
