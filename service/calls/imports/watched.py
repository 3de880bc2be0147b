"""A watched folder: what lies in it quietly is taken in and moved to `done`, `refused` or `held` below it.

Nothing is remembered but the files themselves. Ended anywhere and started again, it goes on: a recording that
was taken in and not moved yet is here already, and is moved then.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scoring.visible import visible
from service.calls.imports.folder import described, is_recording
from service.calls.imports.intake import Door, Intake, known_reps
from service.calls.imports.manifest import Defaults
from service.calls.imports.patterns import Pattern
from service.calls.imports.report import Told
from service.calls.imports.wanted import Unusable, Wanted
from service.calls.staging import has_room

DONE, REFUSED, HELD = "done", "refused", "held"
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart")
"""How names of files end that another program is still writing."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """What a file was like when it was looked at, since when (monotonic seconds) it is like that."""

    size: int
    changed: int
    since: float

    def is_like(self, other: "Look") -> bool:
        return (self.size, self.changed) == (other.size, other.changed)


@dataclass
class WatchedFolder:
    """One folder. `quiet` is how many seconds a file has to stay as it is before it is taken in."""

    folder: Path
    door: Door
    pattern: Pattern
    defaults: Defaults
    quiet: float
    _seen: dict[Path, Look] = field(default_factory=dict)

    def once(self, clock: float, today: datetime) -> list[Told]:
        """Looks once; what became of the files that were quiet. `clock` is monotonic, in seconds."""
        told = []
        for path in self._quiet_ones(clock):
            if not has_room(self.folder, path.stat().st_size, self.door.keep_free):
                log.warning("The disk is nearly full: recordings wait in %s.", self.folder)
                break
            told += self._take(path, today)
        return told

    @property
    def waiting(self) -> int:
        """How many files are there that were not quiet for long enough when they were last looked at."""
        return sum(path.is_file() for path in self._seen)

    def retry_held(self, today: datetime) -> list[Told]:
        """Tries again what lies in `held`; what became of those that need not wait any longer."""
        waiting = [path for path in sorted(self._place(HELD).glob("*")) if path.is_file()]
        return [told for path in waiting for told in self._take(path, today) if told.outcome != "held"]

    def _quiet_ones(self, clock: float) -> list[Path]:
        there = {}
        for path in sorted(self.folder.iterdir()):
            if path.name.startswith(".") or path.suffix.lower() in UNFINISHED or path.is_symlink():
                continue
            if path.is_file():
                now = path.stat()
                look = Look(now.st_size, now.st_mtime_ns, clock)
                before = self._seen.get(path, look)
                there[path] = before if before.is_like(look) else look
        self._seen = there
        return [path for path, look in there.items() if clock - look.since >= self.quiet]

    def _take(self, path: Path, today: datetime) -> list[Told]:
        if not is_recording(path):
            why = f"{path.suffix or 'a name without an ending'} is no recording"
            return self._moved(path, [Told(outcome="refused", file=path.name, why=why)])
        entry = self._described(path, today)
        if not isinstance(entry, Unusable) and self._names_nobody(entry) and path.parent != self._place(HELD):
            path = move_into(path, self._place(HELD))
            entry = self._described(path, today)
        return self._moved(path, Intake(self.door, self.folder.name).take(entry))

    def _described(self, path: Path, today: datetime) -> Wanted | Unusable:
        return described(path, path.name, self.pattern, self.defaults, today)

    def _names_nobody(self, wanted: Wanted) -> bool:
        with self.door.database.read() as session:
            return bool(wanted.reps) and not known_reps(session, wanted.reps)

    def _moved(self, path: Path, told: list[Told]) -> list[Told]:
        """Moves the file to where it belongs now; one that is held lies there already."""
        if any(one.outcome == "refused" for one in told):
            moved = move_into(path, self._place(REFUSED))
            reason = "\n".join(visible(one.why) for one in told) + "\n"
            moved.with_name(f"{moved.name}.reason.txt").write_text(reason, encoding="utf-8")
        elif told[0].outcome != "held":
            move_into(path, self._place(DONE))
        return told

    def _place(self, name: str) -> Path:
        return self.folder / name


def move_into(path: Path, folder: Path) -> Path:
    """Moves a file into a folder beside it, under a name that is free there: `call.wav`, `call-2.wav` …"""
    folder.mkdir(exist_ok=True)
    target, number = folder / path.name, 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    return path.rename(target)
