"""Workflows and steps: functions that survive the end of their process.

A *workflow* is run again from its top until it ends; what its steps returned is remembered, so that a
finished step is never run again. A *step* works on the world outside and may run twice: what it leaves behind
must be the same. A *transaction* is a step on our database alone that takes effect exactly once, because the
note that it is done is committed with it. Steps return ids, numbers and texts, never a transcript.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Generic, Literal, ParamSpec, TypeVar

from dbos import DBOS, PortableWorkflowError, SetEnqueueOptions, SetWorkflowID, SQLAlchemyDatasource
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service.db.patience import patiently
from service.db.tables import Attempt
from service.db.upsert import upsert
from service.parts import Parts
from service.tallies import STEP_SECONDS, add_up

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
Isolation = Literal["SERIALIZABLE", "READ COMMITTED"]

MOST_TRIES = 3
"""How often a step is begun. One that kills its process is not begun a fourth time."""
MOST_RECOVERIES = 10
"""How often a workflow as a whole is taken up again; only its transactions can be what ended its process."""
LOOKS = 0.3
"""Seconds between two looks whether a workflow that is waited for has ended."""


class GaveUp(Exception):
    """A step was begun too often without ever ending: its process ended instead."""


@dataclass
class _Running:
    parts: Parts
    datasource: SQLAlchemyDatasource


_running: list[_Running] = []
"""What this process works with, once the engine is launched: the engine itself is one for each process."""


def begin_with(parts: Parts, datasource: SQLAlchemyDatasource) -> None:
    """Tells the steps what to work with. Called by the engine's launch."""
    _running[:] = [_Running(parts, datasource)]


def workflow(function: Callable[P, R]) -> Callable[P, R]:
    """A workflow, known by the function's name. Only its own thread may begin steps and other workflows."""
    return DBOS.workflow(name=_name(function), max_recovery_attempts=MOST_RECOVERIES)(function)


def step(function: Callable[Concatenate[Parts, P], R]) -> Callable[P, R]:
    """A step on more than our database, handed the parts. Raises GaveUp when it was begun too often."""

    def durable(*args: P.args, **kwargs: P.kwargs) -> R:
        parts = _running[0].parts
        tries = patiently(lambda: _count_try(parts, workflow_id(), _name(function)))
        if tries > MOST_TRIES:
            raise GaveUp(_name(function))
        began = time.monotonic()
        result = function(parts, *args, **kwargs)
        _count_seconds(parts, _name(function), time.monotonic() - began)
        return result

    return DBOS.step(name=_name(function))(wraps(function)(durable))


def look(function: Callable[Concatenate[Parts, P], R]) -> Callable[P, R]:
    """Something that only reads, and works something out: it is no step, and done again on a replay."""

    @wraps(function)
    def looking(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(_running[0].parts, *args, **kwargs)

    return looking


def transaction(function: Callable[Concatenate[Session, Parts, P], R]) -> Callable[P, R]:
    """A step that is one transaction of our database and takes effect exactly once.

    The function locks the rows it decides upon: on PostgreSQL the transaction is READ COMMITTED, because
    serialisable ones would refuse each other over the weekly sums.
    """

    @wraps(function)
    def durable(*args: P.args, **kwargs: P.kwargs) -> R:
        datasource, parts = _running[0].datasource, _running[0].parts

        def once() -> R:
            return function(datasource.sql_session(), parts, *args, **kwargs)

        isolation: Isolation = "SERIALIZABLE" if parts.database.is_sqlite else "READ COMMITTED"
        result: R = datasource.transaction(name=_name(function), isolation_level=isolation)(once)()
        return result

    return durable


@dataclass(frozen=True)
class Started(Generic[R]):
    """A workflow that was started by another and can be waited for."""

    id: str
    _result: Callable[[float], R]

    def result(self, looks: float = LOOKS) -> R:
        """What it returned, looked for every so many seconds. Raises where it broke; see `gave_up`."""
        return self._result(looks)


def start(
    queue: str, workflow_id: str, priority: int, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> Started[R]:
    """Starts a workflow from within another, in a queue, under an id that is the same on every replay."""
    with SetWorkflowID(workflow_id), SetEnqueueOptions(priority=max(1, priority)):
        handle = DBOS.enqueue_workflow(queue, function, *args, **kwargs)
    return Started(workflow_id, lambda looks: handle.get_result(polling_interval_sec=looks))


def workflow_id() -> str:
    """The id of the workflow that runs in this thread."""
    running = DBOS.workflow_id
    if running is None:
        raise RuntimeError("this is only known inside a workflow")
    return running


def gave_up(error: Exception) -> bool:
    """Whether that ended a workflow because a step, or the workflow, was begun too often."""
    return error_name(error) in (GaveUp.__name__, "DBOSAwaitedWorkflowMaxRecoveryAttemptsExceeded")


def was_cancelled(error: Exception) -> bool:
    """Whether what was waited for was cancelled, which is no failure."""
    return error_name(error) == "DBOSAwaitedWorkflowCancelledError"


def error_name(error: Exception) -> str:
    """The name of the error's class. On a replay the engine knows errors by name only."""
    return error.name if isinstance(error, PortableWorkflowError) else type(error).__name__


def forget_attempts(session: Session, workflow_ids: Sequence[str]) -> None:
    """These workflows are over: how often their steps were begun matters no more."""
    session.execute(delete(Attempt).where(Attempt.workflow.in_(workflow_ids)))


def _count_try(parts: Parts, workflow: str, name: str) -> int:
    with parts.database.write() as session:
        return upsert(session, Attempt, {"workflow": workflow, "step": name}, add={"count": 1}).count


def _count_seconds(parts: Parts, name: str, seconds: float) -> None:
    try:
        with parts.database.write() as session:
            add_up(session, STEP_SECONDS, {name: seconds})
    except DBAPIError:  # a figure for the metrics is not worth the step
        log.warning("The seconds of %s could not be counted.", name)


def _name(function: Callable[..., object]) -> str:
    return function.__name__
