"""`sidetone review FILE…`: the whole job without a server."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from scoring.errors import BadInput, BadRecording, NotReady, SidetoneError
from scoring.hearing import Heard
from scoring.judgement import Facts
from scoring.library import load_rubric
from scoring.review import Reason, Review
from scoring.reviewing import Scoring, failed, timed
from scoring.reviewing import review as review_call
from scoring.roles import Channel
from scoring.visible import visible
from service.commands.judging import chosen_judge, chosen_writer
from service.commands.outputs import Outputs
from service.commands.progress import Progress, show_progress
from service.commands.streams import orderly_end
from service.settings import Settings, read_settings
from service.version import program_version

if TYPE_CHECKING:
    from service.edges.transcriber import Ears

EXIT = {"scored": 0, "not_scored": 3, "failed": 1}
WORST_FIRST = (1, 2, 3, 0)


class RepChannel(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    VOICE_1 = "1"
    VOICE_2 = "2"
    VOICE_3 = "3"
    VOICE_4 = "4"


class RawFormat(StrEnum):
    MULAW = "mulaw"
    ALAW = "alaw"
    GSM = "gsm"
    G722 = "g722"
    G726 = "g726"


class JudgeName(StrEnum):
    OFFLINE = "offline"
    LLM = "llm"


CHANNELS: dict[RepChannel, Channel] = {
    RepChannel.LEFT: "left",
    RepChannel.RIGHT: "right",
    RepChannel.VOICE_1: "1",
    RepChannel.VOICE_2: "2",
    RepChannel.VOICE_3: "3",
    RepChannel.VOICE_4: "4",
}


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its review and the exit code it stands for."""

    file: Path
    review: Review
    exit_code: int


def review(
    files: Annotated[list[Path], typer.Argument(help="Recordings to review.", metavar="FILE…")],
    rubric: Annotated[
        str | None, typer.Option(help="A rubric by name (b2b-discovery, b2b-discovery@1) or a file.")
    ] = None,
    rep_channel: Annotated[
        RepChannel | None,
        typer.Option(
            help="The channel the rep is on, or the number of the voice. Without it the words decide."
        ),
    ] = None,
    raw_format: Annotated[
        RawFormat | None,
        typer.Option(
            "--format", help="What recordings without a header hold: one channel of 8 kHz (G.722: 16 kHz)."
        ),
    ] = None,
    judge: Annotated[
        JudgeName | None,
        typer.Option(
            help="Who reads the call. offline: cues, no language model. llm: the model that is set, and the "
            "default where one is."
        ),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(help="Write the review as JSON; - for standard output. Several files: an array."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(help="Write a page with player and evidence. Several files: a folder."),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print the sums behind every number.")] = False,
    fact: Annotated[
        list[str] | None,
        typer.Option(help="What is known of the call: jurisdiction=…, product=…, direction=…, day=…"),
    ] = None,
) -> None:
    """Hear, judge and score recordings, with evidence for every answer.

    Exit code: 0 scored, 3 not scored (with the reason), 2 bad input, 1 failed. Of several, the worst.
    """
    settings = read_settings()
    outputs = Outputs.prepare(json, html, files)
    scoring = Scoring(
        rubric=load_rubric(rubric or settings.rubric),
        judge=chosen_judge(settings, judge),
        facts=read_facts(fact or []),
        program=program_version(),
        today=datetime.now(UTC).date(),
        writer=chosen_writer(settings, judge),
        languages=settings.expected_languages,
    )
    channel: Channel | None = None if rep_channel is None else CHANNELS[rep_channel]
    outcomes = []
    with orderly_end():
        try:
            for outcome in review_files(files, channel, scoring, ears(settings, raw_format)):
                outcomes.append(outcome)
                outputs.show(outcome.review, explain=explain)
                outputs.write_page(outcome.file, outcome.review)
        except NotReady:
            # The judge went away after some calls, which are paid for and done.
            if outcomes:
                outputs.write_json([outcome.review for outcome in outcomes])
                outputs.tell(Console(stderr=True))
            raise
        outputs.write_json([outcome.review for outcome in outcomes])
    outputs.tell(Console(stderr=True))
    unwritten = [EXIT["failed"]] if outputs.troubles else []
    raise typer.Exit(worst([*unwritten, *(outcome.exit_code for outcome in outcomes)]))


Hear = Callable[[Path, Progress], Heard]
"""Hears a recording and tells how far it is. Raises BadInput for a file that can't be heard."""


def review_files(
    files: list[Path], rep_channel: Channel | None, scoring: Scoring, hear: Hear
) -> Iterator[Outcome]:
    """Reviews one file after the other; one that can't be heard, or breaks us, does not stop the next."""
    for file in files:
        with show_progress(visible(file.name)) as progress:
            try:
                heard = hear(file, progress)
                outcome = _reviewed(file, heard, rep_channel, scoring, progress)
            except BadInput as error:
                outcome = Outcome(file, failed(_reason(file, error), scoring.program), error.exit_code)
            except NotReady:
                raise
            except Exception as error:
                logging.getLogger(__name__).debug("reviewing broke", exc_info=True)
                broken = failed(_unexpected(file, error), scoring.program)
                outcome = Outcome(file, broken, EXIT["failed"])
        yield outcome


def _reviewed(
    file: Path, heard: Heard, rep_channel: Channel | None, scoring: Scoring, progress: Progress
) -> Outcome:
    progress("judging", 0)
    began = perf_counter()
    document = review_call(heard, rep_channel, scoring)
    document = timed(document, judging=round(perf_counter() - began, 3))
    return Outcome(file, document, EXIT[document.status])


def ears(settings: Settings, raw_format: str | None = None) -> Hear:
    """Hearing with the configured speech model, which is loaded when the first file needs it."""

    @cache
    def loaded() -> "Ears":
        from service.edges.speech_models import find_model
        from service.edges.transcriber import Ears
        from service.edges.voice_model import find_voice_model

        folder, models = settings.speech_model_folder, settings.home / "models"
        return Ears(
            find_model(settings.speech_model, folder=folder, cache=models),
            threads=settings.threads,
            hotwords=settings.hotwords,
            voices=find_voice_model(settings.voice_model, cache=models),
            raw_format=raw_format,
        )

    def hear(file: Path, progress: Progress) -> Heard:
        progress("finding the speech model", 0)
        return loaded().hear(file, progress=progress)

    return hear


def _reason(file: Path, error: SidetoneError) -> Reason:
    """Names the file: a recording that could not be opened has nothing else in its document that does."""
    code = error.code if isinstance(error, BadRecording) else "bad_input"
    name = visible(file.name)
    message = error.message if name in error.message else f"{name}: {error.message}"
    return Reason(code=code, message=message, next_step=error.next_step)


def _unexpected(file: Path, error: Exception) -> Reason:
    return Reason(
        code="unexpected",
        message=f"Something broke while {visible(file.name)} was reviewed: {type(error).__name__}: {error}",
        next_step="Nothing was scored. Run it again; if it stays so, report it with this line.",
    )


FACTS = {
    "jurisdiction": "jurisdiction is a word such as US-CA.",
    "product": "product is a word.",
    "direction": "direction is inbound or outbound.",
    "day": "day is a date: YYYY-MM-DD.",
}
"""What may be said about a call from outside, each with how it is written."""


def read_facts(pairs: list[str]) -> Facts:
    """`direction=inbound` … as facts. Raises BadInput for a name or a value that is not known."""
    given = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in FACTS:
            known = ", ".join(FACTS)
            raise BadInput(f"--fact {pair} is not understood.", f"Write NAME=VALUE with one of: {known}.")
        given[name] = value
    try:
        return Facts.model_validate(given)
    except ValidationError as error:
        wrong = str(error.errors()[0]["loc"][0])
        raise BadInput(f"--fact {wrong}={given[wrong]} is not understood.", FACTS[wrong]) from error


def worst(codes: Iterable[int]) -> int:
    """Of several exit codes the one that matters most: 1, then 2, then 3, then 0."""
    return min(codes, key=WORST_FIRST.index)
