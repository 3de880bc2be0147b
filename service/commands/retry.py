"""`sidetone retry CALL…`: reviews again what ended without a score."""

from typing import Annotated

import typer

from scoring.errors import BadInput
from service.commands.installation import ACTOR, installation


def retry(
    calls: Annotated[
        list[str] | None, typer.Argument(help="Ids of calls, as the list shows them.", metavar="CALL…")
    ] = None,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="All that wait for their judge: it is tried again at once.")
    ] = False,
) -> None:
    """Ask for the review of calls again. What was heard is kept and not heard again.

    Exit code: 0 all were queued, 2 there is no such call, or nothing of its score is missing.
    """
    if waiting == bool(calls):
        raise BadInput("Name calls, or say --waiting.", "`sidetone status` shows which calls need somebody.")
    if waiting:
        typer.echo(retry_waiting())
    if calls:
        retry_calls(calls)


def retry_calls(calls: list[str]) -> None:
    """Asks for the review of these calls again, one after the other."""
    from service.calls.queueing import find_call
    from service.calls.queueing import retry as ask_again
    from service.db import audit

    with installation() as here:
        for call_id in calls:
            with here.database.write() as session:
                ask_again(session, here.engine, find_call(session, call_id))
                audit.record(session, ACTOR, "call.retried", call_id)
            typer.echo(f"{call_id} is queued.")


def retry_waiting() -> str:
    """Has the judge tried again, or where nothing is known against it wakes the calls; in words."""
    from service.judges import served_judge
    from service.reviews.waking import wake

    with installation() as here:
        served = served_judge(here.settings, here.database)
        if served is not None and served.ledger.trouble() is not None:
            served.ledger.ask_soon()
            return "The judge is tried within seconds, by a worker; the calls go on when it answers."
        woken = wake(here.database, here.engine, ACTOR)
    return f"{len(woken)} queued."
