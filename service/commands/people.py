"""`sidetone people …`: who takes calls, and for which team since when."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from scoring.errors import BadInput
from scoring.visible import visible
from service.commands.import_calls import Zone, defaults
from service.commands.installation import ACTOR, installation

app = typer.Typer(help="Who takes calls, and for which team.", no_args_is_help=True)
Since = Annotated[
    str | None, typer.Option(help="From which day on, e.g. 2026-11-03; else from now on.", metavar="DATE")
]


@app.command("add")
def add(
    name: Annotated[str, typer.Option(help="What they are called.")],
    email: Annotated[str | None, typer.Option(help="Their e-mail.")] = None,
    external_id: Annotated[str | None, typer.Option(help="The id the dialler knows them by.")] = None,
    team: Annotated[str | None, typer.Option(help="Their team.")] = None,
    role: Annotated[str, typer.Option(help="rep or manager.")] = "rep",
    since: Since = None,
    zone: Zone = "UTC",
) -> None:
    """Add somebody. Imports find them by the dialler's id or by e-mail."""
    from service.people.actions import add_person
    from service.people.views import NewPerson

    try:
        new = NewPerson.model_validate(
            {"name": name, "email": email, "external_id": external_id, "team": team, "role": role}
        )
    except ValidationError as error:
        wrong = [f"--{str(one['loc'][0]).replace('_', '-')}: {visible(one['msg'])}" for one in error.errors()]
        raise BadInput("Nobody was added.", "\n".join(wrong)) from error
    with installation() as here, here.database.write() as session:
        person = add_person(session, new, moment(since, zone), ACTOR)
    typer.echo(visible(f"{person.name} was added: {person.public_id}"))


@app.command("list")
def list_people(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List everybody with their team of today."""
    from pydantic import TypeAdapter

    from service.people.queries import everybody
    from service.people.views import PersonView

    with installation() as here, here.database.read() as session:
        people = everybody(session)
    if as_json:
        typer.echo(TypeAdapter(list[PersonView]).dump_json(people, indent=2).decode())
        return
    table = Table("name", "e-mail", "external id", "team", "role", "since")
    for one in people:
        since = f"{one.since:%Y-%m-%d}" if one.since else ""
        cells = (one.name, one.email, one.external_id, one.team, one.role, since)
        table.add_row(*(visible(cell or "") for cell in cells))
    console = Console(highlight=False, markup=False)
    console.print(table if people else "There is nobody yet: `sidetone people add`, or `people import`.")


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="A CSV file: name, email, external_id, team, role.", metavar="FILE.csv")
    ],
    since: Since = None,
    zone: Zone = "UTC",
) -> None:
    """Bring in a list of people. Those who are here already are changed and moved to what the list says.

    With a mistake in it, nothing of it is done, and every bad row is named.

    Exit code: 0 done, 2 a row can't be used.
    """
    from service.people.roster_file import import_people

    with installation() as here:
        report = import_people(here.database, file, moment(since, zone), ACTOR)
    typer.echo(report.summary)


@app.command("move")
def move_to(
    person: Annotated[str, typer.Argument(help="Who, by external id or e-mail.")],
    team: Annotated[str, typer.Option(help="The team they go to.")],
    since: Since = None,
    zone: Zone = "UTC",
) -> None:
    """Move a rep to another team. Calls from before stay with the team they were taken for."""
    from service.people.actions import move
    from service.people.queries import find_rep, find_team

    with installation() as here, here.database.write() as session:
        found = find_rep(session, person)
        if found is None:
            raise BadInput(f"Nobody here is called {person}.", "`sidetone people list` shows who there is.")
        move(session, found, find_team(session, team), moment(since, zone), ACTOR)
    typer.echo(visible(f"{found.name} is in {team} from {since or 'now'} on."))


@app.command("health")
def health(
    team: Annotated[str, typer.Argument(help="The team, by name.")],
    data: Annotated[
        bool, typer.Option("--data/--no-data", help="Whether people speak of their health in its calls.")
    ],
    legal_basis: Annotated[
        str | None, typer.Option(help="On what basis a language model outside may read them all the same.")
    ] = None,
) -> None:
    """Say whether a team's calls hold health data: such details are masked too.

    Without a legal basis no language model on another network reads them; the offline judge does.
    """
    from service.people.actions import mark_health_data
    from service.people.queries import find_team

    with installation() as here, here.database.write() as session:
        mark_health_data(session, find_team(session, team), data, legal_basis, ACTOR)
    if not data:
        typer.echo(visible(f"The calls of {team} hold no health data."))
    elif legal_basis is None:
        typer.echo(visible(f"The calls of {team} hold health data; no model outside reads them."))
    else:
        typer.echo(visible(f"The calls of {team} hold health data; the legal basis is written down."))


def moment(since: str | None, zone: str) -> datetime:
    """The beginning of a day in that zone; without one, now. Raises BadInput for what is no day."""
    from service.db.base import now

    known = ZoneInfo(defaults(zone, None).zone)
    if since is None:
        return now()
    try:
        return datetime.combine(date.fromisoformat(since), time(), known)
    except ValueError as error:
        raise BadInput(f"--since: {since!r} is no date.", "Write it as 2026-11-03.") from error
