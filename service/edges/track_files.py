"""Decoded sound on its way to disk: resampled, one raw 16-bit file a channel, aligned in time."""

import mmap
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

RATE = 16_000
FILL_FROM = 0.1
_AT_ONCE = 4096
"""Samples that are resampled together: Opus gives 960 at a time, and the calls cost as much as the work."""
_WIDTH = 2
_MOST_OTHERWISE = 1.0
"""Seconds in a row with another number of channels from which that is more than damage."""

Samples = NDArray[np.int16]


def release(samples: Samples) -> None:
    """Give back the memory of a channel's pages that were read; reading them again takes them from disk.

    Three hours of two channels are 690 MB, which would all stay in memory.
    """
    pages = samples.base
    if isinstance(pages, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        pages.madvise(mmap.MADV_DONTNEED)


class TooLong(Exception):
    """More sound came out of the file than is allowed."""


class ChannelsChange(Exception):
    """From `at` seconds on the sound has another number of channels, `count`."""

    def __init__(self, at: float, count: int) -> None:
        super().__init__(at, count)
        self.at, self.count = at, count


class TrackFiles:
    """Takes decoded frames in order and writes them to `folder`, one file a channel.

    A hole in the time stamps is filled with silence, so that what comes later keeps its time; but not beyond
    `fill_until` seconds, for a single damaged time stamp may point anywhere. `longest` caps the whole.
    `holes` are the seconds that were filled so, but for those before the first sound, and `first_hole` is
    where the first of them begins.
    """

    def __init__(self, folder: Path, channels: int, longest: float, fill_until: float) -> None:
        self._paths = tuple(folder / f"channel-{number}.s16" for number in range(channels))
        self._longest = longest
        self._fill_until = fill_until
        self._resampler: AudioResampler | None = None
        self._gathered = AudioFifo()
        self._source: tuple[int, str, str] | None = None
        self._open_files = ExitStack()
        self._files: tuple[BinaryIO, ...] = ()
        self.seconds = 0.0
        self.repaired = 0
        self.holes = 0.0
        self.first_hole = 0.0
        self._otherwise_since: float | None = None

    def __enter__(self) -> Self:
        self._files = tuple(self._open_files.enter_context(path.open("wb")) for path in self._paths)
        return self

    def __exit__(self, *_: object) -> None:
        self._open_files.close()

    def add(self, frame: AudioFrame, start: float | None) -> None:
        """Write a frame whose sound begins `start` seconds into the recording (None: right after the last).

        Raises TooLong once the whole is longer than allowed, and ChannelsChange where the channels are not as
        many as they were, for longer than damage makes it seem so.
        """
        if start is not None and start - self.seconds > FILL_FROM and start < self._fill_until:
            self._fill(start - self.seconds, is_hole=self.seconds > 0)
        length = frame.samples / frame.sample_rate
        if self.seconds + length > self._longest:
            raise TooLong
        if frame.layout.nb_channels != len(self._paths):
            self._leave_out(frame, length)
            return
        self._otherwise_since = None
        self.seconds += length
        self._gather(frame)
        if self._gathered.samples >= _AT_ONCE:
            self._resample_gathered()

    def finish(self) -> tuple[Samples, ...]:
        """Write what the resampler still holds, close the files and return them memory-mapped."""
        self._flush()
        self._open_files.close()
        if self._paths[0].stat().st_size == 0:
            return tuple(np.zeros(0, np.int16) for _ in self._paths)
        return tuple(np.memmap(path, np.int16, "r") for path in self._paths)

    def _leave_out(self, frame: AudioFrame, length: float) -> None:
        """Silence in the place of a frame with another number of channels."""
        if self._otherwise_since is None:
            self._otherwise_since = self.seconds
        if self.seconds + length - self._otherwise_since > _MOST_OTHERWISE:
            raise ChannelsChange(self._otherwise_since, frame.layout.nb_channels)
        self._fill(length, is_hole=True)

    def _gather(self, frame: AudioFrame) -> None:
        # Some files change rate or format on the way (chained Ogg, AAC that turns out to be HE-AAC).
        source = (frame.sample_rate, frame.format.name, frame.layout.name)
        if self._resampler is None or source != self._source:
            self._flush()
            # The same layout comes out as went in: any other would mix the channels into each other.
            self._resampler = AudioResampler(format="s16p", layout=frame.layout.name, rate=RATE)
            self._gathered = AudioFifo()
            self._source = source
        # Time stamps are looked at in `add`; the queue refuses those that are not one after the other.
        frame.pts = None
        self._gathered.write(frame)

    def _resample_gathered(self) -> None:
        frame = self._gathered.read(partial=True) if self._gathered.samples else None
        if frame is not None and self._resampler is not None:
            for piece in self._resampler.resample(self._finite(frame)):
                self._write(_rows(piece))

    def _flush(self) -> None:
        self._resample_gathered()
        if self._resampler is not None:
            for piece in self._resampler.resample(None):
                self._write(_rows(piece))
        self._resampler = None

    def _finite(self, frame: AudioFrame) -> AudioFrame:
        """The frame with every sample that is no number, or infinite, made silent.

        Only plain floating-point files, which are packed, hold such samples; decoders make planar floats.
        """
        if frame.format.name not in {"flt", "dbl"}:
            return frame
        samples = frame.to_ndarray()
        wrong = ~np.isfinite(samples)
        if not wrong.any():
            return frame
        self.repaired += int(wrong.sum())
        samples[wrong] = 0
        repaired = AudioFrame.from_ndarray(samples, frame.format.name, frame.layout.name)
        repaired.sample_rate, repaired.pts, repaired.time_base = frame.sample_rate, frame.pts, frame.time_base
        return repaired

    def _fill(self, seconds: float, *, is_hole: bool) -> None:
        self._resample_gathered()
        if is_hole:
            self.first_hole = self.first_hole or self.seconds
            self.holes += seconds
        self.seconds += seconds
        for _ in range(int(seconds)):
            self._write_silence(RATE)
        self._write_silence(round(seconds % 1 * RATE))

    def _write_silence(self, count: int) -> None:
        self._write([bytes(count * _WIDTH) for _ in self._files])

    def _write(self, channels: Iterable[bytes]) -> None:
        for file, samples in zip(self._files, channels, strict=True):
            file.write(samples)


def _rows(frame: AudioFrame) -> list[bytes]:
    """The samples of each channel; a frame's planes are padded beyond them."""
    return [bytes(plane)[: frame.samples * _WIDTH] for plane in frame.planes]
