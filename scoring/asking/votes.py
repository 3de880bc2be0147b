"""One to k readings of a criterion become one: the majority of each item, or nobody can say."""

from collections import Counter
from collections.abc import Mapping, Sequence

from scoring.judgement import Answer, CriterionReading, Verdict


def votes(readings: Sequence[CriterionReading]) -> CriterionReading:
    """The checked readings of one criterion as one. More than half of all readings decide an item.

    A reading that failed is a voice missing, not a voice less: two of three still decide, one does not.
    Evidence is that of the first reading in the majority. Raises ValueError without any reading.
    """
    if not readings:
        raise ValueError("there is no reading to count")
    if len(readings) == 1:
        return readings[0]
    sound = [reading for reading in readings if reading.failed is None]
    if not sound:
        return readings[0]
    items = [verdict.item for verdict in sound[0].verdicts]
    return CriterionReading(
        criterion=readings[0].criterion,
        verdicts=tuple(_majority(_about(item, sound), len(readings)) for item in items),
        problems=tuple(
            dict.fromkeys(
                [f"a reading failed: {reading.failed}" for reading in readings if reading.failed is not None]
                + [problem for reading in sound for problem in reading.problems]
            )
        ),
    )


def _about(item: str, readings: Sequence[CriterionReading]) -> list[Verdict]:
    return [verdict for reading in readings for verdict in reading.verdicts if verdict.item == item]


def _majority(verdicts: Sequence[Verdict], readings: int) -> Verdict:
    counted = Counter(verdict.answer for verdict in verdicts)
    answer, count = counted.most_common(1)[0]
    tally = dict(sorted(counted.items()))
    if count * 2 > readings:
        chosen = next(verdict for verdict in verdicts if verdict.answer is answer)
        return chosen.model_copy(update={"votes": tally})
    return Verdict(
        item=verdicts[0].item,
        answer=Answer.CANNOT_ASSESS,
        problems=(f"{readings} readings do not agree: {in_words(counted)}",),
        votes=tally,
    )


def in_words(counted: Mapping[Answer, int]) -> str:
    """How many readings gave each answer: `no 1, yes 2`."""
    return ", ".join(f"{answer.value.replace('_', ' ')} {counted[answer]}" for answer in sorted(counted))
