"""`sidetone review FILE…`: the whole job without a server."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console

from scoring.errors import BadInput, BadRecording, SidetoneError
from scoring.judgement import Facts
from scoring.library import load_rubric
from scoring.review import Reason, Review
from scoring.reviewing import Scoring, failed, timed
from scoring.reviewing import review as review_call
from scoring.roles import Channel
from scoring.visible import visible
from service.commands.outputs import Outputs
from service.commands.progress import show_progress
from service.edges.offline_judge import OfflineJudge
from service.reports.terminal import print_review
from service.settings import Settings
from service.version import program_version

EXIT = {"scored": 0, "not_scored": 3, "failed": 1}
WORST_FIRST = (1, 2, 3, 0)


class RepChannel(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class JudgeName(StrEnum):
    OFFLINE = "offline"


CHANNELS: dict[RepChannel, Channel] = {RepChannel.LEFT: "left", RepChannel.RIGHT: "right"}


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
        RepChannel | None, typer.Option(help="The channel the rep is on. Without it the words decide.")
    ] = None,
    judge: Annotated[
        JudgeName, typer.Option(help="Who reads the call. offline: cues, no language model.")
    ] = JudgeName.OFFLINE,
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
    settings = Settings()
    outputs = Outputs.prepare(json, html, files)
    scoring = Scoring(
        rubric=load_rubric(rubric or settings.rubric),
        judge={JudgeName.OFFLINE: OfflineJudge}[judge](),
        facts=read_facts(fact or []),
        program=program_version(),
    )
    channel: Channel | None = None if rep_channel is None else CHANNELS[rep_channel]
    outcomes = []
    for outcome in review_files(files, channel, scoring, settings):
        outcomes.append(outcome)
        outputs.write_page(outcome.file, outcome.review)
        if not outputs.json_on_screen:
            print_review(outcome.review, Console(), explain=explain)
    outputs.write_json([outcome.review for outcome in outcomes])
    outputs.tell(Console(stderr=True))
    raise typer.Exit(worst(outcome.exit_code for outcome in outcomes))


def review_files(
    files: list[Path], rep_channel: Channel | None, scoring: Scoring, settings: Settings
) -> Iterator[Outcome]:
    """Reviews one file after the other. The speech model is loaded once, when the first file needs it."""
    from service.edges.speech_models import find_model
    from service.edges.transcriber import Ears

    ears: Ears | None = None
    for file in files:
        with show_progress(visible(file.name)) as progress:
            try:
                if ears is None:
                    progress("finding the speech model", 0)
                    ears = Ears(
                        find_model(
                            settings.speech_model,
                            folder=settings.speech_model_folder,
                            cache=settings.home / "models",
                        ),
                        threads=settings.threads,
                    )
                heard = ears.hear(file, progress=progress)
                progress("judging", 0)
                began = perf_counter()
                reviewed = review_call(heard, rep_channel, scoring)
                reviewed = timed(reviewed, judging=round(perf_counter() - began, 3))
            except BadInput as error:
                yield Outcome(file, failed(_reason(error), scoring.program), error.exit_code)
                continue
        yield Outcome(file, reviewed, EXIT[reviewed.status])


def _reason(error: SidetoneError) -> Reason:
    code = error.code if isinstance(error, BadRecording) else "bad_input"
    return Reason(code=code, message=error.message, next_step=error.next_step)


def read_facts(pairs: list[str]) -> Facts:
    """`direction=inbound` … as facts. Raises BadInput for a name or a value that is not known."""
    given = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in Facts.model_fields:
            known = ", ".join(Facts.model_fields)
            raise BadInput(f"--fact {pair} is not understood.", f"Write NAME=VALUE with one of: {known}.")
        given[name] = value
    try:
        return Facts.model_validate(given)
    except ValueError as error:
        raise BadInput(f"--fact: {error}", "direction is inbound or outbound, day is YYYY-MM-DD.") from error


def worst(codes: Iterator[int]) -> int:
    """Of several exit codes the one that matters most: 1, then 2, then 3, then 0."""
    return min(codes, key=WORST_FIRST.index)
