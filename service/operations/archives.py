"""One file that holds many, each with its hash: written piece by piece, and unpacked only where it is safe.

The last member is a manifest of all the others. What it does not name, or names otherwise, is refused.
"""

import hashlib
import io
import os
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import BaseModel, ConfigDict

from scoring.errors import BadInput
from scoring.visible import visible

PIECE = 1 << 20
MANIFEST = "manifest.json"
LONGEST_MANIFEST = 256 << 20


class Member(BaseModel):
    """One file of an archive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    size: int
    sha256: str


class ArchiveWriter:
    """An archive that is being written; `members` are those it has so far."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: list[Member] = []

    def add(self, name: str, size: int, pieces: Iterator[bytes]) -> Member:
        """Adds a file of exactly that many bytes."""
        source = _Hashed(pieces)
        self._tar.addfile(_info(name, size), source)
        member = Member(name=name, size=size, sha256=source.digest.hexdigest())
        self.members.append(member)
        return member

    def add_file(self, name: str, path: Path) -> Member:
        return self.add(name, path.stat().st_size, _pieces(path))

    def add_manifest(self, text: str) -> None:
        data = text.encode()
        self._tar.addfile(_info(MANIFEST, len(data)), io.BytesIO(data))


@contextmanager
def write_archive(target: Path) -> Iterator[ArchiveWriter]:
    """An archive that appears whole and synced to the disk, or not at all. Only its owner may read it.

    Raises BadInput where there is a file of that name already.
    """
    if target.exists():
        raise BadInput(f"{target} is there already.", "Name another file; backups are not written over.")
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT, copybufsize=PIECE) as tar:
                yield ArchiveWriter(tar)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        _sync(target.parent)
    except OSError as error:
        raise BadInput(
            f"{target} can't be written: {error.strerror or error}.", "Nothing was kept."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def unpack(archive: Path, folder: Path, places: tuple[str, ...]) -> tuple[dict[str, Member], str]:
    """Unpacks an archive of ours into an empty folder: the members with the hashes they have, the manifest.

    Raises BadInput for anything but plain files under `places`, for two of one name, and for an archive that
    is damaged or cut off. Nothing is written outside the folder.
    """
    found: dict[str, Member] = {}
    manifest: str | None = None
    try:
        with tarfile.open(archive, "r:") as tar:
            for info in tar:
                if manifest is not None:
                    raise refused(archive, "something stands behind its manifest")
                content = _plain(tar, info, archive)
                if info.name == MANIFEST:
                    manifest = content.read(LONGEST_MANIFEST).decode()
                    continue
                _refuse_name(info.name, places, found, archive)
                found[info.name] = _write(content, folder / info.name, info)
    except (tarfile.TarError, EOFError, UnicodeDecodeError, _CutOff) as error:
        raise refused(archive, "it is no backup, or damaged") from error
    except OSError as error:
        raise BadInput(f"{archive} can't be unpacked: {error.strerror}.", "Nothing was restored.") from error
    if manifest is None:
        raise refused(archive, "it has no manifest: it is no backup, or was cut off")
    return found, manifest


def refused(archive: Path, why: str) -> BadInput:
    return BadInput(f"{archive.name} can't be restored: {visible(why)}.", "Nothing was restored.")


def differences(found: dict[str, Member], named: list[Member]) -> list[str]:
    """What differs between an archive and its manifest, in words."""
    wanted = {member.name: member for member in named}
    missing = [f"{name} is missing" for name in wanted if name not in found]
    surplus = [f"{name} is not in the manifest" for name in found if name not in wanted]
    other = [f"{name} is damaged" for name in wanted if name in found and found[name] != wanted[name]]
    return [*missing, *surplus, *other]


class _CutOff(Exception):
    """A member ends before its size."""


class _Hashed(io.RawIOBase):
    """Pieces as a file to read from, hashed on the way."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._held = b""
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        while len(self._held) < size or size < 0:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._held += piece
        given = self._held if size < 0 else self._held[:size]
        self._held = self._held[len(given) :]
        self.digest.update(given)
        return given


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(time.time())
    return info


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _plain(tar: tarfile.TarFile, info: tarfile.TarInfo, archive: Path) -> IO[bytes]:
    content = tar.extractfile(info) if info.type in (tarfile.REGTYPE, tarfile.AREGTYPE) else None
    if content is None or info.issparse():
        raise refused(archive, f"{info.name} in it is no plain file")
    return content


def _refuse_name(name: str, places: tuple[str, ...], found: dict[str, Member], archive: Path) -> None:
    path = PurePosixPath(name)
    inside = len(path.parts) > 1 and path.parts[0] in places and ".." not in path.parts
    if not inside or str(path) != name or "\\" in name or "\0" in name:
        raise refused(archive, f"{name!r} is no name of a file in a backup")
    if name in found:
        raise refused(archive, f"{name} is in it twice")


def _write(content: IO[bytes], path: Path, info: tarfile.TarInfo) -> Member:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while piece := content.read(PIECE):
            digest.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if size != info.size:
        raise _CutOff
    return Member(name=info.name, size=size, sha256=digest.hexdigest())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
