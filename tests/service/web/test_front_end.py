"""What others wrote and the pages load: all of it or none of it, and only the very files that are pinned."""

import hashlib
import json
import logging
from pathlib import Path

import pytest
from fastapi import FastAPI

from service.web import front_end, static
from service.web.front_end import FILES, File, FrontEndFailed, is_in_place, put_in_place


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two packages as npm leaves them, of one file each."""
    files = {}
    for name in ("one.js", "two.js"):
        source = f"{name}/dist/{name}"
        file = tmp_path / "node_modules" / source
        file.parent.mkdir(parents=True)
        file.write_text(f"// {name}", "utf-8")
        files[name] = File(source, hashlib.sha256(file.read_bytes()).hexdigest())
    monkeypatch.setattr(front_end, "FILES", files)
    return tmp_path


def test_the_pinned_files_are_put_in_place(packages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "static" / "vendor"
    assert not is_in_place(folder)
    put_in_place(packages, folder)
    assert is_in_place(folder)
    assert sorted(file.name for file in folder.iterdir()) == ["one.js", "two.js"]


def test_a_changed_file_is_fetched_again(packages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "static" / "vendor"
    put_in_place(packages, folder)
    (folder / "two.js").write_text("// somebody else's", "utf-8")
    assert not is_in_place(folder)
    put_in_place(packages, folder)
    assert is_in_place(folder)


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_package_that_is_not_the_pinned_one_replaces_nothing(
    packages: Path, tmp_path: Path, damage: str
) -> None:
    folder = tmp_path / "static" / "vendor"
    put_in_place(packages, folder)
    second = packages / "node_modules" / "two.js" / "dist" / "two.js"
    second.unlink()
    if damage == "changed":
        second.write_text("// evil", "utf-8")
    with pytest.raises(FrontEndFailed, match=r"two\.js/dist/two\.js is not the file that is pinned"):
        put_in_place(packages, folder)
    assert is_in_place(folder)
    assert [file.name for file in folder.parent.iterdir()] == ["vendor"], "nothing half-made is left"


def test_an_npm_that_fails_says_its_last_words_and_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "npm"
    broken.write_text("#!/bin/sh\necho 'npm error network'\nexit 1\n", "utf-8")
    broken.chmod(0o755)
    with pytest.raises(FrontEndFailed, match=r"npm error network\nIs its registry within reach"):
        front_end.fetch(tmp_path / "front-end", [broken])


def test_each_script_comes_with_its_licence_from_a_package_that_is_locked() -> None:
    lock = json.loads((front_end.ASSETS / "package-lock.json").read_text("utf-8"))["packages"]
    packages = {file.source.split("/")[0] for file in FILES.values()}
    assert {f"node_modules/{package}" for package in packages} <= lock.keys()
    assert all(f"{name.split('.')[0]}.LICENSE.txt" in FILES for name in FILES if not name.startswith("hx-"))


def test_pages_are_served_without_them_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(static, "is_in_place", lambda: False)
    with caplog.at_level(logging.WARNING):
        static.mount_static(FastAPI())
    assert "`python3 run.py pages` fetches them" in caplog.text
