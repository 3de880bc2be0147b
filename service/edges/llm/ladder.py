"""What a server understands: the way it is told the shape of the reply, and the parameters it takes.

Servers differ. Some know JSON schemas, some only in a field of their own, some not at all; some refuse a
temperature. Each refusal is one step down, and what was found out is remembered by server and model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from service.edges.llm.faults import BROKEN, REJECTED, Fault

Rung = Literal["json_schema", "json_object", "prompt"]
RUNGS: tuple[Rung, ...] = ("json_schema", "json_object", "prompt")
"""A schema the server holds the model to; the same in the field that llama.cpp has for it; words alone."""

Body = dict[str, Any]
Said = Mapping[str, str]
"""A message: `role` and `content`."""


@dataclass(frozen=True)
class Manner:
    """How a server is asked: the rung, and the parameters that are left out or go by another name."""

    rung: Rung = "json_schema"
    without: frozenset[str] = frozenset()

    def stored(self) -> dict[str, Any]:
        return {"rung": self.rung, "without": sorted(self.without)}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Manner":
        """Raises ValueError for what another version stored."""
        rung = stored.get("rung")
        if rung not in RUNGS:
            raise ValueError(f"no rung {rung!r}")
        return cls(rung, frozenset(map(str, stored.get("without", []))))


@dataclass(frozen=True)
class Wish:
    """A request before it is put in a server's manner. `most_tokens`: of the reply."""

    messages: Sequence[Said]
    schema: Mapping[str, Any]
    temperature: float = 0.0
    seed: int = 1
    most_tokens: int = 8192


def body_of(wish: Wish, model: str, manner: Manner) -> Body:
    """The request as this server takes it, in an order that is the same for every criterion of a call."""
    messages = [dict(message) for message in wish.messages]
    body: Body = {"model": model, "messages": messages}
    parameters = {
        "temperature": wish.temperature,
        "seed": wish.seed,
        _limit(manner): wish.most_tokens,
    }
    body |= {name: value for name, value in parameters.items() if name not in manner.without}
    if manner.rung == "json_schema":
        shape = {"name": "reply", "strict": True, "schema": dict(wish.schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": shape}
    elif manner.rung == "json_object":
        body["response_format"] = {"type": "json_object", "schema": dict(wish.schema)}
    return body


def step_down(manner: Manner, fault: Fault, tries: int) -> Manner | None:
    """The manner to try after the server refused this one; None where the fault is about something else.

    `tries`: how often this manner was tried. A server that breaks once may only have had a bad moment.
    """
    may_be_moment = fault.code == BROKEN.code and not fault.rejects and tries == 1
    if fault.code not in (REJECTED.code, BROKEN.code) or may_be_moment:
        return None
    taken = {"temperature", "seed", _limit(manner)} - manner.without
    named = taken & set(fault.rejects)
    if named:
        return replace(manner, without=manner.without | {min(named)})
    below = RUNGS[RUNGS.index(manner.rung) + 1 :]
    if below:
        return replace(manner, rung=below[0])
    blind = fault.code == REJECTED.code and not fault.rejects
    return replace(manner, without=manner.without | taken) if taken and blind else None


def _limit(manner: Manner) -> str:
    """What the limit of the reply is called: newer servers have another name for it."""
    return "max_completion_tokens" if "max_tokens" in manner.without else "max_tokens"
