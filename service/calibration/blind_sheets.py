"""Blind sheets of the review work, and what they come to: a few queries, however many sheets."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scoring.calibration.sheet import RatedCall
from scoring.corrections.answering import Said
from scoring.corrections.sheets import readings_of
from scoring.redaction import Redacted
from scoring.rubric import Rubric
from service.calibration.run_ratings import MOST_RATED, lean, rated_by_judge, some_at_once
from service.calls.redactions import redacted
from service.db.tables import Call, PersonSheet, Redaction, TranscriptVersion
from service.kept import Kept
from service.reviews.result import facts_of

AT_ONCE = 100
"""Sheets that are worked out together: each with the whole transcript of its call."""
_KEPT: Kept[RatedCall] = Kept(MOST_RATED)


class BlindSheet(NamedTuple):
    """A sheet without its answers, which are long. `seen` is the newest transcript a judge saw of it.

    `rests_on` is all that the levels depend on: a sheet that was handed in never changes, and no redaction.
    """

    id: int
    public_id: str
    call_id: int
    person_id: int
    rubric_id: int
    transcript_id: int
    compared_with: int | None
    seen: int | None
    rests_on: str


def blind_sheets(session: Session, rubric_ids: Sequence[int], *only: ColumnElement[bool]) -> list[BlindSheet]:
    """Those handed in on these versions, the first first."""
    seen = select(func.max(Redaction.id)).where(Redaction.transcript_id == PersonSheet.transcript_id)
    asked = (
        select(
            PersonSheet.id,
            PersonSheet.public_id,
            PersonSheet.call_id,
            PersonSheet.person_id,
            PersonSheet.rubric_id,
            PersonSheet.transcript_id,
            PersonSheet.compared_with,
            seen.scalar_subquery(),
            Call.direction,
            Call.started_at,
            Call.zone,
        )
        .join(Call, Call.id == PersonSheet.call_id)
        .where(
            PersonSheet.rubric_id.in_(rubric_ids),
            PersonSheet.blind.is_(True),
            PersonSheet.state == "handed_in",
            *only,
        )
        .order_by(PersonSheet.id)
    )
    return [_sheet(*row) for row in session.execute(asked)]


def _sheet(key: int, name: str, *row: Any) -> BlindSheet:
    call, person, rubric, transcript, compared, seen, direction, started, zone = row
    rests_on = f"{name} {seen} {direction} {started.isoformat()} {zone}"
    return BlindSheet(key, name, call, person, rubric, transcript, compared, seen, rests_on)


def given_blind(
    session: Session, forms: Mapping[int, Rubric], sheets: Sequence[BlindSheet]
) -> list[tuple[BlindSheet, RatedCall]]:
    """With each sheet the levels that its form makes of the answers."""
    by_key = {one.rests_on: one for one in sheets if one.seen is not None}
    given = _KEPT.all_of(
        by_key, lambda missing: _worked_out(session, forms, {key: by_key[key] for key in missing})
    )
    # What no judge has seen yet is redacted by today's rules and names, and so not kept.
    given |= _worked_out(session, forms, {one.rests_on: one for one in sheets if one.seen is None})
    return [(one, given[one.rests_on]) for one in sheets]


def _worked_out(
    session: Session, forms: Mapping[int, Rubric], sheets: Mapping[str, BlindSheet]
) -> dict[str, RatedCall]:
    found = {}
    for keys in some_at_once(sheets, AT_ONCE):
        some = [sheets[key] for key in keys]
        answers = _documents(session, PersonSheet.answers, PersonSheet.id, {one.id for one in some})
        calls = {
            call.id: call
            for call in session.scalars(select(Call).where(Call.id.in_({one.call_id for one in some})))
        }
        seen = _seen(session, calls, some)
        for key, one in zip(keys, some, strict=True):
            form, said = forms[one.rubric_id], [Said.model_validate(each) for each in answers[one.id]]
            facts = facts_of(calls[one.call_id])
            readings = readings_of(form, said, seen[one.id].transcript, facts)
            found[key] = lean(rated_by_judge(form, readings))
    return found


def _seen(session: Session, calls: Mapping[int, Call], sheets: Sequence[BlindSheet]) -> dict[int, Redacted]:
    """Sheet → its transcript as a judge saw it last; where none did yet, as one would see it now."""
    kept = _documents(session, Redaction.document, Redaction.id, {one.seen for one in sheets} - {None})
    unseen = {one.transcript_id for one in sheets if one.seen is None}
    rows = session.scalars(select(TranscriptVersion).where(TranscriptVersion.id.in_(unseen)))
    whole = {row.id: row for row in rows}
    return {
        one.id: redacted(session, calls[one.call_id], whole[one.transcript_id])
        if one.seen is None
        else Redacted.model_validate(kept[one.seen])
        for one in sheets
    }


def _documents(session: Session, document: Any, key: Any, wanted: set[Any]) -> dict[int, Any]:
    return dict(session.execute(select(key, document).where(key.in_(wanted))).all())
