"""`run.py`: what it decides before it touches anything, and, slowly, the way from a clone to a scorecard."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run

ROOT = Path(run.__file__).resolve().parent
LOCK = """\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:cc
typing-extensions==4.16.0 \\
    --hash=sha256:dd
"""


def test_an_older_python_is_told_what_is_needed() -> None:
    with pytest.raises(run.SetUpFailed, match=r"This is Python 3\.10; Sidetone needs 3\.11 or newer"):
        run.refuse_old_python((3, 10))


@pytest.mark.parametrize("version", [(3, 11), (3, 13), (4, 0)])
def test_a_newer_python_will_do(version: tuple[int, int]) -> None:
    run.refuse_old_python(version)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the files that a stamp is made from."""
    for name in ("pyproject.toml", run.RUN_LOCK, run.DEV_LOCK):
        (tmp_path / name).write_text(f"first {name}", "utf-8")
    return tmp_path


def test_an_environment_is_current_while_its_files_are_unchanged(project: Path) -> None:
    stamp = run.wanted_stamp([run.RUN_LOCK], project)
    assert run.is_current(stamp, run.wanted_stamp([run.RUN_LOCK], project))


@pytest.mark.parametrize("changed", ["pyproject.toml", run.RUN_LOCK])
def test_a_changed_file_makes_an_environment_stale_but_not_useless(project: Path, changed: str) -> None:
    stamp = run.wanted_stamp([run.RUN_LOCK], project)
    (project / changed).write_text("second", "utf-8")
    wanted = run.wanted_stamp([run.RUN_LOCK], project)
    assert not run.is_current(stamp, wanted)
    assert not run.is_useless(stamp, wanted)


def test_the_environment_of_the_tests_serves_the_demo_but_not_the_reverse(project: Path) -> None:
    demo = run.wanted_stamp([run.RUN_LOCK], project)
    tests = run.wanted_stamp([run.RUN_LOCK, run.DEV_LOCK], project)
    assert run.is_current(tests, demo)
    assert not run.is_current(demo, tests)


@pytest.mark.parametrize("key", ["python", "root"])
def test_an_environment_of_another_python_or_folder_is_useless(project: Path, key: str) -> None:
    wanted = run.wanted_stamp([run.RUN_LOCK], project)
    assert run.is_useless({**wanted, key: "another"}, wanted)


def test_an_environment_that_was_left_half_made_is_useless(project: Path) -> None:
    assert run.is_useless({"unfinished": True}, run.wanted_stamp([run.RUN_LOCK], project))


@pytest.mark.parametrize("written", [None, "", "[1, 2]", '{"python": '])
def test_an_environment_without_a_readable_stamp_was_made_by_hand(project: Path, written: str | None) -> None:
    stamp = project / "stamp.json"
    if written is not None:
        stamp.write_text(written, "utf-8")
    wanted = run.wanted_stamp([run.RUN_LOCK], project)
    assert run.read_stamp(stamp) == {}
    assert not run.is_current({}, wanted)
    assert not run.is_useless({}, wanted)


def test_a_stamp_is_read_as_it_was_written(project: Path) -> None:
    stamp = project / "stamp.json"
    stamp.write_text(json.dumps({"python": "3.11.2"}), "utf-8")
    assert run.read_stamp(stamp) == {"python": "3.11.2"}


def test_only_what_is_missing_is_fetched() -> None:
    installed = {"numpy": "2.4.5", "typing-extensions": "4.16.0"}
    assert run.missing_pins(LOCK, installed) == LOCK[: LOCK.index("typing-extensions")]
    assert run.missing_pins(LOCK, {}) == LOCK


def test_every_pin_of_the_lock_files_is_understood() -> None:
    for name in (run.RUN_LOCK, run.DEV_LOCK):
        lock = (ROOT / name).read_text("utf-8")
        assert run.missing_pins(lock, {}) == lock


def test_names_are_compared_in_the_form_of_the_lock_files(tmp_path: Path) -> None:
    package = tmp_path / "lib" / "python3.11" / "site-packages" / "typing_Extensions-4.16.0.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Name: typing_Extensions\nVersion: 4.16.0\n", "utf-8")
    assert run.installed_versions(tmp_path) == {"typing-extensions": "4.16.0"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  Downloading av-18.1.0-cp311-abi3-manylinux_2_28_x86_64.whl (35.8 MB)\n", "av-18.1.0  36 MB"),
        ("  Using cached onnxruntime-1.31.1-cp311-cp311.whl (23.8 MB)\n", "onnxruntime-1.31.1  24 MB"),
        ("  Downloading mirror/files/numpy-2.4.6-cp311.whl (16.9 MB)\n", "numpy-2.4.6  17 MB"),
        ("  Downloading h11-0.16.0-py3-none-any.whl (37 kB)\n", None),
        ("  Downloading click-8.5.1-py3-none-any.whl (9.9 MB)\n", None),
        ("Collecting av==18.1.0 (from -r packages.txt (line 10))\n", None),
    ],
)
def test_large_files_are_named_with_their_size(line: str, said: str | None) -> None:
    assert run.large_file(line) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk is full"),
        (
            "connection broken by 'NewConnectionError(...)'\nNo matching distribution found",
            "cannot be reached",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one that was"),
        ("ERROR: No matching distribution found for ctranslate2==4.8.5", "no ready-made package"),
        ("ERROR: something new", "its last words are below"),
    ],
)
def test_what_pip_says_becomes_what_to_do(words: str, said: str) -> None:
    assert said in run.explain_pip(words)


def test_what_pip_says_last_is_shown_where_nobody_knows_better() -> None:
    words = "\n".join(f"line {number}" for number in range(1, 21))
    assert run.explain_pip(words).endswith("\n".join(f"line {number}" for number in range(13, 21)))


def test_the_seconds_of_downloads_are_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    # Begun at 100 s, 20 s of downloads, now 150 s: 150 − 100 − 20 = 30.
    clock = iter([100.0, 150.0])
    monkeypatch.setattr(run.time, "monotonic", lambda: next(clock))
    progress = run.Progress()
    progress.downloading = 20.0
    assert progress.seconds_without_downloads() == 30.0


def test_an_unknown_word_after_demo_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run.main(["demo", "--quickly"])
    assert "unrecognized arguments: --quickly" in capsys.readouterr().err


def test_a_failure_of_the_set_up_ends_in_its_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "set_up", raise_set_up_failed)
    assert run.main(["demo"]) == 1
    assert capsys.readouterr().out == "\nThis machine lacks a part.\n"


def raise_set_up_failed(*_: object) -> None:
    raise run.SetUpFailed("This machine lacks a part.")


def raise_disk_full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_ends_in_a_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "set_up", raise_disk_full)
    assert run.main(["demo"]) == 1
    assert "The disk is full. Make room" in capsys.readouterr().out


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a newcomer has: a fresh clone of what is committed here."""
    folder = tmp_path_factory.mktemp("newcomer") / "sidetone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


def demo(folder: Path) -> str:
    """What `python3 run.py demo` prints in `folder`; the seconds without downloads are among it."""
    python = shutil.which("python3", path=path_without_this_environment()) or sys.executable
    ran = subprocess.run([python, "run.py", "demo"], cwd=folder, capture_output=True, text=True, check=False)
    if "cannot be reached" in ran.stdout:
        pytest.skip("no network to fetch packages from")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"\d+ seconds without the downloads", ran.stdout), ran.stdout
    return ran.stdout


def path_without_this_environment() -> str:
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if Path(folder) != Path(sys.executable).parent)


@pytest.mark.slow(seconds=90)
def test_a_newcomer_gets_a_scorecard_and_the_second_time_without_a_download(clone: Path) -> None:
    first_words = demo(clone)
    assert "Downloading" in first_words
    assert "QA score" in first_words
    assert (clone / ".sidetone" / "demo" / "review.html").stat().st_size > 100_000
    second_words = demo(clone)
    assert "Downloading" not in second_words
    program = subprocess.run([clone / run.SCRIPTS.relative_to(ROOT) / "sidetone", "--help"], check=False)
    assert program.returncode == 0
