"""A Whisper model as whisper.cpp reads it: one file of sizes, mel filters, tokens and tensors.

After the layout that whisper.cpp's own converter describes (`models/convert-pt-to-ggml.py` there).
"""

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor

from service.bench.openai_names import Tensors
from service.bench.stored import Values

_MAGIC = 0x67676D6C  # "ggml"
_FLOAT32, _FLOAT16 = 0, 1
_SIZES = (
    "n_vocab", "n_audio_ctx", "n_audio_state", "n_audio_head", "n_audio_layer",
    "n_text_ctx", "n_text_state", "n_text_head", "n_text_layer", "n_mels",
)  # fmt: skip
_WHOLE = ("encoder.positional_embedding", "decoder.positional_embedding")
"""Matrices that whisper.cpp wants in float32 all the same."""


def write_ggml(file: BinaryIO, tensors: Tensors, sizes: Mapping[str, int], tokenizer: Path) -> None:
    """Matrices are written in float16, the rest in float32; `tokenizer` is the model's tokenizer.json."""
    numbers = [_MAGIC, *(sizes[name] for name in _SIZES), _FLOAT16]
    file.write(struct.pack(f"<{len(numbers)}i", *numbers))
    filters = FeatureExtractor(feature_size=sizes["n_mels"]).mel_filters.astype("<f4")
    file.write(struct.pack("<2i", *filters.shape) + filters.tobytes())
    tokens = list(text_tokens(tokenizer))
    file.write(struct.pack("<i", len(tokens)))
    for token in tokens:
        file.write(struct.pack("<i", len(token)) + token)
    for name, values in tensors.items():
        _write_tensor(file, name, values)


def text_tokens(tokenizer: Path) -> Iterator[bytes]:
    """The bytes of each token that stands for text, in order; whisper.cpp adds the others itself."""
    described = json.loads(tokenizer.read_text("utf-8"))
    others = {token["content"] for token in described["added_tokens"]}
    by_letter = _bytes_by_letter()
    in_order = sorted(described["model"]["vocab"].items(), key=lambda item: int(item[1]))
    for token, _ in in_order:
        if token not in others:
            yield bytes(by_letter[letter] for letter in token)


def _write_tensor(file: BinaryIO, name: str, values: Values) -> None:
    if name.startswith("encoder.conv") and values.ndim == 1:
        values = values[:, None]  # added to each frame of what the convolution gives
    kind = _FLOAT32 if values.ndim < 2 or values.shape[-1] == 1 or name in _WHOLE else _FLOAT16
    title = name.encode("ascii")
    file.write(struct.pack("<3i", values.ndim, len(title), kind))
    file.write(struct.pack(f"<{values.ndim}i", *reversed(values.shape)) + title)
    file.write(np.ascontiguousarray(values, "<f2" if kind else "<f4").tobytes())


def _bytes_by_letter() -> dict[str, int]:
    """The letters that byte-level BPE writes bytes as: printable ones as themselves, the rest from 256 on."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    rest = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + n): byte for n, byte in enumerate(rest)}
