"""`sidetone review`: exit codes, files whole or not at all, and words for all that goes wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scoring.errors import BadInput, BadRecording
from scoring.hearing import Heard
from scoring.judgement import Facts
from scoring.reviewing import Scoring
from service.commands.outputs import Outputs
from service.commands.review import FACTS, Outcome, read_facts, review_files, worst
from service.commands.schema import schema_text
from service.edges.offline_judge import OfflineJudge
from tests.cast import heard, rubric

TALK = (
    "ana: Hello Ben, this is Ana from Quillhaven, and this call is recorded.",
    "ben: Hi Ana, nice to meet you, I have about ten minutes for you.",
    "ana: Thanks, may I ask how you match your invoices at the moment?",
    "ben: By hand, every Friday, and it takes two of us the whole afternoon.",
    "ana: And what happens when one of the two of you is away on a Friday?",
    "ben: Then it waits for a week, and we pay some of them too late.",
)
SCORING = Scoring(rubric=rubric(), judge=OfflineJudge(), program="1.2.3")


def hear_by_name(file: Path, progress: Callable[[str, float], None]) -> Heard:
    """Hears what a file's name says: a talk, a voicemail, a text, or something that breaks."""
    progress("hearing", 0.5)
    if "text" in file.name:
        raise BadRecording("not_sound", f"{file.name} is a text, not a recording.", "Export the sound.")
    if "nameless" in file.name:
        raise BadRecording("reference", "The recording asks for another file to be read.")
    if "broken" in file.name:
        raise ZeroDivisionError("a fault of ours")
    lines = [line for line in TALK if line.startswith("ana")] * 3 if "voicemail" in file.name else TALK
    return heard(*lines, lasting=4.0)


def outcomes(*names: str) -> list[Outcome]:
    return list(review_files([Path(name) for name in names], None, SCORING, hear_by_name))


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("talk.wav", "scored", 0),
        ("voicemail.wav", "not_scored", 3),
        ("text.wav", "failed", 2),
        ("broken.wav", "failed", 1),
    ],
)
def test_each_end_has_its_status_and_exit_code(name: str, status: str, code: int) -> None:
    (outcome,) = outcomes(name)
    assert (outcome.review.status, outcome.exit_code) == (status, code)


def test_a_bad_file_says_why_and_does_not_stop_the_next() -> None:
    bad, good = outcomes("text.wav", "talk.wav")
    assert bad.review.reason is not None
    assert (bad.review.reason.code, bad.review.reason.next_step) == ("not_sound", "Export the sound.")
    assert good.review.status == "scored"


def test_a_fault_of_ours_is_named_and_scores_nothing() -> None:
    (outcome,) = outcomes("broken.wav")
    assert outcome.review.reason is not None
    assert "ZeroDivisionError: a fault of ours" in outcome.review.reason.message
    assert outcome.review.scorecard is None


def test_of_several_exit_codes_the_worst_counts() -> None:
    assert worst(iter([0, 3, 2, 1])) == 1
    assert worst(iter([0, 3, 2])) == 2
    assert worst(iter([0, 3])) == 3
    assert worst(iter([0])) == 0


@pytest.mark.parametrize("name", ["talk.wav", "voicemail.wav", "text.wav"])
def test_every_document_fits_the_published_schema(name: str) -> None:
    (outcome,) = outcomes(name)
    jsonschema.validate(outcome.review.model_dump(mode="json"), json.loads(schema_text("review")))


def test_one_file_writes_one_document_and_several_an_array(tmp_path: Path) -> None:
    def written(*names: str) -> Any:
        out = tmp_path / "out.json"
        outputs = Outputs.prepare(out, None, [Path(name) for name in names])
        outputs.write_json([outcome.review for outcome in outcomes(*names)])
        return json.loads(out.read_text())

    assert written("talk.wav")["status"] == "scored"
    assert [d["status"] for d in written("talk.wav", "text.wav")] == ["scored", "failed"]


def test_a_place_that_cannot_be_written_to_is_said_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no folder"):
        Outputs.prepare(tmp_path / "nowhere" / "out.json", None, [Path("a.wav")])
    with pytest.raises(BadInput, match="is a folder"):
        Outputs.prepare(tmp_path, None, [Path("a.wav")])


def test_nothing_half_written_is_left_behind(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("the review of last week")
    outputs = Outputs.prepare(out, None, [Path("talk.wav")])
    outputs.write_json([outcome.review for outcome in outcomes("talk.wav")])
    assert json.loads(out.read_text())["sidetone"] == "1.2.3"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_facts_are_read_or_explained() -> None:
    facts = read_facts(["direction=outbound", "jurisdiction=US-CA", "day=2026-11-03"])
    assert (facts.direction, facts.jurisdiction, str(facts.day)) == ("outbound", "US-CA", "2026-11-03")
    for wrong in ("direction", "colour=red", "direction=sideways", "day=Tuesday"):
        with pytest.raises(BadInput):
            read_facts([wrong])


@pytest.mark.parametrize(
    ("wrong", "how"),
    [
        ("day=tomorrow", "day is a date: YYYY-MM-DD."),
        ("direction=sideways", "direction is inbound or outbound."),
        ("colour=red", "Write NAME=VALUE with one of: jurisdiction, product, direction, day."),
    ],
)
def test_a_fact_that_is_not_understood_is_explained_in_our_words(wrong: str, how: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_facts([wrong])
    assert (caught.value.message, caught.value.next_step) == (f"--fact {wrong} is not understood.", how)


def test_every_fact_can_be_given() -> None:
    assert list(FACTS) == list(Facts.model_fields)


def test_a_failed_call_names_its_file_once() -> None:
    for name in ("text.wav", "broken\x1b.wav", "nameless.wav"):
        (outcome,) = outcomes(name)
        assert outcome.review.reason is not None
        assert outcome.review.reason.message.count(name.replace("\x1b", "\ufffd")) == 1
