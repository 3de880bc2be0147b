"""What can go wrong between us and a model, each with what it means for the call and what to do about it.

A fault is a value. Its words never hold the key, and nothing of what was sent: servers like to echo both.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scoring.visible import shortened, visible

LONGEST_WORDS = 200
"""Characters of a server's own words that are shown."""
ECHO = 3
"""Words in a row that a server's message may share with the request; more is taken for an echo of it."""
SECRET_STATUS = (401, 403)
"""A server answers these with a part of the key it was given."""


@dataclass(frozen=True)
class Fault:
    """Why a request brought no reply.

    `again`: the same request may do better in a moment, after `wait_seconds` where the server named them.
    `waits`: no call can be judged now, so calls wait instead of failing. `rejects`: what the server would
    not take, by the names of the ladder.
    """

    code: str
    message: str
    next_step: str = ""
    again: bool = False
    waits: bool = False
    wait_seconds: float | None = None
    rejects: tuple[str, ...] = ()


CHECK = "See that it runs and that SIDETONE_LLM_BASE_URL is right; `sidetone doctor` tries it."
ONE_CALL = "The other criteria are not touched by it; `sidetone retry` asks again."

KEY = Fault(
    "key", "The model server refuses the key.", "Set SIDETONE_LLM_API_KEY to one that is valid.", waits=True
)
FORBIDDEN = Fault(
    "forbidden", "The model server forbids it.", "Ask who runs it what this key may do.", waits=True
)
QUOTA = Fault("quota", "The account at the model server is used up.", "Pay, or raise its limit.", waits=True)
NOT_FOUND = Fault(
    "not_found",
    "The model server does not know this model or address.",
    "Check SIDETONE_LLM_MODEL and SIDETONE_LLM_BASE_URL, which mostly ends in /v1.",
    waits=True,
)
REDIRECT = Fault(
    "redirect",
    "The model server points to another address, which is not followed: the key would go there.",
    "Set SIDETONE_LLM_BASE_URL to the final address.",
    waits=True,
)
RATE = Fault(
    "rate",
    "The model server has had too many requests.",
    "If it stays so, lower SIDETONE_LLM_PARALLEL or have its limit raised.",
    again=True,
    waits=True,
)
AWAY = Fault("away", "The model server is not working now.", CHECK, again=True, waits=True)
UNREACHABLE = Fault("unreachable", "The model server cannot be reached.", CHECK, again=True, waits=True)
CERTIFICATE = Fault(
    "certificate",
    "The certificate of the model server is not trusted.",
    "Name your authority's file in SSL_CERT_FILE, or have the server's certificate renewed.",
    waits=True,
)
BROKEN = Fault("broken", "The model server broke.", ONE_CALL, again=True)
TIMEOUT = Fault(
    "timeout", "The model took too long.", "Raise SIDETONE_LLM_TIMEOUT, or take a quicker model.", again=True
)
CUT = Fault("cut", "The connection ended in the middle of the reply.", ONE_CALL, again=True)
CONFLICT = Fault("conflict", "The model server reports a conflict.", ONE_CALL, again=True)
GARBAGE = Fault(
    "garbage",
    "What answered speaks no chat completions.",
    "Check SIDETONE_LLM_BASE_URL, which mostly ends in /v1.",
    again=True,
)
OVERSIZE = Fault("oversize", "The reply is far too large.", CHECK)
TOO_LONG = Fault(
    "too_long",
    "The request does not fit into the model's context window.",
    "Set SIDETONE_LLM_WINDOW to what the server really allows.",
)
REJECTED = Fault("rejected", "The model server does not take this request.", CHECK)
REFUSED = Fault("refused", "The model refused to answer.", ONE_CALL)

BY_STATUS = {
    401: KEY,
    402: QUOTA,
    403: FORBIDDEN,
    404: NOT_FOUND,
    408: TIMEOUT,
    409: CONFLICT,
    413: TOO_LONG,
    429: RATE,
    500: BROKEN,
    501: REJECTED,
}

_LENGTH = re.compile(
    r"context (length|window|size)|context_length_exceeded|exceed_context_size|maximum context|n_ctx"
    r"|(prompt|input|request) is too (long|large)|too many tokens|reduce the length"
)
_QUOTA = re.compile(r"insufficient_quota|current quota|billing|credit|balance|payment")
_REFUSAL = re.compile(r"content_filter|content[ _]policy|content management policy|moderation|flagged|safety")
_REJECTS = {
    "schema": re.compile(r"response_format|json_schema|json_object|schema|grammar|structured output|guided"),
    "temperature": re.compile(r"temperature"),
    "seed": re.compile(r"\bseed\b"),
    "max_completion_tokens": re.compile(r"max_completion_tokens"),
    "max_tokens": re.compile(r"max_tokens"),
}


def of_status(status: int, headers: Mapping[str, str], body: str, sent: str, key: str) -> Fault:
    """The fault a status code and its body stand for. `sent` and `key` are only looked for in its words."""
    words = _words(body)
    low = words.lower()
    fault = _kind(status, low)
    shown = "" if status in SECRET_STATUS else own_words(words, sent, key)
    message = f"{fault.message} (status {status}{': ' + shown if shown else ''})"
    rejects = tuple(name for name, sign in _REJECTS.items() if sign.search(low))
    wait = retry_after(headers) if fault.again else None
    return replace(fault, message=message, wait_seconds=wait, rejects=rejects)


def _kind(status: int, low: str) -> Fault:
    if status in (400, 403, 413, 422, 500) and _LENGTH.search(low):
        return TOO_LONG
    if status in (400, 403, 422) and _REFUSAL.search(low):
        return REFUSED
    if status == 429 and _QUOTA.search(low):
        return QUOTA
    if status in BY_STATUS:
        return BY_STATUS[status]
    if 300 <= status < 400:
        return REDIRECT
    return AWAY if status > 500 else REJECTED


def own_words(words: str, sent: str, key: str) -> str:
    """What a server says, safe to show: short, on a line, without the key and without what was sent to it."""
    said = visible(words).split()
    if not said or (key and key in words):
        return ""
    told = f" {' '.join(sent.split())} "
    runs = (" ".join(said[at : at + ECHO]) for at in range(len(said) - ECHO + 1))
    if any(run in told for run in runs) or any(word in told for word in said if len(word) > 30):
        return "its words repeat what was sent"
    return shortened(" ".join(said), LONGEST_WORDS)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds until the server wants to be asked again: its header holds them, or a date. None: not said."""
    given = headers.get("retry-after", "").strip()
    try:
        seconds = float(given)
    except ValueError:
        try:
            moment = parsedate_to_datetime(given)
        except ValueError:
            return None
        at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (at - datetime.now(UTC)).total_seconds()
    return max(0.0, seconds) if seconds == seconds and seconds != float("inf") else None


def _words(body: str) -> str:
    """The message in an error body; servers put it in different places."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return body[: LONGEST_WORDS * 10]
    return _message(found)


def _message(found: Any) -> str:
    if isinstance(found, str):
        return found
    if isinstance(found, list):
        return "; ".join(filter(None, map(_message, found)))
    if not isinstance(found, dict):
        return ""
    parts = [found[name] for name in ("code", "type", "param") if isinstance(found.get(name), str)]
    inner = next((found[name] for name in ("error", "message", "detail", "msg") if found.get(name)), "")
    return " ".join(filter(None, [_message(inner), *parts]))
