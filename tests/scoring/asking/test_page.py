"""What docs/judge.md shows is what the program sends and reads."""

import json
import re
from pathlib import Path

import jsonschema

from scoring.asking.lines import line
from scoring.asking.replies import REPLY_SCHEMA, read_reply
from scoring.judgement import Judgement
from scoring.library import load_rubric
from tests.scoring.asking.asked import CALL, NONCE

PAGE = (Path(__file__).parents[3] / "docs" / "judge.md").read_text("utf-8")


def test_the_reply_on_the_page_is_one_that_is_read() -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    jsonschema.validate(json.loads(shown), REPLY_SCHEMA)
    read = read_reply(shown, load_rubric("b2b-discovery", 1).criterion("discovery"), NONCE)
    assert isinstance(read, Judgement)
    assert [claim.answer.value for claim in read.claims] == ["yes", "no"]
    assert read.unread == ()


def test_the_lines_on_the_page_are_those_that_are_sent() -> None:
    for sentence in CALL.sentences[:2]:
        assert f"\n{line(sentence, NONCE)}\n" in PAGE


def test_every_file_the_page_names_is_there() -> None:
    root = Path(__file__).parents[3]
    named = re.findall(r"`((?:scoring|prompts|tests|fixtures)/[\w./-]+\.(?:py|txt))`", PAGE)
    assert named
    assert [name for name in named if not (root / name).exists()] == []
