"""A transcript has unique ids, and its fingerprint is that of what was said, by whom and when."""

import pytest
from pydantic import ValidationError

from scoring.record import fingerprint
from scoring.transcript import Sentence, Speaker, Transcript
from tests.cast import KNOWN, call


def test_two_sentences_never_share_an_id() -> None:
    (one,) = call("ana: Hello.").sentences
    with pytest.raises(ValidationError, match="same id"):
        Transcript(sentences=(one, one), roles=KNOWN, duration=5)


def test_a_sentence_never_ends_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="before it starts"):
        Sentence(id="S0001", speaker=Speaker.REP, start=2, end=1, text="Hello.")


def test_the_fingerprint_changes_with_a_word_a_speaker_or_a_time() -> None:
    said = call("ana: Hello.", "ben: Hi.")
    others = [
        call("ana: Hello!", "ben: Hi."),
        call("ben: Hello.", "ben: Hi."),
        call("ana: Hello.", "ben: Hi.", every=5.001),
    ]
    assert said.fingerprint() == call("ana: Hello.", "ben: Hi.").fingerprint()
    assert all(other.fingerprint() != said.fingerprint() for other in others)


def test_the_reps_start_is_unknown_where_the_rep_never_speaks() -> None:
    assert call("ben: Hello?", "ana: Hi.").rep_starts == 5.0
    assert call("ben: Hello?").rep_starts is None


def test_a_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    assert fingerprint({"a": 1, "b": [1, 2]}) == fingerprint({"b": [1, 2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
