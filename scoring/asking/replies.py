"""The judge's reply read: exactly one JSON object; strict about what it says, not about what is around it.

Nothing is filled in. An answer that cannot be read is kept as what is wrong with it, and one item's mistake
does not sink the others; a reply in which nothing can be read is a `BadReply`.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from scoring.asking.lines import unmarked
from scoring.judgement import Answer, Citation, Claim, Judgement, Span, Unread
from scoring.record import Record
from scoring.rubric import Criterion
from scoring.visible import shortened, visible

LONGEST_REPLY = 100_000
"""Characters of a reply that are read; eight items with three sentences each take about 5,000."""
MOST_WHY = 25
"""Words a reason may have; what is longer is cut."""
LONGEST_WHY = 240
LONGEST_WORDS = 400
MOST_ITEMS = 8
MOST_EVIDENCE = 3

REPLY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["items"],
    "properties": {
        "items": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_ITEMS,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["item", "evidence", "why", "verdict", "searched"],
                "properties": {
                    "item": {"type": "string"},
                    "evidence": {
                        "type": "array",
                        "maxItems": MOST_EVIDENCE,
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["id", "words"],
                            "properties": {"id": {"type": "string"}, "words": {"type": "string"}},
                        },
                    },
                    "why": {"type": "string"},
                    "verdict": {"type": "string", "enum": [answer.value for answer in Answer]},
                    "searched": {
                        "anyOf": [
                            {
                                "type": "object",
                                "additionalProperties": False,
                                "required": ["first", "last"],
                                "properties": {"first": {"type": "string"}, "last": {"type": "string"}},
                            },
                            {"type": "null"},
                        ]
                    },
                },
            },
        }
    },
}
"""The same for all six criteria, byte for byte: another schema would throw away the server's prompt cache."""

_THOUGHT = re.compile(r"\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_FIELDS = frozenset(REPLY_SCHEMA["properties"]["items"]["items"]["properties"])


class BadReply(Record):
    """A reply nothing can be read from; `problems` say why, in words the model can act on."""

    problems: tuple[str, ...]


class _Faulty(ValueError):
    """One answer, or the whole object, cannot be used; the message says why."""


def read_reply(text: str, criterion: Criterion, nonce: str) -> Judgement | BadReply:
    """The claims of a reply about one criterion, sentence ids without the mark of the run.

    Ids of other calls and items of other criteria are kept: `check_judgement` says what is wrong with them.
    """
    try:
        entries, surplus = _entries(_object(text))
    except _Faulty as fault:
        return BadReply(problems=(str(fault),))
    claims: list[Claim] = []
    unread: list[Unread] = [Unread(item=None, problem=problem) for problem in surplus]
    for entry in entries:
        name = entry.get("item") if isinstance(entry, dict) else None
        item = visible(name).strip() if isinstance(name, str) else None
        try:
            claims.append(_claim(entry, nonce))
        except _Faulty as fault:
            unread.append(Unread(item=item if criterion.item(item or "") else None, problem=str(fault)))
    if not claims:
        return BadReply(problems=tuple(dict.fromkeys(one.problem for one in unread)))
    return Judgement(criterion=criterion.key, claims=tuple(claims), unread=tuple(unread))


def _object(text: str) -> dict[str, Any]:
    """The one object with `items` in a reply; thoughts before it, fences and prose around it are skipped."""
    if not text.strip():
        raise _Faulty("the reply is empty")
    if len(text) > LONGEST_REPLY:
        raise _Faulty(f"the reply has {len(text):,} characters; at most {LONGEST_REPLY:,} are read")
    found, broken = _objects(_THOUGHT.sub("", text, count=1))
    wanted = [one for one in found if "items" in one]
    if len(wanted) > 1:
        raise _Faulty(f"the reply holds {len(wanted)} JSON objects with items; one is wanted")
    if wanted:
        return wanted[0]
    if broken:
        raise _Faulty(f"the reply is no valid JSON, or it breaks off: {broken}")
    raise _Faulty('the reply holds no JSON object with "items"')


def _objects(text: str) -> tuple[list[dict[str, Any]], str]:
    """All objects of a text that stand in no other, and what was wrong with the first that is broken."""
    decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
    found: list[dict[str, Any]] = []
    broken = ""
    place = text.find("{")
    while place >= 0:
        try:
            one, end = decoder.raw_decode(text, place)
            found.append(one)
        except _Faulty:
            raise
        except json.JSONDecodeError as error:
            broken = broken or f"{error.msg} at character {error.pos + 1}"
            end = place + 1
        except RecursionError as error:
            raise _Faulty("the reply is nested too deeply") from error
        place = text.find("{", end)
    return found, broken


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    known = dict(pairs)
    if len(known) < len(pairs):
        twice = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise _Faulty(f"the field “{visible(twice)[:40]}” stands twice in one object")
    return known


def _no_constant(name: str) -> None:
    raise _Faulty(f"{name} is not JSON")


def _entries(reply: Mapping[str, Any]) -> tuple[list[Any], list[str]]:
    entries = reply["items"]
    if not isinstance(entries, list):
        raise _Faulty('"items" is not a list')
    if not entries:
        raise _Faulty('"items" is empty: every item has to be answered')
    names = {key for entry in entries if isinstance(entry, dict) for key in set(entry) - _FIELDS}
    odd = sorted(visible(name)[:40] for name in names | (set(reply) - {"items"}))
    return entries, [f"the reply has fields nobody asked for: {', '.join(odd[:5])}"] if odd else []


def _claim(entry: Any, nonce: str) -> Claim:
    if not isinstance(entry, dict):
        raise _Faulty("an answer is not an object")
    item = entry.get("item")
    if not isinstance(item, str) or not item.strip():
        raise _Faulty("an answer does not name its item")
    return Claim(
        item=visible(item).strip(),
        answer=_answer(entry.get("verdict")),
        citations=_citations(entry.get("evidence"), nonce),
        searched=_span(entry.get("searched"), nonce),
        why=_why(entry.get("why")),
    )


def _answer(verdict: Any) -> Answer:
    if isinstance(verdict, str):
        word = re.sub(r"[\s-]+", "_", verdict.strip().lower())
        if word in set(Answer):
            return Answer(word)
    words = ", ".join(answer.value for answer in Answer)
    raise _Faulty(f"the verdict is {_quoted(verdict)}; it has to be one of {words}")


def _citations(evidence: Any, nonce: str) -> tuple[Citation, ...]:
    if evidence is None:
        return ()
    if not isinstance(evidence, list):
        raise _Faulty("the evidence is not a list")
    return tuple(_citation(one, nonce) for one in evidence)


def _citation(one: Any, nonce: str) -> Citation:
    if isinstance(one, str):
        return Citation(sentence=unmarked(one, nonce), anchor="")
    if not isinstance(one, dict) or not isinstance(one.get("id"), str):
        raise _Faulty("a piece of evidence is not a sentence id with its words")
    words = one.get("words")
    if not isinstance(words, str):
        raise _Faulty("a piece of evidence has no words of its sentence")
    if len(words) > LONGEST_WORDS:
        raise _Faulty(
            f"the words of a piece of evidence have {len(words)} characters; 4 to 8 words are wanted"
        )
    return Citation(sentence=unmarked(one["id"], nonce), anchor=visible(words))


def _span(searched: Any, nonce: str) -> Span | None:
    if searched is None:
        return None
    if not isinstance(searched, dict):
        raise _Faulty("searched is neither null nor a first and a last id")
    first, last = searched.get("first"), searched.get("last")
    if not isinstance(first, str) or not isinstance(last, str):
        raise _Faulty("searched needs a first and a last id")
    return Span(first=unmarked(first, nonce), last=unmarked(last, nonce))


def _why(why: Any) -> str:
    if why is None:
        return ""
    if not isinstance(why, str):
        raise _Faulty("the why is not a text")
    words = visible(why).split()
    cut = " ".join(words[:MOST_WHY]) + ("…" if len(words) > MOST_WHY else "")
    return shortened(cut, LONGEST_WHY)


def _quoted(value: Any) -> str:
    return "missing" if value is None else f"“{visible(str(value))[:40]}”"
