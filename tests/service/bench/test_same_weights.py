"""The real weights of tiny.en, read from CTranslate2's file, for openai-whisper and for whisper.cpp."""

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.errors import NotReady
from service.bench import guests
from service.bench.ggml import text_tokens, write_ggml
from service.bench.guests import Weights, weights_of
from service.bench.openai_names import openai_tensors
from service.bench.stored import read_stored
from service.edges.model_file import fault_in_weights
from service.edges.speech_models import SpeechModel, find_model
from service.settings import read_settings
from tests.service.edges.test_model_file import name

LAYERS, STATE, LETTERS = 4, 384, 51_864
"""Of tiny.en, as OpenAI published it."""


@pytest.fixture(scope="module")
def model() -> SpeechModel:
    cache = read_settings().home / "models"
    if not (cache / "tiny.en").is_dir():
        pytest.skip("the weights of tiny.en are not here")
    return find_model("tiny.en", cache=cache)


@pytest.fixture(scope="module")
def weights(model: SpeechModel) -> Weights:
    return weights_of(model)


def test_there_are_as_many_numbers_as_openai_published(model: SpeechModel, weights: Weights) -> None:
    """37,184,256 trained ones, and the encoder's positions; only the keys' biases, all zero, are left out."""
    assert len(weights.tensors) == 167
    numbers = sum(values.size for values in weights.tensors.values())
    assert numbers == 37_184_256 + 1_500 * STATE
    stored = read_stored(model.folder / "model.bin")
    once = {id(values): values for values in stored.values.values()}.values()
    left_out = 3 * LAYERS * STATE
    assert sum(values.size for values in once if values.dtype == np.float16) == numbers + left_out
    assert weights.notice == "The same weights, float16 as stored."


def test_sizes_are_those_of_tiny_en(weights: Weights) -> None:
    sound = {"n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": STATE, "n_audio_head": 6}
    text = {"n_vocab": LETTERS, "n_text_ctx": 448, "n_text_state": STATE, "n_text_head": 6}
    assert weights.sizes == {**sound, **text, "n_audio_layer": LAYERS, "n_text_layer": LAYERS}


def test_shapes_and_names_are_openais(weights: Weights) -> None:
    shapes = {name: values.shape for name, values in weights.tensors.items()}
    assert shapes["encoder.conv2.weight"] == (STATE, STATE, 3)
    for part in ("query", "key", "value", "out"):
        assert shapes[f"encoder.blocks.3.attn.{part}.weight"] == (STATE, STATE)
        assert shapes[f"decoder.blocks.3.cross_attn.{part}.weight"] == (STATE, STATE)
    assert shapes["decoder.blocks.0.mlp.0.weight"] == (4 * STATE, STATE)
    assert [name for name in shapes if name.endswith("key.bias")] == []


def test_the_encoders_positions_are_sines(weights: Weights) -> None:
    """OpenAI computes them: so a shifted or wrongly typed variable would be seen."""
    steps = np.exp(-np.log(10_000) / (STATE // 2 - 1) * np.arange(STATE // 2))
    angles = np.arange(1_500)[:, None] * steps
    expected = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
    assert np.abs(weights.tensors["encoder.positional_embedding"] - expected).max() < 0.001


def test_the_file_for_whisper_cpp_holds_the_same_numbers(model: SpeechModel, weights: Weights) -> None:
    file = io.BytesIO()
    write_ggml(file, weights.tensors, weights.sizes, model.folder / "tokenizer.json")
    size = file.tell()
    file.seek(0)
    assert file.read(4) == b"lmgg"
    assert numbers(file, 11) == (LETTERS, 1500, STATE, 6, LAYERS, 448, STATE, 6, LAYERS, 80, 1)
    assert numbers(file, 2) == (80, 201)
    file.seek(4 * 80 * 201, io.SEEK_CUR)
    tokens = [file.read(*numbers(file, 1)) for _ in range(*numbers(file, 1))]
    assert len(tokens) == 50_256
    assert (tokens[0], tokens[262]) == (b"!", b" the")
    back = dict(ggml_tensor(file) for _ in weights.tensors)
    assert file.tell() == size
    for named, values in weights.tensors.items():
        assert np.array_equal(back[named].reshape(values.shape), values), named


def numbers(file: io.BytesIO, count: int) -> tuple[int, ...]:
    return struct.unpack(f"<{count}i", file.read(4 * count))


def ggml_tensor(file: io.BytesIO) -> tuple[str, Any]:
    rank, length, kind = numbers(file, 3)
    shape = numbers(file, rank)[::-1]
    title = file.read(length).decode()
    layout = ("<f4", "<f2")[kind]
    count = int(np.prod(shape))
    return title, np.frombuffer(file.read(count * np.dtype(layout).itemsize), layout).reshape(shape)


def variable(of: str, values: Any, number: int) -> bytes:
    shape = struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
    return name(of) + shape + struct.pack("<BI", number, values.nbytes) + values.tobytes()


def test_what_was_rounded_is_brought_back_and_called_rounded(tmp_path: Path) -> None:
    rows = np.array([[127, -64], [10, 20]], np.int8)
    parts = [
        variable("decoder/w", rows, 1),
        variable("decoder/w_scale", np.array([254, 10], np.float32), 0),
        variable("decoder/b", np.array([0x3FC0], np.uint16), 5),
    ]
    alias = struct.pack("<I", 1) + name("decoder/again") + name("decoder/w")
    head = struct.pack("<I", 6) + name("WhisperSpec") + struct.pack("<II", 3, len(parts))
    (tmp_path / "model.bin").write_bytes(head + b"".join(parts) + alias)
    assert fault_in_weights(tmp_path / "model.bin") is None
    stored = read_stored(tmp_path / "model.bin")
    assert stored.rounded
    assert stored.values["decoder/w"].tolist() == [[0.5, pytest.approx(-64 / 254)], [1, 2]]
    assert stored.values["decoder/again"] is stored.values["decoder/w"]
    assert stored.values["decoder/b"].tolist() == [1.5]
    assert "decoder/w_scale" not in stored.values


def test_weights_of_something_else_are_refused(model: SpeechModel) -> None:
    stored = dict(read_stored(model.folder / "model.bin").values)
    bias = stored["encoder/layer_0/self_attention/linear_0/bias"]
    keyed = stored | {"encoder/layer_0/self_attention/linear_0/bias": np.ones_like(bias)}
    with pytest.raises(NotReady, match="the key in encoder/layer_0/self_attention/linear_0 has a bias"):
        openai_tensors(keyed)
    del stored["decoder/layer_norm/gamma"]
    with pytest.raises(NotReady, match="it has no decoder/layer_norm/gamma"):
        openai_tensors(stored)


def test_every_byte_has_a_token(model: SpeechModel) -> None:
    alone = {token for token in text_tokens(model.folder / "tokenizer.json") if len(token) == 1}
    assert alone == {bytes([byte]) for byte in range(256)}


@pytest.mark.parametrize("engine", [guests.openai_whisper, guests.whisper_cpp])
def test_a_program_that_is_not_installed_is_named(
    engine: Any, model: SpeechModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(module: str) -> None:
        raise ImportError(f"No module named {module!r}")

    monkeypatch.setattr(guests, "import_module", missing)
    with pytest.raises(NotReady, match="is not installed, or does not run here") as refused:
        engine(model, 0)
    assert refused.value.next_step.startswith("pip install ")
