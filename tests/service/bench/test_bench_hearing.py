"""The bench as a person runs it: real model, real recording, and what goes wrong."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.__main__ import app
from service.bench import engines
from service.bench.hearing import ENGINES
from service.settings import read_settings
from tests.service.edges.sound import noise, saved, silence, wav

VOICEMAIL = Path(__file__).parents[3] / "fixtures" / "calls" / "voicemail" / "call.opus"


def needs_model() -> None:
    if not (read_settings().home / "models" / "tiny.en").is_dir():
        pytest.skip("the weights of tiny.en are not here")


@pytest.mark.hearing
@pytest.mark.slow(seconds=8)
def test_a_recording_with_a_reference_is_measured(tmp_path: Path) -> None:
    needs_model()
    lines = tmp_path / "lines.json"
    result = CliRunner().invoke(
        app, ["bench", "hearing", str(VOICEMAIL), "--model", "tiny.en", "--words", str(lines)]
    )
    assert result.exit_code == 0, result.output
    (line,) = json.loads(lines.read_text("utf-8"))
    assert line["recording"] == "voicemail/call.opus"
    said, *wrong = line["measures"]["errors"]
    assert said > 80
    assert sum(wrong) < 0.1 * said
    assert line["peak_mb"] > 100
    assert 0 < line["decoding"] < line["processor"] / 2
    assert "| sidetone | tiny.en | voicemail/call.opus | 32 |" in result.stdout


@pytest.mark.hearing
def test_what_cannot_be_heard_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    needs_model()
    saved(tmp_path, wav(noise(5, 16_000), rate=16_000))
    (tmp_path / "a.wav").write_text("no sound at all", "utf-8")
    result = CliRunner().invoke(app, ["bench", "hearing", str(tmp_path), "--model", "tiny.en"])
    assert result.exit_code == 1
    assert "is no recording" in " ".join(result.output.split())
    assert result.stdout.count("| sidetone |") == 1


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, wav(silence(1)))
    result = CliRunner().invoke(app, ["bench", "hearing", str(tmp_path), "--engine", "ear-trumpet"])
    assert "There is no engine ear-trumpet" in str(result.exception)


def test_every_engine_that_is_offered_is_there() -> None:
    assert tuple(engines.ENGINES) == ENGINES
