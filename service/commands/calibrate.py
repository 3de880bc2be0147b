"""`sidetone calibrate …`: the report of a calibration round, and its ratings for other tools."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from scoring.errors import BadInput
from service.commands.installation import installation
from service.commands.streams import print_json
from service.commands.targets import check_writable, why
from service.commands.targets import replace as write_whole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.db.tables import Round

app = typer.Typer(help="Calibration rounds: how far people and the judge agree.", no_args_is_help=True)
RoundName = Annotated[str, typer.Argument(help="The round's id, or its title.", metavar="ROUND")]


@app.command("list")
def list_rounds() -> None:
    """List the rounds, newest first."""
    from service.calibration.queries import list_rounds as listed
    from service.db.base import now
    from service.people.who import INSTALLATION

    console = Console(highlight=False, markup=False)
    with installation() as here, here.database.read() as session:
        rows = listed(session, INSTALLATION, now())
    if not rows:
        console.print("There is no calibration round yet.")
    for row in rows:
        console.print(f"{row.id}  {row.state:8} {row.calls:4} calls {row.raters:3} raters  {row.title}")


@app.command("report")
def report(
    round_name: RoundName,
    html: Annotated[
        Path | None, typer.Option(help="Write a page that opens anywhere.", metavar="FILE")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print everything, unrounded, as JSON.")] = False,
    pooled: Annotated[bool, typer.Option(help="With the other open rounds of its series.")] = False,
) -> None:
    """Say how far the raters of an opened round agree, criterion by criterion."""
    from service.calibration.queries import report_of
    from service.db.base import now
    from service.reports.round_html import render_round
    from service.reports.round_terminal import print_round

    if html is not None:
        check_writable(html)
    with installation() as here, here.database.read() as session:
        made = report_of(session, _round(session, round_name), now(), pooled=pooled)
    if html is not None:
        _write(html, render_round(made))
    if json:
        print_json(made.model_dump_json(indent=2))
    elif html is None:
        print_round(made, Console(highlight=False, markup=False))


@app.command("export")
def export(
    round_name: RoundName,
    out: Annotated[Path | None, typer.Option(help="Write to a file; else print.", metavar="FILE")] = None,
    items: Annotated[
        bool, typer.Option(help="The yes (1) and no (0) of all items; else the levels.")
    ] = False,
) -> None:
    """Write all ratings of an opened round as CSV, one row each: unit,rater,value. Empty is missing.

    `sidetone agreement FILE --scale 1,2,3,4,5` checks the figures of the report from it.
    """
    from service.calibration.exports import ratings_csv
    from service.calibration.frames import frame_of, round_data
    from service.calibration.queries import opened
    from service.db.base import now

    if out is not None:
        check_writable(out)
    with installation() as here, here.database.read() as session:
        row = _round(session, round_name)
        opened(row, now())
        text = ratings_csv(frame_of(round_data(session, [row])), items=items)
    if out is None:
        typer.echo(text, nl=False)
    else:
        _write(out, text)


def _round(session: "Session", name: str) -> "Round":
    """The round of that id or title. Raises BadInput where there is none, or more than one."""
    from sqlalchemy import or_, select

    from service.db.tables import Round

    rows = session.scalars(select(Round).where(or_(Round.public_id == name, Round.title == name))).all()
    if len(rows) == 1:
        return rows[0]
    what = f"There is no round {name!r}." if not rows else f"{len(rows)} rounds are called {name!r}."
    raise BadInput(what, "`sidetone calibrate list` shows them with their ids.")


def _write(file: Path, text: str) -> None:
    try:
        write_whole(file, text)
    except OSError as error:
        raise BadInput(f"{file} could not be written: {why(error)}.", "Name another place.") from error
