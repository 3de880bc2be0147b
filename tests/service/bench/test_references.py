"""Recordings with references of every kind, and bad ones."""

import json
from pathlib import Path

import pytest

from scoring.errors import BadInput
from service.bench.references import subjects

FIXTURES = Path(__file__).parents[3] / "fixtures" / "calls"


def recording(folder: Path, reference: object) -> Path:
    (folder / "call.wav").touch()
    text = reference if isinstance(reference, str) else json.dumps(reference)
    (folder / "call.reference.json").write_text(text, "utf-8")
    return folder


def test_a_fixture_has_two_recordings_with_every_word_and_its_time() -> None:
    found = subjects([FIXTURES / "weak-pitch"])
    assert [subject.name for subject in found] == ["weak-pitch/call.opus", "weak-pitch/mono.opus"]
    assert found[0].said == found[1].said
    assert found[0].said is not None
    assert {word.voice for word in found[0].said} == {"rep", "customer"}
    assert all(word.start is not None for word in found[0].said)


def test_turns_share_their_time_out_among_their_words(tmp_path: Path) -> None:
    turns = [{"role": "agent", "s": 1.0, "e": 2.0, "text": "Good day"}]
    (subject,) = subjects([recording(tmp_path, {"turns": turns})])
    assert subject.said is not None
    assert [(word.text, word.voice, word.start) for word in subject.said] == [
        ("good", "rep", 1.0),
        ("day", "rep", pytest.approx(1 + 4 / 7)),
    ]


def test_channels_may_be_given_as_plain_text(tmp_path: Path) -> None:
    (subject,) = subjects([recording(tmp_path, {"source": "a test", "left": "One", "right": "Two"})])
    assert subject.said is not None
    assert [(word.voice, word.text, word.start) for word in subject.said] == [
        ("left", "1", None),
        ("right", "2", None),
    ]


def test_an_empty_reference_says_that_nobody_speaks(tmp_path: Path) -> None:
    (subject,) = subjects([recording(tmp_path, {"turns": []})])
    assert subject.said == ()


def test_a_recording_without_a_reference_is_taken(tmp_path: Path) -> None:
    (tmp_path / "call.wav").touch()
    (subject,) = subjects([tmp_path / "call.wav"])
    assert subject.said is None


@pytest.mark.parametrize("bad", ["{", "[]", {"turns": [{"role": "rep"}]}, {"notes": ""}])
def test_a_bad_reference_is_refused_by_name(bad: object, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"call\.reference\.json can't be read"):
        subjects([recording(tmp_path, bad)])


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no recording"):
        subjects([tmp_path])
    with pytest.raises(BadInput, match="There is no"):
        subjects([tmp_path / "absent"])
