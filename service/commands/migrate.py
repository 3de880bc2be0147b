"""`sidetone migrate`: brings an installation to this version of the program."""

import typer

from scoring.errors import NotReady
from scoring.formats import counted
from scoring.visible import visible
from service.settings import read_settings


def migrate() -> None:
    """Bring database, rubrics and calls in flight to this version. Stop workers of an older version first.

    A copy of a SQLite database is made before. Where everything is up to date, nothing changes.

    Exit code: 0 done, 1 it could not be done, or the audit log is not whole; 2 a rubric was refused.
    """
    from sqlalchemy.exc import OperationalError

    from service.commands.installation import unreachable
    from service.db import audit
    from service.db.engine import Database
    from service.upgrade import upgrade

    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        done = upgrade(settings.database_url)
        database = Database(settings.database_url)
        with database.read() as session:
            entries, broken = audit.length(session), audit.verify(session)
        database.close()
    except OperationalError as error:
        raise unreachable(error) from error
    before, after = done.migrated.before, done.migrated.after
    changed = f"from {before or 'an empty database'} to {after}" if before != after else f"at {after} already"
    typer.echo(f"Database: {changed}.")
    if done.migrated.copy is not None:
        typer.echo(f"Copy made before: {visible(str(done.migrated.copy))}")
    typer.echo(f"Rubrics: {done.rubrics} new.")
    typer.echo(f"Calls in flight begun again: {len(done.restarted)}.")
    if broken is not None:
        raise NotReady(
            f"Audit log: broken at entry {broken.entry}: {broken.why}.",
            "Restore a backup, or find out who changed the database by hand.",
        )
    typer.echo(f"Audit log: {counted(entries, 'entry', 'entries')}, whole.")
