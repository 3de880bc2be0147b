"""Ways to hear a recording, each behind the same face: ours, and others on the same weights.

The others are what people use by itself: faster-whisper as its page shows it, its batched mode, and, where
they are installed, openai-whisper and whisper.cpp. They hear the channels of a recording mixed together.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faster_whisper import BatchedInferencePipeline, WhisperModel

from scoring.errors import NotReady
from scoring.reviewing import transcribe
from scoring.roles import tell_roles
from service.bench.bare import Bare
from service.edges.speech_models import SpeechModel, find_model
from service.edges.transcriber import Ears
from service.edges.voice_model import find_voice_model
from service.settings import Settings

Words = list[tuple[str, str, float, float]]
"""Voice ("" where it is not told), text, start and end in seconds."""


@dataclass(frozen=True)
class Answer:
    """What an engine heard. `roles`: voice → rep or customer; empty where it is unsure or does not say.

    `decoding`: seconds of processor it took, None where that is not known apart.
    """

    words: Words
    seconds_of_sound: float
    roles: dict[str, str]
    notices: tuple[str, ...] = ()
    decoding: float | None = None


Engine = Callable[[Path], Answer]


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


def openai_whisper(settings: Settings) -> Engine:
    """openai-whisper, where it is installed (`pip install openai-whisper`), with the weights it fetches."""
    try:
        import whisper  # type: ignore[import-not-found]
    except ImportError as error:
        raise NotReady("openai-whisper is not installed.", "pip install openai-whisper") from error
    try:
        model = whisper.load_model(settings.speech_model)
    except Exception as error:  # what its download and its reading of weights raise has no common class
        reason = f"{type(error).__name__}: {error}"
        message = (
            f"openai-whisper has no weights of {settings.speech_model}, and could not fetch them ({reason})."
        )
        next_step = (
            f"Put {settings.speech_model}.pt into ~/.cache/whisper, or measure where it can fetch them."
        )
        raise NotReady(message, next_step) from error

    def hear(path: Path) -> Answer:
        result = model.transcribe(str(path), word_timestamps=True)
        pieces = [word for segment in result["segments"] for word in segment["words"]]
        return _joined((word["word"], word["start"], word["end"]) for word in pieces)

    return hear


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
    "openai-whisper": openai_whisper,
    "ctranslate2": bare,
}


def _whisper(settings: Settings) -> Any:
    folder = str(_model(settings).folder)
    return WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=settings.threads)


def _model(settings: Settings) -> SpeechModel:
    folder = settings.speech_model_folder
    return find_model(settings.speech_model, folder=folder, cache=settings.home / "models")


def _plain(segments: Iterable[Any], info: Any) -> Answer:
    answer = _joined(_pieces(segments))
    return Answer(answer.words, float(info.duration), {})


def _pieces(segments: Iterable[Any]) -> Iterator[tuple[str, float, float]]:
    for segment in segments:
        for word in segment.words or ():
            yield word.word, float(word.start), float(word.end)


def _joined(pieces: Iterable[tuple[str, float, float]]) -> Answer:
    words: Words = []
    for text, start, end in pieces:
        if words and not text[:1].isspace():
            _, before, began, _ = words.pop()
            text, start = before + text, began
        words.append(("", text.strip(), start, end))
    return Answer(words, words[-1][3] if words else 0.0, {})
