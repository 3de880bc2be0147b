"""`sidetone audit …`: is the log of what was done whole, and where does it end?"""

from typing import Annotated

import typer

from scoring.errors import NotReady
from scoring.formats import counted

app = typer.Typer(help="Check the log of what was done, by whom.", no_args_is_help=True)


@app.command("verify")
def verify(
    head: Annotated[
        str | None,
        typer.Option(help="A head noted earlier; it has to be in the chain still.", metavar="HASH"),
    ] = None,
) -> None:
    """Walk the whole chain of the audit log. What was changed, removed or slipped in shows.

    An end that was cut off shows only against a head that was noted earlier: --head HASH.

    Exit code: 0 whole, 1 broken.
    """
    from service.commands.installation import installation
    from service.db import audit

    with installation() as here, here.database.read() as session:
        broken, entries, end = audit.verify(session), audit.length(session), audit.head(session)
        known = head is None or audit.holds(session, head.strip().lower())
    if broken is not None:
        raise NotReady(
            f"The audit log is broken at entry {broken.entry}: {broken.why}.",
            "Compare it with a backup; `sidetone audit head` of an earlier day tells since when.",
        )
    if not known:
        raise NotReady(
            "The audit log is a whole chain, and the head you named is not in it.",
            "Its end was cut off, or it is the log of another installation.",
        )
    typer.echo(f"{counted(entries, 'entry', 'entries')}, whole. Head: {end}")


@app.command("head")
def head() -> None:
    """Print the hash of the newest entry. Noted elsewhere, it shows later whether the end was cut off."""
    from service.commands.installation import installation
    from service.db import audit

    with installation() as here, here.database.read() as session:
        typer.echo(audit.head(session))
