"""Taking wanted recordings in, one after the other: by the same door as an upload."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from scoring.errors import BadInput
from service.calls.details import CallDetails
from service.calls.imports.report import Outcome, Told
from service.calls.imports.wanted import Unusable, Wanted
from service.calls.ingest import known_call, take_in
from service.calls.staging import copy_in, stage_folder
from service.db.engine import Database
from service.db.tables import Person
from service.edges.recording_store import RecordingStore
from service.engine import JobEngine
from service.errors import ServiceError
from service.people.held import Holding
from service.people.queries import find_rep, team_name

HELD = "recording"
"""What a held row is that names a recording."""


@dataclass(frozen=True)
class Door:
    """What recordings are taken in by: where to, how long they may be, and in whose name."""

    database: Database
    engine: JobEngine
    store: RecordingStore
    incoming: Path
    largest: int
    keep_free: int
    actor: str


@dataclass
class Intake:
    """One import. With `dry_run` everything is looked at and nothing is changed."""

    door: Door
    source: str
    dry_run: bool = False
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        with self.door.database.read() as session:
            self._holding = Holding(session, HELD)

    def take(self, entry: Wanted | Unusable) -> list[Told]:
        """What became of it; one line for each mistake of an entry that can't be used."""
        if isinstance(entry, Unusable):
            return [
                Told(outcome="refused", file=entry.name, line=one.line, column=one.column, why=one.message)
                for one in entry.mistakes
            ]
        try:
            return [self._take(entry)]
        except OSError as error:
            why = f"it could not be read and stored: {error.strerror or error}"
            return [self._told("refused", entry, why=why, column="file")]
        except (ServiceError, BadInput) as error:
            if getattr(error, "code", "") == "already_here":
                return [self._told("already_here", entry)]
            return [self._told("refused", entry, why=error.message)]

    def _take(self, wanted: Wanted) -> Told:
        if not wanted.path.is_file():
            return self._told("refused", wanted, why="there is no such file", column="file")
        with self.door.database.read() as session:
            found = known_reps(session, wanted.reps)
            if len({rep.id for rep in found.values()}) > 1:
                return self._told("refused", wanted, why=f"{' and '.join(found)} are two different people")
            if wanted.reps and not found:
                return self._hold(wanted)
            name, rep = next(iter(found.items()), (None, None))
            details = wanted.details.model_copy(update={"rep": name})
            team = team_name(session, details.team, rep, details.started_at())
        sha256 = sha256_of(wanted.path)
        known = known_call(self.door.database, sha256, team)
        if known is not None or (self.dry_run and sha256 in self._seen):
            self._settle(wanted)
            return self._told("already_here", wanted, call=known.public_id if known else None)
        self._seen.add(sha256)
        return self._told("accepted", wanted) if self.dry_run else self._store(wanted, details)

    def _store(self, wanted: Wanted, details: CallDetails) -> Told:
        door = self.door
        with stage_folder(door.incoming) as folder:
            staged = copy_in(wanted.path, folder, most=door.largest, keep_free=door.keep_free)
            taken = take_in(door.database, door.engine, door.store, staged, details, door.actor)
        self._settle(wanted)
        outcome: Outcome = "already_here" if taken.already_here else "accepted"
        return self._told(outcome, wanted, call=taken.call.public_id)

    def _hold(self, wanted: Wanted) -> Told:
        why = f"nobody here is called {' or '.join(wanted.reps)}"
        if not self.dry_run:
            document = {
                "path": str(wanted.path),
                "name": wanted.name,
                "reps": list(wanted.reps),
                "details": wanted.details.model_dump(mode="json"),
            }
            with self.door.database.write() as session:
                self._holding.hold(session, self.source, wanted.line or 0, str(wanted.path), why, document)
        return self._told("held", wanted, why=why, column=None)

    def _settle(self, wanted: Wanted) -> None:
        if not self.dry_run:
            with self.door.database.write() as session:
                self._holding.settle(session, str(wanted.path))

    def _told(
        self,
        outcome: Outcome,
        wanted: Wanted,
        *,
        call: str | None = None,
        why: str = "",
        column: str | None = None,
    ) -> Told:
        return Told(outcome=outcome, file=wanted.name, line=wanted.line, column=column, call=call, why=why)


def known_reps(session: Session, names: tuple[str, ...]) -> dict[str, Person]:
    """Those of the names that lead to somebody, in their order."""
    return {name: rep for name in names if (rep := find_rep(session, name)) is not None}


def wanted_from(document: dict[str, Any], line: int) -> Wanted:
    """A recording that was held, as it was wanted."""
    return Wanted(
        path=Path(document["path"]),
        name=document["name"],
        details=CallDetails.model_validate(document["details"]),
        reps=tuple(document["reps"]),
        line=line or None,
    )


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
