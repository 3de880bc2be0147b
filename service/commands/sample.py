"""`sidetone sample …`: which calls are looked at, drawn from the call log and never chosen."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from scoring.errors import BadInput
from scoring.formats import counted
from scoring.visible import visible
from service.commands.installation import ACTOR, Installation, installation
from service.commands.sample_lines import show_coverage, show_draws, show_places, show_rules
from service.commands.streams import print_json
from service.commands.targets import check_writable, why
from service.commands.targets import replace as write_whole

if TYPE_CHECKING:
    from service.frame.sample_queries import SampleFilter
    from service.frame.sample_views import DrawnCallView

app = typer.Typer(help="Which calls are looked at: draws from the call log.", no_args_is_help=True)
WeekDay = Annotated[
    str | None, typer.Option("--week", help="Any day of the week; else last week.", metavar="DATE")
]
Rep = Annotated[str | None, typer.Option(help="Of one rep, by external id or e-mail; else everybody.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Csv = Annotated[
    Path | None, typer.Option("--csv", help="Write the drawn calls as a table.", metavar="FILE.csv")
]
OPTIONS = {"why": "because"}
"""Options that are called otherwise than the field they fill."""


@app.command("rule")
def rule(
    calls: Annotated[int | None, typer.Option(help="Calls of a rep and week.")] = None,
    shortest: Annotated[float | None, typer.Option(help="Seconds a call lasts at least to be drawn.")] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="The first week it is for.", metavar="DATE")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--until", help="The last week; else until a later rule.", metavar="DATE")
    ] = None,
    rep: Rep = None,
    team: Annotated[str | None, typer.Option(help="Of one team, by name.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fix how many calls are drawn and how long one lasts at least; without options, list the rules.

    A rule is for weeks of which nothing was drawn yet and never changed; a later one takes its place. A
    rep's own comes before that of their team, and that before everybody's.
    """
    from service.frame.rules import fix_rule, rules
    from service.frame.sample_views import NewRule

    given = {"calls": calls, "shortest": shortest, "from": first, "until": last, "rep": rep, "team": team}
    with installation() as here:
        if any(value is not None for value in given.values()):
            try:
                new = NewRule.model_validate(
                    {key: value for key, value in given.items() if value is not None}
                )
            except ValidationError as error:
                raise _not_understood("No rule was fixed.", error) from error
            with here.database.write() as session:
                fix_rule(session, new, ACTOR)
        with here.database.read() as session:
            views = rules(session)
    if as_json:
        print_json(json.dumps([view.model_dump(mode="json") for view in views], indent=2))
    else:
        show_rules(views)


@app.command("draw")
def draw(week: WeekDay = None, rep: Rep = None, csv: Csv = None, as_json: AsJson = False) -> None:
    """Draw the calls of a week, and print which recordings to fetch.

    A week is drawn when it is over and its log is complete: calls that are logged later are never drawn.
    Asked for again, the same draw is printed; nothing is drawn twice.

    Exit code: 0 drawn, now or before; 2 a rep's calls could not be drawn.
    """
    from service.db.base import now
    from service.frame.drawing import draw_week
    from service.frame.rules import known_rep

    _look_at(csv)
    with installation() as here:
        person = None
        if rep is not None:
            with here.database.read() as session:
                person = known_rep(session, rep)
        report = draw_week(here.database, _week(week), person, now(), ACTOR)
    _write(csv, [place for view in report.draws for place in view.calls])
    if as_json:
        print_json(report.model_dump_json(indent=2))
    else:
        show_draws(report)
    raise typer.Exit(2 if report.not_drawn else 0)


@app.command("list")
def list_drawn(
    week: WeekDay = None,
    rep: Rep = None,
    missing: Annotated[bool, typer.Option("--missing", help="Only recordings that are not here.")] = False,
    csv: Csv = None,
    as_json: AsJson = False,
) -> None:
    """Print the drawn calls of a week and how far each has come."""
    from service.frame.sample_queries import drawn_calls
    from service.people.who import INSTALLATION

    _look_at(csv)
    with installation() as here:
        wanted = _wanted(here, week, rep)
        with here.database.read() as session:
            drawn = drawn_calls(session, wanted, INSTALLATION)
            places = [one for one in drawn if not missing or one.state == "missing"]
    _write(csv, places)
    if as_json:
        print_json(json.dumps([place.model_dump(mode="json") for place in places], indent=2))
    else:
        show_places(places)


@app.command("replace")
def replace(
    call: Annotated[str, typer.Argument(help="The drawn call, by its external id.", metavar="EXTERNAL_ID")],
    because: Annotated[str, typer.Option(help="no_audio, not_a_conversation, cannot_assess or excluded.")],
    note: Annotated[str, typer.Option(help="The reason in words.")] = "",
    team: Annotated[str | None, typer.Option(help="Its team, where two have given the same id.")] = None,
    as_json: AsJson = False,
) -> None:
    """Replace a drawn call that cannot be used by the next of the draw; the reason is kept."""
    from service.frame.replacing import replace as stand_in
    from service.frame.sample_queries import draw_shown, place_of
    from service.frame.sample_views import NewReplacement

    with installation() as here, here.database.write() as session:
        draw_id, place = place_of(session, call, team)
        try:
            new = NewReplacement.model_validate({"place": place, "why": because, "note": note})
        except ValidationError as error:
            raise _not_understood("Nothing was replaced.", error) from error
        came = stand_in(session, draw_id, new, ACTOR)
        session.flush()
        concerned = {place, came and came.place}
        places = [one for one in draw_shown(session, draw_id).calls if one.place in concerned]
    if as_json:
        print_json(json.dumps([one.model_dump(mode="json") for one in places], indent=2))
        return
    show_places(places)
    if came is None:
        typer.echo("The draw has no call left: nothing stands in for it.")


@app.command("coverage")
def coverage(
    week: WeekDay = None,
    rep: Rep = None,
    every: Annotated[bool, typer.Option("--all", help="All weeks.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print frame, drawn, fetched, scored, replaced and missing, and why each missing call is missing."""
    from service.frame.coverage import coverage as covered
    from service.people.who import INSTALLATION

    with installation() as here:
        wanted = _wanted(here, week, rep, every=every)
        with here.database.read() as session:
            view = covered(session, wanted, INSTALLATION)
    if as_json:
        print_json(view.model_dump_json(indent=2))
    else:
        show_coverage(view)


@app.command("check")
def check() -> None:
    """Do every draw again from its seed and frame; the same calls must come out.

    Exit code: 0 all did, 1 one did not.
    """
    from service.frame.checking import check_draws

    with installation() as here, here.database.write() as session:
        found = [(row.public_id, mistake) for row, mistake in check_draws(session)]
    broken = [(draw, mistake) for draw, mistake in found if mistake]
    for draw_id, mistake in broken:
        typer.echo(f"draw {draw_id}: {mistake}")
    typer.echo(f"{counted(len(found), 'draw')} done again, {len(broken)} came out otherwise")
    raise typer.Exit(1 if broken else 0)


def _not_understood(message: str, error: ValidationError) -> BadInput:
    options = [
        (OPTIONS.get(str(one["loc"][0]), one["loc"][0]), visible(one["msg"])) for one in error.errors()
    ]
    return BadInput(message, "\n".join(f"--{option}: {mistake}" for option, mistake in options))


def _week(day: str | None) -> int:
    from service.db.base import now
    from service.frame.weeks import last_week, week_of

    return last_week(now()) if day is None else week_of(day)


def _wanted(here: Installation, week: str | None, rep: str | None, every: bool = False) -> "SampleFilter":
    from service.frame.rules import known_rep
    from service.frame.sample_queries import SampleFilter

    with here.database.read() as session:
        public_id = None if rep is None else known_rep(session, rep).public_id
    return SampleFilter(None if every else _week(week), public_id)


def _look_at(file: Path | None) -> None:
    if file is not None:
        check_writable(file)


def _write(file: Path | None, places: "list[DrawnCallView]") -> None:
    from service.frame.lists import drawn_csv

    if file is None:
        return
    try:
        write_whole(file, drawn_csv(places))
    except OSError as error:
        raise BadInput(
            f"{file} was not written: {why(error)}.",
            "The draw stands: `sidetone sample list --csv` writes it.",
        ) from error
