"""Other programs for the same Whisper model: openai-whisper and whisper.cpp, given the very weights we use.

Neither is needed for anything but the bench, and neither brings weights; docs/hearing.md says how they are
installed.
"""

import json
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from faster_whisper.audio import decode_audio

from scoring.errors import NotReady
from service.bench.answers import Answer, Engine, joined
from service.bench.ggml import write_ggml
from service.bench.openai_names import Tensors, dimensions, openai_tensors
from service.bench.stored import read_stored
from service.edges.speech_models import SpeechModel
from service.edges.track_files import RATE
from service.edges.weights import WEIGHTS


class Weights(NamedTuple):
    """A model's weights in OpenAI's names, its sizes, and what is to be said of them."""

    tensors: Tensors
    sizes: dict[str, int]
    notice: str


def openai_whisper(model: SpeechModel, threads: int) -> Engine:
    """openai-whisper with its defaults: no beam, previous text as context, float32 on a CPU."""
    whisper = _program("whisper", "openai-whisper")
    torch = import_module("torch")
    weights = weights_of(model)
    loaded = whisper.model.Whisper(whisper.model.ModelDimensions(**weights.sizes))
    loaded.load_state_dict(
        {name: torch.from_numpy(values.astype(np.float32)) for name, values in weights.tensors.items()}
    )
    loaded.register_buffer("alignment_heads", torch.from_numpy(_heads(model, weights)).to_sparse(), False)
    whisper.timing.dtw(torch.zeros(2, 2))  # is compiled when it is first called, which is no hearing
    if threads:  # after that call, which sets their number to that of the cores
        torch.set_num_threads(threads)

    def hear(path: Path) -> Answer:
        sound = decode_audio(str(path), RATE)
        result = loaded.transcribe(sound, word_timestamps=True, fp16=False)
        pieces = [word for segment in result["segments"] for word in segment["words"]]
        words = joined((word["word"], float(word["start"]), float(word["end"])) for word in pieces)
        return Answer(words, len(sound) / RATE, {}, (weights.notice,))

    return hear


def whisper_cpp(model: SpeechModel, threads: int) -> Engine:
    """whisper.cpp with the defaults of its library: no beam, no previous text, float16 matrices."""
    bindings = _program("pywhispercpp.model", "pywhispercpp")
    weights = weights_of(model)
    chosen = {"n_threads": threads} if threads else {}
    with TemporaryDirectory(prefix="sidetone-") as folder:
        place = Path(folder, "ggml.bin")
        with place.open("wb") as file:
            write_ggml(file, weights.tensors, weights.sizes, model.folder / "tokenizer.json")
        # Nothing but our own lines may go to the standard output.
        loaded = bindings.Model(str(place), redirect_whispercpp_logs_to=None, print_progress=False, **chosen)

    def hear(path: Path) -> Answer:
        sound = decode_audio(str(path), RATE)
        # With at most one letter a segment, cut at words: so whisper.cpp gives each word's time.
        segments = loaded.transcribe(sound, token_timestamps=True, max_len=1, split_on_word=True)
        words = [("", one.text, one.t0 / 100, one.t1 / 100) for one in segments if one.text]
        return Answer(words, len(sound) / RATE, {}, (weights.notice,))

    return hear


def weights_of(model: SpeechModel) -> Weights:
    """What is in the model's own file. Raises NotReady where it is not laid out as a Whisper model's."""
    stored = read_stored(model.folder / WEIGHTS)
    tensors = openai_tensors(stored.values)
    sizes = dimensions(tensors, int(stored.values["encoder/num_heads"]))
    told = f"The same weights, {stored.precision} as stored."
    if stored.rounded:
        told = f"Weights that were rounded to {stored.precision}, not those that were trained."
    return Weights(tensors, sizes, told)


def _heads(model: SpeechModel, weights: Weights) -> Any:
    """The decoder's heads that follow the time, by layer and number, as the model's settings name them."""
    marks = np.zeros((weights.sizes["n_text_layer"], weights.sizes["n_text_head"]), np.bool_)
    for layer, head in json.loads((model.folder / "config.json").read_text("utf-8"))["alignment_heads"]:
        marks[layer, head] = True
    return marks


def _program(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except (ImportError, OSError) as error:  # OSError: a compiled part that this machine cannot load
        message = f"{package} is not installed, or does not run here ({error})."
        raise NotReady(message, f"pip install {package}, as docs/hearing.md says.") from error
