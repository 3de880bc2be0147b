"""A model words a coaching note: asked at most twice, and what may not be read is never handed on."""

import json
from typing import Any

import httpx
import respx

from scoring.asking.lines import nonce_of
from scoring.coaching.asking import Asked
from scoring.coaching.choosing import choose_strength
from scoring.coaching.note import Focus, Note
from scoring.prompts import load_prompt
from service.edges.llm.asking import Asker, InMemory
from service.edges.llm.client import Client
from service.edges.llm_writer import LlmWriter
from tests.scoring.coaching.week import MONDAY, NO, OBJECTION, RUBRIC, reviewed
from tests.service.edges.llm.model_server import CHAT, KEY, SERVER, body_of, refuses, says

FOCUS = Focus(criterion="objections", item="acknowledges", since=MONDAY, calls=("one",))
WEEK = (reviewed("one", acknowledges=NO),)
ASKED = Asked(rubric=RUBRIC, week=WEEK, strength=choose_strength(RUBRIC, WEEK, FOCUS), focus=FOCUS)
NONCE = nonce_of(WEEK[0].transcript)
REPLY = {
    "strength": "You asked how they do it today, and they told you.",
    "moment": {"id": f"{OBJECTION}-{NONCE}", "words": "it sounds expensive to me"},
    "happened": "The price came up, and you went on to the next date.",
    "matters": "They tell you more when they feel heard.",
    "say_instead": "That's a fair worry. What would make it worth the money?",
    "practice": "If somebody says it costs too much, then I say their worry back first.",
    "question": "What makes it hard to stay with the worry?",
}


def writer() -> LlmWriter:
    asker = Asker(Client(SERVER), SERVER.model, InMemory(), pause=lambda seconds: None)
    return LlmWriter(asker.ask, SERVER.model, load_prompt("note"))


def note(**changes: Any) -> httpx.Response:
    return says(json.dumps({**REPLY, **changes}))


def test_a_good_note_is_asked_for_once(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=note())
    written = writer().write(ASKED)
    assert isinstance(written, Note)
    assert (written.made_by, written.model, route.call_count) == ("model", "tiny", 1)


def test_a_note_that_fails_a_gate_is_asked_for_once_more_with_the_reason(httpx2_mock: respx.Router) -> None:
    bad = note(happened="You never listen to anybody.")
    route = httpx2_mock.post(CHAT).mock(side_effect=[bad, note()])
    assert isinstance(writer().write(ASKED), Note)
    again = body_of(route.calls[1])["messages"]
    assert [message["role"] for message in again] == ["system", "user", "assistant", "user"]
    assert "“never”" in again[-1]["content"]


def test_two_bad_notes_are_none_and_the_last_reason_is_said(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=note(say_instead="I guarantee 40 %."))
    said = writer().write(ASKED)
    assert isinstance(said, str)
    assert "guarantee" in said
    assert route.call_count == 2


def test_prose_empty_and_broken_replies_are_none(httpx2_mock: respx.Router) -> None:
    for text in ("I'd rather not.", "", '{"strength": "'):
        httpx2_mock.post(CHAT).mock(return_value=says(text))
        assert isinstance(writer().write(ASKED), str)


def test_a_server_that_refuses_is_said_without_the_key(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=refuses(401, f"Incorrect API key provided: {KEY}"))
    said = writer().write(ASKED)
    assert isinstance(said, str)
    assert KEY not in said
