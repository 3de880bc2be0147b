"""From the pieces the model returns to words: whole, and in the recording's time."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Protocol

from scoring.transcript import Word
from service.edges.speech import VAD_PADDING, Span
from service.edges.track_files import RATE


class Piece(Protocol):
    """A word as faster-whisper returns it: with its leading space, times in the sound it was given."""

    word: str
    start: float
    end: float
    probability: float


def whole_words(pieces: Iterable[Piece]) -> list[Word]:
    """Join pieces that continue a word ("twenty" "-five"): those are the ones without a leading space."""
    words: list[Word] = []
    for piece in pieces:
        text, start, end = piece.word.strip(), float(piece.start), float(piece.end)
        confidence = min(1.0, max(0.0, float(piece.probability)))
        if words and text and not piece.word[0].isspace():
            last = words.pop()
            text, start = last.text + text, last.start
            confidence = min(confidence, last.confidence or 0.0)
        if text:
            words.append(Word(text=text, start=start, end=max(start, end), confidence=round(confidence, 3)))
    return words


def in_recording_time(words: Sequence[Word], spans: Sequence[Span]) -> list[Word]:
    """Move words from the time of the spans laid end to end to the time of the recording.

    A word belongs to the span in which its middle lies, and does not reach out of it. But the model likes to
    put the first word of a sentence before the pause: between a sentence's end and a word of the next span,
    such a word is moved over to the next span.
    """
    ends = list(accumulate(span.seconds for span in spans))
    places = [min(bisect_right(ends, (word.start + word.end) / 2), len(spans) - 1) for word in words]
    moved: list[Word] = []
    for number in reversed(range(len(words))):
        word, place = words[number], places[number]
        shift = spans[place].end / RATE - ends[place]
        start, end = word.start + shift, word.end + shift
        if _opens_the_next_span(number, words, places, ends):
            place = places[number] = places[number + 1]
            end = moved[-1].start
            start = end - (word.end - word.start)
        low, high = spans[place].start / RATE, spans[place].end / RATE
        start, end = (round(min(max(time, low), high), 3) for time in (start, end))
        moved.append(word.model_copy(update={"start": start, "end": end}))
    return moved[::-1]


def _opens_the_next_span(
    number: int, words: Sequence[Word], places: Sequence[int], ends: Sequence[float]
) -> bool:
    if number + 1 == len(words) or places[number + 1] == places[number]:
        return False
    begins = number == 0 or words[number - 1].text.endswith((".", "?", "!"))
    ends_too = words[number].text.endswith((".", "?", "!"))
    return begins and not ends_too and words[number].start > ends[places[number]] - 2 * VAD_PADDING
