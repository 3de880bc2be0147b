"""From the text of an exported milestone to a `Case`; whatever is wrong is named with its place."""

import json
from decimal import Decimal
from typing import Any, NoReturn

from pydantic import ValidationError

from scoring.errors import BadMilestone
from scoring.milestone.case import MOST_CALLS, SCHEMA_VERSION, Case

_MOST_LINES = 20


def read_case(text: str, name: str) -> Case:
    """The case in a file's text. Raises BadMilestone with one line for each mistake."""
    document = _document(text, name)
    if mistakes := _unusable(document):
        raise BadMilestone(name, mistakes)
    try:
        case = Case.model_validate(document)
    except ValidationError as error:
        raise BadMilestone(name, _lines(error)) from error
    if case.milestone.reads_calls and not case.calls:
        raise BadMilestone(
            name, ["calls: the list is empty; an export holds every call since the plan began"]
        )
    return case


def _document(text: str, name: str) -> Any:
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_no_constants, object_pairs_hook=_each_key_once
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadMilestone(name, [f"{place}: not JSON ({error.msg})"]) from error
    except RecursionError as error:
        raise BadMilestone(name, ["nested too deeply to be a milestone"]) from error
    except ValueError as error:
        raise BadMilestone(name, [str(error)]) from error


def _no_constants(word: str) -> NoReturn:
    raise ValueError(f"{word} stands where a number should be; a score that does not exist is left out")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise ValueError(f"the key {', '.join(twice)} stands twice in one object; which one is meant?")
    return found


def _unusable(document: Any) -> list[str]:
    """What makes it pointless to read on."""
    if not isinstance(document, dict):
        return ["the file has to hold one object, as docs/milestone.schema.json describes"]
    version = document.get("schema_version")
    if isinstance(version, bool) or version != SCHEMA_VERSION:
        return [f"schema_version: this program reads version {SCHEMA_VERSION}, and the file says {version!r}"]
    calls = document.get("calls", [])
    if isinstance(calls, list) and len(calls) > MOST_CALLS:
        return [f"calls: {len(calls):,} of them, and one rep's plan has at most {MOST_CALLS:,}"]
    return []


def _lines(error: ValidationError) -> list[str]:
    lines = [line for found in error.errors(include_url=False) for line in _line(dict(found))]
    rest = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], f"and {rest} more"] if rest > 0 else lines


def _line(found: dict[str, Any]) -> list[str]:
    message = str(found["msg"]).removeprefix("Value error, ")
    place = _place(found["loc"])
    return [f"{place}: {line}" if place else line for line in message.split("\n")]


def _place(location: tuple[str | int, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".")
