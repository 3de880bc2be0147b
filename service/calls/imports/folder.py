"""The recordings in a folder: those whose names say what they are, and those a list leaves out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service.calls.imports.manifest import Defaults
from service.calls.imports.patterns import Pattern
from service.calls.imports.wanted import Unusable, Wanted, wanted_recording
from service.sheets import Mistake

SUFFIXES = frozenset(
    (
        ".wav .mp3 .m4a .mp4 .ogg .oga .opus .flac .aac .gsm .amr .wma .webm .mkv .mka .aif .aiff .au .caf"
    ).split()
)
"""How names of recordings end. What ends otherwise in a folder is left alone; a list may name it."""


@dataclass(frozen=True)
class Found:
    """The files of a folder and of the folders in it, in the order of their names."""

    recordings: tuple[Path, ...]
    others: int


def look_into(folder: Path) -> Found:
    """What lies in a folder. Hidden files and links are not looked at."""
    files = [path for path in sorted(folder.rglob("*")) if not _hidden(path, folder) and _is_file(path)]
    recordings = tuple(path for path in files if is_recording(path))
    return Found(recordings, len(files) - len(recordings))


def is_recording(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def by_pattern(
    files: Iterator[Path], folder: Path, pattern: Pattern, defaults: Defaults, today: datetime
) -> Iterator[Wanted | Unusable]:
    """The recordings as their names describe them."""
    for path in files:
        yield described(path, path.relative_to(folder).as_posix(), pattern, defaults, today)


def described(
    path: Path, name: str, pattern: Pattern, defaults: Defaults, today: datetime
) -> Wanted | Unusable:
    """The recording that a file's name describes."""
    try:
        said = pattern.read(path.name, defaults.zone, today)
    except ValueError as error:
        return Unusable(name, (Mistake(None, None, str(error)),))
    rep = said.pop("rep", None)
    return wanted_recording(path, name, (str(rep),) if rep else (), {"team": defaults.team, **said})


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
