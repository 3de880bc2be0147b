"""Asking with patience: what is tried again, what is left out, what is remembered."""

from collections.abc import Mapping
from typing import Any

import pytest

from service.edges.llm import faults
from service.edges.llm.answers import Answer
from service.edges.llm.asking import PATIENCE, Asker, InMemory
from service.edges.llm.faults import Fault, of_status
from service.edges.llm.ladder import Manner, Wish

REPLY = Answer("{}", cut_off=False, usage=None)
WISH = Wish(messages=[{"role": "user", "content": "hello"}], schema={"type": "object"}, most_tokens=500)
NO_SCHEMA = of_status(400, {}, "response_format json_schema is not supported", "", "")
NO_TEMPERATURE = of_status(400, {}, "temperature does not support 0", "", "")
OLD_NAME = of_status(400, {}, "max_tokens: use max_completion_tokens", "", "")
UNCLEAR = of_status(400, {}, "invalid request", "", "")


class Scripted:
    """A server that answers from a list, the last for ever; keeps what it was sent."""

    def __init__(self, *answers: Answer | Fault) -> None:
        self._answers = list(answers)
        self.bodies: list[Mapping[str, Any]] = []

    def send(self, body: Mapping[str, Any]) -> Answer | Fault:
        self.bodies.append(body)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


class Asked:
    """One question put to a scripted server."""

    def __init__(self, *answers: Answer | Fault, manner: Manner | None = None) -> None:
        self.server, self.memory, self.pauses = Scripted(*answers), InMemory(), list[float]()
        if manner is not None:
            self.memory.keep(manner)
        asker = Asker(self.server, "tiny", self.memory, pause=self.pauses.append, spread=lambda: 1.0)
        self.found = asker.ask(WISH)

    @property
    def shapes(self) -> list[str]:
        return [body.get("response_format", {}).get("type", "none") for body in self.server.bodies]


def test_a_server_is_first_asked_with_a_schema_and_everything() -> None:
    asked = Asked(REPLY)
    assert asked.found == REPLY
    assert asked.server.bodies == [
        {
            "model": "tiny",
            "messages": [{"role": "user", "content": "hello"}],
            "temperature": 0.0,
            "seed": 1,
            "max_tokens": 500,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reply", "strict": True, "schema": {"type": "object"}},
            },
        }
    ]


def test_a_server_without_schemas_is_asked_lower_on_the_ladder_and_that_is_remembered() -> None:
    asked = Asked(NO_SCHEMA, REPLY)
    assert asked.shapes == ["json_schema", "json_object"]
    assert asked.server.bodies[1]["response_format"] == {"type": "json_object", "schema": {"type": "object"}}
    assert asked.memory.recall() == Manner("json_object")
    assert asked.pauses == []


def test_the_lowest_rung_has_no_response_format() -> None:
    asked = Asked(NO_SCHEMA, NO_SCHEMA, REPLY)
    assert asked.shapes == ["json_schema", "json_object", "none"]
    assert asked.memory.recall() == Manner("prompt")


def test_a_server_that_breaks_over_a_schema_is_asked_lower_on_the_ladder() -> None:
    """llama-cpp-python answers 500 to a schema, and says nothing about it."""
    asked = Asked(faults.BROKEN, faults.BROKEN, REPLY)
    assert asked.shapes == ["json_schema", "json_schema", "json_object"]
    assert asked.memory.recall() == Manner("json_object")
    assert asked.pauses == [1.0]


def test_a_server_that_breaks_once_keeps_its_schema() -> None:
    asked = Asked(faults.BROKEN, REPLY)
    assert asked.shapes == ["json_schema", "json_schema"]
    assert asked.memory.recall() == Manner()


def test_a_parameter_that_is_refused_is_left_out_and_that_is_remembered() -> None:
    asked = Asked(NO_TEMPERATURE, REPLY)
    assert "temperature" not in asked.server.bodies[1]
    assert asked.server.bodies[1]["seed"] == 1
    assert asked.memory.recall() == Manner(without=frozenset({"temperature"}))


def test_the_limit_of_the_reply_has_two_names() -> None:
    asked = Asked(OLD_NAME, REPLY)
    assert "max_tokens" not in asked.server.bodies[1]
    assert asked.server.bodies[1]["max_completion_tokens"] == 500


def test_a_refusal_without_words_leaves_out_what_can_be_left_out() -> None:
    asked = Asked(UNCLEAR, UNCLEAR, UNCLEAR, REPLY)
    assert asked.shapes == ["json_schema", "json_object", "none", "none"]
    assert set(asked.server.bodies[3]) == {"model", "messages", "max_completion_tokens"}


def test_a_server_that_refuses_everything_is_not_asked_for_ever() -> None:
    asked = Asked(UNCLEAR)
    assert asked.found == UNCLEAR
    assert len(asked.server.bodies) < 8
    assert asked.memory.recall() is None


def test_what_was_found_out_is_used_at_once() -> None:
    asked = Asked(REPLY, manner=Manner("prompt", frozenset({"seed"})))
    assert asked.shapes == ["none"]
    assert "seed" not in asked.server.bodies[0]


@pytest.mark.parametrize("fault", [faults.AWAY, faults.RATE, faults.UNREACHABLE, faults.TIMEOUT, faults.CUT])
def test_what_may_pass_is_tried_three_times_with_longer_and_longer_pauses(fault: Fault) -> None:
    asked = Asked(fault)
    assert asked.found == fault
    assert len(asked.server.bodies) == 3
    assert asked.pauses == [1.0, 2.0]


@pytest.mark.parametrize("fault", [faults.AWAY, faults.GARBAGE, faults.CONFLICT])
def test_what_passes_is_answered(fault: Fault) -> None:
    assert Asked(fault, REPLY).found == REPLY


@pytest.mark.parametrize(
    "fault",
    [
        faults.KEY,
        faults.QUOTA,
        faults.FORBIDDEN,
        faults.NOT_FOUND,
        faults.REFUSED,
        faults.TOO_LONG,
        faults.REDIRECT,
    ],
)
def test_what_does_not_pass_is_tried_once(fault: Fault) -> None:
    asked = Asked(fault)
    assert asked.found == fault
    assert len(asked.server.bodies) == 1


def test_a_server_is_given_the_time_it_asks_for() -> None:
    asked = Asked(of_status(429, {"retry-after": "7"}, "slow down", "", ""), REPLY)
    assert asked.found == REPLY
    assert asked.pauses == [7.0]


@pytest.mark.parametrize("status", [429, 503, 408])
def test_a_server_that_asks_for_more_time_than_we_have_makes_calls_wait(status: int) -> None:
    asked = Asked(of_status(status, {"retry-after": "900"}, "slow down", "", ""))
    assert isinstance(asked.found, Fault)
    assert asked.found.waits
    assert asked.found.wait_seconds == 900 > PATIENCE
    assert asked.pauses == []


def test_a_manner_is_stored_and_read_again() -> None:
    manner = Manner("prompt", frozenset({"seed", "temperature"}))
    assert Manner.read(manner.stored()) == manner
    with pytest.raises(ValueError, match="no rung"):
        Manner.read({"rung": "xml"})
