"""Sound out of a recording, a packet at a time: 16 kHz, 16 bit, each channel in a file of its own.

A packet loop of our own, because decoding a three-hour call whole takes gigabytes, and because FFmpeg's usual
loop ends without a word at the first damaged packet. Nothing but the open file is ever read: the demuxer is
named by us, decoders are on a list, and a request for another file is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from scoring.errors import BadRecording
from scoring.hearing import Notice
from service.edges.containers import RAW, WAV
from service.edges.recordings import Recording
from service.edges.sound_tracks import DECODERS, choose_track, promised_seconds
from service.edges.track_files import RATE, Samples, TooLong, TrackFiles

LONGEST = 4 * 3600.0
_FAILURES_IN_A_ROW = 1000
_LARGEST_WAV_HEADERS = 65_536


@dataclass(frozen=True)
class Decoded:
    """A recording's sound. `channels` are memory-mapped, one array a channel, all of the same length."""

    sha256: str
    container: str
    codec: str
    sample_rate: int
    channels: tuple[Samples, ...]
    notices: tuple[Notice, ...]

    @property
    def duration(self) -> float:
        """Seconds of sound that were decoded."""
        return len(self.channels[0]) / RATE


@dataclass
class _Tally:
    """Bytes of sound that were read; packets that could not be decoded and the seconds they stood for."""

    bytes_read: int = 0
    lost: int = 0
    seconds_lost: float = 0.0

    def lose(self, packet: "Packet[AudioStream] | None") -> None:
        """Count a packet that could not be decoded; None: one that could not even be read."""
        self.lost += 1
        if packet is not None and packet.duration:
            self.seconds_lost += float(packet.duration * packet.time_base)


def decode(recording: Recording, folder: Path, longest: float = LONGEST) -> Decoded:
    """Decode the recording's first sound track into `folder`; goes on after damage and says what was lost.

    Raises BadRecording where there is no sound, none that can be decoded, or more than `longest` seconds.
    """
    with _opened(recording) as container:
        track = choose_track(container, recording.name)
        promised = promised_seconds(container, track)
        if promised is not None and promised > longest:
            raise _too_long(recording.name, longest, f"says that it is {_length(promised)} long")
        tally = _Tally()
        with TrackFiles(folder, track.channels, longest, promised or longest) as files:
            try:
                for frame, start in _frames(container, track, tally):
                    files.add(frame, start)
            except TooLong:
                raise _too_long(recording.name, longest, "goes on for longer") from None
            channels = files.finish()
        if recording.file.failure is not None:
            raise recording.file.failure
        if len(channels[0]) == 0:
            raise _no_sound(recording.name, tally)
        return Decoded(
            sha256=recording.file.sha256(),
            container=recording.container.demuxer,
            codec=track.codec_context.codec.name,
            sample_rate=track.codec_context.sample_rate,
            channels=channels,
            notices=tuple(_notices(recording, container, files, promised, tally)),
        )


def promised_length(recording: Recording) -> float | None:
    """Seconds of sound the file says it has; nothing is decoded. Raises BadRecording as `decode` does."""
    with _opened(recording) as container:
        return promised_seconds(container, choose_track(container, recording.name))


@contextmanager
def _opened(recording: Recording) -> Iterator[InputContainer]:
    # Bigger packets than the WAV demuxer makes by itself: decoding is four times as fast with them.
    options = {
        "codec_whitelist": ",".join(DECODERS),
        "protocol_whitelist": "none",
        "max_size": "65536",
        **next((told for raw, told in RAW.values() if raw == recording.container), {}),
    }
    try:
        with av.open(
            recording.file,
            "r",
            format=recording.container.demuxer,
            container_options=options,
            metadata_errors="replace",
            io_open=_refuse_reference,
        ) as container:
            yield container
    except av.FFmpegError as error:
        if recording.file.failure is not None:
            raise recording.file.failure from error
        raise BadRecording(
            "damaged",
            f"{recording.name} begins like {recording.container.name}, but is damaged or cut off: no sound "
            f"can be found in it.",
            "Fetch it again from where it was recorded.",
        ) from error


def _refuse_reference(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    next_step = "Send a recording that holds its own sound."
    raise BadRecording("reference", "The recording asks for another file to be read.", next_step)


def _frames(
    container: InputContainer, track: AudioStream, tally: _Tally
) -> Iterator[tuple[AudioFrame, float | None]]:
    """Every frame that can be decoded, with its start in seconds where the file gives one."""
    # The start of a container is in microseconds (AV_TIME_BASE).
    origin = (container.start_time or 0) / 1e6
    failures = 0
    packets = container.demux(track)
    while failures < _FAILURES_IN_A_ROW:
        packet = None
        try:
            packet = next(packets, None)
            frames = [] if packet is None else packet.decode()
        except av.EOFError:
            return
        except av.FFmpegError:
            failures += 1
            tally.lose(packet)
            # A generator is over once it has raised.
            packets = container.demux(track)
            continue
        if packet is None:
            return
        failures = 0
        tally.bytes_read += packet.size
        for frame in frames:
            yield frame, None if frame.time is None else frame.time - origin


def _notices(
    recording: Recording,
    container: InputContainer,
    files: TrackFiles,
    promised: float | None,
    tally: _Tally,
) -> Iterator[Notice]:
    if tally.lost:
        about = f", about {tally.seconds_lost:.1f} s of sound" if tally.seconds_lost else ""
        yield Notice(code="damaged", message=f"{tally.lost} damaged pieces were left out{about}.")
    if promised is not None and files.seconds < promised * 0.99 - 1:
        said, found = _length(promised), _length(files.seconds)
        yield Notice(code="cut_short", message=f"The file says {said}, but only {found} could be decoded.")
    elif recording.missing_bytes:
        message = (
            f"{recording.missing_bytes:,} bytes that the file announces are not in it: its end is missing."
        )
        yield Notice(code="cut_short", message=message)
    unheard = recording.size - tally.bytes_read
    if recording.container is WAV and unheard > _LARGEST_WAV_HEADERS and unheard > recording.size // 10:
        message = f"{unheard:,} bytes of the file are not part of the sound that it announces."
        yield Notice(code="unheard_rest", message=message)
    if files.repaired:
        yield Notice(
            code="not_numbers", message=f"{files.repaired} samples were no numbers: heard as silence."
        )
    if (others := len(container.streams.audio) - 1) > 0:
        yield Notice(code="several_tracks", message=f"{others} further sound tracks were not heard.")


def _too_long(name: str, longest: float, how: str) -> BadRecording:
    next_step = "Cut it into single calls, or raise the limit."
    return BadRecording("too_long", f"{name} {how}; the limit is {_length(longest)}.", next_step)


def _no_sound(name: str, tally: _Tally) -> BadRecording:
    if tally.lost:
        next_step = "It may be damaged or protected: export it again from where it was recorded."
        return BadRecording("damaged", f"None of the sound in {name} could be decoded.", next_step)
    return BadRecording("no_samples", f"{name} holds no sound: zero samples.", "Fetch it again.")


def _length(seconds: float) -> str:
    """A length as people read it: 42.5 s, 3 min 05 s, 10 h 00 min."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
