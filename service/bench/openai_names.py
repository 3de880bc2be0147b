"""The weights of a converted Whisper model in the names and shapes that OpenAI published them in."""

from collections.abc import Iterator, Mapping

import numpy as np

from scoring.errors import NotReady
from service.bench.stored import Values

_EITHER = {"weight": "gamma", "bias": "beta"}
"""What CTranslate2 calls the weight and the bias of a normalisation."""

Tensors = dict[str, Values]


def openai_tensors(stored: Mapping[str, Values]) -> Tensors:
    """What openai-whisper calls the state of a model, from what CTranslate2 keeps.

    There the rows of query, key and value lie in one matrix, those of the sound's key and value in another.
    The key's bias, which Whisper does not have, is zero. Raises NotReady where something is otherwise.
    """
    try:
        return dict(_all(stored))
    except KeyError as error:
        raise _not_whisper(f"it has no {error.args[0]}") from error


def dimensions(tensors: Mapping[str, Values], heads: int) -> dict[str, int]:
    """The fields of openai-whisper's ModelDimensions. `heads` cannot be seen from the shapes."""
    state, mels, _ = tensors["encoder.conv1.weight"].shape
    vocabulary, _ = tensors["decoder.token_embedding.weight"].shape
    return {
        "n_mels": mels,
        "n_audio_ctx": len(tensors["encoder.positional_embedding"]),
        "n_audio_state": state,
        "n_audio_head": heads,
        "n_audio_layer": _layers(tensors, "encoder.blocks"),
        "n_vocab": vocabulary,
        "n_text_ctx": len(tensors["decoder.positional_embedding"]),
        "n_text_state": state,
        "n_text_head": heads,
        "n_text_layer": _layers(tensors, "decoder.blocks"),
    }


def _all(stored: Mapping[str, Values]) -> Iterator[tuple[str, Values]]:
    for part in ("conv1", "conv2"):
        for kind in _EITHER:
            yield f"encoder.{part}.{kind}", stored[f"encoder/{part}/{kind}"]
    yield "decoder.token_embedding.weight", stored["decoder/embeddings/weight"]
    for side, last in (("encoder", "ln_post"), ("decoder", "ln")):
        yield f"{side}.positional_embedding", stored[f"{side}/position_encodings/encodings"]
        yield from _norm(stored, f"{side}/layer_norm", f"{side}.{last}")
        for number in range(_layers(stored, f"{side}/layer", "_", "/")):
            yield from _block(stored, f"{side}/layer_{number}", f"{side}.blocks.{number}")


def _block(stored: Mapping[str, Values], theirs: str, name: str) -> Iterator[tuple[str, Values]]:
    own = f"{theirs}/self_attention"
    yield from _norm(stored, f"{own}/layer_norm", f"{name}.attn_ln")
    yield from _parts(stored, f"{own}/linear_0", f"{name}.attn", ("query", "key", "value"))
    yield from _parts(stored, f"{own}/linear_1", f"{name}.attn", ("out",))
    if name.startswith("decoder"):
        sound = f"{theirs}/attention"
        yield from _norm(stored, f"{sound}/layer_norm", f"{name}.cross_attn_ln")
        yield from _parts(stored, f"{sound}/linear_0", f"{name}.cross_attn", ("query",))
        yield from _parts(stored, f"{sound}/linear_1", f"{name}.cross_attn", ("key", "value"))
        yield from _parts(stored, f"{sound}/linear_2", f"{name}.cross_attn", ("out",))
    yield from _norm(stored, f"{theirs}/ffn/layer_norm", f"{name}.mlp_ln")
    yield from _parts(stored, f"{theirs}/ffn/linear_0", name, ("mlp.0",))
    yield from _parts(stored, f"{theirs}/ffn/linear_1", name, ("mlp.2",))


def _norm(stored: Mapping[str, Values], theirs: str, name: str) -> Iterator[tuple[str, Values]]:
    for kind, called in _EITHER.items():
        yield f"{name}.{kind}", stored[f"{theirs}/{called}"]


def _parts(
    stored: Mapping[str, Values], theirs: str, name: str, parts: tuple[str, ...]
) -> Iterator[tuple[str, Values]]:
    """One matrix that holds the rows of several, one after the other."""
    for kind in _EITHER:
        for part, values in zip(parts, np.split(stored[f"{theirs}/{kind}"], len(parts)), strict=True):
            if (part, kind) != ("key", "bias"):
                yield f"{name}.{part}.{kind}", values
            elif values.any():
                raise _not_whisper(f"the key in {theirs} has a bias")


def _layers(names: Mapping[str, Values], before: str, mark: str = ".", end: str = ".") -> int:
    """How many numbered layers there are: the names go `before`, `mark`, number, `end`."""
    start = f"{before}{mark}"
    found = {name[len(start) :].split(end)[0] for name in names if name.startswith(start)}
    return sum(number.isdigit() for number in found)  # "layer_norm" is none


def _not_whisper(reason: str) -> NotReady:
    message = f"The weights are not laid out as a Whisper model's: {reason}."
    return NotReady(message, "Leave openai-whisper and whisper.cpp out with this model.")
