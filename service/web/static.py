"""The files pages are made with, served from the installed package."""

from importlib.resources import files

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles


def mount_static(app: FastAPI) -> None:
    """Serves style and scripts under /static; nothing else of the package can be reached there."""
    folder = files("service").joinpath("web", "static")
    app.mount("/static", StaticFiles(directory=str(folder)), name="static")
