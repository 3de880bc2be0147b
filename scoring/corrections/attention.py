"""What a person has to look at before confirming a reading; everything else may stay folded.

Items that cost points, on which readings split, that nobody could assess, that are flagged, and must-haves
that were missed.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from scoring.corrections.answering import speaks_against
from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.record import Record
from scoring.review import Flag
from scoring.rubric import Criterion, Item, Kind, Rubric
from scoring.scorecard import level_of

Why = Literal["costs_points", "split", "cannot_assess", "flagged", "must_have", "not_read"]

WORDS: Mapping[Why, str] = {
    "must_have": "a must-have was not found",
    "costs_points": "costs points",
    "split": "readings disagree",
    "cannot_assess": "could not be assessed",
    "not_read": "was not read",
    "flagged": "flagged",
}


class Attention(Record):
    """An item to look at, and why."""

    criterion: str
    item: str
    why: tuple[Why, ...]

    @property
    def costs_points(self) -> bool:
        return "costs_points" in self.why or "must_have" in self.why


def to_look_at(
    rubric: Rubric, readings: Mapping[str, CriterionReading], flags: Sequence[Flag] = ()
) -> tuple[Attention, ...]:
    """The items a confirmation must show, in the rubric's order."""
    flagged = {flag.item for flag in flags if flag.item is not None}
    found = []
    for criterion in rubric.criteria:
        reading = readings.get(criterion.key)
        verdicts = {v.item: v for v in reading.verdicts} if reading and reading.failed is None else {}
        costly = set(costing(criterion, verdicts.values()))
        for item in criterion.items:
            why = tuple(_why(item, verdicts.get(item.id), item.id in costly, item.id in flagged))
            if why:
                found.append(Attention(criterion=criterion.key, item=item.id, why=why))
    return tuple(found)


def costing(criterion: Criterion, verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """The items of a criterion that cost points.

    A missed must and a must-not that happened always do. A missed plus does where the level would be higher
    with all missed pluses: elsewhere nobody loses anything by it.
    """
    answers = {verdict.item: verdict.answer for verdict in verdicts}
    missed = [item for item in criterion.items if speaks_against(item, answers.get(item.id, Answer.YES))]
    missed = [item for item in missed if item.id in answers]
    pluses = [item.id for item in missed if item.kind is Kind.PLUS]
    if pluses and not _pluses_would_lift(criterion, answers, pluses):
        missed = [item for item in missed if item.kind is not Kind.PLUS]
    return tuple(item.id for item in missed)


def _pluses_would_lift(criterion: Criterion, answers: Mapping[str, Answer], pluses: Sequence[str]) -> bool:
    # With what is open counted for the rep: whoever confirms may still settle it that way.
    settled = {
        item.id: _favourable(item, answers.get(item.id, Answer.CANNOT_ASSESS)) for item in criterion.items
    }
    now = level_of(criterion, settled)
    lifted = level_of(criterion, settled | dict.fromkeys(pluses, Answer.YES))
    return now is not None and lifted is not None and lifted > now


def _favourable(item: Item, answer: Answer) -> Answer:
    if answer is not Answer.CANNOT_ASSESS:
        return answer
    return Answer.NO if item.kind is Kind.MUST_NOT else Answer.YES


def _why(item: Item, verdict: Verdict | None, costly: bool, flagged: bool) -> Iterable[Why]:
    if verdict is None:
        yield "not_read"
        return
    if item.must_have and verdict.answer is Answer.NO:
        yield "must_have"
    if costly:
        yield "costs_points"
    if len(verdict.votes) > 1:
        yield "split"
    if verdict.answer is Answer.CANNOT_ASSESS:
        yield "cannot_assess"
    if flagged:
        yield "flagged"


def not_looked_at(wanted: Iterable[Attention], looked_at: Iterable[str]) -> tuple[str, ...]:
    """The items that cost points and whose evidence nobody played, answered or corrected themselves."""
    done = set(looked_at)
    return tuple(one.item for one in wanted if one.costs_points and one.item not in done)
