"""Where recordings lie: a folder on this machine, or a bucket that speaks S3. A blob is a path within it."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from scoring.errors import BadInput, BadRecording, NotReady

PIECE = 1 << 20
TIMEOUT = timedelta(seconds=60)
PATIENCE = timedelta(seconds=10)
"""How long a request to the bucket is repeated while it does not answer. Reviews wait on their own, and a web
process in which every thread waits for a bucket would show nothing at all."""


class RecordingStore(Protocol):
    """Keeps blobs. What `put` has returned from is on the disk, or acknowledged by the bucket."""

    def put(self, path: Path, blob: str) -> None:
        """Moves or copies a file in under that name; a blob of that name that is there already stays."""

    def open_recording(self, blob: str) -> AbstractContextManager[Path]:
        """The blob as a file for as long as the block lasts. Raises BadRecording where it is gone."""

    def read(self, blob: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to, not including, `end`."""

    def size(self, blob: str) -> int:
        """Its length in bytes. Raises BadRecording where it is gone."""

    def stored_at(self, blob: str) -> datetime:
        """When it was last put, in UTC, also where it was there already. Raises BadRecording as `size`."""

    def delete(self, blob: str) -> None:
        """Removes it; one that is gone already is no error."""

    def blobs(self) -> Iterator[str]:
        """The names of all that is kept."""


class FolderRecordings:
    """Recordings as files of one folder. Files and the folders they lie in are synced to the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def put(self, path: Path, blob: str) -> None:
        target = self._path(blob)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            os.utime(target)  # whoever sweeps must see that somebody counts on it again
        else:
            _move(path, target)
        for folder in (target.parent, *target.parent.parents):
            _sync_folder(folder)
            if folder == self._folder.parent:  # it is where the folder itself is written down
                break

    @contextmanager
    def open_recording(self, blob: str) -> Iterator[Path]:
        path = self._path(blob)
        if not path.is_file():
            raise gone()
        yield path

    def read(self, blob: str, start: int, end: int) -> Iterator[bytes]:
        with self.open_recording(blob) as path, path.open("rb") as file:
            file.seek(start)
            left = end - start
            while left > 0 and (piece := file.read(min(PIECE, left))):
                left -= len(piece)
                yield piece

    def size(self, blob: str) -> int:
        with self.open_recording(blob) as path:
            return path.stat().st_size

    def stored_at(self, blob: str) -> datetime:
        with self.open_recording(blob) as path:
            return datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def delete(self, blob: str) -> None:
        self._path(blob).unlink(missing_ok=True)

    def blobs(self) -> Iterator[str]:
        for path in self._folder.rglob("*"):
            if path.is_file():
                yield path.relative_to(self._folder).as_posix()

    def _path(self, blob: str) -> Path:
        path = (self._folder / blob).resolve()
        if not path.is_relative_to(self._folder):
            raise gone()
        return path


class BucketRecordings:
    """Recordings in a bucket of S3 or of anything that speaks it. Raises NotReady where it refuses."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    def put(self, path: Path, blob: str) -> None:
        with _answering():
            obstore.put(self._store, blob, path, mode="overwrite")

    @contextmanager
    def open_recording(self, blob: str) -> Iterator[Path]:
        size = self.size(blob)
        with TemporaryDirectory(prefix="sidetone-") as folder:
            path = Path(folder) / PurePosixPath(blob).name
            with path.open("wb") as file:
                for piece in self.read(blob, 0, size):
                    file.write(piece)
            yield path

    def read(self, blob: str, start: int, end: int) -> Iterator[bytes]:
        while start < end:
            upto = min(end, start + 8 * PIECE)
            with _answering():
                piece = bytes(obstore.get_range(self._store, blob, start=start, end=upto))
            yield piece
            start = upto

    def size(self, blob: str) -> int:
        with _answering():
            return obstore.head(self._store, blob)["size"]

    def stored_at(self, blob: str) -> datetime:
        with _answering():
            return obstore.head(self._store, blob)["last_modified"]

    def delete(self, blob: str) -> None:
        with suppress(BadRecording), _answering():
            obstore.delete(self._store, blob)

    def blobs(self) -> Iterator[str]:
        with _answering():
            for page in obstore.list(self._store):
                for found in page:
                    yield found["path"]


def bucket(url: str, *, endpoint: str, key: str, secret: str, region: str) -> BucketRecordings:
    """The bucket at `s3://NAME[/PREFIX]`. Raises BadInput where it can't be reached with these keys."""
    name, _, prefix = url.removeprefix("s3://").partition("/")
    store = S3Store(
        name,
        prefix=prefix or None,
        endpoint=endpoint or None,
        access_key_id=key,
        secret_access_key=secret,
        region=region,
        virtual_hosted_style_request=False,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": TIMEOUT},
        retry_config={"max_retries": 10, "retry_timeout": PATIENCE},
    )
    try:
        next(iter(obstore.list(store, chunk_size=1)), None)
    except (BaseError, OSError) as error:
        raise BadInput(
            f"The bucket {url} can't be read: {_why(error)}.",
            "Look at SIDETONE_RECORDINGS, SIDETONE_S3_ENDPOINT, SIDETONE_S3_KEY and SIDETONE_S3_SECRET.",
        ) from error
    return BucketRecordings(store)


@contextmanager
def _answering() -> Iterator[None]:
    """What the bucket's errors mean here: a blob that is gone, or a bucket that refuses."""
    try:
        yield
    except FileNotFoundError as error:
        raise gone() from error
    except BaseError as error:
        raise NotReady(
            f"The bucket with the recordings can't be used: {_why(error)}.",
            "Nothing was kept. Try it again when it is back.",
        ) from error


def _why(error: Exception) -> str:
    """The bucket's error in a few words: what it says itself is long and has its address in it."""
    said = str(error)
    if "403 Forbidden" in said or "401 Unauthorized" in said:
        return "it refuses the access key or the secret"
    if "404 Not Found" in said:
        return "there is no bucket of that name"
    if "error sending request" in said:
        return "nobody answers at its address"
    return next(iter(said.splitlines()), type(error).__name__)


def gone() -> BadRecording:
    """The recording was stored and is not there any more."""
    return BadRecording("missing", "The recording is not where it was stored.", "Restore it from a backup.")


def _move(path: Path, target: Path) -> None:
    """Moves a synced file into place in one step, by way of a copy where it lies on another disk."""
    try:
        _sync_file(path)
        path.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
        try:
            shutil.copyfile(path, beside)
            _sync_file(beside)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    # Without this a file that was renamed into place may be gone after a power cut.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
