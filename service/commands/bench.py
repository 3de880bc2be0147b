"""`sidetone bench hearing`: how well and how fast recordings are heard, beside other engines."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scoring.errors import BadInput
from service.bench.hearing import ENGINES, Line, Trouble, hear_all
from service.bench.paired import differences
from service.bench.references import subjects
from service.bench.table import markdown
from service.settings import CLONE, read_settings

FIXTURES = CLONE / "fixtures" / "calls"

app = typer.Typer(help="Measure this program on this machine.", no_args_is_help=True)


@app.callback()
def bench() -> None:
    """Measure this program on this machine."""


@app.command("hearing")
def hearing(
    places: Annotated[
        list[Path] | None,
        typer.Argument(help="Recordings or folders, with references. None: the fixtures.", metavar="[FILE…]"),
    ] = None,
    engine: Annotated[
        list[str] | None, typer.Option(help=f"Who hears; several: repeat it. {', '.join(ENGINES)}.")
    ] = None,
    model: Annotated[
        list[str] | None, typer.Option(help="Speech models by name; several: repeat it.")
    ] = None,
    words: Annotated[
        Path | None, typer.Option(help="Write every line with all its figures here, as JSON.")
    ] = None,
) -> None:
    """Hear recordings, compare with what was really said, print a table.

    Exit code: 0 all were heard, 1 some were not.
    """
    chosen = engine or ["sidetone"]
    unknown = [name for name in chosen if name not in ENGINES]
    if unknown:
        raise BadInput(f"There is no engine {unknown[0]}.", f"Choose of: {', '.join(ENGINES)}.")
    found = subjects(places or [FIXTURES])
    console, errors = Console(highlight=False, markup=False, soft_wrap=True), Console(stderr=True)
    lines, troubles = [], 0
    for name in model or [read_settings().speech_model]:
        for one in chosen:
            for result in hear_all(one, name, found):
                if isinstance(result, Trouble):
                    troubles += 1
                    text = f"{result.engine}: {result.recording} {result.message}"
                    errors.print(text, markup=False, highlight=False)
                else:
                    lines.append(result)
                    errors.print(f"{one}, {name}: {result.recording}", markup=False, highlight=False)
    console.print(f"{markdown(lines)}{differences(lines)}", end="")
    if words is not None:
        words.write_text(json.dumps([_figures(line) for line in lines], indent=1), "utf-8")
    raise typer.Exit(1 if troubles else 0)


def _figures(line: Line) -> dict[str, object]:
    measures = None if line.measures is None else line.measures._asdict()
    return {**vars(line), "measures": measures}
