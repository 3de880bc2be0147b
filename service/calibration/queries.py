"""Rounds as people may see them: a rater only their own sheets until the round is open."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.round_records import RoundReport
from scoring.agreement.round_report import round_report
from scoring.calibration.sheet import LevelGiven, RatedCall, Settled
from scoring.formats import counted
from scoring.judgement import Answer, CriterionReading
from scoring.record import fingerprint
from scoring.rubric import Rubric
from service.calibration.blindness import is_open, waited_for
from service.calibration.frames import Column, RoundData, frame_of, round_data
from service.calibration.handing_in import own_call, shown_call
from service.calibration.pooled import PooledData, pooled_data
from service.calibration.run_ratings import MOST_RATED
from service.calibration.views import (
    Cell,
    OpenCall,
    OpenCriterion,
    OpenRaterView,
    OpenRound,
    RoundView,
    SheetView,
    ShownSentence,
)
from service.db.tables import (
    Call,
    Consensus,
    RatedSheet,
    Round,
    RoundCall,
    RoundRater,
    RubricVersion,
    SheetDraft,
)
from service.errors import Conflict, NotFound
from service.kept import Kept
from service.people.rights import calls_visible_to
from service.people.who import Who
from service.version import program_version


class Known(NamedTuple):
    """A report, and the name of all that it rests on."""

    name: str
    report: RoundReport


_REPORTS: Kept[RoundReport] = Kept(10)
_CELLS: Kept[Mapping[str, Cell]] = Kept(MOST_RATED)
"""By criterion what somebody gave on a call, by what that was worked out from."""
NOTHING_GIVEN = Cell()
NONE_SETTLED: Mapping[tuple[int, str], Settled] = {}


def visible_round(session: Session, who: Who, public_id: str) -> Round:
    """The round, for qa and for its raters. Raises NotFound."""
    row = session.scalars(select(Round).where(Round.public_id == public_id)).one_or_none()
    if row is None or not (who.has("qa") or _rates(session, who, row)):
        raise NotFound(f"There is no round {public_id}.", "Look for it in the list of rounds.")
    return row


def list_rounds(session: Session, who: Who, at: datetime) -> list[RoundView]:
    """All rounds for qa, else those in which they rate; newest first."""
    asked = select(Round).order_by(Round.id.desc())
    if not who.has("qa", "auditor"):
        mine = select(RoundRater.round_id).where(RoundRater.person_id == who.person)
        asked = asked.where(Round.id.in_(mine))
    return [round_view(session, who, row, at) for row in session.scalars(asked)]


def round_view(session: Session, who: Who, row: Round, at: datetime) -> RoundView:
    """A round in a line. Whoever still rates in it is not told how far the others are."""
    version = session.get_one(RubricVersion, row.rubric_id)
    calls = session.scalars(select(RoundCall).where(RoundCall.round_id == row.id)).all()
    removed = sum(one.removed_at is not None for one in calls)
    raters = session.scalars(select(RoundRater).where(RoundRater.round_id == row.id)).all()
    opened, missing = is_open(row, at), waited_for(session, row)
    rates = any(one.person_id == who.person and one.left_at is None for one in raters)
    return RoundView(
        id=row.public_id,
        title=row.title,
        rubric=f"{version.slug}@{version.version}",
        state="open" if opened and row.state == "rating" else row.state,
        deadline=row.deadline,
        opened=(row.opened_at or row.deadline) if opened else None,
        zone=row.zone,
        calls=len(calls) - removed,
        removed=removed,
        raters=len(raters),
        mine=missing.get(who.person or 0, 0) if rates and not opened else None,
        waiting=None if rates and not opened else (0 if opened else sum(missing.values())),
        series=row.series,
        weekly=row.weekly,
        version=row.version,
    )


def sheet_view(session: Session, who: Who, row: Round, number: int, at: datetime) -> SheetView:
    """One call to score. Raises Conflict once the round is open: then it is not scored any more."""
    if is_open(row, at):
        raise Conflict("The round is open.", f"Look at it: /calibration/{row.public_id}.", code="round_open")
    one = own_call(session, who, row, number)
    call, heard = shown_call(session, one)
    assert who.person is not None
    numbers = session.execute(
        select(RoundCall.number, RoundCall.id)
        .where(RoundCall.round_id == row.id, RoundCall.removed_at.is_(None))
        .order_by(RoundCall.number)
    ).all()
    handed = set(session.scalars(select(RatedSheet.round_call_id).where(RatedSheet.person_id == who.person)))
    draft = session.get(SheetDraft, (one.id, who.person))
    return SheetView(
        round=row.public_id,
        title=row.title,
        number=number,
        numbers=tuple(place for place, _ in numbers),
        done=tuple(place for place, key in numbers if key in handed),
        kind=call.kind,
        deadline=row.deadline,
        rubric=dict(session.get_one(RubricVersion, row.rubric_id).document),
        sentences=tuple(
            ShownSentence(id=s.id, speaker=s.speaker, start=s.start, end=s.end, text=s.text)
            for s in heard.transcript.sentences
        ),
        draft=None if draft is None else draft.document,
        handed_in=one.id in handed,
    )


def opened(row: Round, at: datetime) -> None:
    """Raises Conflict while the round is blind."""
    if not is_open(row, at):
        raise Conflict(
            "The round is still blind.",
            "It opens when all are in, or when its deadline has passed.",
            code="blind",
        )


def series_of(session: Session, row: Round, at: datetime) -> list[Round]:
    """The open rounds of the series a round is in, oldest first."""
    rows = session.scalars(
        select(Round).where(Round.series == row.series, Round.rubric_id == row.rubric_id).order_by(Round.id)
    )
    return [one for one in rows if is_open(one, at)]


def report_of(session: Session, row: Round, at: datetime, *, pooled: bool = False) -> RoundReport:
    """The statistics of a round, or pooled over the open ones of its series. Raises Conflict while blind."""
    return pooled_report(session, row, at)[1].report if pooled else known_report(session, row, at).report


def known_report(session: Session, row: Round, at: datetime) -> Known:
    """The statistics of a round alone. Raises Conflict while blind."""
    opened(row, at)
    data = round_data(session, [row])
    return _report(data, row.title, notes_on(data))


def pooled_report(session: Session, row: Round, at: datetime) -> tuple[PooledData, Known]:
    """What was given in the open rounds of a series, and its statistics. Raises Conflict while blind.

    Blind-first confirmations on the same form are pairs of a person and the AI reading too.
    """
    opened(row, at)
    data = pooled_data(session, series_of(session, row, at))
    notes = [*notes_on(data), *filter(None, (data.note,))]
    return data, _report(data, row.title, notes)


def _report(data: RoundData, title: str, notes: Sequence[str]) -> Known:
    """Kept for as long as nothing else is given: it is hundreds of intervals."""
    given = data.rests_on or frame_of(data).fingerprint
    asked = fingerprint([given, title, list(notes)])
    made = _REPORTS.one(asked, lambda: round_report(frame_of(data), title, program_version(), notes))
    return Known(asked, made)


def notes_on(data: RoundData) -> list[str]:
    """What happened to the round that its numbers do not show."""
    notes = []
    if data.removed:
        notes.append(f"Deleted on request, and counted nowhere: {counted(data.removed, 'call')}.")
    left = [one.name for one in data.columns if one.left]
    if left:
        notes.append(f"Left before all was scored: {', '.join(left)}. What they handed in counts.")
    if data.flagged:
        calls = counted(len(data.flagged), "call")
        notes.append(f"On {calls} somebody speaks to the evaluator: left out of the AI reading's figures.")
    if len({one.mark.key for one in data.columns if one.mark is not None}) > 1:
        notes.append("The AI readings are by different judges: each stands for itself.")
    return notes


def open_round(session: Session, who: Who, row: Round, at: datetime) -> OpenRound:
    """Every call side by side, the largest differences first. Raises Conflict while it is blind."""
    opened(row, at)
    data = round_data(session, [row])
    settled = consensus_of(session, data.calls)
    calls = open_calls(session, who, data, data.calls, settled)
    return OpenRound(
        round=round_view(session, who, row, at),
        raters=tuple(
            OpenRaterView(name=one.name, kind=one.rater.kind, left=one.left) for one in data.columns
        ),
        calls=tuple(sorted(calls, key=lambda one: (-one.gap, one.number))),
        notes=tuple(notes_on(data)),
    )


def open_calls(
    session: Session,
    who: Who,
    data: RoundData,
    calls: Sequence[RoundCall],
    settled: Mapping[tuple[int, str], Settled] = NONE_SETTLED,
) -> list[OpenCall]:
    """What was given on these calls of the data, side by side; public ids of those they may see."""
    ids = [one.call_id for one in calls]
    asked = select(Call.id, Call.public_id).where(Call.id.in_(ids), calls_visible_to(who))
    visible = dict(session.execute(asked).all())
    return [_open_call(data, one, settled, visible.get(one.call_id or 0)) for one in calls]


def consensus_of(session: Session, calls: Sequence[RoundCall]) -> dict[tuple[int, str], Settled]:
    """(call of the round, criterion) → what was settled last."""
    rows = session.scalars(
        select(Consensus)
        .where(Consensus.round_call_id.in_([one.id for one in calls]))
        .order_by(Consensus.number)
    )
    return {(row.round_call_id, row.criterion): Settled.model_validate(row.document) for row in rows}


def _open_call(
    data: RoundData, call: RoundCall, settled: Mapping[tuple[int, str], Settled], public_id: str | None
) -> OpenCall:
    criteria = []
    given = [_cells(data.form, column, call) for column in data.columns]
    for criterion in data.form.criteria:
        cells = tuple(one.get(criterion.key, NOTHING_GIVEN) for one in given)
        levels = [one.level for one in cells if one.level is not None]
        reference = settled.get((call.id, criterion.key))
        split = tuple(
            item.id
            for item in criterion.items
            if {Answer.YES, Answer.NO} <= {one.answers[item.id] for one in cells if item.id in one.answers}
        )
        criteria.append(
            OpenCriterion(
                key=criterion.key,
                title=criterion.title,
                gap=max(levels) - min(levels) if len(levels) > 1 else 0,
                cells=cells,
                split=split,
                settled=reference.level if reference else None,
            )
        )
    criteria.sort(key=lambda one: (-one.gap, -len(one.split)))
    gap = max((one.gap for one in criteria), default=0)
    return OpenCall(number=call.number, call=public_id, why=call.why, gap=gap, criteria=tuple(criteria))


def _cells(form: Rubric, column: Column, call: RoundCall) -> Mapping[str, Cell]:
    """By criterion; nothing where the rater gave nothing on the call."""
    rated, rests_on = column.rated.get(call.id), column.rests_on.get(call.id)
    if rated is None:
        return {}

    def made() -> dict[str, Cell]:
        return {one.key: _cell(rated, one.key) for one in form.criteria}

    return _CELLS.one(rests_on, made) if rests_on else made()


def _cell(rated: RatedCall, criterion: str) -> Cell:
    given = rated.levels.get(criterion, LevelGiven(state="cannot_assess"))
    reading = rated.readings.get(criterion, CriterionReading(criterion=criterion))
    return Cell(
        level=given.level,
        state=given.state,
        answers={one.item: one.answer for one in reading.verdicts},
        sentences={
            one.item: tuple(shown.sentence for shown in one.evidence)
            for one in reading.verdicts
            if one.evidence
        },
    )


def _rates(session: Session, who: Who, row: Round) -> bool:
    asked = select(RoundRater.id).where(RoundRater.round_id == row.id, RoundRater.person_id == who.person)
    return session.scalar(asked) is not None
