"""CAM++ from its published weights is the same network that others export; a bad file runs nothing."""

import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from scoring.errors import ModelMissing
from service.edges.campplus import NotTheWeights, campplus
from service.edges.checkpoints import read_checkpoint
from service.edges.filterbank import BANDS
from service.edges.onnx_writer import Graph
from service.edges.voice_model import find_voice_model
from service.edges.voiceprints import CamPlus, opened

REPOSITORY = Path(__file__).parents[3]
WEIGHTS = REPOSITORY / ".sidetone" / "models" / "campplus" / "model.bin"
EXPORTED = REPOSITORY.parent / "shared" / "data" / "models" / "campplus.onnx"


def test_a_graph_that_is_written_runs() -> None:
    graph = Graph()
    two = graph.floats("two", [1], np.array([2], np.float32).tobytes())
    doubled = graph.add("Mul", "x", two)
    turned = graph.add("Transpose", doubled, perm=[1, 0])
    model = graph.written("x", ["rows", 3], turned, [3, "rows"])
    given = np.arange(6, dtype=np.float32).reshape(2, 3)
    (answer,) = opened(model).run(None, {"x": given})
    assert answer.tolist() == (2 * given.T).tolist()


@pytest.mark.hearing
@pytest.mark.skipif(not WEIGHTS.is_file(), reason="python3 run.py voices has not been run")
@pytest.mark.skipif(not EXPORTED.is_file(), reason="../shared/data/models/campplus.onnx is absent")
@pytest.mark.parametrize("frames", [80, 120, 200])
def test_the_network_written_here_is_the_one_that_pytorch_exports(frames: int) -> None:
    bands = np.random.default_rng(frames).normal(size=(2 * frames, BANDS)).astype(np.float32)
    stretches = [(0, frames), (frames, 2 * frames)]
    ours, theirs = (CamPlus(file).of(bands, stretches) for file in (WEIGHTS, EXPORTED))
    assert np.abs(ours - theirs).max() < 1e-5


class Harmful:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo harm > harm.txt",)


def checkpoint(folder: Path, content: object) -> Path:
    file = folder / "model.bin"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(content))
    return file


def test_a_checkpoint_that_asks_for_something_to_be_run_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = checkpoint(tmp_path, {"weights": Harmful()})
    with pytest.raises(pickle.UnpicklingError, match="asks for"):
        read_checkpoint(file)
    with pytest.raises(ModelMissing):
        CamPlus(file)
    assert not (tmp_path / "harm.txt").exists()


@pytest.mark.parametrize("content", [{}, [], {"head.conv1.weight": 3}])
def test_a_checkpoint_of_something_else_is_refused(content: object, tmp_path: Path) -> None:
    with pytest.raises(NotTheWeights):
        campplus(checkpoint(tmp_path, content))


def test_the_published_weights_are_found_in_their_place(tmp_path: Path) -> None:
    (tmp_path / "campplus").mkdir()
    (tmp_path / "campplus" / "model.bin").touch()
    assert find_voice_model(None, cache=tmp_path) == tmp_path / "campplus" / "model.bin"
