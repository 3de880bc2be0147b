"""A recording somebody wants taken in: which file, whose call, and what is known of it."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from scoring.complaint import complaint
from scoring.visible import visible
from service.calls.details import CallDetails
from service.sheets import Mistake

PRIORITY = 50
"""Imports wait behind what a person uploads and waits for."""

COLUMNS = {"rep": "rep_external_id"}
"""What a field is called in a manifest, where that is another word."""


@dataclass(frozen=True)
class Wanted:
    """One recording. `reps` are the ids and e-mails its rep goes by: the first that is known counts."""

    path: Path
    name: str
    details: CallDetails
    reps: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True)
class Unusable:
    """A row or a file name that cannot be used, with every mistake in it."""

    name: str
    mistakes: tuple[Mistake, ...]
    line: int | None = None


def wanted_recording(
    path: Path, name: str, reps: tuple[str, ...], values: dict[str, object], line: int | None = None
) -> Wanted | Unusable:
    """Checks the values by name; those that are empty are left away."""
    given = {key: value for key, value in values.items() if value not in (None, "")}
    try:
        details = CallDetails.model_validate({"file": path.name, "priority": PRIORITY, **given})
    except ValidationError as error:
        mistakes = tuple(
            Mistake(line, COLUMNS.get(str(one["loc"][0]), str(one["loc"][0])), visible(complaint(one)))
            for one in error.errors()
        )
        return Unusable(name, mistakes, line)
    return Wanted(path, name, details, reps, line)
