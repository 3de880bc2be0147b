"""Sentence-level feedback: what was good at a sentence, or what was missed there and what to say instead.

Every line belongs to an item and says so; its words are the rubric's, never a model's.
"""

from collections.abc import Iterable, Mapping

from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.review import Feedback
from scoring.rubric import Criterion, Item, Kind, Rubric


def feedback(
    rubric: Rubric, readings: Iterable[CriterionReading], chances: Mapping[str, str]
) -> tuple[Feedback, ...]:
    """What stands at the sentences of a call, in their order.

    `chances` names for an item the sentence that gave the occasion for it; a miss without one points at
    no sentence and is left to the scorecard.
    """
    lines = [
        line
        for reading in readings
        for verdict in reading.verdicts
        if (line := _line(rubric.criterion(reading.criterion), verdict, chances)) is not None
    ]
    return tuple(sorted(lines, key=lambda line: (line.sentence, line.kind, line.item)))


def told(item: Item, good: bool) -> str:
    """What the rep is told about an item; where the rubric has no words for it, the item's question."""
    return (item.good if good else item.missed) or item.asks


def _line(criterion: Criterion, verdict: Verdict, chances: Mapping[str, str]) -> Feedback | None:
    item = criterion.item(verdict.item)
    if item is None:
        raise KeyError(verdict.item)
    happened, gives = verdict.answer is Answer.YES, item.kind is not Kind.MUST_NOT
    if happened:
        # A person may give a yes in the rep's favour without a sentence: then it stands at none.
        sentence: str | None = verdict.evidence[0].sentence if verdict.evidence else None
    elif verdict.answer is Answer.NO and gives:
        sentence = chances.get(item.id)
    else:
        sentence = None
    if sentence is None:
        return None
    good = happened and gives
    return Feedback(
        sentence=sentence,
        kind="good" if good else "missed",
        criterion=criterion.key,
        item=item.id,
        text=told(item, good),
        say_instead=None if good else item.say_instead,
    )
