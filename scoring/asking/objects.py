"""The one JSON object in what a language model handed back, whatever stands around it."""

import json
import re
from typing import Any

from scoring.visible import visible

LONGEST_REPLY = 100_000
"""Characters of a reply that are read; eight items with three sentences each take about 5,000."""

MOST_OPENINGS = 100
"""Braces that open no object before the search is given up; prose has a few, an attack has thousands."""

_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)


class Faulty(ValueError):
    """One part of a reply, or all of it, cannot be used; the message says why."""


def one_object(text: str, field: str) -> dict[str, Any]:
    """The one object with this field in a reply; thoughts before it, fences and prose are skipped.

    Raises Faulty where there is none, more than one, or one that is no strict JSON.
    """
    if not text.strip():
        raise Faulty("the reply is empty")
    if len(text) > LONGEST_REPLY:
        raise Faulty(f"the reply has {len(text):,} characters; at most {LONGEST_REPLY:,} are read")
    said = text.lstrip()
    thought = _THOUGHT.match(said)
    found, broken = _objects(said[thought.end() :] if thought else said)
    wanted = [one for one in found if field in one]
    if len(wanted) > 1:
        raise Faulty(f"the reply holds {len(wanted)} JSON objects with {field}; one is wanted")
    if wanted:
        return wanted[0]
    if broken:
        raise Faulty(f"the reply is no valid JSON, or it breaks off: {broken}")
    raise Faulty(f'the reply holds no JSON object with "{field}"')


def _objects(text: str) -> tuple[list[dict[str, Any]], str]:
    """All objects of a text that stand in no other, and what was wrong with the first that is broken."""
    decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
    found: list[dict[str, Any]] = []
    broken = ""
    openings = 0
    place = text.find("{")
    while place >= 0 and openings < MOST_OPENINGS:
        try:
            one, end = decoder.raw_decode(text, place)
            found.append(one)
        except Faulty:
            raise
        except json.JSONDecodeError as error:
            broken = broken or f"{error.msg} at character {error.pos + 1}"
            end = place + 1
            openings += 1
        except RecursionError as error:
            raise Faulty("the reply is nested too deeply") from error
        place = text.find("{", end)
    return found, broken


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for key, value in pairs:
        if key in known:
            raise Faulty(f"the field “{visible(key)[:40]}” stands twice in one object")
        known[key] = value
    return known


def _no_constant(name: str) -> None:
    raise Faulty(f"{name} is not JSON")
