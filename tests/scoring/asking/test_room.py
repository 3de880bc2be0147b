"""Every request of a call fits into the model's window, whatever the criterion and the part."""

import pytest

from scoring.asking.rendering import render
from scoring.asking.room import REPLY, RETRY, instructions, parts
from scoring.asking.tokens import count_tokens
from scoring.asking.windows import TooLong, Window, asked_items
from scoring.library import load_rubric
from scoring.rubric import CRITERIA
from tests.cast import call
from tests.scoring.asking.asked import NONCE, PROMPT, request

SHIPPED = load_rubric("b2b-discovery", 1)
LONG = call(*(f"ana: This is sentence number {n} of a call that goes on." for n in range(400)))


def asked(key: str = "discovery"):
    return request(key, spoken=LONG, of=SHIPPED)


def test_a_call_that_fits_is_one_part() -> None:
    assert parts(asked(), PROMPT, 128_000) == (Window(first=0, end=400),)


@pytest.mark.parametrize("window", [9_000, 12_000, 20_000])
def test_every_request_fits_with_its_reply_and_a_retry(window: int) -> None:
    shown = parts(asked(), PROMPT, window)
    assert len(shown) > 1
    for key in CRITERIA:
        for part in shown:
            if asked_items(asked(key), part):
                messages = render(asked(key), PROMPT, NONCE, part)
                assert sum(count_tokens(m.content) for m in messages) + REPLY + RETRY <= window


def test_all_criteria_are_shown_the_same_parts() -> None:
    assert len({parts(asked(key), PROMPT, 12_000) for key in CRITERIA}) == 1


def test_a_window_without_room_for_a_call_is_said_with_what_to_do() -> None:
    with pytest.raises(TooLong, match="larger window"):
        parts(asked(), PROMPT, 6_000)


def test_a_longer_reply_leaves_less_room() -> None:
    assert len(parts(asked(), PROMPT, 16_000, reply=6_000)) > len(parts(asked(), PROMPT, 16_000))


def test_the_instructions_are_counted_from_above() -> None:
    for key in CRITERIA:
        messages = render(asked(key), PROMPT, NONCE, Window(first=0, end=400, part=1, of=2))
        whole = sum(count_tokens(m.content) for m in messages)
        bare = sum(count_tokens(line) for line in messages[1].content.split("\n") if line.startswith('{"id"'))
        assert instructions(asked(key), PROMPT, key) >= whole - bare - 400  # a line end each
