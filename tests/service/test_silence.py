"""Nothing that the program is built from tells its makers about it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import service
from tests import arrows

ROOT = Path(service.__file__).resolve().parent.parent
TELLTALES = ("onnxruntime", "faster_whisper", "huggingface_hub", "hf_xet")
"""Libraries that report home unless they are told not to before they are loaded."""

FIND_TALK = """
import numpy
from service.edges.speech import Span, find_talk
find_talk(numpy.zeros(16000, numpy.int16), Span(0, 16000))
"""
LOAD_THE_HUB = """
import service.edges.transcriber
from huggingface_hub import constants
assert constants.HF_HUB_DISABLE_TELEMETRY
"""


def run_in(home: Path, program: str, said: str | None) -> None:
    """Run a program that has `home` for all its files, in an environment that says 0 or nothing."""
    environment = {name: value for name, value in os.environ.items() if name not in service.SILENCED}
    if said is not None:
        environment |= dict.fromkeys(service.SILENCED, said)
    environment |= {"HOME": str(home), "XDG_CACHE_HOME": str(home), "TMPDIR": str(home)}
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.hearing
@pytest.mark.parametrize("said", [None, "0"])
def test_finding_speech_leaves_no_session_no_device_number_and_no_events(
    tmp_path: Path, said: str | None
) -> None:
    # onnxruntime, left to itself, writes .ses, deviceid and onnxruntime.db, and sends them seconds later.
    run_in(tmp_path, FIND_TALK, said)
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == []


@pytest.mark.parametrize("said", [None, "0"])
def test_the_hub_is_told_nothing_about_its_user(tmp_path: Path, said: str | None) -> None:
    run_in(tmp_path, LOAD_THE_HUB, said)


def test_only_the_shell_loads_libraries_that_report_home() -> None:
    """Whatever else loaded them could do so before `service` has spoken."""
    found = arrows.imports(ROOT, "scoring", "tests", "fixtures")
    loaders = {one.inside for one in found if arrows.is_within(one.brings, *TELLTALES)}
    # The studio is another program in another environment, which says the same at its start.
    assert loaders == {"fixtures.studio.listen", "fixtures.studio.make", "fixtures.studio.voices"}
