"""`sidetone worker`: takes jobs from queues, on any machine that reaches the database and the recordings."""

import os
from typing import Annotated

import typer

from scoring.errors import BadInput
from service.settings import read_settings

QUEUES = "hearing,judging,rest"


def worker(
    queues: Annotated[str, typer.Option(help="Which jobs to take: hearing, judging, rest.")] = QUEUES,
    with_parent: Annotated[bool, typer.Option(hidden=True, help="Stop when standard input ends.")] = False,
) -> None:
    """Take jobs from queues until stopped. Unfinished ones go on with the next worker."""
    from scoring.library import shipped_rubrics
    from service.db.engine import Database
    from service.engine import Queue
    from service.lifeline import told_to_stop
    from service.operations.logs import log_as_json
    from service.reviews.rubrics import refuse_changed
    from service.worker import make_parts, work

    names = [name.strip() for name in queues.split(",")]
    unknown = [name for name in names if name not in QUEUES.split(",")]
    if unknown:
        raise BadInput(f"There is no queue {unknown[0]!r}.", f"Choose from {QUEUES}.")
    log_as_json()
    settings = read_settings()
    database = Database(settings.database_url, settings.house.for_sessions())
    list(shipped_rubrics())  # each is as it was published
    with database.read() as session:
        refuse_changed(session)
    stopped = told_to_stop(with_parent=with_parent)
    work(settings, [Queue(name) for name in names], make_parts(settings, database), stopped)
    # A step may be in the middle of something; it is begun again elsewhere and not waited for.
    os._exit(0)
