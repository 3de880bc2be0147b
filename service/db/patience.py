"""Waiting for a database that is away for a while, where giving up would throw minutes of work away."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

R = TypeVar("R")

PATIENCE = 300.0
"""Seconds until the database's error is let through."""
LONGEST_WAIT = 5.0

log = logging.getLogger(__name__)


def patiently(action: Callable[[], R], patience: float = PATIENCE) -> R:
    """Does it, again and again while the database cannot be reached or is locked.

    The action must be one whole transaction: it is begun anew each time. Other errors are raised at once.
    """
    deadline, wait = time.monotonic() + patience, 0.1
    while True:
        try:
            return action()
        except DBAPIError as error:
            if not is_passing(error) or time.monotonic() + wait > deadline:
                raise
            log.warning("The database cannot be reached; trying again in %.1f s.", wait)
        time.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)


def is_passing(error: DBAPIError) -> bool:
    """Whether the same may succeed in a moment: the connection was lost, or another writer was in the way."""
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
