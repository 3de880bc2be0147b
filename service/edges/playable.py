"""The copies of a recording that browsers can play: they know neither GSM nor AMR nor G.7xx.

Opus in WebM, both sides of the call kept apart: small enough to stand inside a page, and seekable there,
because the muxer writes an index (cues) when it can go back in its output. AAC in MP4 for browsers that do
not know that, with its index in front, so that playing begins before all of it has come.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from scoring.playable import PlayableCopy
from service.edges.decoding import Decoded, decode
from service.edges.recordings import open_recording
from service.edges.track_files import RATE, Samples, release

PARTS = 480
"""How many bars a waveform has: bars and gaps can still be told apart on a wide screen."""

_FRAME = RATE // 50 * 50  # a second of whole Opus frames


@dataclass(frozen=True)
class Format:
    """One way to encode sound for browsers. `bit_rates` are those of one and of two channels."""

    name: str
    mime: str
    suffix: str
    container: str
    codec: str
    bit_rates: tuple[int, int]
    codec_options: dict[str, str]
    container_options: dict[str, str]


# The encoders' least effort but one: it takes half the time of the next at the same size, and the spectrum of
# speech at these rates is 5.2 dB off instead of 4.8.
OPUS = Format(
    "opus",
    "audio/webm; codecs=opus",
    ".webm",
    "webm",
    "libopus",
    (24_000, 32_000),
    {"application": "voip", "compression_level": "1"},
    {},
)
AAC = Format(
    "aac",
    'audio/mp4; codecs="mp4a.40.2"',
    ".m4a",
    "mp4",
    "aac",
    (28_000, 40_000),
    {"aac_coder": "fast"},
    {"movflags": "faststart"},
)
FORMATS = {one.name: one for one in (OPUS, AAC)}


@dataclass(frozen=True)
class Copies:
    """A file for each format, with the length in seconds and the outline of the loudness."""

    files: dict[str, Path]
    duration: float
    peaks: tuple[tuple[float, ...], ...]


def playable_copy(path: Path) -> PlayableCopy:
    """Decode a recording and encode it again for a page, with its peaks.

    Raises BadRecording for what cannot be decoded.
    """
    with tempfile.TemporaryDirectory(prefix="sidetone-") as name:
        folder = Path(name)
        sound = _decoded(path, folder)
        return PlayableCopy(
            data=encode(sound.channels),
            mime=OPUS.mime,
            duration=sound.duration,
            peaks=outline(sound.channels),
        )


def playable_copies(path: Path, folder: Path) -> Copies:
    """Decode a recording once and write a copy of each format into the folder.

    Raises BadRecording for what cannot be decoded.
    """
    sound = _decoded(path, folder)
    files = {name: folder / f"copy{one.suffix}" for name, one in FORMATS.items()}
    for name, file in files.items():
        write(sound.channels, file, FORMATS[name])
    return Copies(files, sound.duration, outline(sound.channels))


def encode(channels: tuple[Samples, ...], form: Format = OPUS) -> bytes:
    """16 kHz samples of one or two channels as a file of that format."""
    with tempfile.TemporaryDirectory(prefix="sidetone-") as folder:
        file = Path(folder) / "copy"
        write(channels, file, form)
        return file.read_bytes()


def write(channels: tuple[Samples, ...], file: Path, form: Format) -> None:
    """Writes 16 kHz samples of one or two channels into a file of that format."""
    layout = "mono" if len(channels) == 1 else "stereo"
    with av.open(str(file), "w", format=form.container, options=form.container_options) as container:
        stream = container.add_stream(form.codec, rate=RATE, layout=layout, options=form.codec_options)
        assert isinstance(stream, AudioStream)
        stream.bit_rate = form.bit_rates[len(channels) - 1]
        for frame in _frames(channels, layout):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _decoded(path: Path, folder: Path) -> Decoded:
    with open_recording(path) as recording:
        return decode(recording, folder)


def _frames(channels: tuple[Samples, ...], layout: str) -> Iterator[AudioFrame]:
    for start in range(0, len(channels[0]), _FRAME):
        part = np.stack([channel[start : start + _FRAME] for channel in channels], axis=1)
        frame = AudioFrame.from_ndarray(part.astype(np.int16).reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = RATE
        frame.pts = start
        frame.time_base = Fraction(1, RATE)
        yield frame


def outline(channels: tuple[Samples, ...]) -> tuple[tuple[float, ...], ...]:
    """The peaks of each channel."""
    return tuple(tuple(peaks(channel)) for channel in channels)


def peaks(samples: Samples, parts: int = PARTS) -> Iterator[float]:
    """The loudest sample of each part, as a share of full scale (0–1)."""
    edges = np.linspace(0, len(samples), parts + 1).astype(int)
    for first, last in pairwise(edges):
        part = samples[first : max(last, first + 1)]
        # 32-bit, because the absolute value of the lowest 16-bit number has no 16-bit form.
        loudest = int(np.abs(part.astype(np.int32)).max()) if len(part) else 0
        release(samples)
        yield min(1.0, round(loudest / 32768, 3))
