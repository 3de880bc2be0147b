"""What is locked, what is said about it, and what the wheel carries."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from service.web.front_end import FILES, VENDOR

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^(?P<pin>[a-z0-9._-]+==[^\s\\]+)(?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE)
DIRECT = re.compile(r"[A-Za-z0-9._-]+")


def pins(lock: str) -> dict[str, str]:
    """`name==version` → its hashes."""
    return {match["pin"]: match["rest"] for match in PIN.finditer((ROOT / lock).read_text("utf-8"))}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


ASSETS = "service/web/assets"


@pytest.mark.parametrize(
    "lock",
    [*LOCKS, "fixtures/studio/requirements.lock", f"{ASSETS}/node.lock", f"{ASSETS}/package-lock.json"],
)
def test_a_lock_file_names_no_place_on_the_network(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text("utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    assert pins(lock)
    assert [pin for pin, rest in pins(lock).items() if "--hash=sha256:" not in rest] == []


def test_the_tests_run_with_the_very_packages_that_are_delivered() -> None:
    assert pins(LOCKS[0]).items() <= pins(LOCKS[1]).items()


def test_every_direct_dependency_is_locked() -> None:
    locked = {pin.partition("==")[0] for pin in pins(LOCKS[1])}
    assert {name.lower() for name in direct_dependencies()} <= locked


def direct_dependencies() -> list[str]:
    groups = project()["dependency-groups"].values()
    wanted = [*project()["project"]["dependencies"], *(wish for group in groups for wish in group)]
    return [match[0] for wish in wanted if (match := DIRECT.match(wish))]


def test_every_direct_dependency_is_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    explained = set(re.findall(r"^\| ([a-z0-9-]+)|\*\*([a-z0-9-]+)\*\*", page, re.MULTILINE))
    assert {name.lower() for name in direct_dependencies()} <= {name for pair in explained for name in pair}


def front_end_packages() -> dict[str, dict[str, Any]]:
    """What npm fetches: path in node_modules → its entry in the lock."""
    packages = json.loads((ROOT / ASSETS / "package-lock.json").read_text("utf-8"))["packages"]
    return {path.removeprefix("node_modules/"): entry for path, entry in packages.items() if path}


def test_what_npm_fetches_is_pinned_explained_and_credited() -> None:
    wanted = json.loads((ROOT / ASSETS / "package.json").read_text("utf-8"))
    direct = wanted["dependencies"] | wanted["devDependencies"]
    assert front_end_packages().keys() == direct.keys(), "none of them brings another along"
    for name, entry in front_end_packages().items():
        assert entry["version"] == direct[name]
        assert entry["integrity"].startswith("sha512-")
        assert f"| {name} {direct[name]} |" in (ROOT / "docs" / "dependencies.md").read_text("utf-8")
        assert f"| {name} |" in (ROOT / "THIRD_PARTY.md").read_text("utf-8")


def third_party() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "third_party.py"))


def test_the_table_of_licences_is_current() -> None:
    page = (ROOT / "THIRD_PARTY.md").read_text("utf-8")
    assert third_party()["page_with_table"](page) == page, "run docs/third_party.py"


def test_nothing_that_sidetone_installs_is_under_the_gpl() -> None:
    """The LGPL is no hindrance: such a library can be replaced by whoever has Sidetone."""
    running = [package for package in third_party()["packages"]() if not package.for_tests_only]
    assert [package for package in running if re.search(r"\bA?GPL", package.licence or "")] == []


def ask(*command: str | Path, cwd: Path | None = None, **environment: str) -> str:
    """What a command prints; the test fails with its words where the command does."""
    ran = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if "NewConnectionError" in ran.stdout:
        pytest.skip("no network to fetch packages from")
    assert ran.returncode == 0, ran.stdout
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what is committed, built without fetching anything."""
    clone = tmp_path_factory.mktemp("clone")
    ask("git", "clone", "--quiet", ROOT, clone)
    # As after `run.py pages`: git does not know these files, and the wheel carries them.
    shutil.copytree(VENDOR, clone / VENDOR.relative_to(ROOT))
    ask(sys.executable, "-m", "hatchling", "build", "-t", "wheel", cwd=clone)
    return next((clone / "dist").glob("sidetone_review-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts' folder of an environment that holds the locked packages and the wheel, and no clone."""
    empty = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(empty, with_pip=True)
    pip = (empty / "bin" / "pip", "install", "--quiet", "--no-deps", "--no-compile")
    ask(*pip, "--require-hashes", "-r", ROOT / LOCKS[0])
    ask(*pip, "--no-index", wheel)
    return empty / "bin"


@pytest.mark.slow
def test_the_wheel_carries_what_it_needs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"scoring", "service"}
    assert any(name.startswith("scoring/shipped/rubrics/b2b-discovery/") for name in names)
    assert any(name.startswith("scoring/shipped/prompts/judge/") for name in names)
    assert any(name.startswith("scoring/shipped/fixtures/calls/") for name in names)
    assert {f"service/web/static/vendor/{name}" for name in FILES} <= set(names)
    assert {f"service/edges/documents/paper.{end}" for end in ("typ", "docx")} <= set(names)
    assert not any("node_modules" in name for name in names)
    assert {"LICENSE", "THIRD_PARTY.md"} <= {name.rpartition("/")[2] for name in names}
    assert wheel.stat().st_size < 10_000_000


@pytest.mark.slow(seconds=50)
def test_the_installed_program_needs_no_clone(installed: Path, tmp_path: Path) -> None:
    """Help, a rubric and a review, from a folder that has nothing to do with Sidetone."""
    sidetone = installed / "sidetone"
    assert "review" in ask(sidetone, "--help", cwd=tmp_path)
    shipped = shipped_files(installed, tmp_path)
    ask(sidetone, "rubric", "check", next(shipped.glob("rubrics/b2b-discovery/*.yaml")), cwd=tmp_path)
    shutil.copy(next(shipped.glob("fixtures/calls/*/call.opus")), tmp_path / "call.opus")
    models = ROOT / ".sidetone" / "models"
    said = ask(sidetone, "review", "call.opus", cwd=tmp_path, SIDETONE_SPEECH_MODEL_FOLDER=str(models))
    assert "QA score" in said


def shipped_files(installed: Path, elsewhere: Path) -> Path:
    where = "import scoring, pathlib; print(pathlib.Path(scoring.__file__).parent / 'shipped')"
    folder = Path(ask(installed / "python", "-c", where, cwd=elsewhere).strip())
    assert installed.parent in folder.parents
    return folder


@pytest.mark.slow
def test_the_locked_packages_fit_together(installed: Path) -> None:
    assert "No broken requirements found" in ask(installed / "pip", "check")
