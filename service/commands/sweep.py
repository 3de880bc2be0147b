"""`sidetone sweep`: finds recordings without rows and rows without recordings."""

from typing import Annotated

import typer

from scoring.visible import visible
from service.commands.installation import installation


def sweep(
    delete: Annotated[
        bool, typer.Option("--delete", help="Delete files that no call needs. Rows are never deleted.")
    ] = False,
) -> None:
    """List what does not fit together and is older than a day.

    Exit code: 0 every call has its recording, 1 a recording is gone.
    """
    from service.calls.sweep import delete_strays, find_strays
    from service.db.base import now

    with installation() as here:
        strays = find_strays(here.database, here.store, here.settings.home / "incoming", now())
        deleted = delete_strays(here.database, here.store, strays, now()) if delete else 0
    for blob in strays.orphans:
        typer.echo(visible(f"no call needs {blob}"))
    for folder in strays.leftovers:
        typer.echo(visible(f"an upload broke off: {folder.name}"))
    for lost in strays.lost:
        typer.echo(visible(f"gone: {lost.blob}, of call {lost.call}; restore it from a backup"))
    files = len(strays.orphans) + len(strays.leftovers)
    done = f"{deleted} deleted" if delete else "nothing deleted" + (": --delete does" if files else "")
    typer.echo(f"{files} files without a call, {len(strays.lost)} calls without their file; {done}")
    raise typer.Exit(1 if strays.lost else 0)
