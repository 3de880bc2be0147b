"""`sidetone retry CALL…`: reviews again what ended without a score."""

from typing import Annotated

import typer

from service.commands.installation import ACTOR, installation


def retry(
    calls: Annotated[
        list[str], typer.Argument(help="Ids of calls, as the list shows them.", metavar="CALL…")
    ],
) -> None:
    """Ask for the review of calls again. What was heard is kept and not heard again.

    Exit code: 0 all were queued, 2 there is no such call, or it did not end without a score.
    """
    from service.calls.queueing import find_call
    from service.calls.queueing import retry as ask_again
    from service.db import audit

    with installation() as here:
        for call_id in calls:
            with here.database.write() as session:
                ask_again(session, here.engine, find_call(session, call_id))
                audit.record(session, ACTOR, "call.retried", call_id)
            typer.echo(f"{call_id} is queued.")
