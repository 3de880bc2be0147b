"""`sidetone backup` and `sidetone restore`: the whole installation in one file, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.errors import BadInput
from scoring.formats import counted
from scoring.visible import visible
from service.commands.installation import installation, unreachable
from service.settings import Settings, read_settings

if TYPE_CHECKING:
    from service.operations.restore import Place


def backup(
    target: Annotated[
        Path, typer.Argument(help="The file to write; it must not be there yet.", metavar="TO.tar")
    ],
) -> None:
    """Write database and recordings to one file while the service goes on, with the hash of everything.

    Of recordings in a bucket only the names are written. Settings and secrets are not in it.

    Exit code: 0 written, 1 not possible here, 2 the file can't be written.
    """
    from service.operations.backup import back_up

    if not target.absolute().parent.is_dir():
        raise BadInput(f"{target.parent} is no folder.", "Make it first.")
    with installation() as here:
        done = back_up(here.database, here.store, target.absolute(), in_bucket=in_bucket(here.settings))
    kept = done.manifest
    typer.echo(visible(f"{target}: {done.size / (1 << 20):.1f} MB"))
    typer.echo(f"Database: {kept.kind}, revision {kept.revision}")
    if kept.bucket is None:
        typer.echo(f"Files of recordings: {len(kept.recordings)}")
    else:
        typer.echo(f"Recordings: {len(kept.bucket)} in the bucket; only their names are in the backup.")
    typer.echo(f"Audit log: {counted(kept.audit_entries, 'entry', 'entries')}, head {kept.audit_head}")
    typer.echo(f"SHA-256 of the manifest: {done.fingerprint}")


def restore(
    archive: Annotated[Path, typer.Argument(help="The backup.", metavar="FROM.tar")],
    into: Annotated[
        Path | None,
        typer.Option(help="An empty folder that becomes the new SIDETONE_HOME.", metavar="FOLDER"),
    ] = None,
) -> None:
    """Put a backup in place, where nothing is yet. Every hash and the audit log are checked before.

    Recordings in a bucket stay there; each is read afterwards, and compared with its hash.

    Exit code: 0 restored and whole, 1 restored with recordings missing or changed, or not possible here,
    2 refused.
    """
    from sqlalchemy.exc import OperationalError

    from service.operations.restore import restore as put_in_place

    settings = read_settings()
    try:
        done = put_in_place(archive, place_for(settings, into))
    except OperationalError as error:
        raise unreachable(error) from error
    found = done.manifest
    typer.echo(f"Made by version {visible(found.program)} on {found.made_at:%Y-%m-%d %H:%M} UTC.")
    typer.echo(f"Members: {len(found.members)}, every hash as in the manifest.")
    typer.echo(
        f"Audit log: {counted(found.audit_entries, 'entry', 'entries')}, whole. Head: {found.audit_head}"
    )
    lost = f"recordings missing: {len(done.missing)}"
    if found.bucket is not None:
        sound = "each read and with its hash" if not done.changed else "each read"
        typer.echo(f"Recordings in the bucket: {done.read}, {sound}.")
        lost += f", changed: {len(done.changed)}"
    typer.echo(f"Calls with a recording: {done.calls}; {lost}")
    for word, blobs in (("missing", done.missing), ("changed", done.changed)):
        for blob in blobs[:20]:
            typer.echo(visible(f"  {word}: {blob}"))
    if into is not None:
        typer.echo(visible(f"Set SIDETONE_HOME to {into.absolute()}."))
    typer.echo("Next: `sidetone migrate`, then `sidetone serve`; calls in flight go on.")
    raise typer.Exit(1 if done.missing or done.changed else 0)


def in_bucket(settings: Settings) -> bool:
    return settings.recordings.startswith("s3://")


def place_for(settings: Settings, into: Path | None) -> "Place":
    """Where a restore goes: the places the settings name, or those of a new home.

    PostgreSQL and buckets are where the settings say in either case.
    """
    from service.operations.restore import Place
    from service.parts import recording_store

    home = (into or settings.home).absolute()
    url = settings.database_url
    if into is not None and url.startswith("sqlite"):
        url = f"sqlite:///{home / 'sidetone.db'}"
    if in_bucket(settings):
        return Place(home, url, None, recording_store(settings))
    return Place(home, url, home / "recordings" if into is not None else settings.recordings_folder)
