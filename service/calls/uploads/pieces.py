"""Uploads on their way, on the disk: one folder each, with what was announced and the bytes that are there.

Nothing of them is in the database: until the last byte has arrived there is no call. How far an upload is, is
the length of its file. The folder's name comes from who uploads and from the key their browser gives the
file, so that the same file of the same person is the same upload, also after the page was closed.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from service.errors import Conflict, NotFound

STALE_AFTER = 86_400.0
"""Seconds without a new byte after which what there is of an upload is thrown away."""
NOTE, BYTES, LOCK = "upload.json", "recording", "lock"


@dataclass(frozen=True)
class Announced:
    """What was announced: whose file, how long it will be, the call it is of, and what became of it."""

    actor: str
    key: str
    size: int
    details: dict[str, Any]
    call: str | None = None
    already_here: bool = False


@dataclass(frozen=True)
class Upload:
    """An upload on its way, in its folder."""

    id: str
    folder: Path
    announced: Announced

    @property
    def file(self) -> Path:
        return self.folder / BYTES

    @property
    def offset(self) -> int:
        """Bytes that are here; all of them once the call is."""
        if self.announced.call is not None:
            return self.announced.size
        try:
            return self.file.stat().st_size
        except FileNotFoundError:
            return 0


def announce(incoming: Path, announced: Announced) -> Upload:
    """A new upload, or the one this file already is: then only the details are those of now."""
    upload = _at(incoming, upload_id(announced.actor, announced.key, announced.size), announced)
    upload.folder.mkdir(parents=True, exist_ok=True)
    before = _read(upload.folder)
    if before is not None and before.call is not None:
        return _at(incoming, upload.id, before)
    _write(upload.folder, announced)
    return upload


def upload_id(actor: str, key: str, size: int) -> str:
    """The public id of that file of that person."""
    return hashlib.sha256(f"{actor}\0{key}\0{size}".encode()).hexdigest()[:32]


def find(incoming: Path, upload: str, actor: str) -> Upload:
    """Raises NotFound, also for somebody else's."""
    announced = _read(incoming / _folder_name(upload))
    if announced is None or announced.actor != actor:
        raise _over()
    return _at(incoming, upload, announced)


@contextmanager
def held(upload: Upload) -> Iterator[None]:
    """Nobody else adds to it meanwhile. Raises Conflict where somebody does, NotFound where it went."""
    try:
        lock = (upload.folder / LOCK).open("ab")
    except FileNotFoundError:
        raise _over() from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                "This file is arriving already, perhaps from another tab.",
                "Wait until that one has ended.",
                code="upload_busy",
            ) from None
        try:
            yield
        finally:
            # Adding to a file leaves the time of its folder as it was, and by that it is known to be in use.
            if upload.folder.exists():
                os.utime(upload.folder)


def opened(upload: Upload, offset: int) -> BinaryIO:
    """The file, to be added to from there on. Raises Conflict where that is not its end."""
    if offset != upload.offset:
        raise Conflict(
            f"The upload is at byte {upload.offset}, not at {offset}.",
            "Go on from there.",
            code="wrong_offset",
            offset=upload.offset,
        )
    return upload.file.open("ab", buffering=0)


def to_store(upload: Upload) -> Path:
    """A second name of the file, for the store to take: if there can be no call, the bytes are still here."""
    name = upload.folder / "to-store"
    name.unlink(missing_ok=True)
    os.link(upload.file, name)
    return name


def note_call(upload: Upload, call: str, already_here: bool) -> Upload:
    """Remembers which call it became, and lets go of the bytes: the recording is stored by now."""
    announced = Announced(**{**asdict(upload.announced), "call": call, "already_here": already_here})
    _write(upload.folder, announced)
    upload.file.unlink(missing_ok=True)
    return Upload(upload.id, upload.folder, announced)


def forget(upload: Upload) -> None:
    shutil.rmtree(upload.folder, ignore_errors=True)


def forget_stale(incoming: Path, now: float) -> int:
    """Deletes uploads nobody went on with for a day; how many."""
    stale = [path for path in incoming.glob("upload-*") if now - path.stat().st_mtime > STALE_AFTER]
    for folder in stale:
        shutil.rmtree(folder, ignore_errors=True)
    return len(stale)


def _over() -> NotFound:
    return NotFound("There is no such upload: it is over, or it was too long ago.", "Announce it again.")


def _at(incoming: Path, upload: str, announced: Announced) -> Upload:
    return Upload(upload, incoming / _folder_name(upload), announced)


def _folder_name(upload: str) -> str:
    return f"upload-{upload}"


def _read(folder: Path) -> Announced | None:
    try:
        return Announced(**json.loads((folder / NOTE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(folder: Path, announced: Announced) -> None:
    fresh = folder / f"{NOTE}.new"
    fresh.write_text(json.dumps(asdict(announced)), "utf-8")
    fresh.replace(folder / NOTE)
