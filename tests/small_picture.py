"""Pictures of screens, made small: 64 colours and the best compression, with what is here anyway."""

import struct
import zlib
from fractions import Fraction
from io import BytesIO
from typing import cast

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

COLOURS = 64
Bytes = NDArray[np.uint8]


def small(png: bytes) -> bytes:
    """The same picture as a PNG with few colours."""
    places, kept = _few_colours(png)
    height, width = places.shape
    lines = np.zeros((height, width + 1), np.uint8)  # each line begins with its filter: 0, none
    lines[:, 1:] = places
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    data = zlib.compress(lines.tobytes(), 9)
    made = _chunk(b"IHDR", header) + _chunk(b"PLTE", kept.tobytes()) + _chunk(b"IDAT", data)
    smaller = b"\x89PNG\r\n\x1a\n" + made + _chunk(b"IEND", b"")
    return min(smaller, png, key=len)


def small_webp(png: bytes) -> bytes:
    """The same picture as a WebP with few colours, which is smaller still."""
    places, kept = _few_colours(png)
    frame = av.VideoFrame.from_ndarray(kept[places], format="rgb24").reformat(format="bgra")
    codec = cast(VideoCodecContext, av.CodecContext.create("libwebp", "w"))
    codec.width, codec.height, codec.pix_fmt, codec.time_base = frame.width, frame.height, "bgra", Fraction(1)
    codec.options = {"lossless": "1", "compression_level": "4", "quality": "75"}
    return b"".join(bytes(packet) for packet in [*codec.encode(frame), *codec.encode(None)])


def _few_colours(png: bytes) -> tuple[Bytes, Bytes]:
    """Which colour each pixel has, and the colours: those most used; for others the nearest of them."""
    with av.open(BytesIO(png)) as opened:
        pixels: Bytes = next(opened.decode(video=0)).to_ndarray(format="rgb24")
    numbers = pixels.reshape(-1, 3).astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    found, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(np.int32)
    kept = colours[np.argsort(-counts, kind="stable")[:COLOURS]]
    nearest = np.empty(len(colours), np.uint8)
    for start in range(0, len(colours), 4096):
        distances = ((colours[start : start + 4096, None, :] - kept[None, :, :]) ** 2).sum(axis=2)
        nearest[start : start + 4096] = distances.argmin(axis=1)
    return nearest[places.reshape(-1)].reshape(pixels.shape[:2]), kept.astype(np.uint8)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
