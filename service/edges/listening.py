"""One track heard with the speech model: quickly at first, and again where speech was left without words."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from scoring.hearing import Removed
from scoring.transcript import Word
from service.edges.doubts import in_faint_speech, loops, unheard, without
from service.edges.speech import Span, Talk, as_floats, padded
from service.edges.track_files import RATE, Samples, release
from service.edges.words import in_recording_time, whole_words

BEAM = 1
CAREFUL_BEAM = 5
NO_REPEATS = 4
"""When heard again, no run of as many pieces of words comes twice: that is how loops begin."""
_ROOM = 0.6
"""Seconds on both sides of what is heard again."""
_LONGEST_CLIP = 25.0


class Part(NamedTuple):
    """What was heard up to a share of a track's speech; `removed` is what was heard and not believed."""

    words: list[Word]
    share: float
    removed: list[Removed]


class Listener:
    """A loaded model that hears tracks in one language. `hotwords` are names it may meet."""

    def __init__(self, whisper: WhisperModel, hotwords: str = "") -> None:
        self._whisper = whisper
        self._hotwords = hotwords or None

    def hear(self, samples: Samples, talk: Sequence[Talk], language: str) -> Iterator[Part]:
        """The words of a track in order, a part after each piece that is heard."""
        total, done = sum(one.seconds for one in talk) or 1.0, 0.0
        for one in talk:
            if not one.turns:
                continue
            words: list[Word] = []
            for heard, share in self._quickly(samples, one, language):
                words.extend(heard)
                yield Part([], min(1.0, (done + share * one.seconds) / total), [])
            done += one.seconds
            kept, removed = self._checked(samples, one, words, language)
            yield Part(kept, min(1.0, done / total), removed)

    def _quickly(self, samples: Samples, talk: Talk, language: str) -> Iterator[tuple[list[Word], float]]:
        spans = padded(talk.turns, talk.block)
        length = sum(span.seconds for span in spans)
        segments, _ = self._whisper.transcribe(
            joined(samples, spans),
            language=language,
            beam_size=BEAM,
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=False,
            hotwords=self._hotwords,
        )
        for segment in segments:
            words = in_recording_time(whole_words(segment.words or ()), spans)
            yield words, min(1.0, float(segment.end) / length)

    def _checked(
        self, samples: Samples, talk: Talk, words: list[Word], language: str
    ) -> tuple[list[Word], list[Removed]]:
        """The words without what cannot be true, and with what is heard where speech has no words."""
        looped, doubted = loops(words), in_faint_speech(words, talk)
        removed = [*(loop.whole for loop in looped), *doubted]
        kept = without(words, removed)
        for gap in unheard(talk.bursts, kept):
            kept.extend(self._again(samples, talk.block, gap, kept, language))
        for loop in looped:
            if not any(loop.whole.start <= word.start <= loop.whole.end for word in kept):
                kept.extend(loop.first_two)
        return sorted(kept, key=lambda word: (word.start, word.end)), removed

    def _again(
        self, samples: Samples, block: Span, gap: Span, around: Sequence[Word], language: str
    ) -> list[Word]:
        """The words of a stretch of speech that has none, heard with safer and slower settings."""
        room = int(_ROOM * RATE)
        found: list[Word] = []
        step = int(_LONGEST_CLIP * RATE)
        for start in range(gap.start, gap.end, step):
            end = min(gap.end, start + step)
            clip = [Span(max(block.start, start - room), min(block.end, end + room))]
            segments, _ = self._whisper.transcribe(
                joined(samples, clip),
                language=language,
                beam_size=CAREFUL_BEAM,
                condition_on_previous_text=False,
                word_timestamps=True,
                vad_filter=False,
                no_repeat_ngram_size=NO_REPEATS,
                hotwords=self._hotwords,
            )
            for segment in segments:
                heard = in_recording_time(whole_words(segment.words or ()), clip)
                found.extend(word for word in heard if start <= (word.start + word.end) / 2 * RATE < end)
        taken = [(word.start, word.end) for word in around]
        believed = without(found, [loop.whole for loop in loops(found)])
        return [w for w in believed if not any(a <= (w.start + w.end) / 2 <= b for a, b in taken)]


def joined(samples: Samples, spans: Sequence[Span], longest: float = float("inf")) -> NDArray[np.float32]:
    """The sound of the spans laid end to end, at most `longest` seconds of it."""
    pieces, length = [], 0
    for span in spans:
        if length >= longest * RATE:
            break
        pieces.append(as_floats(samples[span.start : span.end]))
        length += len(pieces[-1])
    release(samples)
    sound = np.concatenate(pieces)
    return sound[: int(longest * RATE)] if longest < len(sound) / RATE else sound
