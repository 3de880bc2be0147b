"""`sidetone doctor`: what is configured, reachable and missing, and what to do about it."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import typer
from rich.console import Console

from scoring.errors import SidetoneError
from service.commands.judging import judge_lines
from service.reports.ink import Ink
from service.settings import Settings, read_settings

State = Literal["good", "missing", "note"]
MARKS = {"good": "✔", "missing": "✘", "note": "–"}
MAIL_FAULTS = {
    "away": "it cannot be reached, or does not speak SMTP",
    "sign_in_refused": "it refuses the user or the password",
    "tls_failed": "its certificate does not hold, or it does not speak TLS on that port",
    "not_supported": "it cannot do what SIDETONE_SMTP_SECURITY or the sign-in asks for",
    "refused": "it refuses to talk",
}
MAIL_NEXT = "Look at the settings that begin with SIDETONE_SMTP_. Until then notices stand in the program."
LEAST_DISK = 1 << 30
"""Bytes free below which a speech model and a recording may no longer fit."""


@dataclass(frozen=True)
class Finding:
    """One line of the diagnosis. Anything missing says what to do."""

    state: State
    what: str
    says: str
    do: str = ""


def doctor() -> None:
    """Say what is configured, reachable and missing, and what to do.

    Exit code: 0 everything a review needs is there, 1 something is missing.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    ink = Ink(console)
    findings = list(examine(read_settings()))
    width = max(len(finding.what) for finding in findings)
    for finding in findings:
        console.print(ink(f"{MARKS[finding.state]} {finding.what:<{width}}  {finding.says}"))
        for line in finding.do.splitlines():
            console.print(ink(f"  {'':<{width}}  → {line}"))
    missing = sum(finding.state == "missing" for finding in findings)
    console.print()
    console.print(f"{missing} thing{'s' * (missing > 1)} to do." if missing else "Ready to review calls.")
    raise typer.Exit(1 if missing else 0)


def examine(settings: Settings) -> Iterator[Finding]:
    """Looks at everything a review rests on, without reviewing anything."""
    yield Finding("good", "Python", f"{platform.python_version()} at {sys.prefix}")
    yield from _speech_model(settings)
    yield _voice_model(settings)
    yield _rubric(settings)
    yield _disk(settings)
    yield _cores(settings)
    yield from (Finding(*line) for line in judge_lines(settings))
    yield _mail(settings)
    set_here = sorted(name for name in os.environ if name.startswith("SIDETONE_"))
    yield Finding("note", "settings", f"from the environment: {', '.join(set_here) or 'none, all defaults'}")


def _speech_model(settings: Settings) -> Iterator[Finding]:
    from service.edges.speech_models import check_files, find_model

    try:
        model = find_model(
            settings.speech_model, folder=settings.speech_model_folder, cache=settings.home / "models"
        )
        check_files(model)
    except SidetoneError as error:
        yield Finding("missing", "speech model", error.message, error.next_step)
        return
    says = f"{model.name} from {model.source}, SHA-256 {model.sha256[:12]}…"
    yield Finding("good", "speech model", says)


def _voice_model(settings: Settings) -> Finding:
    from service.edges.voice_model import find_at_once, find_voice_model

    try:
        file = find_voice_model(settings.voice_model, cache=settings.home / "models")
    except SidetoneError as error:
        return Finding("missing", "voices", error.message, error.next_step)
    if file is None:
        return Finding(
            "note",
            "voices",
            "no model that tells voices apart: calls on one channel are heard, but not scored",
            "Where there are such calls: python3 run.py voices, or SIDETONE_VOICE_MODEL.",
        )
    if find_at_once(file) is None:
        return Finding(
            "note",
            "voices",
            f"CAM++ from {file}; on one channel it is not looked where two speak at once",
            "To have that marked: python3 run.py voices.",
        )
    return Finding("good", "voices", f"CAM++ from {file}")


def _rubric(settings: Settings) -> Finding:
    from scoring.library import load_rubric, shipped_rubrics

    try:
        list(shipped_rubrics())  # each is as it was published
        rubric = load_rubric(settings.rubric)
    except SidetoneError as error:
        return Finding("missing", "rubric", error.message, error.next_step)
    return Finding("good", "rubric", f"{rubric.slug} version {rubric.version}: {rubric.title}")


def _mail(settings: Settings) -> Finding:
    from service.edges.mailer import NotSent
    from service.parts import mail_server

    server = mail_server(settings)
    if server is None:
        return Finding("note", "mail", "no mails are sent: SIDETONE_SMTP_HOST is not set, or this is a demo")
    where = f"{server.host}:{server.port}"
    try:
        server.look()
    except NotSent as error:
        return Finding("missing", "mail", f"{where}: {MAIL_FAULTS.get(error.code, error.code)}", MAIL_NEXT)
    return Finding("good", "mail", f"{where} takes mails ({server.security})")


def _disk(settings: Settings) -> Finding:
    home = settings.home
    existing = next(folder for folder in (home, *home.parents) if folder.is_dir())
    free = shutil.disk_usage(existing).free
    says = f"{free / (1 << 30):.1f} GB free for {home}"
    if not os.access(existing, os.W_OK):
        says = f"{home} can't be written to"
        return Finding("missing", "disk", says, "Set SIDETONE_HOME to another folder.")
    if free < LEAST_DISK:
        return Finding("missing", "disk", says, "Free some space, or set SIDETONE_HOME to another disk.")
    return Finding("good", "disk", says)


def _cores(settings: Settings) -> Finding:
    cores = os.cpu_count() or 1
    threads = settings.threads or cores
    if threads > cores:
        return Finding(
            "note", "threads", f"{threads} on {cores} cores: slower than one for each core",
            "Unset SIDETONE_THREADS.",
        )  # fmt: skip
    return Finding("good", "threads", f"{threads} on {cores} cores")
