"""What an address in a setting has to look like."""

from urllib.parse import urlsplit


def an_origin(url: str) -> str:
    """A scheme and a host, without a path, or nothing. Raises ValueError."""
    bare = url.strip().rstrip("/")
    parts = urlsplit(bare)
    if bare and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("an address begins with http:// or https:// and names a host")
    if bare != f"{parts.scheme}://{parts.netloc}" * bool(bare) or parts.username or parts.password:
        raise ValueError("the address is a scheme and a host, without a path: https://HOST")
    return bare


def an_address(url: str) -> str:
    """An address without a key or a question in it, or nothing. Raises ValueError."""
    parts = urlsplit(url.strip())
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("an address begins with http:// or https:// and names a host")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("the address holds a key or a question; a key has a setting of its own")
    return url.strip().rstrip("/")
