"""What is seen of a model file without loading it: another format, another model, an end too soon."""

import struct
from pathlib import Path

import pytest

from scoring.errors import ModelMissing
from service.edges.model_file import fault_in_weights
from service.edges.speech_models import SpeechModel, check_files, find_model
from service.edges.transcriber import Ears


def name(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def variable(of: str, values: bytes) -> bytes:
    """A vector of bytes: name, rank 1, its length, type 1, length in bytes, values."""
    return name(of) + struct.pack("<BIBI", 1, len(values), 1, len(values)) + values


def weights(spec: str = "WhisperSpec", version: int = 6) -> bytes:
    variables = [variable("encoder/scale", b"\1\2\3\4"), variable("decoder/scale", b"\5\6")]
    return struct.pack("<I", version) + name(spec) + struct.pack("<II", 3, 2) + b"".join(variables)


def fault(tmp_path: Path, content: bytes) -> str | None:
    file = tmp_path / "model.bin"
    file.write_bytes(content)
    return fault_in_weights(file)


def test_a_whole_model_has_no_fault(tmp_path: Path) -> None:
    assert fault(tmp_path, weights()) is None


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"\xff" * 500, b"hello " * 99, weights(version=2)])
def test_another_format_is_seen(content: bytes, tmp_path: Path) -> None:
    assert fault(tmp_path, content) == "it is not a model of CTranslate2"


def test_another_model_is_named(tmp_path: Path) -> None:
    assert fault(tmp_path, weights("TransformerSpec")) == "it is no Whisper model, but TransformerSpec"


def test_every_end_too_soon_is_seen(tmp_path: Path) -> None:
    whole = weights()
    assert [cut for cut in range(len(whole)) if fault(tmp_path, whole[:cut]) is None] == []


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert fault_in_weights(tmp_path / "none") == "it can't be read (No such file or directory)"


def garbage(folder: Path) -> SpeechModel:
    for file in ("model.bin", "config.json", "tokenizer.json"):
        (folder / file).write_bytes(b"not a model at all")
    return find_model("base", folder, cache=folder)


def test_a_folder_full_of_garbage_names_the_three_ways(tmp_path: Path) -> None:
    for attempt in (check_files, Ears):
        with pytest.raises(ModelMissing, match=r"can't be loaded: model\.bin: it is not a model") as caught:
            attempt(garbage(tmp_path))
        assert "three ways" in caught.value.next_step


def test_a_folder_that_lacks_a_file_names_it(tmp_path: Path) -> None:
    model = garbage(tmp_path)
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(ModelMissing, match=r"there is no tokenizer\.json"):
        check_files(model)


def test_weights_that_only_look_like_a_model_are_no_fault_of_ours(tmp_path: Path) -> None:
    model = garbage(tmp_path)
    (tmp_path / "model.bin").write_bytes(weights())  # passes every look, but holds no layer
    check_files(model)
    with pytest.raises(ModelMissing, match=r"can't be loaded: \w+Error"):
        Ears(model)
