"""Where in a track somebody speaks (Silero voice activity detection), found block by block."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps
from numpy.typing import NDArray

from service.edges.track_files import RATE, Samples

VAD_THRESHOLD = 0.5
# Words begin softly: tighter padding than this cost words when it was measured.
VAD_PADDING = 0.4
BLOCK = 600.0
_CUT_WITHIN = 60.0
_PAUSE = 0.3


class Span(NamedTuple):
    """A stretch of a track in samples; `end` is the first sample after it."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / RATE


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


def find_speech(track: Samples, block: Span) -> list[Span]:
    """The spans of a block in which somebody speaks, without padding."""
    sound = as_floats(track[block.start : block.end])
    options = VadOptions(threshold=VAD_THRESHOLD, speech_pad_ms=0)
    found = get_speech_timestamps(sound, options, RATE)
    return [Span(block.start + span["start"], block.start + span["end"]) for span in found]


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
