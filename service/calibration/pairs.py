"""Judge–human pairs: calls that a person scored without having seen the judge, with what the judge read.

They come from opened rounds and from blind sheets of ordinary confirmations, and hang on the criterion's
fingerprint: rewording one criterion keeps what the others have earned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.ratings import MISSING
from scoring.agreement.round_frame import Codes, Given, Rater, RoundFrame
from scoring.calibration.sheet import RatedCall
from scoring.corrections.answering import Said
from scoring.corrections.sheets import readings_of
from scoring.judgement import Answer
from scoring.rubric import Rubric
from service.calibration.blindness import is_open
from service.calibration.frames import appealing, level_code, rated_by_judge, round_data, run_readings
from service.calibration.marks import PERSON, run_mark
from service.calls.redactions import redacted
from service.db.tables import Call, PersonSheet, Round, RubricVersion, Run, TranscriptVersion
from service.reviews.result import facts_of


@dataclass
class Double:
    """A call as people and one judge see it. `by_chance`: nobody chose that people score this one."""

    call: int
    people: dict[int, RatedCall]
    judge: RatedCall | None
    by_chance: bool = False


def double_scored(
    session: Session, rubric_ids: Sequence[int], judge_key: str, at: datetime, since: datetime | None = None
) -> list[Double]:
    """Every call that a person scored blind on one of these forms, with the judge's reading if there is one.

    `since`: only what was begun after that. Calls in which somebody speaks to the evaluator are left out:
    there a judge is not itself.
    """
    found: dict[int, Double] = {}
    for row in open_rounds(session, rubric_ids, at, since):
        _from_round(session, row, judge_key, found)
    _from_sheets(session, rubric_ids, judge_key, found, since)
    flagged = appealing(session, list(found))
    return [one for call, one in found.items() if call not in flagged]


def open_rounds(
    session: Session, rubric_ids: Sequence[int], at: datetime, since: datetime | None = None
) -> list[Round]:
    """The rounds on these forms that were open at that moment, oldest first."""
    asked = select(Round).where(Round.rubric_id.in_(rubric_ids)).order_by(Round.id)
    if since is not None:
        asked = asked.where(Round.created_at >= since)
    return [row for row in session.scalars(asked) if is_open(row, at)]


def frame_on(doubles: Sequence[Double], criterion: str, worth: Sequence[float]) -> RoundFrame:
    """The pairs on one criterion as a frame: people in columns by their place on each call, then the judge.

    Who the people are does not matter here, so that the third sheet of every call stands in one column.
    """
    most = max((len(one.people) for one in doubles), default=0)
    codes: Codes = np.full((len(doubles), most + 1), MISSING, dtype=np.int16)
    for at, one in enumerate(doubles):
        for place, person in enumerate(sorted(one.people)):
            codes[at, place] = level_code(criterion, one.people[person])
        if one.judge is not None:
            codes[at, most] = level_code(criterion, one.judge)
    raters = (*(Rater(f"person {place + 1}") for place in range(most)), Rater("AI reading", "judge"))
    given = Given(criterion, criterion, codes)
    return RoundFrame(tuple(str(one.call) for one in doubles), raters, (given,), (), tuple(worth))


def claims_of(doubles: Sequence[Double], criterion: str) -> tuple[int, int]:
    """How many yes and no the judge claimed on the criterion, and in how many the evidence did not hold."""
    claimed = invalid = 0
    for one in doubles:
        reading = one.judge.readings.get(criterion) if one.judge is not None else None
        for verdict in reading.verdicts if reading is not None else ():
            if verdict.claimed in (Answer.YES, Answer.NO):
                claimed += 1
                invalid += verdict.answer is not verdict.claimed
    return claimed, invalid


def _from_round(session: Session, row: Round, judge_key: str, found: dict[int, Double]) -> None:
    data = round_data(session, [row])
    for place in data.calls:
        if place.call_id is None:
            continue
        one = found.setdefault(place.call_id, Double(place.call_id, {}, None))
        one.by_chance = one.by_chance or place.why == "drawn"
        for column in data.columns:
            rated = column.rated.get(place.id)
            if rated is None:
                continue
            if column.mark is None and column.person is not None:
                one.people[column.person] = rated
            elif column.mark is not None and column.mark.key == judge_key:
                one.judge = rated


def _from_sheets(
    session: Session,
    rubric_ids: Sequence[int],
    judge_key: str,
    found: dict[int, Double],
    since: datetime | None,
) -> None:
    """Blind sheets of the review work. A person's levels are there what the form makes of the answers."""
    asked = select(PersonSheet).where(
        PersonSheet.rubric_id.in_(rubric_ids),
        PersonSheet.blind.is_(True),
        PersonSheet.state == "handed_in",
    )
    if since is not None:
        asked = asked.where(PersonSheet.created_at >= since)
    sheets = session.scalars(asked.order_by(PersonSheet.id)).all()
    forms = {key: Rubric.from_document(session.get_one(RubricVersion, key).document) for key in rubric_ids}
    for sheet in sheets:
        form, call = forms[sheet.rubric_id], session.get_one(Call, sheet.call_id)
        seen = redacted(session, call, session.get_one(TranscriptVersion, sheet.transcript_id)).transcript
        said = [Said.model_validate(one) for one in sheet.answers]
        rated = rated_by_judge(form, readings_of(form, said, seen, facts_of(call)))
        one = found.setdefault(call.id, Double(call.id, {}, None))
        one.people.setdefault(sheet.person_id, rated)
        # Which confirmations come blind-first is settled by a hash; what else is scored blind, somebody took.
        one.by_chance = one.by_chance or sheet.purpose == "blind_first"
        if one.judge is None:
            one.judge = _judge_run(session, form, sheet, judge_key)


def _judge_run(session: Session, form: Rubric, sheet: PersonSheet, judge_key: str) -> RatedCall | None:
    """The judge's reading of the same call on the same form: the one it was compared with, or the newest."""
    rows = session.execute(
        select(Run, TranscriptVersion.heard)
        .join(TranscriptVersion, TranscriptVersion.id == Run.transcript_id)
        .where(Run.call_id == sheet.call_id, Run.rubric_id == sheet.rubric_id, Run.judge != PERSON)
        .order_by((Run.id == sheet.compared_with).desc(), Run.id.desc())
    )
    for run, heard in rows:
        if run_mark(run, heard).key == judge_key:
            return rated_by_judge(form, run_readings(session, run))
    return None
