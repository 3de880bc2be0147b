"""Where reviews are written: no target destroys a recording or another target, and what fails is said."""

import io
import json
import os
import sys
from pathlib import Path

import pytest
from rich.console import Console

from scoring.errors import BadInput
from service.commands.outputs import Outputs
from tests.reviews import good_review

STDOUT = Path("-")


@pytest.fixture
def call(tmp_path: Path) -> Path:
    recording = tmp_path / "call.wav"
    recording.write_bytes(b"a recording")
    return recording


def test_a_recording_is_never_written_over(call: Path) -> None:
    for targets in ((call, None), (None, call), (call.parent / "." / "call.wav", None)):
        with pytest.raises(BadInput, match="would be overwritten"):
            Outputs.prepare(*targets, [call])


def test_a_recording_is_known_under_the_name_of_a_link(call: Path) -> None:
    link = call.with_name("out.json")
    for make in (link.symlink_to, link.hardlink_to):
        make(call)
        with pytest.raises(BadInput, match="would be overwritten"):
            Outputs.prepare(link, None, [call])
        link.unlink()


def test_a_page_in_the_folder_never_replaces_a_recording_of_that_name(tmp_path: Path) -> None:
    odd = tmp_path / "call.html"  # a recording somebody named so
    odd.write_bytes(b"a recording")
    with pytest.raises(BadInput, match=r"call\.html is a recording"):
        Outputs.prepare(None, tmp_path, [odd, tmp_path / "other.wav"])


def test_json_and_page_never_share_a_file(tmp_path: Path) -> None:
    one, two = tmp_path / "a.wav", tmp_path / "b.wav"
    for json_file, html, files in (
        (tmp_path / "out", tmp_path / "x" / ".." / "out", [one]),
        (tmp_path / "pages" / "b.html", tmp_path / "pages", [one, two]),
        (tmp_path / "pages", tmp_path / "pages", [one, two]),
    ):
        with pytest.raises(BadInput, match="--json and --html both name"):
            Outputs.prepare(json_file, html, files)
    assert list(tmp_path.iterdir()) == []


def test_names_are_looked_at_before_a_folder_is_made(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"same page: call\.html"):
        Outputs.prepare(None, tmp_path / "pages", [Path("a/call.wav"), Path("b/call.wav")])
    assert not (tmp_path / "pages").exists()


def test_pages_of_several_go_to_no_file_and_under_none(call: Path) -> None:
    for folder, reason in ((call, "is a file"), (call / "pages", "can't be made: Not a directory")):
        with pytest.raises(BadInput, match=reason):
            Outputs.prepare(None, folder, [Path("a.wav"), Path("b.wav")])


def test_a_page_does_not_go_to_standard_output() -> None:
    with pytest.raises(BadInput, match="A page can't go to standard output"):
        Outputs.prepare(None, STDOUT, [Path("a.wav")])


def test_what_fails_while_it_is_written_is_said_and_leaves_nothing(call: Path) -> None:
    target = call.with_name("out.json")
    outputs = Outputs.prepare(target, None, [call])
    target.mkdir()  # somebody made a folder of that name while the call was heard
    outputs.write_json([good_review()])
    assert outputs.written == []
    assert outputs.troubles == [f"Not written: {target}: Is a directory."]
    assert sorted(path.name for path in call.parent.iterdir()) == ["call.wav", "out.json"]


def test_a_device_is_written_to_and_stays_a_device(call: Path) -> None:
    pipe = call.with_name("pipe")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    short = good_review().model_copy(update={"transcript": None, "scorecard": None})  # fits into a pipe
    Outputs.prepare(pipe, None, [call]).write_json([short])
    assert json.loads(os.read(reader, 60_000))["status"] == "scored"
    os.close(reader)
    assert pipe.is_fifo()


def test_json_on_a_standard_output_of_few_characters_loses_none(
    call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    monkeypatch.setattr(sys, "stdout", narrow)
    Outputs.prepare(STDOUT, None, [call]).write_json([good_review()])
    narrow.flush()
    assert json.loads(narrow.buffer.getvalue()) == good_review().model_dump(mode="json")


def test_what_was_written_and_what_not_is_told(call: Path) -> None:
    said = Console(file=io.StringIO(), width=80)
    outputs = Outputs(None, None, several=False, written=[call], troubles=["Not written: b: No space left."])
    outputs.tell(said)
    assert said.file.getvalue().split() == f"Written: {call} Not written: b: No space left.".split()
