"""How the talk went: talk ratio, longest monologue, questions, pauses and overlaps, from the word times."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from scoring.review import Conversation
from scoring.transcript import Sentence, Speaker, Stretch, Transcript

JOIN = 0.3
"""Seconds between two words of one person that still count as one stretch of speech."""
OVERLAP = 0.3
"""Seconds from which speaking at once is counted as an overlap."""
BACK_CHANNEL_WORDS = 2
BACK_CHANNEL_SECONDS = 1.0


def figures(transcript: Transcript) -> Conversation:
    """The figures of a conversation. Back-channels ("mm-hmm") neither end a monologue nor change the turn.

    Music and ringing are nobody's talk, and no pause either: who is on hold is not silent.
    """
    rep = stretches(transcript.said_by(Speaker.REP))
    customer = stretches(transcript.said_by(Speaker.CUSTOMER))
    rep_seconds, customer_seconds = length(rep), length(customer)
    spoken = rep_seconds + customer_seconds
    turns = [s for s in transcript.sentences if not is_back_channel(s)]
    monologue = longest_monologue(turns)
    both = (*intersection(rep, customer), *transcript.at_once)
    at_once = [span for span in both if span[1] - span[0] > OVERLAP]
    questions = [s for s in transcript.said_by(Speaker.REP) if is_question(s)]
    return Conversation(
        talk_ratio=round(rep_seconds / spoken, 4) if spoken else None,
        rep_seconds=round(rep_seconds, 2),
        customer_seconds=round(customer_seconds, 2),
        longest_monologue=round(monologue[1] - monologue[0], 2) if monologue else 0.0,
        longest_monologue_starts=round(monologue[0], 2) if monologue else None,
        rep_questions=len(questions),
        customer_questions=sum(is_question(s) for s in transcript.said_by(Speaker.CUSTOMER)),
        first_question=questions[0].start if questions else None,
        longest_pause=round(
            longest_pause(joined([*stretches(transcript.sentences), *transcript.wordless])), 2
        ),
        overlaps=len(at_once),
        overlap_seconds=round(length(at_once), 2),
        speaker_changes=sum(a.speaker is not b.speaker for a, b in pairwise(turns)),
    )


def has_both(transcript: Transcript) -> bool:
    """Whether rep and customer both speak: without both, a figure would be a zero that means nothing."""
    return all(transcript.said_by(speaker) for speaker in (Speaker.REP, Speaker.CUSTOMER))


def is_question(sentence: Sentence) -> bool:
    return sentence.text.rstrip().endswith("?")


def is_back_channel(sentence: Sentence) -> bool:
    """A word or two, quickly said, that ask nothing: "mm-hmm", "right", "okay"."""
    return (
        len(sentence.text.split()) <= BACK_CHANNEL_WORDS
        and sentence.end - sentence.start < BACK_CHANNEL_SECONDS
        and not is_question(sentence)
    )


def stretches(sentences: Iterable[Sentence]) -> list[Stretch]:
    """Where there was speech, by word times (else sentence times), joined over breaths."""
    return joined(span for sentence in sentences for span in _spans(sentence))


def joined(spans: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order, those that nearly meet or lie over each other made one."""
    found: list[Stretch] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= JOIN:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _spans(sentence: Sentence) -> list[Stretch]:
    if sentence.words:
        return [(word.start, word.end) for word in sentence.words]
    return [(sentence.start, sentence.end)]


def length(spans: Iterable[Stretch]) -> float:
    return sum(end - start for start, end in spans)


def intersection(left: Sequence[Stretch], right: Sequence[Stretch]) -> list[Stretch]:
    """Where both speak: both lists sorted and free of overlap in themselves."""
    both: list[Stretch] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            both.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return both


def longest_monologue(turns: Sequence[Sentence]) -> Stretch | None:
    """The rep's longest stretch, first word to last, in which nobody else took the turn."""
    longest: Stretch | None = None
    current: Stretch | None = None
    for sentence in turns:
        if sentence.speaker is not Speaker.REP:
            current = None
            continue
        current = (current[0] if current else sentence.start, sentence.end)
        if longest is None or current[1] - current[0] > longest[1] - longest[0]:
            longest = current
    return longest


def longest_pause(spans: Sequence[Stretch]) -> float:
    """The longest time between two stretches of speech, whoever spoke."""
    return max((b[0] - a[1] for a, b in pairwise(spans)), default=0.0)
