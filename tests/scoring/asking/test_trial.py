"""The tool for trials by hand: texts to carry to a model, and what is made of the replies."""

import json
from pathlib import Path

import pytest

from fixtures.judge import trial
from fixtures.judge.tables import agreement_table, check_table
from scoring.asking.rendering import render
from scoring.prompts import load_prompt
from scoring.rubric import CRITERIA
from scoring.transcript import Speaker

CALL = {
    "slug": "short",
    "about": "Two turns.",
    "facts": {"direction": "outbound"},
    "turns": [
        {"speaker": "other", "text": "This call may be recorded."},
        {"speaker": "rep", "text": "Hello, I'm calling about your invoices. Is now a good time?"},
        {"speaker": "customer", "text": "Yes. Mr. Lang told me, go on."},
    ],
}
NONCE = trial.nonce_of(CALL)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "short.json"
    path.write_text(json.dumps(CALL), "utf-8")
    return path


def answered(folder: Path, verdict: str) -> Path:
    """A folder of replies that all say yes to the purpose, and `verdict` to the time."""
    folder.mkdir()
    purpose = {"id": f"S0002-{NONCE}", "words": "I'm calling about your invoices"}
    time = {"id": f"S0003-{NONCE}", "words": "Is now a good time?"}
    span = {"first": f"S0001-{NONCE}", "last": f"S0005-{NONCE}"}
    items = [
        {"item": "states_purpose", "evidence": [purpose], "verdict": "yes"},
        {"item": "checks_time", "evidence": [time], "verdict": verdict, "searched": span},
    ]
    (folder / "short-opening.reply.txt").write_text(json.dumps({"items": items}), "utf-8")
    (folder / "short-discovery.reply.txt").write_text("I can't help with that.", "utf-8")
    return folder


def test_turns_become_timed_sentences_of_their_speakers() -> None:
    transcript = trial.transcript_of(CALL)
    assert [sentence.speaker for sentence in transcript.sentences] == [
        Speaker.OTHER,
        Speaker.REP,
        Speaker.REP,
        Speaker.CUSTOMER,
        Speaker.CUSTOMER,
    ]
    assert transcript.sentences[-1].text == "Mr. Lang told me, go on."
    words = [word for sentence in transcript.sentences for word in sentence.words]
    assert words == sorted(words, key=lambda word: word.start)
    assert words[-1].end == pytest.approx(len(words) / 2.6 + (5 + 2) * 0.3, abs=0.01)  # stops, turns


def test_a_request_is_written_for_each_criterion_as_it_would_be_sent(file: Path, tmp_path: Path) -> None:
    written = trial.write_requests(file, tmp_path / "out")
    assert [path.name for path in written] == [f"short-{key}.txt" for key in CRITERIA]
    request = next(trial.requests(CALL))
    for message in render(request, load_prompt("judge"), NONCE):
        assert message.content in written[0].read_text("utf-8")


def test_what_stands_is_told_from_what_does_not(file: Path, tmp_path: Path) -> None:
    table = check_table(trial.lines_of(file, answered(tmp_path / "out", "yes")))
    assert "citations: 2 given, 2 stand (exact 2, repaired 0, fuzzy 0)" in table
    assert "bad reply" in table
    assert "no JSON object" in table
    assert table.count("no reply") >= 4
    assert "the judge gave no answer to this item" in table


def test_a_reply_is_held_against_the_text_that_was_shown(file: Path, tmp_path: Path) -> None:
    """The masks may be others by the day the reply is checked."""
    folder = answered(tmp_path / "out", "yes")
    for asked in trial.write_requests(file, folder):
        asked.write_text(asked.read_text("utf-8").replace("your invoices", "[POLICY]"), "utf-8")
    first, second, *_ = trial.lines_of(file, folder)
    assert "not in S0002" in first.problems[0]
    assert second.answer == "yes"


def test_a_kept_reading_says_the_same_as_the_loose_one(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "CALLS", file.parent)
    folder = answered(tmp_path / "out", "yes")
    trial.write_requests(file, folder)
    assert trial.keep(folder, tmp_path / "kept") == []
    for key in CRITERIA:
        (folder / f"short-{key}.reply.txt").touch()
    assert trial.keep(folder, tmp_path / "kept") == [tmp_path / "kept" / "short.json"]
    assert trial.lines_of(file, tmp_path / "kept") == trial.lines_of(file, folder)


def test_agreement_is_counted_item_by_item(file: Path, tmp_path: Path) -> None:
    first = trial.lines_of(file, answered(tmp_path / "a", "yes"))
    second = trial.lines_of(file, answered(tmp_path / "b", "no"))
    table = agreement_table(first, second)
    assert "short checks_time: yes / no" in table
    assert "short states_purpose" not in table
    assert "all items" in agreement_table(first, first)


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert trial.main(["render"]) == 2
    assert "render CALL.json FOLDER" in capsys.readouterr().err


def test_every_written_call_can_be_rendered() -> None:
    files = sorted(trial.CALLS.glob("*.json"))
    assert files
    for path in files:
        call = trial.read_call(path)
        assert path.stem == call["slug"]
        assert len(list(trial.requests(call))) == len(CRITERIA)
