"""Where in a track somebody speaks (Silero voice activity detection), found block by block."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from faster_whisper.vad import get_vad_model
from numpy.typing import NDArray

from service.edges.track_files import RATE, Samples

VAD_THRESHOLD = 0.5
FAINT_THRESHOLD, FAINT_PEAK = 0.2, 0.35
"""What a low voice on a narrow line still reaches where VAD_THRESHOLD loses it: measured, 44 words instead of
99 of 1,352 lost. The peak keeps out noise, ringing, music, keys and an office, which stayed under it."""
TURN_PAUSE = 2.0
"""Seconds of silence that are heard along with the speech around them."""
BURST_PAUSE = 0.25
_LEAST_FAINT = 0.25
LOUD = 0.3
"""Of the loudness of a block's speech. What is as loud may be a voice that the detector does not take for
one: on a real call it left out four tenths of the words of one."""
_LEAST_LOUD = 0.5
_ESTABLISHED = 3.0
"""Seconds of speech from which its loudness says anything."""
_INAUDIBLE = 0.002
"""Of full scale (-54 dB): the doubtful below it is the noise of a line, or what leaks into it."""
_FAINTEST = 0.1
# Words begin softly: tighter padding than this cost words when it was measured.
VAD_PADDING = 0.4
BLOCK = 600.0
_WINDOW = 512
_CUT_WITHIN = 60.0
_PAUSE = 0.3


class Span(NamedTuple):
    """A stretch of a track in samples; `end` is the first sample after it."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / RATE

    @property
    def times(self) -> tuple[float, float]:
        """Its start and end in seconds."""
        return round(self.start / RATE, 3), round(self.end / RATE, 3)


def blocks(track: Samples, longest: float = BLOCK) -> Iterator[Span]:
    """Cut a track into blocks of at most `longest` seconds, at the quietest place of each one's last minute.

    The model's input for three hours at once would take ten gigabytes.
    """
    start, longest_samples = 0, int(longest * RATE)
    while len(track) - start > longest_samples:
        window = min(int(_CUT_WITHIN * RATE), longest_samples // 2)
        end = start + longest_samples
        cut = end - window + _quietest(track[end - window : end])
        yield Span(start, cut)
        start = cut
    yield Span(start, len(track))


class Talk(NamedTuple):
    """Where in a block somebody speaks, without padding.

    `turns` are to be heard, pauses of up to TURN_PAUSE among them. `bursts` are speech alone: each of them is
    somebody's words. `faint` are those of the turns that may be speech or not.
    """

    block: Span
    turns: list[Span]
    bursts: list[Span]
    faint: list[Span]

    @property
    def seconds(self) -> float:
        return sum(span.seconds for span in self.turns)


def find_talk(track: Samples, block: Span) -> Talk:
    """Where in the block somebody speaks."""
    sound = as_floats(track[block.start : block.end])
    odds = _odds(sound)
    turns = spans_above(odds, block, VAD_THRESHOLD, TURN_PAUSE)
    bursts = spans_above(odds, block, VAD_THRESHOLD, BURST_PAUSE)
    room = int(VAD_PADDING * RATE)
    wide = [Span(turn.start - room, turn.end + room) for turn in turns]
    low = [
        span
        for span in spans_above(odds, block, FAINT_THRESHOLD, BURST_PAUSE)
        if odds[(span.start - block.start) // _WINDOW : (span.end - block.start) // _WINDOW].max()
        >= FAINT_PEAK
    ]
    least = max(_FAINTEST * max((_loudness(track, turn) for turn in turns), default=0.0), _INAUDIBLE)
    outside = [span for span in minus(low, wide) if span.seconds >= _LEAST_FAINT]
    faint = [span for span in outside if _loudness(track, span) >= least]
    loud = minus(_loud(sound, block, turns), [*wide, *faint])
    faint = sorted([*faint, *(span for span in loud if span.seconds >= _LEAST_LOUD)])
    return Talk(block, sorted([*turns, *faint]), bursts, faint)


def _loud(sound: NDArray[np.float32], block: Span, turns: list[Span]) -> list[Span]:
    """Where a block is nearly as loud as its speech, in one go for _LEAST_LOUD seconds and more."""
    length = RATE // 4
    whole = len(sound) // length
    spoken = [sound[turn.start - block.start : turn.end - block.start] for turn in turns]
    if sum(turn.seconds for turn in turns) < _ESTABLISHED or not whole:
        return []
    least = max(_INAUDIBLE, LOUD * float(np.mean([np.square(piece).mean() for piece in spoken])) ** 0.5) ** 2
    power = np.square(sound[: whole * length]).reshape(whole, length).mean(axis=1)
    # As with the odds of speech: windows of 32 ms, eight of which are about one of these.
    odds = np.repeat((power >= least).astype(np.float32), length)[::_WINDOW]
    found = spans_above(odds, block, VAD_THRESHOLD, TURN_PAUSE / 4)
    return [span for span in found if span.seconds >= _LEAST_LOUD]


def minus(spans: list[Span], others: list[Span]) -> list[Span]:
    """What is left of the spans without the others, which are in order."""
    left = []
    for span in spans:
        start = span.start
        for other in others:
            if other.start < span.end and other.end > start:
                if other.start > start:
                    left.append(Span(start, other.start))
                start = max(start, other.end)
        if start < span.end:
            left.append(Span(start, span.end))
    return left


def _odds(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each window of the sound how likely it is speech, 0 to 1."""
    found: NDArray[np.float32] = get_vad_model()(np.pad(sound, (0, _WINDOW - len(sound) % _WINDOW)))
    return found.ravel()


def spans_above(odds: NDArray[np.float32], block: Span, threshold: float, pause: float) -> list[Span]:
    """Where the odds reach the threshold, joined over less than `pause` seconds below it.

    A span ends where the odds fall well below the threshold, as in Silero's own use of them.
    """
    low, longest = max(threshold - 0.15, 0.01), pause * RATE / _WINDOW
    spans, start, ends = [], -1, -1
    for place, odd in enumerate(odds):
        if odd >= threshold:
            start, ends = (place if start < 0 else start), -1
        elif start >= 0 and odd < low:
            ends = place if ends < 0 else ends
            if place - ends >= longest:
                spans.append((start, ends))
                start, ends = -1, -1
    if start >= 0:
        spans.append((start, ends if ends >= 0 else len(odds)))
    last = block.end - block.start
    return [
        Span(block.start + begin * _WINDOW, block.start + min(end * _WINDOW, last)) for begin, end in spans
    ]


def _loudness(track: Samples, span: Span) -> float:
    """Root mean square of a span."""
    sound = as_floats(track[span.start : span.end])
    return float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0


def padded(speech: list[Span], block: Span) -> list[Span]:
    """The spans with VAD_PADDING on both sides, inside the block; two that would meet share the gap."""
    pad = int(VAD_PADDING * RATE)
    wide: list[Span] = []
    for place, span in enumerate(speech):
        before = wide[-1].end if wide else block.start
        after = (span.end + speech[place + 1].start) // 2 if place + 1 < len(speech) else block.end
        wide.append(Span(max(before, span.start - pad), min(after, span.end + pad)))
    return wide


def as_floats(samples: Samples) -> NDArray[np.float32]:
    """16-bit samples as the models take them, between -1 and 1."""
    return samples.astype(np.float32) / np.float32(32768)


def _quietest(samples: Samples) -> int:
    """The middle of the quietest stretch of _PAUSE seconds."""
    length = int(_PAUSE * RATE)
    whole = len(samples) // length * length
    loudness = np.square(as_floats(samples[:whole])).reshape(-1, length).sum(axis=1)
    return int(loudness.argmin()) * length + length // 2
