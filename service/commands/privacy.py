"""`sidetone erase`, `hold`, `retention`, `export person`: what is held about people, and how it goes."""

from pathlib import Path
from typing import Annotated

import typer

from scoring.errors import BadInput
from scoring.formats import counted
from scoring.visible import visible
from service.commands.access import Who, found
from service.commands.installation import ACTOR, installation
from service.commands.streams import print_json

export_app = typer.Typer(help="Hand out what is held.", no_args_is_help=True)
hold_app = typer.Typer(help="Legal holds: nothing they are on is deleted.", no_args_is_help=True)
Why = Annotated[str, typer.Option(help="Why it must not be deleted, for HR.")]


def erase(
    references: Annotated[
        list[str], typer.Argument(help="External ids or ids of calls.", metavar="REFERENCE…")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
) -> None:
    """Delete every call with a reference: sound, transcript, readings, quotes. It can't be taken back.

    All of them are deleted, or none. Copies in backups stay until the backups are deleted.
    """
    from service.privacy.erasing import erase as erase_calls

    if not yes:
        typer.confirm(f"Delete the calls of {counted(len(references), 'reference')} for good?", abort=True)
    with installation() as here:
        erased = erase_calls(here.database, here.store, references, ACTOR)
    for call in erased.calls:
        typer.echo(call)
    lines = counted(erased.log_lines, "line", "lines")
    typer.echo(
        f"{counted(len(erased.calls), 'call')} deleted; {lines} of the call log without a recording lost "
        "the reference. Backups made before still hold them."
    )


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what is due, delete nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """Delete what is due by the rule now. Workers do it by themselves, every hour.

    The rule is SIDETONE_KEEP_RECORDINGS, _TRANSCRIPTS, _NOTES and _PLANS. Legal holds and open plans stop it.
    """
    from service.db.base import now
    from service.privacy.keeping import due, keep_to_rule
    from service.privacy.rule import KINDS, in_words, rule_of

    with installation() as here:
        rule = rule_of(here.settings)
        if rule is None:
            raise BadInput(
                "It was not said yet how long things are kept.",
                f"Set {', '.join(f'SIDETONE_KEEP_{kind.upper()}' for kind in KINDS)}. Nothing was deleted.",
            )
        with here.database.read() as session:
            listed = due(session, rule, now())
        deleted = 0 if dry_run else keep_to_rule(here.database, here.store, rule, now())
    if as_json:
        print_json("[" + ",\n".join(one.model_dump_json() for one in listed) + "]")
        return
    typer.echo("; ".join(f"{kind}: {in_words(getattr(rule, kind))}" for kind in KINDS))
    for one in listed:
        typer.echo(f"{one.kind} {one.id} {one.since:%Y-%m-%d}{f' stays: {one.stays}' if one.stays else ''}")
    typer.echo(f"{len(listed)} due, {deleted} deleted")


@hold_app.command("add")
def hold_add(
    why: Why,
    call: Annotated[str | None, typer.Option(help="The id of a call.")] = None,
    person: Annotated[str | None, typer.Option(help="Somebody, by e-mail or external id.")] = None,
) -> None:
    """Nothing of a call, or nothing about a person, is deleted until the hold is lifted."""
    from service.calls.queries import call_row
    from service.privacy.holds import hold

    if (call is None) == (person is None) or not why.strip():
        raise BadInput("A hold is on a call or on a person, and says why.", "Give --call or --person.")
    with installation() as here, here.database.write() as session:
        on = call_row(session, call) if call is not None else found(session, person or "")
        row = hold(session, on, why.strip()[:400], ACTOR)
    typer.echo(row.public_id)


@hold_app.command("list")
def hold_list() -> None:
    """Every hold, those that stand first."""
    from service.privacy.holds import holds

    with installation() as here, here.database.read() as session:
        for row, call, person in holds(session):
            on = f"call {call.public_id}" if call else f"person {person.name}" if person else "nothing"
            until = f", lifted {row.lifted_at:%Y-%m-%d}" if row.lifted_at else ""
            typer.echo(visible(f"{row.public_id} {on} since {row.since:%Y-%m-%d}{until}: {row.why}"))


@hold_app.command("lift")
def hold_lift(hold: Annotated[str, typer.Argument(help="The id of the hold.")]) -> None:
    """It holds no more; what was due meanwhile goes with the next round."""
    from service.privacy.holds import lift

    with installation() as here, here.database.write() as session:
        lift(session, hold, ACTOR)
    typer.echo("Lifted.")


@export_app.command("person")
def export_person(
    who: Who,
    folder: Annotated[Path, typer.Option("--output", "-o", help="A folder that is not there yet.")],
    recordings: Annotated[
        bool, typer.Option("--recordings", help="With the recordings of their calls.")
    ] = False,
) -> None:
    """Everything held about somebody, as JSON and CSV files: to hand to them.

    Exit code: 0 written, 2 nobody is called that, or the folder is there already.
    """
    from service.privacy.person_export import PersonExport, write_into

    if folder.exists():
        raise BadInput(f"{folder} is there already.", "Name a folder that is not; nothing was written.")
    with installation() as here:
        with here.database.write() as session:
            export = PersonExport(session, found(session, who), ACTOR)
            files, sounds = export.files(), export.recordings if recordings else []
        written = write_into(folder, files, sounds, here.store)
    typer.echo(f"{counted(written, 'file')} in {folder}. They hold personal data: hand them over safely.")
