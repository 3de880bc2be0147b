"""A short piece of a playable copy in which some words are silent: decoded, muted, encoded again."""

import io
from collections.abc import Iterator, Sequence
from typing import Any, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from scoring.errors import BadRecording
from service.edges.clips import LONGEST
from service.edges.playable import OPUS

RATE = 48_000
AROUND = 0.15
"""Seconds before and after a word that are silent too: where a word begins is known about so well."""
_READ_AS = "matroska"

Span = tuple[float, float]
Sound = np.ndarray[tuple[Any, ...], np.dtype[np.float32]]


def muted_clip(source: io.RawIOBase, start: float, end: float, silent: Sequence[Span]) -> bytes:
    """The sound from `start` to `end` as Opus in WebM, without what lies in the `silent` spans; at most 24 s.

    Empty where the copy has nothing there. Raises BadRecording for a copy that can't be read.
    """
    end = min(end, start + LONGEST)
    try:
        sound = _samples(source, start, end)
        if not sound.shape[1]:
            return b""
        for first, last in silent:
            begins = max(0, int((first - AROUND - start) * RATE))
            sound[:, begins : max(begins, int(np.ceil((last + AROUND - start) * RATE)))] = 0
        return _encoded(sound)
    except av.FFmpegError as error:
        raise BadRecording("unreadable", "The playable copy of the recording cannot be read.") from error


def _samples(source: io.RawIOBase, start: float, end: float) -> Sound:
    """The decoded piece as (channels, samples) at 48 kHz; what the copy lacks in between is silent."""
    with av.open(source, "r", format=_READ_AS) as whole:
        stream = whole.streams.audio[0]
        channels = stream.channels
        piece = np.zeros((channels, int((end - start) * RATE)), np.float32)
        filled = 0
        for at, samples in _frames(whole, stream, start, channels):
            if at >= end:
                break
            place = round((at - start) * RATE)
            cut = samples[:, max(0, -place) : max(0, piece.shape[1] - place)]
            begins = max(0, place)
            piece[:, begins : begins + cut.shape[1]] = cut
            filled = max(filled, begins + cut.shape[1]) if cut.shape[1] else filled
        return piece[:, :filled]


def _frames(
    whole: InputContainer, stream: AudioStream, start: float, channels: int
) -> Iterator[tuple[float, Sound]]:
    assert stream.time_base is not None
    # A little before, so that the decoder has found its feet where the piece begins.
    whole.seek(max(0, int((start - 1) / stream.time_base)), stream=stream)
    layout = "mono" if channels == 1 else "stereo"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE)
    for frame in whole.decode(stream):
        for one in resampler.resample(frame):
            if one.pts is not None and one.time_base is not None:
                yield float(one.pts * one.time_base), one.to_ndarray().astype(np.float32)


def _encoded(sound: Sound) -> bytes:
    made = io.BytesIO()
    channels = sound.shape[0]
    with av.open(made, "w", format=OPUS.container) as clip:
        layout = "mono" if channels == 1 else "stereo"
        stream = cast(AudioStream, clip.add_stream(OPUS.codec, rate=RATE, layout=layout))
        stream.bit_rate = OPUS.bit_rates[channels - 1]
        step = RATE // 50
        for begins in range(0, sound.shape[1], step):
            part = np.zeros((channels, step), np.float32)
            rest = sound[:, begins : begins + step]
            part[:, : rest.shape[1]] = rest
            frame = AudioFrame.from_ndarray(part, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = RATE, begins
            clip.mux(stream.encode(frame))
        clip.mux(stream.encode(None))
    return made.getvalue()
