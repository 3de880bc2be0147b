import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.visible import shortened, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("\x9b2Jgone", "�2Jgone"),  # the one-byte form of an escape
        ("a\x07bell", "a�bell"),
        ("pay\u202eyap", "pay�yap"),  # right-to-left override
        ("a\u2066b\u2069", "a�b�"),
        ("two\nlines\tand\r\nmore", "two lines and  more"),
        ("broken \udcff name", "broken � name"),  # how Python reads a file name that is not UTF-8
        ("zero\u200bwidth", "zero�width"),
        ("co\u00adoperate", "cooperate"),
        ("Zoë, 東京, नमस्ते, 👩\u200d💻", "Zoë, 東京, नमस्ते, 👩\u200d💻"),
    ],
)
def test_what_acts_instead_of_being_read_is_shown_as_replaced(text, shown):
    assert visible(text) == shown


@given(st.text())
def test_visible_text_is_one_line_that_can_be_written_anywhere(text):
    shown = visible(text)
    assert "\x1b" not in shown
    assert len(shown.splitlines()) <= 1
    shown.encode()


def test_a_long_text_is_cut_at_a_word():
    assert shortened("We lose about two days a week", 20) == "We lose about two…"
    assert shortened("short", 20) == "short"


def test_a_word_without_end_is_cut_anyway():
    assert shortened("a" * 2000, 50) == "a" * 49 + "…"
