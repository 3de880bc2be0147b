"""The files pages are made with, served from the installed package."""

import logging
from importlib.resources import files

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from service.web.front_end import is_in_place

log = logging.getLogger(__name__)


def mount_static(app: FastAPI) -> None:
    """Serves style and scripts under /static; nothing else of the package can be reached there."""
    if not is_in_place():
        log.warning(
            "The scripts of others are missing: pages can be read and forms sent, but charts, waveforms and "
            "live parts are not drawn. In a clone, `python3 run.py pages` fetches them."
        )
    folder = files("service").joinpath("web", "static")
    app.mount("/static", StaticFiles(directory=str(folder)), name="static")
