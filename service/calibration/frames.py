"""From stored sheets and readings to the table that statistics work on: calls by raters."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.ratings import MISSING
from scoring.agreement.round_frame import CANNOT_ASSESS, NOT_APPLICABLE, Codes, Given, Rater, RoundFrame
from scoring.calibration.mark import JudgeMark
from scoring.calibration.sheet import RatedCall
from scoring.judgement import Answer, CriterionReading
from scoring.rubric import Rubric
from service.calibration.marks import PERSON
from service.calibration.run_ratings import (
    MOST_RATED,
    RUN_NAME,
    JudgedBy,
    appealing,
    lean,
    marks_of_runs,
    rated_by_judge,
    rated_runs,
    some_at_once,
)
from service.db.tables import (
    JudgePass,
    PassReading,
    Person,
    RatedSheet,
    Round,
    RoundCall,
    RoundRater,
    Run,
)
from service.kept import Kept
from service.rubrics.forms import forms_of

AI = "AI reading"
MOST_PASSES = 50
"""Passes that are kept, of some thirty calls each."""
ENDED = ("done", "failed")
"""States of a pass in which it reads no more."""
_SHEETS: Kept[RatedCall] = Kept(MOST_RATED)
"""What raters gave, by the public id of the sheet they handed in: it never changes."""
_PASSES: Kept[Mapping[int | None, RatedCall]] = Kept(MOST_PASSES)
"""What passes that have ended read, by their public ids: call → what it came to."""
_ANSWERS = {
    Answer.NO: 0,
    Answer.YES: 1,
    Answer.NOT_APPLICABLE: NOT_APPLICABLE,
    Answer.CANNOT_ASSESS: CANNOT_ASSESS,
}
_STATES = {"not_applicable": NOT_APPLICABLE, "cannot_assess": CANNOT_ASSESS}


@dataclass
class Column:
    """One rater of a round: a person, or a judge with its mark; and what they gave, by the call's row key.

    `rests_on`: by the same keys what it was worked out from, and as which it never changes.
    """

    name: str
    person: int | None = None
    mark: JudgeMark | None = None
    left: bool = False
    rated: dict[int, RatedCall] = field(default_factory=dict)
    rests_on: dict[int, str] = field(default_factory=dict)

    def give(self, place: int, rated: RatedCall, rests_on: str) -> None:
        self.rated[place], self.rests_on[place] = rated, rests_on

    @property
    def rater(self) -> Rater:
        return Rater(self.name, "person" if self.mark is None else "judge")


@dataclass(frozen=True)
class RoundData:
    """All that was given in one round, or in several of a series."""

    form: Rubric
    calls: Sequence[RoundCall]
    columns: Sequence[Column]
    flagged: frozenset[int]
    removed: int

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Round → its place in the series."""
        rounds = sorted({one.round_id for one in self.calls})
        return {key: place for place, key in enumerate(rounds, start=1)}

    @cached_property
    def rests_on(self) -> str:
        """What all of it was worked out from; empty where something of it may still become another."""
        if not all(all(one.rests_on.values()) for one in self.columns):
            return ""
        whole = hashlib.sha256(f"{self.form.fingerprint()} {sorted(self.flagged)}".encode())
        for call in self.calls:
            whole.update(f"{self.label(call)} {call.id} {call.call_id in self.flagged}\n".encode())
        for one in self.columns:
            whole.update(f"{one.rater} {sorted(one.rests_on.items())}\n".encode())
        return whole.hexdigest()

    def label(self, call: RoundCall) -> str:
        """How a call is named in reports and exports: its number; in a series with its round before it."""
        return str(call.number) if len(self.places) == 1 else f"{self.places[call.round_id]}.{call.number}"


def round_data(session: Session, rounds: Sequence[Round]) -> RoundData:
    """What was given in the rounds. Whoever asks has made sure that they are open."""
    form = forms_of(session, [rounds[0].rubric_id])[rounds[0].rubric_id]
    everything = session.scalars(
        select(RoundCall)
        .where(RoundCall.round_id.in_([one.id for one in rounds]))
        .order_by(RoundCall.round_id, RoundCall.number)
    ).all()
    calls = [one for one in everything if one.removed_at is None]
    columns = [*_people(session, rounds, calls), *_judges(session, form, rounds, calls)]
    return RoundData(form, calls, columns, flagged_calls(session, calls), len(everything) - len(calls))


def frame_of(data: RoundData) -> RoundFrame:
    """The table. Calls in which somebody speaks to the evaluator leave the judge's column."""
    raters = tuple(column.rater for column in data.columns)
    codes = _codes(data)
    criteria = tuple(Given(one.key, one.title, codes[one.key, ""]) for one in data.form.criteria)
    items = tuple(
        Given(item.id, item.asks, codes[one.key, item.id], one.key)
        for one in data.form.criteria
        for item in one.items
    )
    worth = tuple(float(data.form.worth[level]) for level in sorted(data.form.worth))
    return RoundFrame(tuple(data.label(one) for one in data.calls), raters, criteria, items, worth)


def level_code(criterion: str, rated: RatedCall) -> int:
    """A level's place on the scale, or the code of what stands in its place."""
    given = rated.levels.get(criterion)
    if given is None:
        return MISSING
    return given.level - 1 if given.level is not None else _STATES[given.state]


def answer_code(criterion: str, item: str, rated: RatedCall) -> int:
    """The same for the answer to an item."""
    return _answer_codes(rated.readings.get(criterion)).get(item, MISSING)


def _answer_codes(reading: CriterionReading | None) -> dict[str, int]:
    """By item; what stands first holds."""
    if reading is None or reading.failed is not None:
        return {}
    return {one.item: _ANSWERS[one.answer] for one in reversed(reading.verdicts)}


def flagged_calls(session: Session, calls: Iterable[RoundCall]) -> frozenset[int]:
    """The calls (their keys) in which somebody speaks to the evaluator, as their reviews say."""
    ids = [one.call_id for one in calls if one.call_id is not None]
    return appealing(session, ids)


def _codes(data: RoundData) -> dict[tuple[str, str], Codes]:
    """(criterion, item) → calls by raters; without an item the levels. Each sheet is gone through once."""
    keys = [(one.key, item) for one in data.form.criteria for item in ("", *(part.id for part in one.items))]
    shape = (len(data.calls), len(data.columns))
    tables: dict[tuple[str, str], Codes] = {key: np.full(shape, MISSING, dtype=np.int16) for key in keys}
    for at, call in enumerate(data.calls):
        for place, column in enumerate(data.columns):
            rated = column.rated.get(call.id)
            if rated is None or (column.mark is not None and call.call_id in data.flagged):
                continue
            for one in data.form.criteria:
                tables[one.key, ""][at, place] = level_code(one.key, rated)
                for item, code in _answer_codes(rated.readings.get(one.key)).items():
                    if (one.key, item) in tables:
                        tables[one.key, item][at, place] = code
    return tables


def _people(session: Session, rounds: Sequence[Round], calls: Sequence[RoundCall]) -> list[Column]:
    rows = session.execute(
        select(Person, RoundRater.left_at)
        .join(RoundRater, RoundRater.person_id == Person.id)
        .where(RoundRater.round_id.in_([one.id for one in rounds]))
        .order_by(RoundRater.id)
    )
    columns: dict[int, Column] = {}
    named = Counter[str]()
    for person, left in rows:
        if person.id not in columns:
            named[person.name] += 1
            same = named[person.name]
            name = f"{person.name} ({same})" if same > 1 else person.name
            columns[person.id] = Column(name, person=person.id, left=left is not None)
    sheets = session.execute(
        select(RatedSheet.public_id, RatedSheet.person_id, RatedSheet.round_call_id).where(
            RatedSheet.round_call_id.in_([one.id for one in calls])
        )
    ).all()
    given = rated_sheets(session, [row.public_id for row in sheets])
    for sheet, rater, place in sheets:
        if rater in columns:
            columns[rater].give(place, given[sheet], sheet)
    return [one for one in columns.values() if one.rated or not one.left]


def rated_sheets(session: Session, sheets: Sequence[str]) -> dict[str, RatedCall]:
    """What raters handed in, by the public ids of their sheets."""
    return _SHEETS.all_of(sheets, lambda missing: _sheets(session, missing))


def _sheets(session: Session, sheets: Sequence[str]) -> dict[str, RatedCall]:
    asked = select(RatedSheet.public_id, RatedSheet.document)
    return {
        sheet: lean(RatedCall.model_validate(document))
        for some in some_at_once(sheets)
        for sheet, document in session.execute(asked.where(RatedSheet.public_id.in_(some)))
    }


def _judges(
    session: Session, form: Rubric, rounds: Sequence[Round], calls: Sequence[RoundCall]
) -> list[Column]:
    """The judge by the round's own pass; where that has not read a call, by its newest run on this form."""
    columns: dict[str, Column] = {}
    left = {one.id: one for one in calls if one.call_id is not None}
    of_round = _by(left.values(), lambda one: one.round_id)
    for made in _passes(session, rounds):
        found = rated_in(session, made, form)
        mark = JudgeMark.model_validate(made.judge)
        for place in of_round.get(made.round_id, ()):
            if place.call_id not in found or place.id not in left:
                continue
            column = columns.setdefault(mark.key, Column(f"{AI} ({mark.title})", mark=mark))
            read = found[place.call_id]
            column.give(place.id, read, f"{made.public_id} {place.call_id} {','.join(read.readings)}")
            del left[place.id]
    of_call = _by(left.values(), lambda one: one.call_id)
    for call, run, (key, mark), rated in _runs(session, form, rounds[0].rubric_id, left.values()):
        column = columns.setdefault(key, Column(f"{AI} ({mark.title})", mark=mark))
        for place in of_call[call]:
            column.give(place.id, rated, run)
    for number, column in enumerate(columns.values(), start=1):
        column.name = column.name if number == 1 else f"{column.name} {number}"
    return list(columns.values())


def _by(
    calls: Iterable[RoundCall], key: Callable[[RoundCall], int | None]
) -> dict[int | None, list[RoundCall]]:
    found: dict[int | None, list[RoundCall]] = {}
    for one in calls:
        found.setdefault(key(one), []).append(one)
    return found


def _passes(session: Session, rounds: Sequence[Round]) -> list[JudgePass]:
    asked = (
        select(JudgePass)
        .where(JudgePass.round_id.in_([one.id for one in rounds]), JudgePass.judge_key != "")
        .order_by(JudgePass.id.desc())
    )
    return list(session.scalars(asked))


def rated_in(session: Session, made: JudgePass, form: Rubric) -> Mapping[int | None, RatedCall]:
    """Call → what a pass read of it, with the levels that its form makes of that."""

    def read() -> dict[int | None, RatedCall]:
        found = pass_readings(session, made)
        return {call: lean(rated_by_judge(form, readings)) for call, readings in found.items()}

    return _PASSES.one(made.public_id, read) if made.state in ENDED else read()


def pass_readings(session: Session, made: JudgePass) -> dict[int | None, dict[str, CriterionReading]]:
    """Call → criterion → reading of a pass."""
    found: dict[int | None, dict[str, CriterionReading]] = {}
    for row in session.scalars(select(PassReading).where(PassReading.pass_id == made.id)):
        found.setdefault(row.call_id, {})[row.criterion] = CriterionReading.model_validate(row.document)
    return found


def _runs(
    session: Session, form: Rubric, rubric_id: int, calls: Iterable[RoundCall]
) -> list[tuple[int, str, JudgedBy, RatedCall]]:
    """The newest run of each call on this form that a judge made, by whom, and what it gave."""
    ids = [one.call_id for one in calls]
    rows = session.execute(
        select(Run.id, RUN_NAME, Run.call_id)
        .where(Run.call_id.in_(ids), Run.rubric_id == rubric_id, Run.judge != PERSON)
        .order_by(Run.id)
    )
    newest = {call: (name, key) for key, name, call in rows}
    keys = dict(newest.values())
    marks, rated = marks_of_runs(session, keys), rated_runs(session, keys, form)
    return [(call, name, marks[name], rated[name]) for call, (name, _) in newest.items()]
