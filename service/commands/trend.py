"""`sidetone trend REP`: the weekly averages of a rep with their likely ranges."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from scoring.errors import BadInput
from scoring.visible import visible
from service.commands.installation import installation
from service.commands.streams import print_json

if TYPE_CHECKING:
    from scoring.trend_records import Point, Series
    from service.trends.views import TrendQuery, TrendView


def trend(
    rep: Annotated[str, typer.Argument(help="Whose, by external id or e-mail.", metavar="REP")],
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How many weeks.")] = 26,
    until: Annotated[
        str | None, typer.Option(help="Any day of the last week; else this week.", metavar="DATE")
    ] = None,
    selection: Annotated[
        str, typer.Option(help="How the calls were chosen: random, manager, rep or complaint.")
    ] = "random",
    criterion: Annotated[
        str | None, typer.Option(help="Only this criterion, by its key, or qa.", metavar="KEY")
    ] = None,
    rubric: Annotated[
        str | None, typer.Option(help="Only this rubric, as b2b-discovery or b2b-discovery@1.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print it as CSV.")] = False,
) -> None:
    """Print a rep's weekly averages: QA score and each criterion, with likely range and number of calls.

    An average needs 8 calls; where a week holds fewer it is that of the last weeks, 12 at most.
    """
    if as_json and as_csv:
        raise BadInput("--json and --csv ask for two different things.", "Leave one of them away.")
    query = _query(weeks=weeks, until=until, selection=selection, criterion=criterion, rubric=rubric)
    name, found = _found(rep, query)
    if as_json:
        print_json(found.model_dump_json(indent=2))
    elif as_csv:
        from service.trends.table import trend_table

        sys.stdout.write(trend_table(found))
    else:
        _print(name, found)


def _query(**asked: object) -> "TrendQuery":
    from pydantic import ValidationError

    from service.trends.views import TrendQuery

    try:
        return TrendQuery.model_validate(asked)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(
            f"--{first['loc'][0]}: {first['msg']}.", "`sidetone trend --help` shows what may be asked."
        ) from error


def _found(rep: str, query: "TrendQuery") -> "tuple[str, TrendView]":
    from service.people.queries import find_rep
    from service.trends.queries import trend_of

    with installation() as here, here.database.read() as session:
        person = find_rep(session, rep)
        if person is None:
            raise BadInput(f"Nobody here is called {rep}.", "`sidetone people list` shows who there is.")
        return person.name, trend_of(session, person, query)


def _print(name: str, found: "TrendView") -> None:
    console = Console(highlight=False, markup=False)
    console.print(visible(name), style="bold")
    if not any(series.points for series in found.series):
        console.print(f"Too early to say: no {found.selection} call was scored in these {found.weeks} weeks.")
        return
    for series in found.series:
        if series.points:
            console.print(_table(series))
    console.print(f"likely 83–91: {found.likely}.", style="dim")


def _table(series: "Series") -> Table:
    table = Table(
        "week", "calls", "average, likely range, what it rests on", "scored by", title_justify="left"
    )
    table.title = visible(series.title)
    for point in series.points:
        table.add_row(f"{point.week}", str(point.n), visible(point.words), visible(_by(point)))
    return table


def _by(point: "Point") -> str:
    made = point.scored_by
    reader = "AI reading" if made.model else f"{made.judge} judge"
    parts = [made.rubric, f"{reader}, {made.model}" if made.model else reader]
    return "; ".join(parts) + (f" (new: {' and '.join(point.changed)})" if point.changed else "")
