"""`sidetone cancel CALL…`: calls reviews off that wait or run."""

from typing import Annotated

import typer

from service.commands.installation import ACTOR, installation


def cancel(
    calls: Annotated[
        list[str], typer.Argument(help="Ids of calls, as the list shows them.", metavar="CALL…")
    ],
) -> None:
    """Call the review of calls off; a hearing that runs is stopped. What was heard so far is kept.

    Exit code: 0 all were cancelled, 2 there is no such call, or its review has ended.
    """
    from service.calls.queueing import cancel as call_off

    with installation() as here:
        for call_id in calls:
            call_off(here.database, here.engine, call_id, ACTOR)
            typer.echo(f"{call_id} is cancelled.")
