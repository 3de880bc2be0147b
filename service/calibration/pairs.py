"""Judge–human pairs: calls that a person scored without having seen the judge, with what the judge read.

They come from opened rounds and from blind sheets of ordinary confirmations, and hang on the criterion's
fingerprint: rewording one criterion keeps what the others have earned.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.ratings import MISSING
from scoring.agreement.round_frame import Codes, Given, Rater, RoundFrame
from scoring.calibration.sheet import RatedCall
from scoring.judgement import Answer
from scoring.rubric import Rubric
from service.calibration.blind_sheets import BlindSheet, blind_sheets, given_blind
from service.calibration.blindness import is_open
from service.calibration.frames import RoundData, level_code, round_data
from service.calibration.marks import PERSON
from service.calibration.run_ratings import appealing, marks_of_runs, rated_runs, some_at_once
from service.db.tables import PersonSheet, Round, RubricVersion, Run


@dataclass
class Double:
    """A call as people and one judge see it."""

    call: int
    people: dict[int, RatedCall]
    judge: RatedCall | None


@dataclass(frozen=True)
class Scored:
    """All that people scored blind on some versions of a form: in opened rounds, and on sheets of reviews.

    Read once, for any number of judges.
    """

    rounds: Sequence[RoundData]
    sheets: Sequence[tuple[BlindSheet, RatedCall]]
    forms: Mapping[int, Rubric]

    def beside(self, session: Session, judge_key: str) -> list[Double]:
        """Every call with the judge's reading, if there is one.

        Calls in which somebody speaks to the evaluator are left out: there a judge is not itself.
        """
        found: dict[int, Double] = {}
        for data in self.rounds:
            _from_round(data, judge_key, found)
        read = _judged(session, self.forms, [sheet for sheet, _ in self.sheets], judge_key)
        for sheet, rated in self.sheets:
            one = found.setdefault(sheet.call_id, Double(sheet.call_id, {}, None))
            one.people.setdefault(sheet.person_id, rated)
            if one.judge is None:
                one.judge = read.get(sheet.id)
        flagged = appealing(session, list(found))
        return [one for call, one in found.items() if call not in flagged]


def scored_blind(session: Session, rubric_ids: Sequence[int], at: datetime) -> Scored:
    """What people scored blind on these versions."""
    forms = {key: Rubric.from_document(session.get_one(RubricVersion, key).document) for key in rubric_ids}
    rounds = [round_data(session, [row]) for row in open_rounds(session, rubric_ids, at)]
    return Scored(rounds, given_blind(session, forms, blind_sheets(session, rubric_ids)), forms)


def confirmed_blind(session: Session, rubric_ids: Sequence[int]) -> Scored:
    """Of these only the sheets of reviews: what people scored before they were shown a reading to confirm."""
    forms = {key: Rubric.from_document(session.get_one(RubricVersion, key).document) for key in rubric_ids}
    return Scored((), given_blind(session, forms, blind_sheets(session, rubric_ids)), forms)


def double_scored(session: Session, rubric_ids: Sequence[int], judge_key: str, at: datetime) -> list[Double]:
    """Every call that a person scored blind on one of these forms, with one judge's reading."""
    return scored_blind(session, rubric_ids, at).beside(session, judge_key)


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


def _from_round(data: RoundData, judge_key: str, found: dict[int, Double]) -> None:
    for place in data.calls:
        if place.call_id is None:
            continue
        one = found.setdefault(place.call_id, Double(place.call_id, {}, None))
        for column in data.columns:
            rated = column.rated.get(place.id)
            if rated is None:
                continue
            if column.mark is None and column.person is not None:
                one.people[column.person] = rated
            elif column.mark is not None and column.mark.key == judge_key:
                one.judge = rated


def blind_first_sheets(
    session: Session, rubric: RubricVersion, form: Rubric, calls: Set[int], since: datetime
) -> list[tuple[int, RatedCall]]:
    """What people made of these calls before they were shown a reading to confirm. Which confirmations come
    blind-first is settled by a hash; what else is scored blind, somebody took."""
    sheets = blind_sheets(
        session, [rubric.id], PersonSheet.purpose == "blind_first", PersonSheet.created_at >= since
    )
    wanted = [one for one in sheets if one.call_id in calls]
    return [(sheet.call_id, rated) for sheet, rated in given_blind(session, {rubric.id: form}, wanted)]


def _judged(
    session: Session, forms: Mapping[int, Rubric], sheets: Sequence[BlindSheet], judge_key: str
) -> dict[int, RatedCall]:
    """Sheet → the judge's reading of the same call on the same form: the one it was compared with, or the
    newest."""
    runs: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for some in some_at_once({one.call_id for one in sheets}):
        asked = select(Run.call_id, Run.rubric_id, Run.id, Run.public_id)
        asked = asked.where(Run.call_id.in_(some), Run.rubric_id.in_(forms), Run.judge != PERSON)
        for call, rubric, key, name in session.execute(asked):
            runs.setdefault((call, rubric), []).append((key, name))
    marks = marks_of_runs(session, [name for some in runs.values() for _, name in some])
    chosen: dict[int, dict[int, tuple[int, str]]] = {}
    for one in sheets:
        own = [run for run in runs.get((one.call_id, one.rubric_id), ()) if marks[run[1]].key == judge_key]
        if own:
            best = max(own, key=lambda run: (run[0] == one.compared_with, run[0]))
            chosen.setdefault(one.rubric_id, {})[one.id] = best
    found: dict[int, RatedCall] = {}
    for rubric_id, of_sheets in chosen.items():
        rated = rated_runs(session, {name: key for key, name in of_sheets.values()}, forms[rubric_id])
        found.update({sheet: rated[name] for sheet, (_, name) in of_sheets.items()})
    return found
