"""Archives: whole or not there, and unpacked only where every member is a plain file inside the folder."""

import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scoring.errors import BadInput
from service.operations.archives import Member, differences, unpack, write_archive

PLACES = ("database", "recordings")


def hostile(folder: Path, *members: tarfile.TarInfo, manifest: bool = True) -> Path:
    """A tar with these members, each with four bytes, and a manifest behind them."""
    archive = folder / "hostile.tar"
    with tarfile.open(archive, "w") as tar:
        for info in members:
            info.size = 4 if info.isreg() else 0
            tar.addfile(info, io.BytesIO(b"data") if info.isreg() else None)
        if manifest:
            info = tarfile.TarInfo("manifest.json")
            info.size = 2
            tar.addfile(info, io.BytesIO(b"{}"))
    return archive


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def test_what_was_written_is_unpacked_with_its_hashes(tmp_path: Path) -> None:
    archive, folder = tmp_path / "a.tar", tmp_path / "out"
    with write_archive(archive) as written:
        written.add("recordings/ab/abc", 5, iter([b"he", b"llo"]))
        written.add("recordings/empty", 0, iter([]))
        written.add_manifest('{"x": 1}')
        members = {one.name: one for one in written.members}
    assert archive.stat().st_mode & 0o777 == 0o600
    found, manifest = unpack(archive, folder, PLACES)
    assert (found, manifest) == (members, '{"x": 1}')
    # SHA-256 of "hello"
    assert found["recordings/ab/abc"].sha256.startswith("2cf24dba5fb0a30e26e83b2ac5b9e29e")
    assert (folder / "recordings/ab/abc").read_bytes() == b"hello"


def test_an_archive_that_breaks_off_while_it_is_written_is_not_there(tmp_path: Path) -> None:
    def broken_off() -> Iterator[bytes]:
        yield b"x"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), write_archive(tmp_path / "a.tar") as written:
        written.add("recordings/a", 2, broken_off())
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_shorter_than_it_was_breaks_the_archive_off(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="can't be written"), write_archive(tmp_path / "a.tar") as written:
        written.add("recordings/a", 10, iter([b"short"]))
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(b"precious")
    with pytest.raises(BadInput, match="is there already"), write_archive(tmp_path / "a.tar"):
        pass
    assert (tmp_path / "a.tar").read_bytes() == b"precious"


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "recordings/../../outside",
        "/etc/outside",
        "outside",
        "recordings",
        "recordings/./a",
        "recordings//a",
        "recordings\\..\\outside",
        "elsewhere/a",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in" / "out"
    folder.mkdir(parents=True)
    with pytest.raises(BadInput, match=r"is no name of a file in a backup|is no plain file"):
        unpack(hostile(tmp_path, member(name)), folder, PLACES)
    assert not list(tmp_path.rglob("outside"))


@pytest.mark.parametrize(
    "info",
    [
        member("recordings/link", tarfile.SYMTYPE, "/etc/passwd"),
        member("recordings/hard", tarfile.LNKTYPE, "recordings/a"),
        member("recordings/pipe", tarfile.FIFOTYPE),
        member("recordings/device", tarfile.CHRTYPE),
        member("recordings/folder", tarfile.DIRTYPE),
    ],
    ids=lambda info: info.name,
)
def test_what_is_no_plain_file_is_refused(tmp_path: Path, info: tarfile.TarInfo) -> None:
    with pytest.raises(BadInput, match="is no plain file"):
        unpack(hostile(tmp_path, member("recordings/a"), info), tmp_path / "out", PLACES)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="recordings/a is in it twice"):
        unpack(hostile(tmp_path, member("recordings/a"), member("recordings/a")), tmp_path / "out", PLACES)


def cut(data: bytes) -> bytes:
    return data[:700]


def without_end(data: bytes) -> bytes:
    return data[: data.index(b"manifest.json")]


def turned(data: bytes) -> bytes:
    return data[:100] + bytes([data[100] ^ 1]) + data[101:]


@pytest.mark.parametrize("harm", [cut, without_end, turned, lambda _: b"no tar at all", lambda _: b""])
def test_a_damaged_archive_is_refused(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    archive = hostile(tmp_path, member("recordings/a"))
    archive.write_bytes(harm(archive.read_bytes()))
    with pytest.raises(BadInput, match=r"it is no backup|it has no manifest"):
        unpack(archive, tmp_path / "out", PLACES)


def test_what_differs_from_the_manifest_is_named() -> None:
    def of(name: str, sha256: str = "a") -> Member:
        return Member(name=name, size=1, sha256=sha256)

    found = {"same": of("same"), "other": of("other", "b"), "new": of("new")}
    assert differences(found, [of("same"), of("other"), of("gone")]) == [
        "gone is missing",
        "new is not in the manifest",
        "other is damaged",
    ]
