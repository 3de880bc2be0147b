"""Two files of one call, one person in each, made into one recording of two channels."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from scoring.errors import BadInput, BadRecording
from service.edges.decoding import LONGEST, decode
from service.edges.recordings import open_recording
from service.edges.speech import as_floats, blocks, find_talk
from service.edges.topology import same_sound
from service.edges.track_files import RATE, Samples, release

FURTHEST = 60.0
"""Seconds by which the second file may begin later or earlier, where that has to be found."""
_LOOKED_AT = 10 * 60.0
_PLAINLY = 1.5
"""Times by which the correlation at the right place passes that at any other. Measured on half a minute: 1.9
and more where the other person is heard 40 dB down, at most 1.2 on two calls with nothing in common."""
_OVERLAP = 0.7
_VOICES = 200.0, 3600.0
"""Hertz between which voices are looked for."""
_AROUND = 0.05
_AT_ONCE = RATE


class Joined(NamedTuple):
    """Seconds of the whole, and by how many of them the second file begins later (less than 0: earlier)."""

    seconds: float
    later: float


def join(left: Path, right: Path, out: Path, later: float | None = None, longest: float = LONGEST) -> Joined:
    """Writes a FLAC file of two channels, 16 kHz, at `out`.

    `later`: seconds by which `right` begins after `left`; None: found where one person can be heard faintly
    in the other's file too. Raises BadRecording for a file that holds no sound or two different channels,
    and BadInput where the seconds are not given and cannot be found.
    """
    with TemporaryDirectory(prefix="sidetone-") as folder:
        tracks = [_one(file, Path(folder), name, longest) for file, name in ((left, "l"), (right, "r"))]
        found = found_later(*tracks) if later is None else later
        if found is None:
            raise BadInput(
                "How much later the second file begins can't be heard: neither person is in both files.",
                "Say it in seconds, such as --later 2.5; 0 where both begin together.",
            )
        lead = round(found * RATE)
        starts = max(0, -lead), max(0, lead)
        length = max(start + len(track) for start, track in zip(starts, tracks, strict=True))
        _write(out, tracks, starts, length)
        return Joined(length / RATE, found)


def found_later(left: Samples, right: Samples) -> float | None:
    """By how many seconds `right` begins after `left`, told from what leaks from one into the other.

    None where that can't be heard. At most FURTHEST, and so that most of the shorter one overlaps.
    """
    most = int(_LOOKED_AT * RATE)
    one, other = _faded(left[:most]), _faded(right[:most])
    reach = min(int(FURTHEST * RATE), int(_OVERLAP * min(len(one), len(other))))
    if reach < RATE:
        return None
    size = 1 << (len(one) + len(other) - 1).bit_length()
    spectrum = np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size))
    low, high = (int(hertz * size / RATE) for hertz in _VOICES)
    spectrum[:low], spectrum[high:] = 0, 0
    # What both hold at all pitches alike counts (PHAT): loud vowels alone would correlate anywhere.
    spectrum /= np.maximum(np.abs(spectrum), 1e-9)
    correlation = np.abs(np.fft.irfft(spectrum, size))
    near = np.concatenate([correlation[-reach:], correlation[: reach + 1]])
    best = int(near.argmax())
    around = int(_AROUND * RATE)
    elsewhere = np.delete(near, np.s_[max(0, best - around) : best + around])
    return (best - reach) / RATE if near[best] > _PLAINLY * float(elsewhere.max()) else None


def _faded(samples: Samples) -> NDArray[np.float32]:
    """Without the edges, which are alike in all that was cut off."""
    sound = as_floats(samples)
    release(samples)
    if not len(sound):
        return sound
    sound -= sound.mean()
    fade = min(len(sound) // 4, RATE // 2)
    ramp = np.hanning(2 * fade).astype(np.float32)
    sound[:fade] *= ramp[:fade]
    sound[len(sound) - fade :] *= ramp[fade:]
    return sound


def _one(file: Path, folder: Path, name: str, longest: float) -> Samples:
    """The one track of a file."""
    own = folder / name
    own.mkdir()
    with open_recording(file) as recording:
        decoded = decode(recording, own, longest)
    if len(decoded.channels) == 1:
        return decoded.channels[0]
    first, second = decoded.channels[:2]
    speech = [turn for block in blocks(first) for turn in find_talk(first, block).turns]
    if len(decoded.channels) == 2 and (not np.any(second) or same_sound(first, second, speech)):
        return first
    raise BadRecording(
        "several_channels",
        f"{file.name} holds {len(decoded.channels)} channels with different sound: it is a whole call.",
        "Give two files with one person in each, or review this one as it is.",
    )


def _write(out: Path, tracks: list[Samples], starts: tuple[int, int], length: int) -> None:
    with av.open(str(out), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE, layout="stereo")
        stream.format = "s16"
        for piece in _pieces(tracks, starts, length):
            frame = AudioFrame.from_ndarray(piece.T.reshape(1, -1).copy(), format="s16", layout="stereo")
            frame.sample_rate = RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _pieces(tracks: list[Samples], starts: tuple[int, int], length: int) -> Iterator[NDArray[np.int16]]:
    for begin in range(0, length, _AT_ONCE):
        piece = np.zeros((2, min(_AT_ONCE, length - begin)), np.int16)
        for row, (start, track) in enumerate(zip(starts, tracks, strict=True)):
            first, last = max(begin, start), min(begin + piece.shape[1], start + len(track))
            if last > first:
                piece[row, first - begin : last - begin] = track[first - start : last - start]
        yield piece
