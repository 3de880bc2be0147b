"""`sidetone watch FOLDER`: takes in what appears in a folder, for as long as it runs."""

import logging
import time
from pathlib import Path
from typing import Annotated

import typer

from scoring.errors import BadInput
from service.commands.import_calls import TeamName, Zone, defaults, door
from service.commands.installation import installation

RETRY_HELD = 60.0
"""Seconds between two tries of what is held."""

log = logging.getLogger(__name__)


def watch(
    folder: Annotated[Path, typer.Argument(help="The folder in which recordings appear.")],
    pattern: Annotated[
        str, typer.Option(help="How the files are called, or a preset; see `sidetone import`.")
    ] = "any",
    zone: Zone = "UTC",
    team: TeamName = None,
    quiet: Annotated[
        float, typer.Option(min=0, help="Seconds a file has to stay as it is before it is taken in.")
    ] = 10.0,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="End once nothing is left to take in.")] = False,
) -> None:
    """Take in recordings as they appear in a folder, until stopped. Files in folders below it are left alone.

    What is taken in is moved to done/, what can't be to refused/ with a file that says why, and what names
    nobody known to held/, where it is tried again every minute. It can be stopped and started at any time.
    """
    from obstore.exceptions import BaseError
    from sqlalchemy.exc import DBAPIError

    from service.calls.imports.patterns import read_pattern
    from service.calls.imports.watched import WatchedFolder
    from service.db.base import now
    from service.lifeline import told_to_stop
    from service.operations.logs import log_as_json

    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder.", "Name the folder that recordings appear in.")
    stopped = told_to_stop(with_parent=False)
    log_as_json()
    with installation() as here:
        watched = WatchedFolder(
            folder.resolve(), door(here), read_pattern(pattern), defaults(zone, team), quiet
        )
        tried = -RETRY_HELD
        while not stopped.is_set():
            try:
                told = watched.once(time.monotonic(), now())
                if time.monotonic() - tried >= RETRY_HELD:
                    tried = time.monotonic()
                    told += watched.retry_held(now())
                for one in told:
                    log.info("%s", one, extra={"call": one.call} if one.call else {})
            except (DBAPIError, BaseError, OSError):
                log.warning("Could not take recordings in; they stay where they are.", exc_info=True)
            if once and not watched.waiting:
                return
            stopped.wait(every)
