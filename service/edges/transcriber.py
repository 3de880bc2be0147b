"""Hearing a recording: decode it, find the speech in each channel, hear it with faster-whisper."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

import ctranslate2
import faster_whisper
import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from scoring.hearing import Heard, Notice, Track
from scoring.review import Call, Hearing, Topology
from scoring.transcript import Word
from service.edges.decoding import LONGEST, Decoded, decode
from service.edges.recordings import open_recording
from service.edges.speech import (
    BLOCK,
    VAD_PADDING,
    VAD_THRESHOLD,
    Span,
    as_floats,
    blocks,
    find_speech,
    padded,
)
from service.edges.speech_models import SpeechModel, check_files, unloadable
from service.edges.topology import same_sound
from service.edges.track_files import RATE, Samples, release
from service.edges.words import in_recording_time, whole_words, without_loops

Progress = Callable[[str, float], None]
Channel = Literal["left", "right", "only"]

BEAM = 1
_SURE_OF_LANGUAGE = 0.5


class _Side(NamedTuple):
    """One track to hear: its samples and, block by block, the spans somebody speaks in."""

    channel: Channel
    samples: Samples
    speech: list[tuple[Span, list[Span]]]

    @property
    def speech_seconds(self) -> float:
        return sum(span.seconds for _, spans in self.speech for span in spans)


class Ears:
    """A loaded speech model.

    `threads` 0 leaves their number to CTranslate2: one a core, at most four. `longest` is the limit of a
    recording in seconds, `block` how many seconds of it are heard at once. Raises ModelMissing where what is
    in the model's folder cannot be loaded.
    """

    def __init__(
        self, model: SpeechModel, threads: int = 0, longest: float = LONGEST, block: float = BLOCK
    ) -> None:
        self._found = model
        self._threads = threads
        self._longest = longest
        self._block = block
        self._whisper = _loaded(model, threads)

    def hear(self, path: Path, *, progress: Progress = lambda step, share: None) -> Heard:
        """Words with times for each track of the recording at `path`.

        `progress` is told the step ("decoding", "hearing") and its share done, 0 to 1; for hearing that is
        the share of the seconds of speech. Raises BadRecording where the file cannot be heard. A recording
        in which nobody speaks is heard too: without words.
        """
        began = time.perf_counter()
        with TemporaryDirectory(prefix="sidetone-") as folder:
            progress("decoding", 0.0)
            with open_recording(path) as recording:
                decoded = decode(recording, Path(folder), self._longest)
            progress("decoding", 1.0)
            decoded_at = time.perf_counter()
            topology, sides = _sides(decoded, self._block)
            language, tracks, notices = self._hear_sides(sides, progress)
            return Heard(
                call=_call(recording.name, decoded, topology),
                hearing=self._hearing(),
                tracks=tracks,
                language=language,
                notices=decoded.notices + notices,
                decoding_seconds=decoded_at - began,
                hearing_seconds=time.perf_counter() - decoded_at,
            )

    def _hear_sides(
        self, sides: list[_Side], progress: Progress
    ) -> tuple[str | None, tuple[Track, ...], tuple[Notice, ...]]:
        # Where the model is unsure it draws at random; the same recording shall give the same words.
        ctranslate2.set_random_seed(0)
        language = self._language(max(sides, key=lambda side: side.speech_seconds))
        total = sum(side.speech_seconds for side in sides)
        done = 0.0
        tracks, repeated = [], 0
        for side in sides:
            words: list[Word] = []
            for heard, share in self._words(side, language or "en"):
                words.extend(heard)
                progress("hearing", min(1.0, (done + share * side.speech_seconds) / total))
            done += side.speech_seconds
            kept = without_loops(words)
            repeated += len(words) - len(kept)
            tracks.append(Track(channel=side.channel, words=tuple(kept), speech_seconds=side.speech_seconds))
        progress("hearing", 1.0)
        notices = []
        if repeated:
            message = f"{repeated} words were taken out that the speech model only repeated."
            notices.append(Notice(code="repeated_text", message=message))
        return language, tuple(tracks), tuple(notices)

    def _language(self, side: _Side) -> str | None:
        """The language spoken on this side; None where nobody speaks."""
        spans = [span for block, speech in side.speech for span in padded(speech, block)]
        if not spans:
            return None
        if not self._whisper.model.is_multilingual:
            return "en"
        language, probability, _ = self._whisper.detect_language(_joined(side.samples, spans, 30.0))
        return language if probability >= _SURE_OF_LANGUAGE else "en"

    def _words(self, side: _Side, language: str) -> Iterator[tuple[list[Word], float]]:
        """Words in order as they are heard, each time with the share of this side's speech that is done."""
        done, total = 0.0, side.speech_seconds
        for block, speech in side.speech:
            if not speech:
                continue
            spans = padded(speech, block)
            length = sum(span.seconds for span in spans)
            here = sum(span.seconds for span in speech)
            segments, _ = self._whisper.transcribe(
                _joined(side.samples, spans),
                language=language,
                beam_size=BEAM,
                condition_on_previous_text=False,
                word_timestamps=True,
                vad_filter=False,
            )
            for segment in segments:
                words = in_recording_time(whole_words(segment.words or ()), spans)
                yield words, (done + here * min(1.0, float(segment.end) / length)) / total
            done += here

    def _hearing(self) -> Hearing:
        return Hearing(
            engine=f"faster-whisper {faster_whisper.__version__}",
            model=self._found.name,
            source=self._found.source,
            sha256=self._found.sha256,
            settings={
                "compute_type": "int8",
                "beam_size": BEAM,
                "condition_on_previous_text": False,
                "vad": "silero v6",
                "vad_threshold": VAD_THRESHOLD,
                "vad_padding_seconds": VAD_PADDING,
                "threads": self._threads,
            },
        )


def _loaded(model: SpeechModel, threads: int) -> WhisperModel:
    check_files(model)
    try:
        return WhisperModel(
            str(model.folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
    except Exception as error:  # three libraries read the folder, each with errors of its own
        raise unloadable(model, f"{type(error).__name__}: {error}") from error


def _sides(decoded: Decoded, block_seconds: float) -> tuple[Topology, list[_Side]]:
    """How the channels belong together, and what is to be heard of them."""
    names: tuple[Channel, ...] = ("only",) if len(decoded.channels) == 1 else ("left", "right")
    sides = [
        _Side(name, samples, list(_speech(samples, block_seconds)))
        for name, samples in zip(names, decoded.channels, strict=True)
    ]
    if len(sides) == 1:
        return "one channel", sides
    speech = [span for side in sides for _, spans in side.speech for span in spans]
    louder = max(sides, key=lambda side: side.speech_seconds)
    if same_sound(sides[0].samples, sides[1].samples, speech):
        return "false stereo", [louder._replace(channel="only")]
    if min(side.speech_seconds for side in sides) == 0:
        return "one-sided", [louder]
    return "two channels", sides


def _speech(samples: Samples, block_seconds: float) -> Iterator[tuple[Span, list[Span]]]:
    for block in blocks(samples, block_seconds):
        yield block, find_speech(samples, block)
        release(samples)


def _joined(samples: Samples, spans: list[Span], longest: float = float("inf")) -> NDArray[np.float32]:
    """The sound of the spans laid end to end, at most `longest` seconds of it."""
    pieces, length = [], 0
    for span in spans:
        if length >= longest * RATE:
            break
        pieces.append(as_floats(samples[span.start : span.end]))
        length += len(pieces[-1])
    release(samples)
    joined = np.concatenate(pieces)
    return joined[: int(longest * RATE)] if longest < len(joined) / RATE else joined


def _call(name: str, decoded: Decoded, topology: Topology) -> Call:
    return Call(
        file=name,
        sha256=decoded.sha256,
        duration=round(decoded.duration, 3),
        channels=len(decoded.channels),
        topology=topology,
        container=decoded.container,
        codec=decoded.codec,
        sample_rate=decoded.sample_rate,
    )
