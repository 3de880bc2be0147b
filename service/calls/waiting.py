"""Waiting for recordings that are away: a review goes on by itself when their bucket is back."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from scoring.errors import NotReady
from service.parts import Recordings

FIRST_WAIT, LONGEST_WAIT = 1.0, 15.0
LOOKS = 0.5
"""Seconds between two looks whether anybody still wants what is waited for."""

log = logging.getLogger(__name__)


class NotWanted(Exception):
    """Nobody wants any more what was waited for."""


@contextmanager
def opened_patiently(
    recordings: Recordings,
    blob: str,
    *,
    wanted: Callable[[], bool] = lambda: True,
    say: Callable[[NotReady | None], None] = lambda away: None,
) -> Iterator[Path]:
    """The recording as a file for as long as the block lasts, however long its store is away until then.

    `say` is told the store's error each time, and None once it answers. Raises NotWanted where `wanted` says
    so, and BadRecording where the store answers and has no such recording.
    """
    with ExitStack() as stack:
        wait = FIRST_WAIT
        while True:
            try:
                path = stack.enter_context(recordings.open_recording(blob))
                break
            except NotReady as error:
                log.warning("%s Trying again in %.0f s.", error.message, wait)
                say(error)
            _wait(wait, wanted)
            wait = min(2 * wait, LONGEST_WAIT)
        say(None)
        yield path


def put_patiently(recordings: Recordings, path: Path, blob: str) -> None:
    """Stores a file, however long the store is away until then."""
    wait = FIRST_WAIT
    while True:
        try:
            return recordings.put(path, blob)
        except NotReady as error:
            log.warning("%s Trying again in %.0f s.", error.message, wait)
        time.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)


def _wait(seconds: float, wanted: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not wanted():
            raise NotWanted
        time.sleep(min(LOOKS, seconds))
