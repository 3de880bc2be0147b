"""What is marked at sentences: a listener's "mm-hmm" into another's sentence, and speaking at once."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from scoring.conversation import OVERLAP, intersection, is_back_channel, stretches
from scoring.transcript import Sentence, Speaker, Stretch

_EDGE = 0.1
"""Seconds of a stretch that lie in a sentence only because times are not exact."""


def marked(sentences: Sequence[Sentence], at_once: Sequence[Stretch] = ()) -> tuple[Sentence, ...]:
    """The sentences with their marks.

    Where each side has a channel of its own the times of the words tell who speaks over whom. `at_once` is
    where two voices were heard at the same time on one channel, of which only one was written down. Words
    that are nobody's yet are not held against each other.
    """
    spoken = {speaker: [s for s in sentences if s.speaker is speaker] for speaker in Speaker}
    both = {speaker: _joined([*_both(speaker, spoken), *at_once]) for speaker in Speaker if spoken[speaker]}
    return tuple(
        sentence.model_copy(
            update={
                "back_channel": is_back_channel(sentence) and _inside_another(sentence, spoken),
                "at_once": tuple(_within(sentence, both[sentence.speaker])),
            }
        )
        for sentence in sentences
    )


def _both(speaker: Speaker, spoken: dict[Speaker, list[Sentence]]) -> Iterator[Stretch]:
    """Where this speaker and somebody else say words at the same time, for longer than a breath."""
    others = [s for other, said in spoken.items() if other is not speaker for s in said]
    for start, end in intersection(stretches(spoken[speaker]), stretches(others)):
        if end - start > OVERLAP:
            yield start, end


def _joined(found: Iterable[Stretch]) -> list[Stretch]:
    """In order, and those that overlap as one: a short one within a long one hides nothing of it."""
    joined: list[Stretch] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _within(sentence: Sentence, both: Sequence[Stretch]) -> Iterator[Stretch]:
    """The parts of the stretches, which do not overlap, that lie in the sentence."""
    first = max(0, bisect_right(both, (sentence.start, 0.0)) - 1)
    for start, end in both[first:]:
        if start >= sentence.end:
            return
        inside = max(start, sentence.start), min(end, sentence.end)
        if inside[1] - inside[0] > _EDGE:
            yield round(inside[0], 3), round(inside[1], 3)


def _inside_another(sentence: Sentence, spoken: dict[Speaker, list[Sentence]]) -> bool:
    """Whether somebody else's sentence has begun before its middle and goes on after it."""
    middle = (sentence.start + sentence.end) / 2
    for speaker, said in spoken.items():
        if speaker is sentence.speaker:
            continue
        place = bisect_right(said, middle, key=lambda other: other.start)
        if place and said[place - 1].end > middle and not is_back_channel(said[place - 1]):
            return True
    return False
