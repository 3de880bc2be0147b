"""The estimate errs upwards: a call that is said to fit does fit."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from scoring.asking.lines import line
from scoring.asking.tokens import count_tokens
from tests.scoring.asking.asked import CALL, NONCE, golden

MODEL = Path(__file__).parents[3] / ".sidetone" / "models" / "tiny.en" / "tokenizer.json"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """That of the speech model: an old one with 50,000 words, which takes more tokens than today's."""
    if not MODEL.exists():
        pytest.skip("no speech model fetched: python3 run.py models")
    return Tokenizer.from_file(str(MODEL))


def test_the_estimate_is_above_a_real_tokeniser_and_not_far(tokenizer: Tokenizer) -> None:
    texts = [*golden().values(), "\n".join(line(sentence, NONCE) for sentence in CALL.sentences)]
    for text in texts:
        real = len(tokenizer.encode(text, add_special_tokens=False).ids)
        assert real <= count_tokens(text) <= 1.5 * real


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("a", 1),
        ("four", 1),
        ("fiver", 2),
        ("two words", 3),  # "words" has five letters
        ("2026", 4),
        ('{"id":"S1"}', 10),
        ("a\nb", 3),
        ("naïve", 4),  # na, two bytes of ï, ve
        ("日本", 6),
    ],
)
def test_words_digits_signs_and_other_scripts_are_counted(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_texts_together_take_no_more_than_each_alone(first: str, second: str) -> None:
    """So the lines of a call may be added up."""
    assert count_tokens(first + second) <= count_tokens(first) + count_tokens(second)
