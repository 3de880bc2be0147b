"""The frames of a sound track, a packet at a time: FFmpeg's usual loop ends at the first damaged one."""

from collections.abc import Iterator
from dataclasses import dataclass

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

_MOST_UNREAD = 1000
"""Reads in a row without a packet: the file need not come to an end by them."""
_MOST_UNDECODED = 100_000
"""Packets in a row that are nothing: each takes the file on, half an hour of most codecs in all."""
_PAUSES = {"amrnb": (8, 14, 15), "amrwb": (9, 14, 15)}
"""Types of AMR frames that stand for silence (3GPP TS 26.101 and 26.201): comfort noise, lost, nothing to
send. FFmpeg's decoders have no sound for them, and phones write nothing else where nobody speaks."""


@dataclass
class Tally:
    """Bytes of sound that were read; packets that could not be decoded and the seconds they stood for.

    `gave_up`: whether nothing could be decoded from some place on.
    """

    bytes_read: int = 0
    lost: int = 0
    seconds_lost: float = 0.0
    gave_up: bool = False

    def lose(self, packet: "Packet[AudioStream] | None") -> None:
        """Count a packet that could not be decoded; None: one that could not even be read."""
        self.lost += 1
        if packet is not None and packet.duration:
            self.seconds_lost += float(packet.duration * packet.time_base)


Frame = tuple[AudioFrame, float | None]
"""A frame with its start in seconds, where the file gives one."""


def frames(container: InputContainer, track: AudioStream, tally: Tally) -> Iterator[Frame]:
    """Every frame that can be decoded, in order; what is damaged is counted and left out."""
    # The start of a container is in microseconds (AV_TIME_BASE).
    origin = (container.start_time or 0) / 1e6
    unread = undecoded = 0
    packets = container.demux(track)
    while unread < _MOST_UNREAD and undecoded < _MOST_UNDECODED:
        packet = None
        try:
            packet = next(packets, None)
            decoded = [] if packet is None else _decoded(track, packet)
        except av.EOFError:
            return
        except av.FFmpegError:
            tally.lose(packet)
            if packet is None:
                unread += 1
                # A generator is over once it has raised.
                packets = container.demux(track)
            else:
                unread, undecoded = 0, undecoded + 1
            continue
        if packet is None:
            return
        unread = undecoded = 0
        tally.bytes_read += packet.size
        for frame in decoded:
            yield frame, None if frame.time is None else frame.time - origin
    tally.gave_up = True


def _decoded(track: AudioStream, packet: "Packet[AudioStream]") -> list[AudioFrame]:
    pauses = _PAUSES.get(track.codec_context.codec.name, ())
    if pauses and packet.size and packet.duration and bytes(packet)[0] >> 3 & 15 in pauses:
        return [_silence(track, packet, float(packet.duration * packet.time_base))]
    return packet.decode()


def _silence(track: AudioStream, packet: "Packet[AudioStream]", seconds: float) -> AudioFrame:
    """A frame like those that the decoder makes, without a sound."""
    codec = track.codec_context
    samples = round(seconds * codec.sample_rate)
    frame = AudioFrame(format=codec.format.name, layout=codec.layout.name, samples=samples)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate, frame.pts, frame.time_base = codec.sample_rate, packet.pts, packet.time_base
    return frame
