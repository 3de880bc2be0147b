"""A further voice on the customer's channel: a spouse, an interpreter, a line that verifies who calls."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from scoring.formats import clock
from scoring.hearing import Track, Turn
from scoring.sentences import cut
from scoring.transcript import Sentence, Speaker, Word

LEAST_WORDS = 8
"""Words that a further voice has to say: for fewer a cough or a noise on the line would do."""


class Shared(NamedTuple):
    """A channel's words: those of the customer, who says most, and those of whoever else is there."""

    own: tuple[Word, ...]
    further: tuple[Word, ...]


def shared(track: Track) -> Shared:
    """Who says what on the customer's channel. Without voices told apart, all of it is the customer's.

    Whole sentences go to one of them: a voice does not change for a word.
    """
    told = [(_voice(sentence, track.turns), sentence) for sentence in cut([(Speaker.UNKNOWN, track.words)])]
    counts = Counter[int]()
    for voice, sentence in told:
        counts[voice] += len(sentence.words)
    heard = [voice for voice, count in counts.most_common() if count >= LEAST_WORDS]
    if not track.turns or len(heard) < 2:
        return Shared(track.words, ())
    further = tuple(word for voice, sentence in told if voice in heard[1:] for word in sentence.words)
    own = tuple(word for voice, sentence in told if voice not in heard[1:] for word in sentence.words)
    return Shared(own, further)


def doubt(track: Track, further: Sequence[Word]) -> str:
    """What is to be listened to where a further voice was heard."""
    return (
        f"on the {track.channel} channel a further voice speaks, first at {clock(further[0].start)}: what it "
        "says is not taken for the customer's. Listen whether that is so."
    )


def _voice(sentence: Sentence, turns: Sequence[Turn]) -> int:
    """The voice that says most of the sentence."""
    said = Counter(_voice_at(turns, word.start) for word in sentence.words)
    return said.most_common(1)[0][0]


def _voice_at(turns: Sequence[Turn], at: float) -> int:
    place = bisect_right(turns, at, key=lambda turn: turn.at)
    return turns[max(0, place - 1)].voice if turns else 1
