"""Where the model that tells voices apart comes from: a file somebody names, or the folder of the weights."""

from pathlib import Path

from scoring.errors import ModelMissing

FILES = ("campplus.onnx", "model.bin")
"""An export in ONNX form, or the published weights, of which one is made when they are loaded."""
AT_ONCE = "segmentation.bin"
"""Beside it: the published weights of the network that hears how many speak."""


def find_voice_model(file: Path | None, *, cache: Path) -> Path | None:
    """The model's file; None where there is none, and voices on one channel are told apart the light way.

    `file` goes first; `cache` holds a folder for each model. Raises ModelMissing where `file` is not there.
    """
    if file is not None:
        if not file.is_file():
            next_step = "SIDETONE_VOICE_MODEL names the ONNX file of a CAM++ model; or take it away."
            raise ModelMissing(f"There is no model of voices at {file}.", next_step)
        return file
    places = (cache / "campplus" / name for name in FILES)
    return next((place for place in places if place.is_file()), None)


def find_at_once(voices: Path | None) -> Path | None:
    """The weights that tell where two speak at once; None: on one channel that is not looked for."""
    file = None if voices is None else voices.with_name(AT_ONCE)
    return file if file is not None and file.is_file() else None
