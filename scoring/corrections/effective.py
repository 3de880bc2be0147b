"""A run as people corrected it: its verdicts with the corrections in their place, and the sums anew."""

from collections.abc import Iterable, Mapping

from scoring.cues import chances
from scoring.feedback import feedback
from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.record import Record
from scoring.review import Feedback, ShownScorecard
from scoring.rubric import Criterion, Rubric
from scoring.scorecard import Scorecard, score
from scoring.showing import shown_scorecard
from scoring.transcript import Transcript

Readings = Mapping[str, CriterionReading]
"""Criterion key → its reading."""
Corrections = Mapping[str, Verdict]
"""Item id → the verdict a person put in place of the reading's."""

NOT_READ = "nobody has answered this item yet"


class Effective(Record):
    """What a review shows once corrections are in it: the scorecard, and what stands at the sentences."""

    scorecard: ShownScorecard
    feedback: tuple[Feedback, ...] = ()


def corrected(rubric: Rubric, readings: Readings, corrections: Corrections) -> dict[str, CriterionReading]:
    """The readings with the corrections in their place, in the rubric's order; nothing else is touched."""
    return {
        criterion.key: _corrected(criterion, readings.get(criterion.key), corrections)
        for criterion in rubric.criteria
        if criterion.key in readings or any(item.id in corrections for item in criterion.items)
    }


def _corrected(
    criterion: Criterion, reading: CriterionReading | None, corrections: Corrections
) -> CriterionReading:
    mine = {item.id: corrections[item.id] for item in criterion.items if item.id in corrections}
    if reading is None:
        reading = CriterionReading(criterion=criterion.key, failed=NOT_READ)
    if not mine:
        return reading
    there = {verdict.item: verdict for verdict in reading.verdicts}
    verdicts = tuple(mine.get(item.id) or there.get(item.id) or _open(item.id) for item in criterion.items)
    # What could not be read is read as far as a person answered it; the rest cannot be assessed.
    return reading.model_copy(update={"verdicts": verdicts, "failed": None})


def _open(item_id: str) -> Verdict:
    return Verdict(item=item_id, answer=Answer.CANNOT_ASSESS, problems=(NOT_READ,))


def card(rubric: Rubric, readings: Readings, corrections: Corrections) -> Scorecard:
    """The arithmetic on the corrected readings, in exact fractions."""
    return score(rubric, corrected(rubric, readings, corrections).values())


def effective(
    rubric: Rubric, readings: Readings, corrections: Corrections, transcript: Transcript
) -> Effective:
    """The corrected scorecard and feedback as they are shown."""
    now = corrected(rubric, readings, corrections)
    return Effective(
        scorecard=shown_scorecard(rubric, score(rubric, now.values()), now, transcript),
        feedback=feedback(rubric, now.values(), chances(rubric, transcript)),
    )


def answers(readings: Iterable[CriterionReading]) -> dict[str, Verdict]:
    """Item id → its verdict."""
    return {verdict.item: verdict for reading in readings for verdict in reading.verdicts}
