"""Ways to hear a recording, each behind the same face: ours, and others on the same weights.

The others are what people use by itself: faster-whisper as its page shows it, its batched mode, and, where
they are installed, openai-whisper and whisper.cpp. They hear the channels of a recording mixed together.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from faster_whisper import BatchedInferencePipeline, WhisperModel

from scoring.reviewing import transcribe
from scoring.roles import tell_roles
from service.bench.answers import Answer, Engine, joined
from service.bench.bare import Bare
from service.bench.guests import openai_whisper, whisper_cpp
from service.edges.speech_models import SpeechModel, find_model
from service.edges.transcriber import Ears
from service.edges.voice_model import find_voice_model
from service.settings import Settings


class Decoding:
    """Told of the progress of a hearing: seconds of processor until the file is decoded.

    Not by the clock: beside other work that says how often the machine was away, for each step another share.
    """

    def __init__(self) -> None:
        self._began = time.process_time()
        self.seconds = 0.0

    def __call__(self, step: str, share: float) -> None:
        if step == "decoding" and share == 1.0:
            self.seconds = time.process_time() - self._began


def sidetone(settings: Settings) -> Engine:
    """This program, with its settings."""
    voices = find_voice_model(settings.voice_model, cache=settings.home / "models")
    ears = Ears(_model(settings), threads=settings.threads, hotwords=settings.hotwords, voices=voices)

    def hear(path: Path) -> Answer:
        decoding = Decoding()
        heard = ears.hear(path, progress=decoding)
        speakers, _ = tell_roles(heard.tracks, None)
        voices = [_voice(track, len(heard.tracks)) for track in heard.tracks]
        words = [
            (voice, word.text, word.start, word.end)
            for voice, track in zip(voices, heard.tracks, strict=True)
            for word in track.words
        ]
        known = transcribe(heard, None).roles.how != "unknown"
        roles = {v: str(s) for v, s in zip(voices, speakers, strict=True)} if known else {}
        told = tuple(notice.message for notice in heard.notices)
        return Answer(words, heard.call.duration, roles, told, decoding.seconds)

    return hear


def _voice(track: Any, tracks: int) -> str:
    return track.name if tracks > 1 else ""


def plain(settings: Settings) -> Engine:
    """faster-whisper with its defaults: beam 5, no voice detection, previous text as context."""
    whisper = _whisper(settings)
    return lambda path: _plain(*whisper.transcribe(str(path), word_timestamps=True))


def plain_vad(settings: Settings) -> Engine:
    """faster-whisper one segment after the other, beam 5, with voice detection: what accuracy is held to."""
    whisper = _whisper(settings)
    return lambda path: _plain(*whisper.transcribe(str(path), word_timestamps=True, vad_filter=True))


def batched(settings: Settings) -> Engine:
    """faster-whisper's batched mode with its defaults."""
    pipeline = BatchedInferencePipeline(_whisper(settings))
    return lambda path: _plain(*pipeline.transcribe(str(path), word_timestamps=True))


def bare(settings: Settings) -> Engine:
    """The engine alone on the speech alone. What it calls decoding holds the search for speech too."""
    limit = Bare(_whisper(settings))

    def hear(path: Path) -> Answer:
        words, seconds, prepared = limit.hear(path)
        spoken = [("", word.text, word.start, word.end) for word in words]
        return Answer(spoken, seconds, {}, decoding=prepared)

    return hear


ENGINES: dict[str, Callable[[Settings], Engine]] = {
    "sidetone": sidetone,
    "faster-whisper": plain,
    "faster-whisper-vad": plain_vad,
    "faster-whisper-batched": batched,
    "openai-whisper": lambda settings: openai_whisper(_model(settings), settings.threads),
    "whisper.cpp": lambda settings: whisper_cpp(_model(settings), settings.threads),
    "ctranslate2": bare,
}


def _whisper(settings: Settings) -> Any:
    folder = str(_model(settings).folder)
    return WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=settings.threads)


def _model(settings: Settings) -> SpeechModel:
    folder = settings.speech_model_folder
    return find_model(settings.speech_model, folder=folder, cache=settings.home / "models")


def _plain(segments: Iterable[Any], info: Any) -> Answer:
    return Answer(joined(_pieces(segments)), float(info.duration), {})


def _pieces(segments: Iterable[Any]) -> Iterator[tuple[str, float, float]]:
    for segment in segments:
        for word in segment.words or ():
            yield word.word, float(word.start), float(word.end)
