"""`sidetone …` where standard output is closed, full or of few characters, and where a signal ends it."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from service.commands import schema
from service.commands.schema import schema_text

COMMANDS = Path(schema.__file__).parent
FULL = Path("/dev/full")

needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no full device")


def shell(command: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a line of a shell in which `sidetone` is this program; its standard output is closed or full."""
    line = command.replace("sidetone ", f"'{sys.executable}' -m service ")
    given = {"SIDETONE_HOME": str(tmp_path / "home"), "SIDETONE_SPEECH_MODEL_FOLDER": str(tmp_path / "none")}
    return subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, env={**os.environ, **given, **environment}, check=False
    )


@needs_full
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("output", "reason"), [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")]
)
def test_an_output_that_takes_nothing_is_one_line_and_exit_code_1(
    output: str, reason: str, unbuffered: str, tmp_path: Path
) -> None:
    ran = shell(f"sidetone schema review {output}", tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert ran.returncode == 1
    assert ran.stderr.decode() == f"The output could not be written: {reason}.\n"


def test_a_closed_standard_error_stops_nothing(tmp_path: Path) -> None:
    ran = shell("sidetone schema review 2>&-", tmp_path)
    assert (ran.returncode, ran.stdout[:1]) == (0, b"{")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_the_doctor_speaks_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    ran = shell("sidetone doctor", tmp_path, PYTHONIOENCODING=encoding)
    said = ran.stdout.decode(encoding)
    assert "x speech model  There is no speech model in" in said
    assert ran.stderr == b""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_json_loses_no_letter_in_an_encoding_of_few(encoding: str, tmp_path: Path) -> None:
    printed = shell("sidetone schema review", tmp_path, PYTHONIOENCODING=encoding).stdout.decode(encoding)
    assert json.loads(printed) == json.loads(schema_text("review"))
    assert printed.rstrip() != schema_text("review").rstrip()


def test_every_command_prints_its_json_so() -> None:
    """In another way `standard_streams` would print a question mark for what the encoding lacks."""
    another_way = re.compile(r"(echo|stdout\.write)\(.*(dumps|model_dump_json|schema_text)\(")
    found = [
        f"{file.name}: {line.strip()}"
        for file in sorted(COMMANDS.glob("*.py"))
        for line in file.read_text("utf-8").splitlines()
        if another_way.search(line)
    ]
    assert found == []


PROGRAM = """
import os, signal, sys, tempfile
from service.commands.streams import orderly_end
signal.signal(int(sys.argv[1]), signal.SIG_DFL)  # under nohup it would be ignored from the start
with orderly_end(), tempfile.TemporaryDirectory(dir=sys.argv[2]):
    os.kill(os.getpid(), int(sys.argv[1]))
    signal.pause()
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_program_that_is_told_to_end_leaves_no_temporary_folder(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", PROGRAM, str(int(number)), tmp_path]
    ran = subprocess.run(command, check=False, timeout=60)
    assert ran.returncode == code
    assert list(tmp_path.iterdir()) == []


REVIEWING = """
import sys
from service.commands import review
from tests.service.commands.test_review import hear_by_name
review.ears = lambda settings, stated: hear_by_name
sys.argv = ["sidetone", "review", *sys.argv[1:]]
from service.__main__ import main
main()
"""


@needs_full
@pytest.mark.parametrize(
    ("output", "said", "code"),
    [
        (">/dev/full", "can't be written to: No space left on device.", 1),
        (">&-", "can't be written to: Bad file descriptor.", 1),
        ("| true", "Written: ", 3),
    ],
)
def test_a_review_that_cannot_be_printed_is_written_all_the_same(
    output: str, said: str, code: int, tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    status = f"'{tmp_path}/code'"
    line = (
        f"{{ '{sys.executable}' -c '{REVIEWING}' talk.wav --json '{target}'; echo $? >{status}; }} {output}"
    )
    ran = shell(line, tmp_path)
    assert said in ran.stderr.decode()
    # A few lines about invoices are not the call that the shipped rubric is for, and that is exit code 3.
    assert json.loads(target.read_text())["status"] == "not_scored"
    assert int((tmp_path / "code").read_text()) == code
