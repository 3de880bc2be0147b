"""The copy of a recording that browsers can play: they know neither GSM nor AMR nor G.7xx.

Opus in WebM, both sides of the call kept apart: small enough to stand inside a page, and seekable there,
because the muxer writes an index (cues) when it can go back in its output.
"""

import io
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from scoring.playable import PlayableCopy
from service.edges.decoding import decode
from service.edges.recordings import open_recording
from service.edges.track_files import RATE, Samples

MIME = "audio/webm; codecs=opus"
PARTS = 480
"""How many bars a waveform has: bars and gaps can still be told apart on a wide screen."""

# The encoder's effort, 0 to 10. A page is made while somebody waits: 3 takes two thirds of the time of 10,
# and speech at these rates sounds alike.
_EFFORT = "3"
_BIT_RATE = {1: 24_000, 2: 32_000}
_FRAME = RATE // 50 * 50  # a second of whole Opus frames


def playable_copy(path: Path) -> PlayableCopy:
    """Decode a recording and encode it again for the browser, with its peaks.

    Raises BadRecording for what cannot be decoded.
    """
    with open_recording(path) as recording, tempfile.TemporaryDirectory(prefix="sidetone-") as folder:
        sound = decode(recording, Path(folder))
        return PlayableCopy(
            data=encode(sound.channels),
            mime=MIME,
            duration=sound.duration,
            peaks=tuple(tuple(peaks(channel)) for channel in sound.channels),
        )


def encode(channels: tuple[Samples, ...]) -> bytes:
    """16 kHz samples of one or two channels as Opus in WebM."""
    layout = "mono" if len(channels) == 1 else "stereo"
    target = io.BytesIO()
    with av.open(target, "w", format="webm") as container:
        options = {"application": "voip", "compression_level": _EFFORT}
        stream = container.add_stream("libopus", rate=RATE, layout=layout, options=options)
        assert isinstance(stream, AudioStream)
        stream.bit_rate = _BIT_RATE[len(channels)]
        for frame in _frames(channels, layout):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def _frames(channels: tuple[Samples, ...], layout: str) -> Iterator[AudioFrame]:
    for start in range(0, len(channels[0]), _FRAME):
        part = np.stack([channel[start : start + _FRAME] for channel in channels], axis=1)
        frame = AudioFrame.from_ndarray(part.astype(np.int16).reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = RATE
        frame.pts = start
        frame.time_base = Fraction(1, RATE)
        yield frame


def peaks(samples: Samples, parts: int = PARTS) -> Iterator[float]:
    """The loudest sample of each part, as a share of full scale (0–1)."""
    edges = np.linspace(0, len(samples), parts + 1).astype(int)
    for first, last in pairwise(edges):
        part = samples[first : max(last, first + 1)]
        # 32-bit, because the absolute value of the lowest 16-bit number has no 16-bit form.
        loudest = int(np.abs(part.astype(np.int32)).max()) if len(part) else 0
        yield min(1.0, round(loudest / 32768, 3))
