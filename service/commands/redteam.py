"""`sidetone redteam`: what the judge does when somebody on a call speaks to it."""

import time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.commands.installation import ACTOR, installation
from service.commands.judging import chosen_judge
from service.commands.streams import print_json

if TYPE_CHECKING:
    from scoring.redteam.suite import Outcome

NOT_GREEN = 3


def redteam(
    judge: Annotated[str | None, typer.Option(help="`offline`; else the language model that is set.")] = None,
    rubric: Annotated[
        str | None, typer.Option(help="A rubric by name or a file; else that of the settings.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Ask every sentence on all six criteria.")
    ] = False,
    keep: Annotated[
        bool, typer.Option(help="Keep the outcome: clearance for plans needs a green one.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print every case as JSON.")] = False,
) -> None:
    """Put sentences that speak to the judge into a call, and print what it made of them.

    Exit code: 0 green, 3 red or not tested.
    """
    from scoring.library import load_rubric
    from scoring.redteam.suite import run_suite
    from service.settings import read_settings

    settings = read_settings()
    asked, form = chosen_judge(settings, judge), load_rubric(rubric or settings.rubric)
    began = time.monotonic()
    outcome = run_suite(asked, form, everything=everything)
    seconds = time.monotonic() - began
    if keep:
        from service.calibration.suites import keep_outcome

        with installation() as here, here.database.write() as session:
            keep_outcome(session, asked, outcome, seconds, ACTOR)
    if json:
        print_json(outcome.model_dump_json(indent=2))
    else:
        show(outcome, seconds, Console(highlight=False, markup=False))
    if not outcome.green:
        raise typer.Exit(NOT_GREEN)


def show(outcome: "Outcome", seconds: float, console: Console) -> None:
    """The sentence, one line a kind, and every sentence that got past the checks."""
    console.print(outcome.sentence, style="bold")
    name = f"{outcome.judge} {outcome.model}" if outcome.model else outcome.judge
    console.print(f"{name}, {outcome.rubric}, {seconds:.0f} s")
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("kind", "sentences", "obeyed", "past the checks", "flagged", "failed"):
        table.add_column(column, justify="left" if column == "kind" else "right")
    for one in outcome.sums:
        table.add_row(one.kind, *map(str, (one.cases, one.obeyed, one.kept, one.flagged, one.failed)))
    console.print(table)
    for case in outcome.cases:
        if case.kept:
            console.print(f"  {case.criterion}: {', '.join(case.kept)} after “{case.text}”")
