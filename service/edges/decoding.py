"""Sound out of a recording, a packet at a time: 16 kHz, 16 bit, each channel in a file of its own.

A packet loop of our own, because decoding a three-hour call whole takes gigabytes, and because FFmpeg's usual
loop ends without a word at the first damaged packet. Nothing but the open file is ever read: the demuxer is
named by us, decoders are on a list, and a request for another file is refused.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import NoReturn

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from scoring.errors import BadRecording
from scoring.formats import clock, counted
from scoring.hearing import Notice
from service.edges.containers import RAW, WAV
from service.edges.packets import Frame, Tally, frames
from service.edges.recordings import Recording
from service.edges.sound_tracks import (
    DECODERS,
    check_channels,
    choose_track,
    most_seconds,
    promised_seconds,
)
from service.edges.track_files import RATE, ChannelsChange, Samples, TooLong, TrackFiles

LONGEST = 4 * 3600.0
_LARGEST_WAV_HEADERS = 65_536
_LOOKED_AT = 8
_LEAST_HOLES = 0.5
"""Seconds from which it is said that some are missing: time stamps tremble a little."""
_JOIN_TRACKS = (
    "not heard. If the two people are on tracks of their own, make one recording of them: ffmpeg -i "
    'FILE -filter_complex "[0:a:0][0:a:1]join=inputs=2:channel_layout=stereo" -c:a pcm_s16le call.wav'
)


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


def decode(recording: Recording, folder: Path, longest: float = LONGEST) -> Decoded:
    """Decode the recording's first sound track into `folder`; goes on after damage and says what was lost.

    Raises BadRecording where there is no sound, none that can be decoded, or more than `longest` seconds.
    """
    with _opened(recording) as container:
        track = choose_track(container, recording.name)
        promised = _promised(recording, container, track)
        if promised is not None and min(promised, most_seconds(track, recording.size)) > longest:
            raise _too_long(recording.name, longest, f"says that it is {_length(promised)} long")
        tally = Tally()
        decoded = frames(container, track, tally)
        first = list(islice(decoded, _LOOKED_AT))
        count = _channel_count(track, first)
        check_channels(count, recording.name)
        with TrackFiles(folder, count, longest, promised or longest) as files:
            try:
                for frame, start in chain(first, decoded):
                    files.add(frame, start)
            except TooLong:
                raise _too_long(recording.name, longest, "goes on for longer") from None
            except ChannelsChange as change:
                raise _channels_change(recording.name, count, change) from None
            channels = files.finish()
        if recording.file.failure is not None:
            raise recording.file.failure
        if len(channels[0]) == 0:
            raise _no_sound(recording.name, tally, files.seconds)
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
        return _promised(recording, container, choose_track(container, recording.name))


def _promised(recording: Recording, container: InputContainer, track: AudioStream) -> float | None:
    return promised_seconds(container, track) if recording.says_its_length else None


def _channel_count(track: AudioStream, first: Sequence[Frame]) -> int:
    """As many as most of the first frames have: AAC may hold two channels in what says that it is one."""
    counts = Counter(frame.layout.nb_channels for frame, _ in first)
    return counts.most_common(1)[0][0] if counts else track.channels


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


def _notices(
    recording: Recording,
    container: InputContainer,
    files: TrackFiles,
    promised: float | None,
    tally: Tally,
) -> Iterator[Notice]:
    unheard = recording.size - tally.bytes_read
    if tally.lost:
        lost = max(tally.seconds_lost, files.holes, _missing(recording, files, promised, unheard))
        about = f", about {lost:.1f} s of sound" if lost >= 0.05 else ""
        pieces = "1 damaged piece was" if tally.lost == 1 else f"{tally.lost:,} damaged pieces were"
        rest = f" From {clock(files.seconds)} on nothing could be decoded." if tally.gave_up else ""
        yield Notice(code="damaged", message=f"{pieces} left out{about}.{rest}")
    elif files.holes >= _LEAST_HOLES:
        message = (
            f"{files.holes:.1f} s are missing inside the recording, first at {clock(files.first_hole)}, and "
            "are silent here: pauses that were not recorded, or damage."
        )
        yield Notice(code="holes", message=message)
    if promised is not None and files.seconds < promised * 0.99 - 1:
        said, found = _length(promised), _length(files.seconds)
        yield Notice(code="cut_short", message=f"The file says {said}, but only {found} could be decoded.")
    elif recording.missing_bytes:
        message = (
            f"{recording.missing_bytes:,} bytes that the file announces are not in it: its end is missing."
        )
        yield Notice(code="cut_short", message=message)
    if recording.container is WAV and unheard > _LARGEST_WAV_HEADERS and unheard > recording.size // 10:
        message = f"{unheard:,} bytes of the file are not part of the sound that it announces."
        yield Notice(code="unheard_rest", message=message)
    if files.repaired:
        yield Notice(
            code="not_numbers", message=f"{files.repaired} samples were no numbers: heard as silence."
        )
    if (others := len(container.streams.audio) - 1) > 0:
        which = "1 further sound track was" if others == 1 else f"{others} further sound tracks were"
        yield Notice(code="several_tracks", message=f"{which} {_JOIN_TRACKS}")


def _missing(recording: Recording, files: TrackFiles, promised: float | None, unheard: int) -> float:
    """Seconds by which the sound is shorter than the file says, or, where it does not, than its bytes do."""
    if recording.says_its_length:
        return max(0.0, (promised or 0.0) - files.seconds)
    return files.seconds * unheard / max(1, recording.size - unheard)


def _too_long(name: str, longest: float, how: str) -> BadRecording:
    next_step = "Cut it into single calls, or raise the limit."
    return BadRecording("too_long", f"{name} {how}; the limit is {_length(longest)}.", next_step)


def _channels_change(name: str, count: int, change: ChannelsChange) -> BadRecording:
    at = clock(change.at)
    return BadRecording(
        "channels_change",
        f"{name} has {counted(count, 'channel')} at first and {change.count} from {at} on: who is on which "
        "is not known.",
        f"Cut it there and send the part that is the call: ffmpeg -ss {change.at:.1f} -i FILE -c:a pcm_s16le "
        "call.wav (or -to instead of -ss); or put all of it on one channel: ffmpeg -i FILE -ac 1 "
        "-c:a pcm_s16le call.wav",
    )


def _no_sound(name: str, tally: Tally, seconds: float) -> BadRecording:
    if tally.lost:
        next_step = "It may be damaged or protected: export it again from where it was recorded."
        return BadRecording("damaged", f"None of the sound in {name} could be decoded.", next_step)
    much = f"{1000 * seconds:.1f} ms" if seconds else "zero samples"
    return BadRecording("no_samples", f"{name} holds no sound: {much}.", "Fetch it again.")


def _length(seconds: float) -> str:
    """A length as people read it: 42.5 s, 3 min 05 s, 10 h 00 min."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
