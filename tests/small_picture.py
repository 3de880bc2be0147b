"""Pictures of screens, made small: 64 colours and the best compression, with what is here anyway."""

import struct
import zlib
from io import BytesIO

import av
import numpy as np
from numpy.typing import NDArray

COLOURS = 64


def small(png: bytes) -> bytes:
    """The same picture with few colours: those most used, and for the others the nearest of them."""
    with av.open(BytesIO(png)) as opened:
        pixels: NDArray[np.uint8] = next(opened.decode(video=0)).to_ndarray(format="rgb24")
    height, width, _ = pixels.shape
    numbers = pixels.reshape(-1, 3).astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    found, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(np.int32)
    kept = colours[np.argsort(-counts, kind="stable")[:COLOURS]]
    nearest = np.empty(len(colours), np.uint8)
    for start in range(0, len(colours), 4096):
        distances = ((colours[start : start + 4096, None, :] - kept[None, :, :]) ** 2).sum(axis=2)
        nearest[start : start + 4096] = distances.argmin(axis=1)
    lines = np.zeros((height, width + 1), np.uint8)  # each line begins with its filter: 0, none
    lines[:, 1:] = nearest[places.reshape(-1)].reshape(height, width)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    data = zlib.compress(lines.tobytes(), 9)
    made = _chunk(b"IHDR", header) + _chunk(b"PLTE", kept.astype(np.uint8).tobytes()) + _chunk(b"IDAT", data)
    smaller = b"\x89PNG\r\n\x1a\n" + made + _chunk(b"IEND", b"")
    return min(smaller, png, key=len)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
