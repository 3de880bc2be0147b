"""What the page of an opened round shows: its figures for qa, and every call side by side with ▶."""

from datetime import datetime

from sqlalchemy.orm import Session

from scoring.formats import counted
from scoring.record import Record
from service.calibration import queries
from service.calibration.over_time import OverTime, agreement_over_time
from service.calibration.page_views import STATES
from service.calibration.pooled_sounds import heard_pooled
from service.calibration.retest import Retest, retest_of
from service.calibration.sentences_heard import Sounds, said_in
from service.calibration.views import Cell, OpenCall, OpenCriterion
from service.db.tables import Round
from service.kept import Kept
from service.people.who import Who
from service.reports.round_page import Heard, RoundPage, heard_on, round_page
from service.reports.round_page import Sounds as HeardBy
from service.web.moments import local_day

_SILENT: Kept[RoundPage] = Kept(10)
"""Reports as pages show them, without what can be heard: that hangs on who asks."""
SHORT = {"not_applicable": "N/A", "cannot_assess": "?", "missing": "–"}


class OpenAnswer(Record):
    """What a rater answered to an item that splits."""

    text: str
    heard: tuple[Heard, ...]


class OpenCell(Record):
    text: str
    heard: tuple[Heard, ...]
    answers: tuple[OpenAnswer, ...]


class OpenLine(Record):
    """A criterion of a call: a cell for each rater."""

    key: str
    title: str
    apart: bool
    cells: tuple[OpenCell, ...]
    settled: str
    proposed: int
    """The middle of what people and the AI reading gave: where the choice begins."""


class OpenCallBlock(Record):
    number: int
    href: str
    about: str
    lines: tuple[OpenLine, ...]


class OpenPage(Record):
    id: str
    title: str
    word: str
    notes: tuple[str, ...]
    raters: tuple[str, ...]
    calls: tuple[OpenCallBlock, ...]
    report: RoundPage | None
    over_time: OverTime | None
    retest: Retest | None
    pooled: str
    may_settle: bool


def open_page(session: Session, who: Who, row: Round, at: datetime) -> OpenPage:
    """Calls side by side, the largest differences first; the figures for qa alone."""
    shown, is_qa = queries.open_round(session, who, row, at), who.has("qa")
    sounds = Sounds(row.public_id, said_in(session, row))
    heard = sounds.of_differences(shown) if is_qa else {}
    return OpenPage(
        id=shown.round.id,
        title=shown.round.title,
        word=STATES[shown.round.state][0],
        notes=() if is_qa else shown.notes,
        raters=tuple(one.name for one in shown.raters),
        calls=tuple(_call(call, sounds) for call in shown.calls),
        report=_shown(queries.known_report(session, row, at), heard) if is_qa else None,
        over_time=agreement_over_time(session, row, at) if is_qa else None,
        retest=retest_of(session, row) if is_qa else None,
        pooled=_pooled(session, row, at) if is_qa else "",
        may_settle=is_qa and shown.round.state == "open",
    )


def _pooled(session: Session, row: Round, at: datetime) -> str:
    """What leads to the figures of the whole series; nothing for a round that stands alone."""
    rounds = len(queries.series_of(session, row, at))
    return f"All {rounds} rounds of the series together" if rounds > 1 else ""


class PooledPage(Record):
    """The figures of a series: its open rounds taken together."""

    title: str
    about: str
    rounds: tuple[tuple[str, str], ...]
    report: RoundPage


def pooled_page(session: Session, who: Who, row: Round, at: datetime) -> PooledPage:
    """Raises Conflict while the round is blind."""
    data, known = queries.pooled_report(session, row, at)
    rounds = queries.series_of(session, row, at)
    return PooledPage(
        title=row.title,
        about=f"{counted(len(rounds), 'round')} on the same rubric, pooled.",
        rounds=tuple(
            (f"/calibration/{one.public_id}", f"opened {local_day(one.opened_at or one.deadline, one.zone)}")
            for one in rounds
        ),
        report=_shown(known, heard_pooled(session, who, data, rounds, known.report.differences)),
    )


def _shown(known: queries.Known, sounds: HeardBy) -> RoundPage:
    silent = _SILENT.one(known.name, lambda: round_page(known.report))
    return heard_on(silent, known.report, sounds)


def _call(call: OpenCall, sounds: Sounds) -> OpenCallBlock:
    return OpenCallBlock(
        number=call.number,
        href=f"/calls/{call.call}" if call.call else "",
        about=f"{call.why}; largest gap {counted(call.gap, 'level')}",
        lines=tuple(_line(call, one, sounds) for one in call.criteria),
    )


def _line(call: OpenCall, one: OpenCriterion, sounds: Sounds) -> OpenLine:
    settled = one.settled
    levels = sorted(cell.level for cell in one.cells if cell.level is not None)
    middle = levels[(len(levels) - 1) // 2] if levels else 3
    return OpenLine(
        key=one.key,
        title=one.title,
        apart=one.gap > 1 or bool(one.split),
        cells=tuple(_cell(call, one, cell, sounds) for cell in one.cells),
        settled="" if settled is None else str(settled.level or SHORT[settled.state]),
        proposed=middle if settled is None else settled.level or middle,
    )


def _cell(call: OpenCall, one: OpenCriterion, cell: Cell, sounds: Sounds) -> OpenCell:
    """Where answers stand against each other, ▶ stands at them; else, where levels differ, at the level."""
    return OpenCell(
        text=str(cell.level) if cell.level is not None else SHORT[cell.state],
        heard=sounds.of_level(call, one, cell) if one.gap and not one.split else (),
        answers=tuple(
            OpenAnswer(
                text=f"{item.replace('_', ' ')}: {cell.answers[item].value.replace('_', ' ')}",
                heard=sounds.of(call, cell.sentences.get(item, ())),
            )
            for item in one.split
            if item in cell.answers
        ),
    )
