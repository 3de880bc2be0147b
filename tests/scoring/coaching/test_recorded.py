"""Notes that language models wrote, kept word for word: they are read, and pass the gates or are refused."""

import pytest

from fixtures.judge.notes import Trial, asked_about
from fixtures.judge.trial import CALLS, nonce_of, read_call
from scoring.coaching.asking import BadNote, read_note
from scoring.coaching.gates import check_note
from scoring.prompts import load_prompt

FOLDER = CALLS.parent / "notes"
READINGS = CALLS.parent / "readings" / "first"
FILES = sorted(FOLDER.glob("*-note.reply.txt"))
REFUSED = {"a-workwear-smooth": ["gender"]}
"""Writes "her" of the customer."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix("-note.reply.txt"))
def test_a_recorded_note_is_read_and_held_against_the_gates(file) -> None:
    slug = file.name.removesuffix("-note.reply.txt")
    call = CALLS / f"{slug}.json"
    asked = asked_about(call, READINGS)
    assert asked is not None
    text, nonce = file.read_text("utf-8"), nonce_of(read_call(call))
    note = read_note(text, asked, load_prompt("note"), Trial.model, nonce)
    assert not isinstance(note, BadNote)
    assert note.happened_quote is not None
    assert [refusal.code for refusal in check_note(note, asked.rubric, asked.week)] == REFUSED.get(slug, [])


def test_twenty_notes_are_kept() -> None:
    assert len(FILES) == 20
