"""The parts of a rubric in words, as two versions of it are read side by side."""

from enum import Enum
from typing import Any

from scoring.record import Record

NAMES = {
    "scope": "what kind of call it is for",
    "worth": "what a level is worth, in percent",
    "describes": "kind of call",
    "at_least": "at least so many",
    "asks": "question",
    "speaker": "who has to say it",
    "speakers": "who may say it",
    "variants": "approved wordings",
    "elements": "what a paraphrase has to contain",
    "deadline": "seconds from the rep's first word",
    "before_topic": "before the subject is opened by",
    "after": "after the statement",
    "applies_when": "where it applies",
    "within_first": "within the first seconds",
    "within_last": "within the last seconds",
    "until": "only before",
    "since": "from day",
    "any": "one of",
    "all": "one of each",
    "unless": "none of",
}
"""What a field is called on the screen, where its own name with spaces says too little."""


def name_in_words(field: str) -> str:
    """The name of a field as a page shows it."""
    return NAMES.get(field, field.replace("_", " "))


def sides(was: Any, now: Any) -> tuple[str, str]:
    """Two values in words, without what both have: a list of forty phrases shows the one that is new."""
    if isinstance(was, Record) and isinstance(now, Record):
        fields = [name for name in type(now).model_fields if getattr(was, name) != getattr(now, name)]
        return _named({name_in_words(name): sides(getattr(was, name), getattr(now, name)) for name in fields})
    if isinstance(was, dict) and isinstance(now, dict):
        keys = [key for key in {**was, **now} if was.get(key) != now.get(key)]
        return _named({_key(key): sides(was.get(key), now.get(key)) for key in keys})
    if isinstance(was, tuple) and isinstance(now, tuple):
        return _lists(was, now)
    return in_words(was), in_words(now)


def in_words(value: Any) -> str:
    """A value as it is read: lists a line each, parts with their names, what is not set left out."""
    if isinstance(value, Record):
        said = {
            name: getattr(value, name)
            for name, field in type(value).model_fields.items()
            if field.is_required() or getattr(value, name) != field.get_default(call_default_factory=True)
        }
        return "\n".join(_line(name_in_words(name), in_words(inner)) for name, inner in said.items())
    if isinstance(value, dict):
        return "\n".join(_line(_key(key), in_words(inner)) for key, inner in value.items())
    if isinstance(value, tuple):
        return "\n".join(_entry(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _lists(was: tuple[Any, ...], now: tuple[Any, ...]) -> tuple[str, str]:
    gone, come = [one for one in was if one not in now], [one for one in now if one not in was]
    stay = len(was) - len(gone)
    if not gone and not come:
        return "in this order: " + in_words(was), "in this order: " + in_words(now)
    kept = [f"and {stay} that {'stays' if stay == 1 else 'stay'}"] if stay else []
    old, new = ("\n".join([*map(_entry, part), *kept]) for part in (gone, come))
    return old, new


def _entry(one: Any) -> str:
    if isinstance(one, tuple):
        return " or ".join(map(_entry, one))
    return in_words(one) if isinstance(one, Enum) or not isinstance(one, str) else f"“{one}”"


def _key(key: Any) -> str:
    return f"level {key}" if isinstance(key, int) else str(key)


def _named(parts: dict[str, tuple[str, str]]) -> tuple[str, str]:
    old, new = ("\n".join(_line(name, both[side]) for name, both in parts.items()) for side in (0, 1))
    return old, new


def _line(name: str, said: str) -> str:
    return f"{name}:\n{said}" if "\n" in said else f"{name}: {said or 'none'}"
