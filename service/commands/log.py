"""`sidetone log …`: the dialler's call log, from which samples are drawn."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands.import_calls import Zone, defaults
from service.commands.installation import ACTOR, installation
from service.commands.streams import print_json

app = typer.Typer(help="The dialler's log of all calls.", no_args_is_help=True)


@app.callback()
def log() -> None:
    """The dialler's log of all calls."""


@app.command("import")
def import_log(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV file: external_id, rep (or rep_external_id, or email), start, seconds; and zone, "
            "direction, kind, outcome, team.",
            metavar="FILE.csv",
        ),
    ],
    zone: Zone = "UTC",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Bring in the calls that took place, also those of the last 90 days. The same file changes nothing.

    A line that names nobody known is held (`sidetone held list`). Recordings that are here are matched by the
    call's external id, now and whenever one comes.

    Exit code: 0 every line is in or held, 2 something was refused.
    """
    from service.db.base import now
    from service.frame.actions import write_log
    from service.frame.files import read_log_file

    with installation() as here:
        read = read_log_file(file, defaults(zone, None).zone, now())
        report = write_log(here.database, read.lines, file.name, ACTOR)
        report.refused = sorted([*read.refused, *report.refused], key=lambda one: one.line)
        report.unused_columns = list(read.unused)
    if as_json:
        print_json(report.model_dump_json(indent=2))
    else:
        for word, told in (("refused", report.refused), ("held", report.held), ("changed", report.changed)):
            for one in told:
                typer.echo(f"{word}: {one}")
        if report.unused_columns:
            typer.echo(f"Columns not used: {', '.join(report.unused_columns)}")
        typer.echo(report.summary)
    raise typer.Exit(2 if report.refused else 0)
