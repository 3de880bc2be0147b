"""A few seconds out of a playable copy, as a file of its own: what ▶ loads. Nothing is encoded again."""

import io
from collections.abc import Callable, Iterator

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from service.edges.playable import Format

LONGEST = 24.0
"""Seconds a clip may have."""
LARGEST = 150_000
"""Bytes a clip may have; packets that would not fit any more are left out."""
_AROUND = 2_000
_AROUND_PACKET = 16
"""Bytes of the container itself, and of what it keeps about each packet."""
_PIECE = 1 << 18


def cut(source: io.RawIOBase, form: Format, start: float, end: float) -> bytes:
    """The sound from `start` to `end` (seconds) in whole packets; `LONGEST` and `LARGEST` end it before.

    Empty where the copy has nothing there.
    """
    end = min(end, start + LONGEST)
    with av.open(source, "r", format=_READ_AS[form.name]) as whole:
        packets = list(_packets(whole, start, end))
        if not packets:
            return b""
        made = io.BytesIO()
        with av.open(made, "w", format=form.container) as clip:
            stream = clip.add_stream_from_template(whole.streams.audio[0])
            first = packets[0].pts or 0
            for packet in packets:
                packet.pts = packet.dts = (packet.pts or 0) - first
                packet.stream = stream
                clip.mux(packet)
        return made.getvalue()


_READ_AS = {"opus": "matroska", "aac": "mov"}
"""What FFmpeg calls the demuxer of a format."""


def _packets(whole: InputContainer, start: float, end: float) -> Iterator["Packet[AudioStream]"]:
    stream = whole.streams.audio[0]
    assert stream.time_base is not None
    whole.seek(max(0, int(start / stream.time_base)), stream=stream)
    room = LARGEST - _AROUND
    for packet in whole.demux(stream):
        if packet.pts is None or packet.size == 0:
            continue
        at = float(packet.pts * stream.time_base)
        length = float((packet.duration or 0) * stream.time_base)
        if at + length <= start:
            continue
        room -= packet.size + _AROUND_PACKET
        if at >= end or start >= end or room < 0:
            return
        yield packet


class Ranges(io.RawIOBase):
    """A blob as a file to seek in: only the pieces that are looked at are fetched."""

    def __init__(self, size: int, read: Callable[[int, int], Iterator[bytes]]) -> None:
        super().__init__()
        self._size = size
        self._read = read
        self._at = 0
        self._pieces: dict[int, bytes] = {}

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def read(self, size: int = -1) -> bytes:
        number, within = divmod(self._at, _PIECE)
        given = self._piece(number)[within : None if size < 0 else within + size]
        self._at += len(given)
        return given

    def _piece(self, number: int) -> bytes:
        first = number * _PIECE
        if first >= self._size:
            return b""
        if number not in self._pieces:
            if len(self._pieces) > 16:
                self._pieces.clear()
            self._pieces[number] = b"".join(self._read(first, min(first + _PIECE, self._size)))
        return self._pieces[number]
