"""What the page of an opened round shows: its figures for qa, and every call side by side with ▶."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import clock, counted
from scoring.record import Record
from service.calibration import queries
from service.calibration.over_time import OverTime, agreement_over_time
from service.calibration.page_views import STATES
from service.calibration.retest import Retest, retest_of
from service.calibration.views import Cell, OpenCall, OpenCriterion
from service.db.tables import Round, RoundCall, TranscriptVersion
from service.people.who import Who
from service.reports.round_page import RoundPage, round_page
from service.web.moments import local_day

SHORT = {"not_applicable": "N/A", "cannot_assess": "?", "missing": "–"}
Said = Mapping[str, tuple[float, float, str]]
"""Sentence → when it begins and ends, and its words."""


class Heard(Record):
    """▶ at a sentence that shows an answer; `spoken` is what it is called aloud."""

    href: str
    text: str
    spoken: str
    clip: str
    start: float
    end: float


class OpenAnswer(Record):
    """What a rater answered to an item that splits."""

    text: str
    heard: tuple[Heard, ...]


class OpenCell(Record):
    text: str
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
    said = _said(session, row)
    return OpenPage(
        id=shown.round.id,
        title=shown.round.title,
        word=STATES[shown.round.state][0],
        notes=() if is_qa else shown.notes,
        raters=tuple(one.name for one in shown.raters),
        calls=tuple(_call(call, said.get(call.number, {})) for call in shown.calls),
        report=round_page(queries.report_of(session, row, at)) if is_qa else None,
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


def pooled_page(session: Session, row: Round, at: datetime) -> PooledPage:
    """Raises Conflict while the round is blind."""
    report = queries.report_of(session, row, at, pooled=True)
    rounds = queries.series_of(session, row, at)
    return PooledPage(
        title=row.title,
        about=f"{counted(len(rounds), 'round')} on the same rubric, pooled.",
        rounds=tuple(
            (f"/calibration/{one.public_id}", f"opened {local_day(one.opened_at or one.deadline, one.zone)}")
            for one in rounds
        ),
        report=round_page(report),
    )


def _said(session: Session, row: Round) -> dict[int, Said]:
    """Number of a call in the round → its sentences."""
    rows = session.execute(
        select(RoundCall.number, TranscriptVersion.document["sentences"])
        .join(TranscriptVersion, TranscriptVersion.id == RoundCall.transcript_id)
        .where(RoundCall.round_id == row.id, RoundCall.removed_at.is_(None))
    )
    return {
        number: {one["id"]: (one["start"], one["end"], one["text"]) for one in sentences}
        for number, sentences in rows
    }


def _call(call: OpenCall, said: Said) -> OpenCallBlock:
    href = f"/calls/{call.call}" if call.call else ""
    return OpenCallBlock(
        number=call.number,
        href=href,
        about=f"{call.why}; largest gap {counted(call.gap, 'level')}",
        lines=tuple(_line(one, href, said) for one in call.criteria),
    )


def _line(one: OpenCriterion, href: str, said: Said) -> OpenLine:
    settled = one.settled
    levels = sorted(cell.level for cell in one.cells if cell.level is not None)
    middle = levels[(len(levels) - 1) // 2] if levels else 3
    return OpenLine(
        key=one.key,
        title=one.title,
        apart=one.gap > 1 or bool(one.split),
        cells=tuple(_cell(cell, one.split, href, said) for cell in one.cells),
        settled="" if settled is None else str(settled.level or SHORT[settled.state]),
        proposed=middle if settled is None else settled.level or middle,
    )


def _cell(cell: Cell, split: Sequence[str], href: str, said: Said) -> OpenCell:
    return OpenCell(
        text=str(cell.level) if cell.level is not None else SHORT[cell.state],
        answers=tuple(
            OpenAnswer(
                text=f"{item.replace('_', ' ')}: {cell.answers[item].value.replace('_', ' ')}",
                heard=tuple(
                    _heard(sentence, said[sentence], href)
                    for sentence in cell.sentences.get(item, ())
                    if href and sentence in said
                ),
            )
            for item in split
            if item in cell.answers
        ),
    )


def _heard(sentence: str, said: tuple[float, float, str], href: str) -> Heard:
    start, end, words = said
    return Heard(
        href=f"{href}#{sentence}",
        text=clock(start),
        spoken=f"{clock(start)}, {words[:80]}",
        clip=f"{href}/clip",
        start=start,
        end=end,
    )
