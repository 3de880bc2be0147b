"""Recordings to measure by, and what was really said in them.

Beside `call.wav` stands `call.reference.json`; a folder of `fixtures/calls` has one `reference.json` for its
recordings. A recording without one is heard for its speed and for words where there should be none.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.accuracy.measures import Spoken, comparable
from scoring.errors import BadInput

SOUNDS = frozenset(
    ".wav .mp3 .m4a .mp4 .3gp .amr .ogg .opus .webm .flac .aif .aiff .au .wma .g722 .spx .gsm".split()
)
_PERSONS = {"agent": "rep", "rep": "rep", "customer": "customer", "caller": "customer"}

Timed = tuple[str, float | None, float | None, int]


@dataclass(frozen=True)
class Subject:
    """A recording to hear. `said` None: there is no reference; empty: nobody says anything."""

    name: str
    file: Path
    said: tuple[Spoken, ...] | None


def subjects(places: Sequence[Path]) -> list[Subject]:
    """The recordings in these files and folders. Raises BadInput where there are none, or a bad reference."""
    found = [subject for place in places for subject in _in(place)]
    if not found:
        raise BadInput("There is no recording to measure by.", "Name recordings, or folders that hold some.")
    return found


def _in(place: Path) -> Iterator[Subject]:
    if not place.exists():
        raise BadInput(f"There is no {place}.", "Name a recording, or a folder that holds some.")
    files = [place] if place.is_file() else sorted(place.rglob("*"))
    for file in files:
        if file.suffix.lower() in SOUNDS and file.is_file():
            yield Subject(f"{file.parent.name}/{file.name}", file, _said(file))


def _said(file: Path) -> tuple[Spoken, ...] | None:
    for reference in (file.with_suffix(".reference.json"), file.parent / "reference.json"):
        if reference.is_file():
            try:
                return tuple(_words(json.loads(reference.read_text("utf-8"))))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                message = f"{reference} can't be read as a reference ({type(error).__name__}: {error})."
                raise BadInput(message, "docs/hearing.md says how a reference is written.") from error
    return None


def _words(document: dict[str, Any]) -> Iterator[Spoken]:
    """Every person's words in order. A reference has a transcript, turns, or a text for each channel."""
    if "transcript" in document:
        spoken = [(s["speaker"], _exact(s, n)) for n, s in enumerate(document["transcript"]["sentences"])]
    elif "turns" in document:
        spoken = [(_person(turn["role"]), _spread(turn, n)) for n, turn in enumerate(document["turns"])]
    else:
        channels = [name for name in ("left", "right", "only") if name in document]
        if not channels:
            raise ValueError("it has no transcript, turns or channels")
        spoken = [(name, _untimed(document[name], n)) for n, name in enumerate(channels)]
    for person in dict.fromkeys(person for person, _ in spoken):
        yield from comparable(person, [word for who, words in spoken if who == person for word in words])


def _person(role: str) -> str:
    return _PERSONS.get(role, role)


def _exact(sentence: dict[str, Any], number: int) -> list[Timed]:
    return [(word["text"], word["start"], word["end"], number) for word in sentence["words"]]


def _untimed(text: str, number: int) -> list[Timed]:
    return [(word, None, None, number) for word in text.split()]


def _spread(turn: dict[str, Any], number: int) -> list[Timed]:
    """The words of a turn, its time shared out among them by their letters."""
    if "s" not in turn:
        return _untimed(turn["text"], number)
    words = turn["text"].split()
    second = (turn["e"] - turn["s"]) / max(1, sum(map(len, words)))
    timed: list[Timed] = []
    start = float(turn["s"])
    for word in words:
        end = start + len(word) * second
        timed.append((word, start, end, number))
        start = end
    return timed
