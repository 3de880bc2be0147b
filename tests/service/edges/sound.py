"""Sounds and files for the tests of hearing: made here, so that each test says what is in them."""

import io
import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.packet import Packet
from numpy.typing import NDArray

Sound = NDArray[np.int16]


def tone(seconds: float, hertz: float = 440.0, rate: int = 8000, level: float = 0.3) -> Sound:
    """A steady tone."""
    times = np.arange(round(seconds * rate)) / rate
    return (level * 32767 * np.sin(2 * np.pi * hertz * times)).astype(np.int16)


def noise(seconds: float, rate: int = 8000, level: float = 0.1, seed: int = 1) -> Sound:
    """White noise, the same for the same seed."""
    drawn = np.random.default_rng(seed).normal(0, level, round(seconds * rate))
    return (32767 * np.clip(drawn, -1, 1)).astype(np.int16)


def silence(seconds: float, rate: int = 8000) -> Sound:
    return np.zeros(round(seconds * rate), np.int16)


def wav(*channels: Sound, rate: int = 8000) -> bytes:
    """A plain 16-bit WAV file."""
    data = np.stack(channels, axis=1).astype("<i2").tobytes()
    return wav_around(data, rate=rate, channels=len(channels), bits=16)


def wav_around(
    data: bytes,
    *,
    rate: int = 8000,
    channels: int = 1,
    bits: int = 16,
    kind: int = 1,
    promised: int | None = None,
    block: int | None = None,
) -> bytes:
    """A WAV file around bytes of any kind: `kind` is the format tag, `promised` the length it claims."""
    align = block or channels * bits // 8
    header = struct.pack("<HHIIHH", kind, channels, rate, rate * align, align, bits)
    size = len(data) if promised is None else promised
    body = b"WAVE" + b"fmt " + struct.pack("<I", len(header)) + header + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", min(len(body) + size, 0xFFFFFFFF)) + body + data


def encoded(
    channels: Sequence[Sound],
    container: str,
    codec: str,
    *,
    rate: int = 8000,
    layout: str | None = None,
    sample_format: str | None = None,
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    picture: bool = False,
    skipping: tuple[float, float] = (0, 0),
) -> bytes:
    """The channels as FFmpeg writes them in this container and codec, with a moving picture if wished.

    Packets that begin between the two times of `skipping`, in seconds, are left out.
    """
    file = io.BytesIO()
    with av.open(file, "w", format=container, container_options=container_options or {}) as output:
        stream = output.add_stream(codec, rate=rate, options=options or {})
        stream.bit_rate = 64_000
        stream.layout = layout or ("mono" if len(channels) == 1 else "stereo")
        if sample_format:
            stream.format = sample_format
        video = output.add_stream("mpeg4", rate=5, width=32, height=32) if picture else None
        if video is not None:
            for _ in range(5):
                output.mux(video.encode(av.VideoFrame(32, 32, "yuv420p")))
            output.mux(video.encode(None))
        frame = AudioFrame.from_ndarray(
            np.stack(channels, axis=1).reshape(1, -1), "s16", layout or stream.layout.name
        )
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        resampler = av.AudioResampler(
            format=stream.format, layout=stream.layout, rate=rate, frame_size=stream.frame_size or 1024
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            output.mux(_left(stream.encode(piece), skipping))
        output.mux(_left(stream.encode(None), skipping))
    return file.getvalue()


def _left(packets: list[Packet], skipping: tuple[float, float]) -> list[Packet]:
    first, last = skipping
    return [p for p in packets if p.pts is None or not first <= float(p.pts * p.time_base) < last]


def picture_only() -> bytes:
    """An MP4 with a moving picture and no sound."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        video = output.add_stream("mpeg4", rate=5, width=32, height=32)
        for _ in range(5):
            output.mux(video.encode(av.VideoFrame(32, 32, "yuv420p")))
        output.mux(video.encode(None))
    return file.getvalue()


def saved(folder: Path, content: bytes, name: str = "call.wav") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def pitch(samples: Sound, rate: int = 16000) -> float:
    """The frequency of the strongest partial, in hertz."""
    spectrum = np.abs(np.fft.rfft(samples.astype(np.float64)))
    return float(spectrum.argmax() * rate / len(samples))
