"""`sidetone import FOLDER`: takes in many recordings, as a list or their names describe them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.errors import BadInput
from scoring.visible import visible
from service.commands.installation import ACTOR, Installation, installation
from service.commands.progress import show_progress
from service.commands.streams import print_json

if TYPE_CHECKING:
    from service.calls.imports.folder import Found
    from service.calls.imports.intake import Door
    from service.calls.imports.manifest import Defaults, Listed
    from service.calls.imports.report import ImportReport

Manifest = Annotated[
    Path | None,
    typer.Option(
        help="A CSV file: file, rep_external_id or email, start, zone, direction, kind, rep_channel, "
        "team, external_id, outcome.",
        metavar="FILE.csv",
    ),
]
PatternText = Annotated[
    str | None,
    typer.Option(
        help="How the files are called, e.g. '{external_id}_{rep}_{start:%Y%m%dT%H%M%S}.wav'; "
        "or aws-pca, amazon-connect, asterisk-in, asterisk-out, any."
    ),
]
Zone = Annotated[str, typer.Option(help="Time zone of moments without an offset, e.g. Europe/Berlin.")]
TeamName = Annotated[str | None, typer.Option(help="Team of calls whose row or rep names none.")]


def import_calls(
    folder: Annotated[Path, typer.Argument(help="Where the recordings lie.")],
    manifest: Manifest = None,
    pattern: PatternText = None,
    zone: Zone = "UTC",
    team: TeamName = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look at everything, change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Take in the recordings of a folder. What is here already is not taken in twice.

    A row that names nobody known is held (`sidetone held list`); no person is made from it. Rows with
    mistakes are named; the others go in.

    Exit code: 0 everything went in, is here or is held; 2 something was refused.
    """
    from service.calls.imports.intake import Intake
    from service.calls.imports.report import ImportReport

    with installation() as here:
        found, listed = what_is_wanted(folder, manifest, pattern, defaults(zone, team))
        intake = Intake(door(here), (manifest or folder).name, dry_run)
        report = ImportReport(dry_run=dry_run, unused_columns=list(listed.unused))
        if manifest is None:
            report.left_alone = found.others
        else:
            named = {getattr(entry, "path", None) for entry in listed.entries}
            unusable = {entry.name for entry in listed.entries}
            for path in found.recordings:
                name = path.relative_to(folder).as_posix()
                if path.resolve() not in named and name not in unusable:
                    report.not_named.append(name)
        with show_progress("import") as tell:
            for number, entry in enumerate(listed.entries, start=1):
                report.told += intake.take(entry)
                tell("taking in", number / len(listed.entries))
    show(report, as_json=as_json)
    raise typer.Exit(2 if report.count("refused") else 0)


def defaults(zone: str, team: str | None) -> "Defaults":
    """Raises BadInput for a zone that is none."""
    from service.calls.details import known_zone
    from service.calls.imports.manifest import Defaults

    try:
        return Defaults(known_zone(zone), team)
    except ValueError as error:
        raise BadInput(f"--zone: {error}.") from error


def door(here: Installation) -> "Door":
    """How this installation takes recordings in. Raises Conflict until it is said how long they stay."""
    from service.calls.imports.intake import Door
    from service.privacy.rule import refuse_without_rule

    refuse_without_rule(here.settings)
    return Door(
        here.database,
        here.engine,
        here.store,
        here.settings.home / "incoming",
        here.settings.largest_upload,
        here.settings.keep_free,
        ACTOR,
    )


def what_is_wanted(
    folder: Path, manifest: Path | None, pattern: str | None, given: "Defaults"
) -> tuple["Found", "Listed"]:
    """What lies in the folder, and what of it is to be taken in."""
    from service.calls.imports.folder import by_pattern, look_into
    from service.calls.imports.manifest import Listed, read_manifest
    from service.calls.imports.patterns import read_pattern
    from service.db.base import now

    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder.", "Name the folder that the recordings lie in.")
    if (manifest is None) == (pattern is None):
        raise BadInput(
            "Say what is known of the calls: by --manifest, or by --pattern, and not by both.",
            "A list is a CSV file; --pattern any takes every recording as it is.",
        )
    if manifest is not None:
        listed = read_manifest(manifest, folder, given, now())
        return look_into(folder), listed
    named = read_pattern(pattern or "")
    found = look_into(folder)
    return found, Listed(list(by_pattern(iter(found.recordings), folder, named, given, now())))


def show(report: "ImportReport", *, as_json: bool) -> None:
    """The report for a person: what needs a look, then one line that sums it up."""
    if as_json:
        print_json(report.model_dump_json(indent=2))
        return
    for told in report.told:
        if told.outcome != "accepted":
            typer.echo(str(told))
    for name in report.not_named:
        typer.echo(visible(f"{name}: not in the manifest, left alone"))
    if report.unused_columns:
        typer.echo(f"Columns not used: {', '.join(report.unused_columns)}")
    if report.left_alone:
        typer.echo(f"Files that are no recordings by their names, left alone: {report.left_alone}")
    typer.echo(report.summary)
