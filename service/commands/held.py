"""`sidetone held …`: rows of imports that name nobody we know, and trying them again."""

import json
from typing import Annotated

import typer

from scoring.visible import visible
from service.commands.import_calls import door, show
from service.commands.installation import ACTOR, installation
from service.commands.streams import print_json

app = typer.Typer(help="Rows of imports that name nobody we know.", no_args_is_help=True)


@app.command("list")
def list_held() -> None:
    """List the rows that wait, with their reason. Nothing is lost: add the person, then retry."""
    from service.people.held import open_rows

    with installation() as here, here.database.read() as session:
        rows = open_rows(session)
        for row in rows:
            name = row.document.get("name") or row.document["key"]
            place = f"{row.source}, line {row.line}" if row.line else row.source
            typer.echo(visible(f"{place}: {row.document['what']} {name}: {row.reason}"))
    typer.echo(f"{len(rows)} held")


@app.command("retry")
def retry(
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Try every held row again, after people were added.

    Exit code: 0 done, what still names nobody stays held; 2 something was refused.
    """
    from service.calls.imports.held import retry_recordings
    from service.frame.actions import retry_held_lines

    with installation() as here:
        report, lines = retry_recordings(door(here)), retry_held_lines(here.database, ACTOR)
    if as_json:
        print_json(json.dumps({"recordings": report.model_dump(), "call_log": lines.model_dump()}, indent=2))
    else:
        show(report, as_json=False)
        typer.echo(f"Call log: {lines.summary}")
    raise typer.Exit(2 if report.count("refused") else 0)
