"""`sidetone doctor` never says that all is well where a review would fail."""

from pathlib import Path

from tests.service.commands.cli import Sidetone


def test_a_folder_that_holds_no_loadable_model_is_something_to_do(
    sqlite_installed: Sidetone, tmp_path: Path
) -> None:
    for file in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / file).write_bytes(b"not a model at all")
    sqlite_installed.set(speech_model_folder=tmp_path)
    ran = sqlite_installed("doctor")
    assert ran.code == 1
    assert f"✘ speech model  The speech model in {tmp_path} can't be loaded: model.bin" in ran.out
    assert "three ways" in ran.out
    assert ran.out.endswith("1 thing to do.\n")
