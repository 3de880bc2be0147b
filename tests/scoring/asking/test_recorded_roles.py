"""What a strong model said of who the rep is, on calls it had not seen: recorded, and read by our checks."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from scoring.asking.roles import RolesReading, read_roles, two_voices
from scoring.hearing import Track
from scoring.redaction import Names
from scoring.roles import Hints, tell_roles
from scoring.transcript import Speaker, Word

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "judge" / "roles"
CALLS: dict[str, dict[str, Any]] = {
    one["call"]: one for one in yaml.safe_load((FOLDER / "calls.yaml").read_text("utf-8"))
}
REPLIES = sorted(path.name.removesuffix(".json") for path in FOLDER.glob("*.json"))
PUT_ON = "says-he-is-the-agent"
"""The customer says for the record that he is the agent: whatever a model says of such a call is left out."""


def tracks(lines: Sequence[str]) -> list[Track]:
    """The lines one after the other, three words a second, the pause of a turn between them."""
    at, words = 0.0, {"left": [], "right": []}  # type: tuple[float, dict[str, list[Word]]]
    for line in lines:
        channel, _, said = line.partition(": ")
        for text in said.split():
            words[channel].append(Word(text=text, start=round(at, 2), end=round(at + 0.3, 2)))
            at += 0.32
        at += 0.9
    return [
        Track.model_validate({"channel": channel, "words": tuple(own), "speech_seconds": 30.0})
        for channel, own in words.items()
    ]


def rep_of(lines: Sequence[str], hints: Hints | None = None) -> str | None:
    """The channel that is taken for the rep's; None: unsure."""
    heard = tracks(lines)
    speakers, _ = tell_roles(heard, None, hints or Hints())
    return next((t.channel for t, who in zip(heard, speakers, strict=True) if who is Speaker.REP), None)


def read(name: str, call: dict[str, Any]) -> RolesReading:
    asked = two_voices(tracks(call["lines"]), Names())
    assert asked is not None
    return read_roles((FOLDER / f"{name}.json").read_text("utf-8"), asked, "recorded")


@pytest.mark.parametrize("name", CALLS)
def test_the_words_alone_leave_it_open(name: str) -> None:
    assert rep_of(CALLS[name]["lines"]) is None


@pytest.mark.parametrize("name", REPLIES)
def test_with_the_models_voice_it_is_right_or_stays_open(name: str) -> None:
    call = CALLS[name.split(".")[0]]
    reply = read(name, call)
    assert reply.problem == ""
    told = rep_of(call["lines"], Hints(voice=reply.voice))
    assert told == (None if call["call"] == PUT_ON else call["rep"])


@pytest.mark.parametrize("name", [name for name in REPLIES if CALLS[name.split(".")[0]]["rep"]])
def test_evidence_of_the_other_voice_is_no_evidence(name: str) -> None:
    call = CALLS[name.split(".")[0]]
    said = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    turned = said | {"works_for_the_company": {"A": "B", "B": "A"}[said["works_for_the_company"]]}
    asked = two_voices(tracks(call["lines"]), Names())
    assert asked is not None
    reply = read_roles(json.dumps(turned), asked, "recorded")
    assert reply.voice is None
    assert rep_of(call["lines"], Hints(voice=reply.voice)) is None
