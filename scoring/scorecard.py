"""Arithmetic, and nothing else: verdicts and a rubric become levels and a QA score, in exact fractions.

Not applicable leaves both sums. A verdict that can't be assessed is completed both ways; where the level
comes out the same it stands, else the criterion has a range of levels and the score only has bounds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.judgement import Answer, CriterionReading
from scoring.rubric import Criterion, Kind, Rubric, TableRow

Answers = Mapping[str, Answer]
"""Item id → answer."""

State = Literal["scored", "range", "cannot_assess", "not_applicable", "failed"]


@dataclass(frozen=True)
class Tally:
    """What the items of a criterion add up to, over those that had an occasion."""

    musts: int
    met_musts: int
    pluses: int
    met_pluses: int
    must_nots: int
    missed_must_haves: int

    @property
    def missed_musts(self) -> int:
        return self.musts - self.met_musts


@dataclass(frozen=True)
class CriterionScore:
    """A level, or the range it lies in, or the word for why there is none.

    `worst` and `best` are the tallies with the `unknown` items counted against the rep, and for them.
    """

    key: str
    weight: int
    state: State
    low: int | None = None
    high: int | None = None
    worth_low: int | None = None
    worth_high: int | None = None
    worst: Tally | None = None
    best: Tally | None = None
    unknown: int = 0

    @property
    def level(self) -> int | None:
        return self.low if self.state == "scored" else None


@dataclass(frozen=True)
class QAScore:
    """Percent as exact fractions. Incomplete: no value, only what it would be at worst and at best."""

    state: Literal["complete", "incomplete"]
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True)
class MustHave:
    """A must-have stands beside the score; a fail never rewrites it."""

    item: str
    criterion: str
    result: Literal["pass", "fail", "cannot_tell", "not_applicable"]


@dataclass(frozen=True)
class Scorecard:
    qa_score: QAScore
    criteria: tuple[CriterionScore, ...]
    must_haves: tuple[MustHave, ...]


def score(rubric: Rubric, readings: Iterable[CriterionReading]) -> Scorecard:
    """The scorecard of one call. A criterion without a reading counts as failed, never as zero."""
    by_key = {reading.criterion: reading for reading in readings}
    criteria = tuple(
        score_criterion(rubric, criterion, by_key.get(criterion.key)) for criterion in rubric.criteria
    )
    must_haves = tuple(
        MustHave(item.id, criterion.key, _must_have(item.id, by_key.get(criterion.key)))
        for criterion in rubric.criteria
        for item in criterion.items
        if item.must_have
    )
    return Scorecard(qa_score(criteria), criteria, must_haves)


def score_criterion(rubric: Rubric, criterion: Criterion, reading: CriterionReading | None) -> CriterionScore:
    """The level of one criterion, by its table, with both completions of what could not be assessed."""
    if reading is None or reading.failed is not None:
        low, high = min(rubric.worth), max(rubric.worth)
        return _scored(rubric, criterion, "failed", low, high)
    answers = {verdict.item: verdict.answer for verdict in reading.verdicts}
    worst = complete(criterion, answers, favourably=False)
    best = complete(criterion, answers, favourably=True)
    least = tally_of(criterion, worst)
    most = least if best == worst else tally_of(criterion, best)
    lowest, highest = _level(criterion, least), _level(criterion, most)
    if lowest is None or highest is None:
        return CriterionScore(criterion.key, criterion.weight, "not_applicable")
    unknown = sum(answers.get(i.id, Answer.CANNOT_ASSESS) is Answer.CANNOT_ASSESS for i in criterion.items)
    tallies = (least, most, unknown)
    if lowest == highest:
        return _scored(rubric, criterion, "scored", lowest, highest, *tallies)
    assessed = {Answer.YES, Answer.NO} & set(answers.values())
    return _scored(rubric, criterion, "range" if assessed else "cannot_assess", lowest, highest, *tallies)


def _scored(
    rubric: Rubric,
    criterion: Criterion,
    state: State,
    low: int,
    high: int,
    worst: Tally | None = None,
    best: Tally | None = None,
    unknown: int = 0,
) -> CriterionScore:
    worths = rubric.worth[low], rubric.worth[high]
    return CriterionScore(criterion.key, criterion.weight, state, low, high, *worths, worst, best, unknown)


def complete(criterion: Criterion, answers: Answers, *, favourably: bool) -> dict[str, Answer]:
    """Answers in which every *cannot assess* (or missing) item went for the rep, or against them."""
    done: dict[str, Answer] = {}
    for item in criterion.items:
        answer = answers.get(item.id, Answer.CANNOT_ASSESS)
        if answer is Answer.CANNOT_ASSESS:
            yes_is_good = item.kind is not Kind.MUST_NOT
            answer = Answer.YES if yes_is_good is favourably else Answer.NO
        done[item.id] = answer
    return done


def tally_of(criterion: Criterion, answers: Answers) -> Tally:
    """Counts over the items that had an occasion; `answers` holds only yes, no and not applicable."""

    def count(kind: Kind, *wanted: Answer, must_have: bool = False) -> int:
        return sum(
            answers[item.id] in wanted
            for item in criterion.items
            if item.kind is kind and (item.must_have or not must_have)
        )

    return Tally(
        musts=count(Kind.MUST, Answer.YES, Answer.NO),
        met_musts=count(Kind.MUST, Answer.YES),
        pluses=count(Kind.PLUS, Answer.YES, Answer.NO),
        met_pluses=count(Kind.PLUS, Answer.YES),
        must_nots=count(Kind.MUST_NOT, Answer.YES),
        missed_must_haves=count(Kind.MUST, Answer.NO, must_have=True),
    )


def level_of(criterion: Criterion, answers: Answers) -> int | None:
    """The level by the criterion's table; None where no must had an occasion: levels rest on musts."""
    return _level(criterion, tally_of(criterion, answers))


def _level(criterion: Criterion, tally: Tally) -> int | None:
    if tally.musts == 0:
        return None
    level = row_of(criterion, tally).level
    return min(level, criterion.capped_at) if tally.missed_must_haves else level


def row_of(criterion: Criterion, tally: Tally) -> TableRow:
    """The first row of the table whose conditions all hold; the last one always does."""
    return next(row for row in criterion.table if _holds(row, tally))


def _holds(row: TableRow, tally: Tally) -> bool:
    # A minimum never asks for more than the call gave occasion for.
    return (
        (row.missed_musts_at_most is None or tally.missed_musts <= row.missed_musts_at_most)
        and tally.met_musts >= min(row.met_musts_at_least, tally.musts)
        and tally.met_pluses >= min(row.pluses_at_least, tally.pluses)
        and (row.must_nots_at_most is None or tally.must_nots <= row.must_nots_at_most)
    )


def qa_score(criteria: Sequence[CriterionScore]) -> QAScore:
    """Σ weight × worth / Σ weight over the criteria that apply and carry weight, in percent."""
    counted = [c for c in criteria if c.weight and c.state != "not_applicable"]
    total = sum(c.weight for c in counted)
    if total == 0:
        return QAScore("incomplete", None, None, None)
    low = Fraction(sum(c.weight * (c.worth_low or 0) for c in counted), total)
    high = Fraction(sum(c.weight * (c.worth_high or 0) for c in counted), total)
    if any(c.state != "scored" for c in counted):
        return QAScore("incomplete", None, low, high)
    return QAScore("complete", low, low, high)


def _must_have(
    item_id: str, reading: CriterionReading | None
) -> Literal["pass", "fail", "cannot_tell", "not_applicable"]:
    verdicts = reading.verdicts if reading and reading.failed is None else ()
    answer = next((v.answer for v in verdicts if v.item == item_id), Answer.CANNOT_ASSESS)
    match answer:
        case Answer.YES:
            return "pass"
        case Answer.NO:
            return "fail"
        case Answer.NOT_APPLICABLE:
            return "not_applicable"
        case Answer.CANNOT_ASSESS:
            return "cannot_tell"
