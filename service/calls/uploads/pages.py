"""The upload page: many files with a script, one file without; and what is known of files before they go."""

import secrets
import time
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from scoring.errors import BadInput, SidetoneError
from scoring.record import Record
from service.calls.details import CallDetails
from service.calls.imports.folder import SUFFIXES
from service.calls.imports.patterns import PRESETS, read_pattern
from service.calls.uploading import details_by
from service.calls.uploads import pieces
from service.calls.uploads.arriving import finish
from service.calls.uploads.preview import MOST_FILES, Question, Read, Row, read_row
from service.calls.uploads.queries import (
    Rep,
    known_of,
    pattern_of,
    reps_to_choose,
    teams_to_choose,
)
from service.calls.uploads.words import LargerThanTaken
from service.db.base import now
from service.edges.containers import RAW
from service.people.who import Who
from service.privacy.rule import refuse_without_rule
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, Web, needs

router = APIRouter(tags=["pages"], dependencies=[needs("manager", "qa")], include_in_schema=False)

PATH = "/upload"
"""Where a form with one recording is sent: its body is as long as the recording."""
FORM_BESIDES = 1 << 16
"""Bytes a form may have besides its recording."""


class Typed(Record):
    """What was typed into the form for one recording."""

    rep: str = ""
    team: str = ""
    start: str = ""
    zone: str = ""
    direction: str = ""
    kind: str = ""
    external_id: str = ""


class UploadPage(Record):
    """The page before anything was chosen; with what was typed and what was wrong, where it came back.

    `closed`: nothing is taken in yet, so nothing is asked for.
    """

    reps: tuple[Rep, ...]
    teams: tuple[str, ...]
    kinds: tuple[str, ...]
    presets: tuple[tuple[str, str], ...]
    raw_formats: tuple[tuple[str, str], ...]
    accepts: str
    most_files: int
    most_bytes: int
    most: str
    rep_options: tuple[tuple[str, str], ...]
    team_options: tuple[tuple[str, str], ...]
    closed: bool = False
    pattern: str = ""
    typed: Typed = Typed()
    problem: str = ""
    next_step: str = ""


@router.get(PATH)
def upload_page(request: Request, web: Parts, session: Reading, who: Asking) -> HTMLResponse:
    try:
        refuse_without_rule(web.settings)
    except SidetoneError as error:
        # Nothing was sent yet, so there is nothing that was not kept.
        problem = error.message.removesuffix(" Nothing was kept.")
        view = _view(web, session, who, closed=True, problem=problem, next_step=error.next_step)
        return page(request, "upload.html.j2", view=view)
    return page(request, "upload.html.j2", view=_view(web, session, who))


@router.post(f"{PATH}/preview")
def preview(session: Reading, who: Asking, asked: Question) -> Read:
    """What is known of the files: from their names, a list, and what was typed."""
    return known_of(session, who, asked, now())


@router.post(PATH)
async def upload_one(request: Request, web: Parts, who: Asking) -> Response:
    """One recording from a form, for browsers without scripts. Who asks was looked at before the body is."""
    _refuse_length(request, web)
    typed: dict[str, str] = {}
    try:
        refuse_without_rule(web.settings)
        async with request.form(max_files=1, max_fields=12) as form:
            typed = {key: value for key, value in form.items() if isinstance(value, str)}
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename or not file.size:
                raise BadInput("Choose a recording first.")
            done = await to_thread.run_sync(_take, web, who, file, typed)
    except SidetoneError as error:
        return await to_thread.run_sync(_again, request, web, who, typed, error)
    said = "already_here" if done.announced.already_here else "accepted"
    return RedirectResponse(f"{PATH}?said={said}", status_code=303)


def _take(web: Web, who: Who, file: UploadFile, typed: dict[str, str]) -> pieces.Upload:
    """The same way as a recording that arrives in pieces, at once."""
    row = read_row(
        Row(name=str(file.filename), typed={key: typed[key] for key in typed if key not in ("zone", "team")}),
        read_pattern("any"),
        None,
        typed.get("zone", "").strip() or "UTC",
        typed.get("team", ""),
        now(),
    )
    if row.problems:
        raise BadInput(f"Nothing was sent: {next(iter(row.problems.values()))}.")
    details = details_by(web.database, who, CallDetails.model_validate(row.details))
    incoming = web.settings.home / "incoming"
    pieces.forget_stale(incoming, time.time())
    announced = pieces.Announced(
        who.actor, secrets.token_hex(16), file.size or 0, details.model_dump(mode="json")
    )
    upload = pieces.announce(incoming, announced)
    try:
        with upload.file.open("xb") as kept:
            while piece := file.file.read(1 << 20):
                kept.write(piece)
        return finish(web, who, upload)
    except SidetoneError:
        pieces.forget(upload)
        raise


def _again(request: Request, web: Web, who: Who, typed: dict[str, str], error: SidetoneError) -> HTMLResponse:
    kept = Typed(**{key: text for key, text in typed.items() if key in Typed.model_fields})
    with web.database.read() as session:
        view = _view(web, session, who, typed=kept, problem=error.message, next_step=error.next_step)
    return page(request, "upload.html.j2", 422, view=view)


def _refuse_length(request: Request, web: Web) -> None:
    declared = request.headers.get("content-length", "")
    most = web.settings.largest_upload
    if not declared.isdigit() or int(declared) > most + FORM_BESIDES:
        raise LargerThanTaken(most)


def _written_bytes(number: int) -> str:
    return f"{number >> 30} GB" if number % (1 << 30) == 0 else f"{number >> 20} MB"


def _view(web: Web, session: Session, who: Who, **more: Any) -> UploadPage:
    settings = web.settings
    reps, teams = reps_to_choose(session, who), teams_to_choose(session, who)
    any_team = () if len(teams) == 1 else (("", "as the rep's"),)
    return UploadPage(
        reps=reps,
        teams=teams,
        rep_options=(("", "not known yet"), *((rep.key, f"{rep.name}, {rep.team}") for rep in reps)),
        team_options=(*any_team, *((team, team) for team in teams)),
        kinds=tuple(sorted(settings.rubrics_by_kind)),
        pattern=pattern_of(session, teams),
        presets=tuple((name, text) for name, text in PRESETS.items() if name != "any"),
        raw_formats=tuple((name, container.name) for name, (container, _) in RAW.items()),
        accepts=",".join(("audio/*", "video/*", *sorted(SUFFIXES))),
        most_files=MOST_FILES,
        most_bytes=settings.largest_upload,
        most=_written_bytes(settings.largest_upload),
        **more,
    )
