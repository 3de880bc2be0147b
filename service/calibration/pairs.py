"""Judge–human pairs: calls that a person scored without having seen the judge, with what the judge read.

They come from opened rounds and from blind sheets of ordinary confirmations, and hang on the criterion's
fingerprint: rewording one criterion keeps what the others have earned.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

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
from service.calibration.run_ratings import RUN_NAME, flagged_runs, marks_of_runs, rated_runs, some_at_once
from service.db.tables import Review, Round, Run
from service.rubrics.forms import forms_of


@dataclass
class Double:
    """A call as people and one judge see it.

    `of_people`, by person, and `of_judge` name what each was worked out from, and as which it never changes;
    empty where it may.
    """

    call: int
    people: dict[int, RatedCall] = field(default_factory=dict)
    judge: RatedCall | None = None
    of_people: dict[int, str] = field(default_factory=dict)
    of_judge: str = ""

    def scored_by(self, person: int, rated: RatedCall, rests_on: str) -> None:
        self.people[person], self.of_people[person] = rated, rests_on

    @property
    def rests_on(self) -> str:
        """What all of it was worked out from."""
        people = " ".join([self.of_people[person] for person in sorted(self.of_people)])
        return f"{self.call} {people} {self.of_judge}"


class ReadBy(NamedTuple):
    """A run by its key and its name, and the key of the judge that made it."""

    id: int
    name: str
    judge: str


@dataclass(frozen=True)
class Scored:
    """All that people scored blind on some versions of a form: in opened rounds, and on sheets of reviews.

    Read once, for any number of judges. `runs`: what judges read of the sheets' calls, by call and version.
    `flagged`: the calls in which somebody speaks to the evaluator.
    """

    rounds: Sequence[RoundData]
    sheets: Sequence[tuple[BlindSheet, RatedCall]]
    forms: Mapping[int, Rubric]
    runs: Mapping[tuple[int, int], Sequence[ReadBy]]
    flagged: frozenset[int]

    @property
    def calls(self) -> list[int]:
        """The calls that `beside` has, with whichever judge."""
        of_rounds = [one.call_id for data in self.rounds for one in data.calls if one.call_id is not None]
        found = dict.fromkeys([*of_rounds, *(sheet.call_id for sheet, _ in self.sheets)])
        return [call for call in found if call not in self.flagged]

    @cached_property
    def rests_on(self) -> str:
        """What `beside` works out from; empty where something of it may still become another."""
        parts = list(self._parts())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest() if all(parts) else ""

    def _parts(self) -> Iterator[str]:
        yield f"{sorted(self.flagged)}"
        for data in self.rounds:
            yield f"{[(one.id, one.call_id) for one in data.calls]}"
            for column in data.columns:
                who = column.person if column.mark is None else column.mark.key
                known = all(column.rests_on.values())
                yield f"{who} {sorted(column.rests_on.items())}" if known else ""
        for sheet, _ in self.sheets:
            of = f"{sheet.id} {sheet.call_id} {sheet.person_id} {sheet.rubric_id} {sheet.compared_with}"
            yield f"{of} {sheet.rests_on}" if sheet.seen else ""
        for asked, runs in sorted(self.runs.items()):
            yield f"{asked} {[tuple(one) for one in runs]}"

    def beside(self, session: Session, judge_key: str) -> list[Double]:
        """Every call with the judge's reading, if there is one.

        Calls in which somebody speaks to the evaluator are left out: there a judge is not itself.
        """
        found: dict[int, Double] = {}
        for data in self.rounds:
            _from_round(data, judge_key, found)
        read = self._read(session, judge_key)
        for sheet, rated in self.sheets:
            one = found.setdefault(sheet.call_id, Double(sheet.call_id))
            if sheet.person_id not in one.people:
                one.scored_by(sheet.person_id, rated, sheet.rests_on if sheet.seen else "")
            if one.judge is None and sheet.id in read:
                one.of_judge, one.judge = read[sheet.id]
        return [one for call, one in found.items() if call not in self.flagged]

    def _read(self, session: Session, judge_key: str) -> dict[int, tuple[str, RatedCall]]:
        """Sheet → the judge's run and reading of the same call on the same form: the one it was compared
        with, or the newest."""
        chosen: dict[int, dict[int, ReadBy]] = {}
        for one, _ in self.sheets:
            own = [run for run in self.runs.get((one.call_id, one.rubric_id), ()) if run.judge == judge_key]
            if own:
                best = max(own, key=lambda run: (run.id == one.compared_with, run.id))
                chosen.setdefault(one.rubric_id, {})[one.id] = best
        found: dict[int, tuple[str, RatedCall]] = {}
        for rubric_id, of_sheets in chosen.items():
            keys = {run.name: run.id for run in of_sheets.values()}
            rated = rated_runs(session, keys, self.forms[rubric_id])
            found |= {sheet: (run.name, rated[run.name]) for sheet, run in of_sheets.items()}
        return found


def scored_blind(session: Session, rubric_ids: Sequence[int], at: datetime) -> Scored:
    """What people scored blind on these versions."""
    forms = forms_of(session, rubric_ids)
    opened = open_rounds(session, rubric_ids, at)
    of_each = [[row for row in opened if row.rubric_id == key] for key in forms]
    return _scored(session, [round_data(session, rounds) for rounds in of_each if rounds], forms)


def confirmed_blind(session: Session, rubric_ids: Sequence[int]) -> Scored:
    """Of these only the sheets of reviews: what people scored before they were shown a reading to confirm."""
    forms = forms_of(session, rubric_ids)
    return _scored(session, (), forms)


def _scored(session: Session, rounds: Sequence[RoundData], forms: Mapping[int, Rubric]) -> Scored:
    sheets = blind_sheets(session, list(forms))
    runs, appeals = _runs(session, forms, sheets)
    flagged = appeals.union(*(one.flagged for one in rounds))
    return Scored(rounds, given_blind(session, forms, sheets), forms, runs, flagged)


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
        one = found.setdefault(place.call_id, Double(place.call_id))
        for column in data.columns:
            rated = column.rated.get(place.id)
            if rated is None:
                continue
            if column.mark is None and column.person is not None:
                one.scored_by(column.person, rated, column.rests_on[place.id])
            elif column.mark is not None and column.mark.key == judge_key:
                one.judge, one.of_judge = rated, column.rests_on[place.id]


def _runs(
    session: Session, forms: Mapping[int, Rubric], sheets: Sequence[BlindSheet]
) -> tuple[dict[tuple[int, int], list[ReadBy]], frozenset[int]]:
    """What judges read of the sheets' calls on these forms, and those of the calls in which somebody speaks
    to the evaluator, as `appealing` has them: read in one go, since runs lie far apart."""
    asked = select(Run.call_id, Run.rubric_id, Run.id, RUN_NAME, Run.judge, Review.id)
    asked = asked.outerjoin(Review, Review.run_id == Run.id)
    rows = [
        row
        for some in some_at_once({one.call_id for one in sheets})
        for row in session.execute(asked.where(Run.call_id.in_(some)))
    ]
    shown = {name: (key, call) for call, _, key, name, _, review in rows if review is not None}
    flagged = flagged_runs(session, {name: key for name, (key, _) in shown.items()})
    read = [row for row in rows if row[1] in forms and row[4] != PERSON]
    marks = marks_of_runs(session, {name: key for _, _, key, name, _, _ in read})
    found: dict[tuple[int, int], list[ReadBy]] = {}
    for call, rubric, key, name, _, _ in read:
        found.setdefault((call, rubric), []).append(ReadBy(key, name, marks[name].key))
    return found, frozenset(call for name, (_, call) in shown.items() if flagged[name])
