"""What a model server answers: the text of the reply, why it ended, and the tokens it took."""

import json
import re
from dataclasses import dataclass
from typing import Any

from service.edges.llm.faults import GARBAGE, REFUSED, Fault, of_status

_THINKING = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Usage:
    """Tokens of one request. `tokens_cached` are those of `tokens_in` the server had read before.

    `counted`: the server said so; else they are our own upper estimate.
    """

    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    counted: bool = True


@dataclass(frozen=True)
class Answer:
    """A reply as it came in. `cut_off`: the limit of tokens ended it. `usage` is None where none was told."""

    text: str
    cut_off: bool
    usage: Usage | None
    seconds: float = 0.0


def read_answer(body: bytes, sent: str, key: str) -> Answer | Fault:
    """A body that came with status 200: the reply in it, or what is wrong with it."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return GARBAGE
    if not isinstance(found, dict):
        return GARBAGE
    if found.get("error"):
        return _error_inside(found["error"], sent, key)
    choice = _first(found.get("choices"))
    message = choice.get("message")
    if not isinstance(message, dict):
        return GARBAGE
    if choice.get("finish_reason") == "content_filter" or message.get("refusal"):
        return REFUSED
    text = message.get("content")
    return Answer(
        text=_storable(text) if isinstance(text, str) else "",
        cut_off=choice.get("finish_reason") == "length",
        usage=_usage(found.get("usage")),
    )


def _error_inside(error: Any, sent: str, key: str) -> Fault:
    """Gateways pass on the fault of the server behind them with a status of 200 of their own."""
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 400 <= code < 600 else 500
    return of_status(status, {}, json.dumps({"error": error}), sent, key)


def _storable(text: str) -> str:
    """The reply itself, without what a model thought aloud before it and what no database takes."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", _THINKING.sub("", text))


def _usage(found: Any) -> Usage | None:
    if not isinstance(found, dict) or not _number(found.get("prompt_tokens")):
        return None
    details = found.get("prompt_tokens_details")
    cached = _number(details.get("cached_tokens")) if isinstance(details, dict) else 0
    tokens_in = _number(found.get("prompt_tokens"))
    return Usage(
        tokens_in=tokens_in,
        tokens_cached=min(tokens_in, cached or _number(found.get("prompt_cache_hit_tokens"))),
        tokens_out=_number(found.get("completion_tokens")),
    )


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 40 else 0


def _first(choices: Any) -> dict[str, Any]:
    return choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
