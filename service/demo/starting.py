"""Starting the demo: a home of its own, its company made once, the shipped recordings left to be heard."""

import os
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import event

from service.calls.details import CallDetails
from service.calls.ingest import take_in
from service.calls.staging import copy_in, stage_folder
from service.db.base import now
from service.db.engine import Database
from service.demo.seed import seed
from service.engine import JobEngine
from service.parts import recording_store
from service.settings import CLONE, Settings, read_settings

FOLDER = "demo-company"
"""Where in SIDETONE_HOME the demo keeps its own database and recordings."""
MADE = "made"
"""The file that says that the company is whole."""
RECORDINGS = (
    CLONE / "fixtures" / "calls",
    CLONE / "scoring" / "shipped" / "fixtures" / "calls",
)
"""Where recordings of invented calls lie: in a clone, and in what was installed."""
KEPT = {f"KEEP_{what}": "365" for what in ("RECORDINGS", "TRANSCRIPTS", "NOTES", "PLANS")}
"""Days: how long a service keeps what it takes in has to be said."""
UPLOADS = {
    "good-bakery": "rui",
    "weak-pitch": "mia",
    "weak-drift": "mia",
    "objections-cold-call": "ana",
}
"""Recordings that are uploaded, and whose they are."""


def demo_settings() -> Settings:
    """The settings of the demo: in this process and all it starts, nothing of a real service is touched."""
    home = read_settings().home
    for name in ("DATABASE_FILE", "S3_SECRET_FILE"):
        os.environ.pop(f"SIDETONE_{name}", None)
    folder = home if home.name == FOLDER else home / FOLDER
    own = {"DEMO": "true", "HOME": str(folder), "DATABASE": "", "RECORDINGS": "", **KEPT}
    os.environ.update({f"SIDETONE_{name}": value for name, value in own.items()})
    settings = read_settings()
    if folder.exists() and not (folder / MADE).exists():
        shutil.rmtree(folder)  # its making was broken off; nothing in it is anybody's
    folder.mkdir(parents=True, exist_ok=True)
    models = folder / "models"
    if (home / "models").is_dir() and not models.exists():
        models.symlink_to(home / "models", target_is_directory=True)
    return settings


def is_made(settings: Settings) -> bool:
    return (settings.home / MADE).exists()


def make_company(settings: Settings) -> None:
    """Seeds the company and leaves the shipped recordings for the workers to hear."""
    database = Database(settings.database_url, settings.house.for_sessions())
    _hurry(database)
    engine = JobEngine(database)
    try:
        seed(database, engine, now())
        if _can_hear(settings):
            _upload(settings, database, engine)
    finally:
        engine.disconnect()
        database.close()
    (settings.home / MADE).touch()


def _hurry(database: Database) -> None:
    """Waits for no disk: a company whose making was broken off is begun anew anyway."""
    if not database.is_sqlite:
        return

    @event.listens_for(database.engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous = OFF")


def _can_hear(settings: Settings) -> bool:
    """Whether a speech model is here; without one the recordings would only fail."""
    return (
        settings.speech_model_folder is not None
        or (settings.home / "models" / settings.speech_model).is_dir()
    )


def _upload(settings: Settings, database: Database, engine: JobEngine) -> None:
    store = recording_store(settings)
    for slug, rep in UPLOADS.items():
        source = _recording(slug)
        if source is None:
            continue
        details = CallDetails(file=f"{slug}.opus", rep=rep, rep_channel="left", zone="Europe/Berlin")
        with stage_folder(settings.home / "incoming") as folder:
            staged = copy_in(source, folder, most=settings.largest_upload, keep_free=settings.keep_free)
            take_in(database, engine, store, staged, details, "demo")


def _recording(slug: str) -> Path | None:
    found = (folder / slug / "call.opus" for folder in RECORDINGS)
    return next((file for file in found if file.is_file()), None)
