"""The judge's reply read: exactly one JSON object; strict about what it says, not about what is around it.

Nothing is filled in. An answer that cannot be read is kept as what is wrong with it, and one item's mistake
does not sink the others; a reply in which nothing can be read is a `BadReply`.
"""

import re
from collections.abc import Mapping
from typing import Any

from scoring.asking.lines import unmarked
from scoring.asking.objects import Faulty, one_object
from scoring.judgement import Answer, Citation, Claim, Judgement, Span, Unread
from scoring.record import Record
from scoring.rubric import Criterion
from scoring.visible import shortened, visible

MOST_WHY = 25
"""Words a reason may have; what is longer is cut."""
LONGEST_WHY = 240
LONGEST_WORDS = 400
MOST_ITEMS = 8
MOST_EVIDENCE = 3

CITED: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "words"],
    "properties": {"id": {"type": "string"}, "words": {"type": "string"}},
}
"""A sentence's id, and words of it."""

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
                        "items": CITED,
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

_FIELDS = frozenset(REPLY_SCHEMA["properties"]["items"]["items"]["properties"])


class BadReply(Record):
    """A reply nothing can be read from; `problems` say why, in words the model can act on."""

    problems: tuple[str, ...]


def read_reply(text: str, criterion: Criterion, nonce: str) -> Judgement | BadReply:
    """The claims of a reply about one criterion, sentence ids without the mark of the run.

    Ids of other calls and items of other criteria are kept: `check_judgement` says what is wrong with them.
    """
    try:
        entries, surplus = _entries(one_object(text, "items"))
    except Faulty as fault:
        return BadReply(problems=(str(fault),))
    claims: list[Claim] = []
    unread: list[Unread] = [Unread(item=None, problem=problem) for problem in surplus]
    for entry in entries:
        name = entry.get("item") if isinstance(entry, dict) else None
        item = visible(name).strip() if isinstance(name, str) else None
        try:
            claims.append(_claim(entry, nonce))
        except Faulty as fault:
            unread.append(Unread(item=item if criterion.item(item or "") else None, problem=str(fault)))
    if not claims:
        return BadReply(problems=tuple(dict.fromkeys(one.problem for one in unread)))
    return Judgement(criterion=criterion.key, claims=tuple(claims), unread=tuple(unread))


def _entries(reply: Mapping[str, Any]) -> tuple[list[Any], list[str]]:
    entries = reply["items"]
    if not isinstance(entries, list):
        raise Faulty('"items" is not a list')
    if not entries:
        raise Faulty('"items" is empty: every item has to be answered')
    names = {key for entry in entries if isinstance(entry, dict) for key in set(entry) - _FIELDS}
    odd = sorted(visible(name)[:40] for name in names | (set(reply) - {"items"}))
    return entries, [f"the reply has fields nobody asked for: {', '.join(odd[:5])}"] if odd else []


def _claim(entry: Any, nonce: str) -> Claim:
    if not isinstance(entry, dict):
        raise Faulty("an answer is not an object")
    item = entry.get("item")
    if not isinstance(item, str) or not item.strip():
        raise Faulty("an answer does not name its item")
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
    raise Faulty(f"the verdict is {_quoted(verdict)}; it has to be one of {words}")


def _citations(evidence: Any, nonce: str) -> tuple[Citation, ...]:
    if evidence is None:
        return ()
    if not isinstance(evidence, list):
        raise Faulty("the evidence is not a list")
    return tuple(_citation(one, nonce) for one in evidence)


def _citation(one: Any, nonce: str) -> Citation:
    if isinstance(one, str):
        return Citation(sentence=unmarked(one, nonce), anchor="")
    if not isinstance(one, dict) or not isinstance(one.get("id"), str):
        raise Faulty("a piece of evidence is not a sentence id with its words")
    words = one.get("words")
    if not isinstance(words, str):
        raise Faulty("a piece of evidence has no words of its sentence")
    if len(words) > LONGEST_WORDS:
        raise Faulty(
            f"the words of a piece of evidence have {len(words)} characters; 4 to 8 words are wanted"
        )
    return Citation(sentence=unmarked(one["id"], nonce), anchor=visible(words))


def _span(searched: Any, nonce: str) -> Span | None:
    if searched is None:
        return None
    if not isinstance(searched, dict):
        raise Faulty("searched is neither null nor a first and a last id")
    first, last = searched.get("first"), searched.get("last")
    if not isinstance(first, str) or not isinstance(last, str):
        raise Faulty("searched needs a first and a last id")
    return Span(first=unmarked(first, nonce), last=unmarked(last, nonce))


def _why(why: Any) -> str:
    if why is None:
        return ""
    if not isinstance(why, str):
        raise Faulty("the why is not a text")
    words = visible(why).split()
    cut = " ".join(words[:MOST_WHY]) + ("…" if len(words) > MOST_WHY else "")
    return shortened(cut, LONGEST_WHY)


def _quoted(value: Any) -> str:
    return "missing" if value is None else f"“{visible(str(value))[:40]}”"
