"""Taking in an upload: hashed while it is written, on the disk before anybody is told that it is here."""

import hashlib
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from anyio import to_thread

from service.errors import NoRoom, TooLarge, Unprocessable

PIECE = 1 << 20
"""Bytes that are gathered before they are written: small chunks would each cost a trip to a thread."""


@dataclass(frozen=True)
class Staged:
    """An upload that is whole and on the disk, in a folder of its own."""

    path: Path
    sha256: str
    size: int


@contextmanager
def stage_folder(incoming: Path) -> Iterator[Path]:
    """A folder for one upload, gone afterwards with all that was not moved out of it."""
    folder = incoming / secrets.token_hex(12)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def receive(stream: AsyncIterator[bytes], folder: Path, *, most: int, keep_free: int) -> Staged:
    """Writes the stream to a file in `folder`, hashing it, and syncs it to the disk.

    Raises TooLarge past `most` bytes, NoRoom where fewer than `keep_free` bytes would be left, and
    Unprocessable for an empty upload.
    """
    path, digest, size = folder / "recording", hashlib.sha256(), 0
    with path.open("xb", buffering=0) as file:
        async for piece in _gathered(stream):
            size += len(piece)
            if size > most:
                raise TooLarge(f"A recording may have {most >> 20} MB; this one has more. Nothing was kept.")
            await to_thread.run_sync(_write, file, digest, piece, keep_free)
        await to_thread.run_sync(os.fsync, file.fileno())
    if size == 0:
        raise Unprocessable("The upload is empty. Nothing was kept.", "Choose the recording again.")
    return Staged(path, digest.hexdigest(), size)


def copy_in(source: Path, folder: Path, *, most: int, keep_free: int) -> Staged:
    """Copies a file into `folder` as `receive` does with a stream; the file itself is left as it is.

    Raises what `receive` raises, and OSError where the file can't be read.
    """
    path, digest, size = folder / "recording", hashlib.sha256(), 0
    with source.open("rb", buffering=0) as original, path.open("xb", buffering=0) as file:
        while piece := original.read(PIECE):
            size += len(piece)
            if size > most:
                raise TooLarge(f"A recording may have {most >> 20} MB; this one has more. Nothing was kept.")
            _write(file, digest, piece, keep_free)
        os.fsync(file.fileno())
    if size == 0:
        raise Unprocessable("The file is empty. Nothing was kept.", "Export the recording again.")
    return Staged(path, digest.hexdigest(), size)


async def _gathered(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    held = bytearray()
    async for chunk in stream:
        held += chunk
        if len(held) >= PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _write(file: BinaryIO, digest: "hashlib._Hash", piece: bytes, keep_free: int) -> None:
    if not has_room(Path(file.name).parent, len(piece), keep_free):
        raise no_room(keep_free)
    digest.update(piece)
    view = memoryview(piece)
    while view:
        view = view[file.write(view) :]


def has_room(folder: Path, size: int, keep_free: int) -> bool:
    """Whether that many bytes fit on the folder's disk and leave what is to stay free."""
    return shutil.disk_usage(folder).free - size >= keep_free


def no_room(keep_free: int) -> NoRoom:
    return NoRoom(
        f"The service's disk is nearly full: uploads stop at {keep_free >> 20} MB free. Nothing was kept.",
        "Tell whoever runs it; calls that were accepted are safe and go on.",
    )
