"""`sidetone rubric …`: look at a rubric file before anybody is scored on it, and get one back out."""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scoring.errors import BadInput
from scoring.visible import visible

app = typer.Typer(help="Check and export rubrics.", no_args_is_help=True)


@app.callback()
def rubric() -> None:
    """Check and export rubrics."""


@app.command("check")
def check(
    files: Annotated[list[Path], typer.Argument(help="Rubric files to check.", metavar="FILE…")],
) -> None:
    """Explain every mistake in a rubric file, with its place.

    Exit code: 0 nothing wrong, 2 mistakes, or a file that can't be read.
    """
    from scoring.library import Unreadable, read_rubric
    from scoring.rubric_check import check_rubric

    console = Console(highlight=False, markup=False, soft_wrap=True)
    mistaken = 0
    for file in files:
        name = visible(str(file))
        try:
            mistakes = check_rubric(read_rubric(file))
        except Unreadable as error:
            mistaken += 1
            console.print(f"{name} {error}. Look at its path and rights.", style="bold")
            continue
        mistaken += bool(mistakes)
        if not mistakes:
            console.print(f"{name}: nothing wrong.")
            continue
        console.print(f"{name}: {len(mistakes)} mistake{'s' * (len(mistakes) > 1)}", style="bold")
        for mistake in mistakes:
            console.print(f"  {mistake.place}: {visible(mistake.message)}")
            if mistake.hint:
                console.print(f"      {visible(mistake.hint)}", style="dim")
    raise typer.Exit(2 if mistaken else 0)


@app.command("export")
def export(
    name: Annotated[
        str, typer.Argument(help="Which: b2b-discovery, or b2b-discovery@1.", metavar="SLUG[@VERSION]")
    ],
) -> None:
    """Print a published rubric as a file again, from the database. Its fingerprint is the published one.

    Exit code: 0 printed, 1 no database, 2 there is no such rubric.
    """
    from service.commands.installation import installation
    from service.reviews.rubric_files import rubric_file
    from service.reviews.rubrics import published

    named = re.fullmatch(r"([a-z0-9][a-z0-9-]*)(?:@([0-9]{1,9}))?", name)
    if named is None:
        raise BadInput(f"{name!r} is no name of a rubric.", "Write it as SLUG or SLUG@VERSION.")
    with installation() as here, here.database.read() as session:
        row = published(session, named[1], int(named[2]) if named[2] else None)
        typer.echo(rubric_file(row.document), nl=False)
