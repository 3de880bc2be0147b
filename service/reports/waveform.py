"""The waveform by speaker, as drawing instructions: who is loud when, and where the evidence stands."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.review import Review
from scoring.states import SPEAKERS
from scoring.transcript import Sentence, Speaker

Series = Sequence[float]

WIDTH = 1000
ROW = 38
TOP = 14
"""Room above the rows for the marks of evidence."""
_BARS_WITHOUT_SOUND = 480
_SPEAKING = 0.35


@dataclass(frozen=True)
class Row:
    """The sound of one speaker: a path of bars around the row's middle."""

    speaker: str
    word: str
    path: str


@dataclass(frozen=True)
class Waveform:
    rows: tuple[Row, ...]
    height: int
    duration: float

    def x(self, seconds: float) -> str:
        """Where a time of the recording lies."""
        return f"{WIDTH * min(1.0, seconds / self.duration):.1f}" if self.duration else "0"


def waveform(review: Review, peaks: tuple[Series, ...]) -> Waveform | None:
    """One row for each speaker that is heard; None where nothing is known of the sound.

    Where each side has its own channel the row is that channel; else it is the mix while the speaker
    speaks. Without peaks the rows show who speaks, all equally loud.
    """
    if review.call is None or review.transcript is None or not review.call.duration:
        return None
    sentences, duration = review.transcript.sentences, review.call.duration
    speakers = [speaker for speaker in Speaker if any(s.speaker is speaker for s in sentences)]
    if not speakers:
        return None
    apart = review.call.topology == "two channels" and len(peaks) == 2
    channels = channel_of(sentences, peaks, duration) if apart else {}
    mix = [max(together) for together in zip(*peaks, strict=True)] if peaks else []
    loudest = max((max(channel) for channel in peaks), default=0.0) or 1.0
    rows = []
    for place, speaker in enumerate(speakers):
        if speaker in channels:
            heights = list(channels[speaker])
        else:
            spoken = speaking(sentences, speaker, duration, len(mix) or _BARS_WITHOUT_SOUND)
            loud = mix or [_SPEAKING * loudest] * len(spoken)
            heights = [height if said else 0.0 for height, said in zip(loud, spoken, strict=True)]
        # The root lifts quiet speech into sight, as ears do.
        path = bars([(height / loudest) ** 0.5 for height in heights], TOP + ROW * place + ROW / 2)
        rows.append(Row(speaker.value, SPEAKERS[speaker].word, path))
    return Waveform(tuple(rows), TOP + ROW * len(rows), duration)


def channel_of(
    sentences: Sequence[Sentence], peaks: tuple[Series, ...], duration: float
) -> dict[Speaker, Series]:
    """Which channel is whose: the pairing in which each is louder while its speaker speaks."""
    if not all(any(s.speaker is side for s in sentences) for side in (Speaker.REP, Speaker.CUSTOMER)):
        return {}

    left, right = peaks
    sides = (Speaker.REP, Speaker.CUSTOMER)
    spoken = {side: speaking(sentences, side, duration, len(left)) for side in sides}

    def heard(speaker: Speaker, channel: Series) -> float:
        return sum(loud for loud, said in zip(channel, spoken[speaker], strict=True) if said)

    straight = heard(Speaker.REP, left) + heard(Speaker.CUSTOMER, right)
    crossed = heard(Speaker.REP, right) + heard(Speaker.CUSTOMER, left)
    pair = (left, right) if straight >= crossed else (right, left)
    return dict(zip((Speaker.REP, Speaker.CUSTOMER), pair, strict=True))


def speaking(sentences: Sequence[Sentence], speaker: Speaker, duration: float, parts: int) -> list[bool]:
    """For each of equally long parts of the recording: does this speaker say a word in it?"""
    middles = [(part + 0.5) * duration / parts for part in range(parts)]
    said = [False] * parts
    for sentence in sentences:
        if sentence.speaker is not speaker:
            continue
        for start, end in [(w.start, w.end) for w in sentence.words] or [(sentence.start, sentence.end)]:
            # A word shorter than a part still shows in the part it falls into.
            first = min(bisect_left(middles, start), parts - 1)
            last = max(bisect_left(middles, end), first + 1)
            said[first:last] = [True] * (min(last, parts) - first)
    return said


def bars(heights: Series, middle: float) -> str:
    """An SVG path of upright bars around `middle`; silence is a short dash, so that the row never ends."""
    step = WIDTH / len(heights)
    half = ROW / 2 - 2
    return "".join(
        f"M{(place + 0.5) * step:.1f} {middle - reach:.1f}v{2 * reach:.1f}"
        for place, height in enumerate(heights)
        for reach in [max(0.5, half * height)]
    )
