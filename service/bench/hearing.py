"""One bench of hearing: an engine's child process over all recordings, measured against what was said."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scoring.accuracy.measures import Measures, Spoken, comparable, measure
from service.bench.any_order import fewest_errors
from service.bench.references import Subject

ENGINES = (
    "sidetone",
    "faster-whisper",
    "faster-whisper-vad",
    "faster-whisper-batched",
    "openai-whisper",
    "whisper.cpp",
    "ctranslate2",
)
"""The ways to hear that `engines` has; that file is not imported here, for the engines take seconds to."""

RolesVerdict = Literal["right", "swapped", "unsure", "–"]


@dataclass(frozen=True)
class Line:
    """An engine and a recording: seconds, memory and, where there is a reference, how well it was heard.

    `any_order`: word errors where people who speak at once may be written down one after the other.
    """

    engine: str
    model: str
    recording: str
    sound: float
    wall: float
    processor: float
    peak_mb: float
    heard: tuple[Spoken, ...]
    roles: RolesVerdict
    measures: Measures | None
    any_order: int | None
    notices: tuple[str, ...]
    decoding: float | None


@dataclass(frozen=True)
class Trouble:
    """Why an engine could not hear a recording, or (`recording` empty) anything."""

    engine: str
    recording: str
    message: str


def hear_all(engine: str, model: str, subjects: Sequence[Subject]) -> Iterator[Line | Trouble]:
    """Hears the recordings one after the other and measures each."""
    by_file = {str(subject.file): subject for subject in subjects}
    command = [sys.executable, "-m", "service.bench.child", engine, *by_file]
    environment = {**os.environ, "SIDETONE_SPEECH_MODEL": model}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        for text in child.stdout:
            told = json.loads(text)
            if "cannot" in told:
                yield Trouble(engine, "", told["cannot"])
            elif "error" in told:
                yield Trouble(engine, by_file[told["file"]].name, told["error"])
            elif "file" in told:
                yield _line(engine, model, by_file[told["file"]], told)
    if child.returncode:
        yield Trouble(engine, "", f"The process ended with {child.returncode}.")


def _line(engine: str, model: str, subject: Subject, told: dict[str, Any]) -> Line:
    heard = _heard(told["words"])
    measured = None if subject.said is None else measure(subject.said, heard)
    return Line(
        engine=engine,
        model=model,
        recording=subject.name,
        sound=told["sound"],
        wall=told["wall"],
        processor=told["processor"],
        peak_mb=told["peak_mb"],
        heard=tuple(heard),
        roles=_roles(engine, subject.said or (), heard, told["roles"]),
        measures=measured,
        any_order=_any_order(subject.said, heard),
        notices=tuple(told["notices"]),
        decoding=told["decoding"],
    )


def _any_order(said: Sequence[Spoken] | None, heard: Sequence[Spoken]) -> int | None:
    """None where the reference says nothing, or not when."""
    if said is None or any(word.start is None for word in said):
        return None
    return fewest_errors(said, heard)


def _heard(words: Sequence[tuple[str, str, float, float]]) -> list[Spoken]:
    voices = dict.fromkeys(voice for voice, *_ in words)
    return [
        spoken
        for voice in voices
        for spoken in comparable(
            voice, [(text, start, end, 0) for v, text, start, end in words if v == voice]
        )
    ]


def _roles(
    engine: str, said: Sequence[Spoken], heard: Sequence[Spoken], roles: dict[str, str]
) -> RolesVerdict:
    """Whether the rep's words, most of them, were given to the rep. The other engines do not tell."""
    if engine != "sidetone" or not {"rep", "customer"} <= {word.voice for word in said}:
        return "–"
    if not roles:
        return "unsure"
    named = [word._replace(voice=roles.get(word.voice, word.voice)) for word in heard]
    as_named = [word for word in named if word.voice in ("rep", "customer")]
    swapped = {"rep": "customer", "customer": "rep"}
    turned = [word._replace(voice=swapped[word.voice]) for word in as_named]
    return "right" if _agreement(said, as_named) >= _agreement(said, turned) else "swapped"


def _agreement(said: Sequence[Spoken], heard: Sequence[Spoken]) -> int:
    """Words of the rep and the customer heard as theirs: errors of each against the other, counted down."""
    persons = ("rep", "customer")
    sides = [
        measure([w for w in said if w.voice == person], [w for w in heard if w.voice == person]).errors
        for person in persons
    ]
    return -sum(side.wrong + side.lost + side.invented for side in sides)
