"""The limit: CTranslate2's encoder, decoder and alignment on the seconds of speech, nothing around them.

The same beam, channels and weights as ours, a window of 30 s after the other, each decoded once.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import WhisperModel
from numpy.typing import NDArray

from scoring.transcript import Word
from service.edges.decoding import decode
from service.edges.listening import BEAM, joined
from service.edges.recordings import open_recording
from service.edges.sides import sides_of
from service.edges.speech import BLOCK, padded
from service.edges.track_files import RATE
from service.edges.words import in_recording_time, whole_words

_WINDOW = 30
_FRAMES = 3000
_LONGEST = 448


@dataclass
class Piece:
    """A word, or a part of one, with its seconds in the speech of a block laid end to end."""

    word: str
    start: float
    end: float
    probability: float


class Bare:
    """A loaded model. What it hears is only as good as windows cut anywhere: its time is what counts."""

    def __init__(self, whisper: WhisperModel) -> None:
        self._whisper = whisper
        multilingual = whisper.model.is_multilingual
        self._tokenizer = Tokenizer(whisper.hf_tokenizer, multilingual, task="transcribe", language="en")

    def hear(self, path: Path) -> tuple[list[Word], float, float]:
        """Words, seconds of sound, and seconds of processor for decoding and finding the speech."""
        began = time.process_time()
        with TemporaryDirectory(prefix="sidetone-") as folder, open_recording(path) as recording:
            decoded = decode(recording, Path(folder))
            _, sides = sides_of(decoded, BLOCK)
            speech = [
                (side, padded(one.turns, one.block)) for side in sides for one in side.talk if one.turns
            ]
            sounds = [joined(side.samples, spans) for side, spans in speech]
            prepared = time.process_time() - began
            words: list[Word] = []
            for sound, (_, spans) in zip(sounds, speech, strict=True):
                words.extend(in_recording_time(whole_words(self._pieces(sound)), spans))
            return sorted(words, key=lambda word: word.start), decoded.duration, prepared

    def _pieces(self, sound: NDArray[np.float32]) -> Iterator[Piece]:
        for start in range(0, len(sound), _WINDOW * RATE):
            for word in self._window(sound[start : start + _WINDOW * RATE]):
                yield Piece(
                    word["word"],
                    start / RATE + word["start"],
                    start / RATE + word["end"],
                    word["probability"],
                )

    def _window(self, sound: NDArray[np.float32]) -> list[dict[str, Any]]:
        features = self._whisper.feature_extractor(sound)
        frames = min(_FRAMES, features.shape[-1])
        room = np.zeros((features.shape[0], _FRAMES), np.float32)
        room[:, :frames] = features[:, :frames]
        encoded = self._whisper.encode(room)
        (result,) = self._whisper.model.generate(
            encoded, [self._tokenizer.sot_sequence], beam_size=BEAM, max_length=_LONGEST
        )
        tokens = [token for token in result.sequences_ids[0] if token < self._tokenizer.eot]
        found = self._whisper.find_alignment(self._tokenizer, [tokens], encoded, frames)
        return [word for one in found for word in one]
