"""A disk that keeps, when the power is cut, only what was synced: contents of files, entries of folders."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Disk:
    """Watches what a program syncs below a folder; `cut_power` takes away what it did not.

    A file's content is safe from the moment it was synced; its name is safe once the folder that holds the
    name was synced after the name came to be. A file whose content was not synced comes back empty.
    """

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self._root = root.resolve()
        self._synced: dict[int, int] = {}
        """Inode of a file → the length it had when it was last synced."""
        self._listed: dict[Path, set[int]] = {}
        """Folder → inodes of the entries it had when it was last synced."""
        self._fsync = os.fsync
        patch.setattr(os, "fsync", self._note)

    def _note(self, descriptor: int) -> None:
        self._fsync(descriptor)
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        status = os.fstat(descriptor)
        if path.is_dir():
            self._listed[path] = {entry.stat(follow_symlinks=False).st_ino for entry in path.iterdir()}
        else:
            self._synced[status.st_ino] = status.st_size

    def cut_power(self) -> None:
        """Takes away every entry and every content that was never synced."""
        for folder, names, files in os.walk(self._root, topdown=True):
            safe = self._listed.get(Path(folder), set())
            for name in [*names, *files]:
                path = Path(folder) / name
                if path.stat().st_ino not in safe:
                    _remove(path)
                elif path.is_file():
                    os.truncate(path, self._synced.get(path.stat().st_ino, 0))
            names[:] = [name for name in names if (Path(folder) / name).exists()]


def _remove(path: Path) -> None:
    if path.is_dir():
        for entry in path.iterdir():
            _remove(entry)
        path.rmdir()
    else:
        path.unlink()


@contextmanager
def a_small_disk(folder: Path, kilobytes: int) -> Iterator[bool]:
    """Mounts a real disk of that size at the folder, where this machine lets us; whether it did."""
    folder.mkdir(parents=True)
    mounted = os.system(f"mount -t tmpfs -o size={kilobytes}k tmpfs '{folder}' 2>/dev/null") == 0
    try:
        yield mounted
    finally:
        if mounted:
            os.system(f"umount '{folder}'")
