"""Sound over HTTP: whole or in parts, so that a player can seek without fetching everything."""

import re
from collections.abc import Callable, Iterator

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from scoring.errors import BadRecording
from service.edges.recording_store import RecordingStore
from service.errors import NotFound

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def sound_response(request: Request, store: RecordingStore, blob: str, mime: str, etag: str) -> Response:
    """The blob, or the single part a Range header asks for: 206, or 416 where there is no such part.

    Raises NotFound where the store has lost it.
    """
    try:
        size = store.size(blob)
    except BadRecording as error:
        raise NotFound(error.message, error.next_step) from error
    return _answer(request, size, lambda start, end: store.read(blob, start, end), mime, etag)


def bytes_response(request: Request, data: bytes, mime: str, etag: str) -> Response:
    """The same for sound that is at hand. It never changes, so a browser need not ask for it again."""
    return _answer(request, len(data), lambda start, end: iter((data[start:end],)), mime, etag)


def _answer(
    request: Request, size: int, read: Callable[[int, int], Iterator[bytes]], mime: str, etag: str
) -> Response:
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{etag}"', "Cache-Control": "private, max-age=3600"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    # A player that goes on with what was another content when it began gets the whole.
    same = request.headers.get("if-range") in (None, headers["ETag"])
    part = wanted_part(request.headers.get("range") if same else None, size)
    if part is None:
        return StreamingResponse(
            read(0, size), media_type=mime, headers=headers | {"Content-Length": str(size)}
        )
    start, end = part
    if start >= end:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
    return StreamingResponse(read(start, end), status_code=206, media_type=mime, headers=headers)


def wanted_part(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and end (not included) of a `bytes=` range; None for the whole, start ≥ end for no such part.

    Several parts at once, and what cannot be read, are answered with the whole, as RFC 9110 allows.
    """
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size if int(last) else 0
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1 if last else size)
