"""The page that brings in the dialler's log: what a file would do is shown first, then it is done or not."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from scoring.errors import BadInput
from scoring.formats import counted
from scoring.visible import visible
from service.calls.details import known_zone
from service.db.base import now
from service.errors import Conflict
from service.frame.actions import look_at_lines, write_log_whole
from service.frame.files import COLUMNS, LogFile, read_log_text
from service.frame.views import LineTold, LogReport
from service.sheets import text_of
from service.web.forms import InMemory, Upload
from service.web.pages import page
from service.web.parts import Asking, Parts, needs

router = APIRouter(
    prefix="/coverage/log",
    tags=["pages"],
    include_in_schema=False,
    dependencies=[needs("qa", "admin", scope="samples:write")],
)
MOST_BYTES = 900_000
"""A form may have a little more: with it the text comes back once it was looked at."""
MOST_SHOWN = 100


@dataclass(frozen=True)
class ToldLines:
    """Lines of one fate: each by its number in the file, and why. `more`: those that are not listed."""

    title: str
    lines: tuple[tuple[str, str, str], ...]
    more: str


@dataclass(frozen=True)
class LogLook:
    """What the file would do. `text` goes back with the button; without one nothing can be brought in."""

    name: str
    sentence: str
    told: tuple[ToldLines, ...]
    unused: str
    text: str


@dataclass(frozen=True)
class CallLogPage:
    """The form; with what was typed, what is wrong with it, and what the file would do."""

    columns: str
    most: str
    zone: str = "UTC"
    problem: str = ""
    look: LogLook | None = None


@router.get("")
def log_form(request: Request) -> Response:
    return page(request, "call_log.html.j2", view=_page())


@router.post("/preview")
def look_at_log(request: Request, web: Parts, sent: InMemory) -> Response:
    """What the file would do, and every row that cannot be read. Nothing is written."""
    zone = sent.fields.get("zone", "")[:64]
    try:
        if not sent.file:
            raise BadInput("Choose the file of the log first.")
        if len(sent.file) > MOST_BYTES:
            raise BadInput(f"The file has more than {MOST_BYTES // 1000} kB.", "Split it, by month perhaps.")
        text = text_of(sent.file, "The file")
        read = _read(text, zone)
        with web.database.read() as session:
            report = look_at_lines(session, read.lines)
    except (BadInput, Conflict) as error:
        return page(request, "call_log.html.j2", error_status(error), view=_page(zone, error))
    look = _look(text, read, report)
    status = 200 if look.text else 422
    return page(request, "call_log.html.j2", status, view=_page(zone, look=look))


@router.post("")
def bring_in_log(request: Request, web: Parts, who: Asking, sent: InMemory) -> Response:
    """Brings in what was looked at: all of it, or nothing where a row cannot be used."""
    zone, text = sent.fields.get("zone", "")[:64], _text_of(sent)
    try:
        if not text:
            raise BadInput("Choose the file of the log first.")
        read = _read(text, zone)
        report = LogReport()
        if not read.refused:
            report = write_log_whole(web.database, read.lines, "page", who.actor)
    except (BadInput, Conflict) as error:
        return page(request, "call_log.html.j2", error_status(error), view=_page(zone, error))
    if read.refused or report.refused:
        return page(request, "call_log.html.j2", 422, view=_page(zone, look=_look(text, read, report)))
    return RedirectResponse("/coverage/log?said=log_in", status_code=303)


def error_status(error: BadInput | Conflict) -> int:
    return error.status if isinstance(error, Conflict) else 422


def _text_of(sent: Upload) -> str:
    return sent.fields.get("text", "")


def _read(text: str, zone: str) -> LogFile:
    try:
        known_zone(zone)
    except ValueError as error:
        raise BadInput(f"{error}.") from error
    return read_log_text(text, "The file", zone, now())


def _page(
    zone: str = "UTC", error: BadInput | Conflict | None = None, look: LogLook | None = None
) -> CallLogPage:
    problem = f"{error.message} {error.next_step}".strip() if error else ""
    return CallLogPage(", ".join(COLUMNS), f"{MOST_BYTES // 1000} kB", zone, problem, look)


def _look(text: str, read: LogFile, report: LogReport) -> LogLook:
    refused = sorted([*read.refused, *report.refused], key=lambda one: one.line)
    told = (
        ("Rows that cannot be used", refused),
        ("Rows that name nobody known: they are kept aside until somebody is called so", report.held),
        ("Calls that are here already, and change", report.changed),
    )
    return LogLook(
        name="The file",
        sentence=_refused(refused) if refused else _would(report),
        told=tuple(_told(title, lines) for title, lines in told if lines),
        unused=", ".join(read.unused),
        text="" if refused or not read.lines else text,
    )


def _refused(refused: Sequence[LineTold]) -> str:
    rows = len({one.line for one in refused})
    return f"Nothing is brought in: {counted(rows, 'row')} cannot be used. Mend the file and choose it again."


def _would(report: LogReport) -> str:
    parts = [
        f"{counted(report.added, 'call')} would be new",
        f"{len(report.changed)} would change",
        f"{report.unchanged} are here as they are",
        f"{len(report.held)} would be kept aside",
    ]
    return ", ".join(parts) + "."


def _told(title: str, lines: Sequence[LineTold]) -> ToldLines:
    shown = tuple(
        (
            str(one.line),
            visible(one.external_id),
            visible(f"{one.column}: {one.why}" if one.column else one.why),
        )
        for one in lines[:MOST_SHOWN]
    )
    more = len(lines) - len(shown)
    return ToldLines(title, shown, f"and {more} more" if more else "")
