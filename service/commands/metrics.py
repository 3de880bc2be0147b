"""`sidetone metrics …`: figures from other systems, such as close rate, adherence or handle time."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.installation import ACTOR, installation
from service.commands.streams import print_json

if TYPE_CHECKING:
    from scoring.metrics import Period

app = typer.Typer(
    help="Figures from other systems: close rate, adherence, handle time …", no_args_is_help=True
)
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the export; default: today.")
]


@app.callback()
def metrics() -> None:
    """Figures from other systems."""


@app.command("import")
def import_metrics(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV file: rep_external_id (or rep, or email), metric, first and last (or day), and "
            "count | numerator, denominator | average, n, spread | percentage.",
            metavar="FILE.csv",
        ),
    ],
    source: Annotated[str, typer.Option(help="Where it comes from; default: the file's name.")] = "",
    day: Day = None,
    metric: Annotated[str, typer.Option(help="The metric of every row without one.")] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(help='Which column is which: "average=Adherence %". May be given several times.'),
    ] = None,
    covers: Annotated[
        str, typer.Option(help="The days for which it is complete: 2026-03-01..2026-03-31.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Bring in figures of a declared kind, all of a file or nothing. The same file again changes nothing.

    Columns that are not mapped are not kept. Exit code: 0 all is in, 2 something was refused.
    """
    from service.db.base import now
    from service.metrics.actions import Batch, import_figures
    from service.metrics.files import read_figures
    from service.metrics.rights import may_send
    from service.people.who import INSTALLATION

    period, mapping = period_of(covers), mapping_of(column or [])
    with installation() as here:
        read = read_figures(file, mapping, metric or None)
        on = day.date() if day else now().date()
        source, name = source or file.name[:200], file.name[:255]
        batch = Batch(name, source, on, read.sha256, read.lines, period, read.refused)
        report = import_figures(here.database, batch, ACTOR, may_send(INSTALLATION))
        report.unused_columns = list(read.unused)
    if as_json:
        print_json(report.model_dump_json(indent=2))
    else:
        for word, told in (("refused", report.refused), ("corrected", report.corrected)):
            for one in told:
                typer.echo(f"{word}: {one}")
        if report.unused_columns:
            typer.echo(f"Columns not kept: {', '.join(report.unused_columns)}")
        typer.echo(report.summary)
    raise typer.Exit(2 if report.refused else 0)


@app.command("list")
def list_metrics(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """The metrics that figures can be brought in for."""
    from service.metrics.queries import declared
    from service.metrics.views import MetricList

    with installation() as here, here.database.read() as session:
        items = declared(session)
    if as_json:
        print_json(MetricList(items=items).model_dump_json(indent=2))
        return
    for one in items:
        unit = f" ({one.unit})" if one.unit else ""
        typer.echo(f"{one.key:24} {one.kind:11} {one.direction} is better  {one.title}{unit}")


@app.command("declare")
def declare_metric(
    key: Annotated[str, typer.Argument(help="Its key: small letters, digits, underscores.")],
    kind: Annotated[str, typer.Option(help="count, rate, average or percentage.")],
    title: Annotated[str, typer.Option(help="What people read.")],
    unit: Annotated[str, typer.Option(help='What stands behind the number: "%", "s".')] = "",
    lower: Annotated[bool, typer.Option("--lower-is-better", help="Less is better.")] = False,
) -> None:
    """Declare a metric of your own. Its kind stays once figures of it are here."""
    from pydantic import ValidationError

    from scoring.errors import BadInput
    from scoring.metrics import Declared
    from service.metrics.actions import declare

    direction = "lower" if lower else "higher"
    try:
        new = Declared.model_validate(
            {"key": key, "kind": kind, "title": title, "unit": unit, "direction": direction}
        )
    except ValidationError as error:
        wrong = "; ".join(f"{one['loc'][0]}: {one['msg']}" for one in error.errors())
        raise BadInput("This is no metric.", wrong) from error
    with installation() as here, here.database.write() as session:
        declare(session, new, ACTOR)
    typer.echo(f"{key} is declared: {kind}, {direction} is better.")


def mapping_of(pairs: list[str]) -> dict[str, str]:
    """`ours=theirs` as a table. Raises BadInput for anything else."""
    from scoring.errors import BadInput

    split = [pair.partition("=") for pair in pairs]
    if any(not (ours and equals and theirs) for ours, equals, theirs in split):
        raise BadInput("A column is mapped as OURS=THEIRS.", 'For example: --column "average=Adherence %".')
    return {ours.strip(): theirs for ours, _, theirs in split}


def period_of(text: str) -> "Period | None":
    """`2026-03-01..2026-03-31` as days. Raises BadInput for anything else."""
    from pydantic import ValidationError

    from scoring.errors import BadInput
    from scoring.metrics import Period

    if not text:
        return None
    first, _, last = text.partition("..")
    try:
        return Period.model_validate({"first": first, "last": last})
    except ValidationError as error:
        raise BadInput(
            f'"{text}" are no days.', "Write the first and the last: 2026-03-01..2026-03-31."
        ) from error
