"""What is wrong with a value that was sent, in words for whoever sent it."""

from collections.abc import Callable, Mapping
from typing import Any

from scoring.formats import counted

_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "is missing",
    "extra_forbidden": lambda _: "is not known here",
    "greater_than_equal": lambda limit: f"must be {limit['ge']} or more",
    "greater_than": lambda limit: f"must be more than {limit['gt']}",
    "less_than_equal": lambda limit: f"must be {limit['le']} or less",
    "less_than": lambda limit: f"must be less than {limit['lt']}",
    "string_too_short": lambda limit: _at_least(limit["min_length"]),
    "string_too_long": lambda limit: f"is too long: at most {counted(limit['max_length'], 'character')}",
    "too_short": lambda limit: f"has too few entries: at least {limit['min_length']}",
    "too_long": lambda limit: f"has too many entries: at most {limit['max_length']}",
    "int_type": lambda _: "must be a whole number",
    "int_parsing": lambda _: "must be a whole number",
    "int_parsing_size": lambda _: "must be a whole number",
    "int_from_float": lambda _: "must be a whole number",
    "float_type": lambda _: "must be a number",
    "float_parsing": lambda _: "must be a number",
    "finite_number": lambda _: "must be a number that has an end",
    "string_type": lambda _: "must be a text",
    "bool_type": lambda _: "must be true or false",
    "bool_parsing": lambda _: "must be true or false",
    "literal_error": lambda one: f"must be {one['expected']}",
    "enum": lambda one: f"must be {one['expected']}",
    "date_type": lambda _: _NO_DAY,
    "date_parsing": lambda _: _NO_DAY,
    "date_from_datetime_parsing": lambda _: _NO_DAY,
}
_NO_DAY = "must be a day, such as 2026-12-31"


def complaint(error: Mapping[str, Any]) -> str:
    """One mistake of pydantic's list in plain words; one that we worded ourselves stays as it is."""
    words = _WORDS.get(str(error["type"]))
    if words is not None:
        return words(error.get("ctx") or {})
    return str(error["msg"]).removeprefix("Value error, ")


def _at_least(length: int) -> str:
    return "is empty" if length == 1 else f"is too short: at least {counted(length, 'character')}"
