"""Required statements as the form sends them, put into the draft's document."""

from typing import Any

from service.rubrics.filled_cues import Document, Fields, filled_list, number

MOST_STATEMENTS = 24
SPEAKERS = ("rep", "customer", "other")
PLACES = ("jurisdiction", "product")


def with_statements(document: Document, fields: Fields) -> Document:
    """The document with its required statements as the form has them."""
    there = document.get("statements")
    before = {
        str(one.get("key")): one
        for one in (there if isinstance(there, list) else [])
        if isinstance(one, dict)
    }
    statements = []
    for place in range(MOST_STATEMENTS):
        prefix = f"statement-{place}-"
        key = _word(fields, f"{prefix}key")
        if key and f"{prefix}remove" not in fields:
            statements.append(_statement(before.get(_word(fields, f"{prefix}was"), {}), key, prefix, fields))
    if not statements:
        return {name: value for name, value in document.items() if name != "statements"}
    return document | {"statements": statements}


def elements_of(value: Any) -> str:
    """The elements as text: `name: pattern`, a line for each pattern."""
    if not isinstance(value, dict):
        return ""
    return "\n".join(
        f"{name}: {pattern}"
        for name, patterns in value.items()
        if isinstance(patterns, list)
        for pattern in patterns
    )


def _statement(was: Document, key: str, prefix: str, fields: Fields) -> Document:
    made = was | {"key": key, "title": _kept(was.get("title"), _word(fields, f"{prefix}title"))}
    spoken = [one for one in SPEAKERS if f"{prefix}speaker-{one}" in fields]
    usual = was.get("speakers", ["rep", "other"])
    if not isinstance(usual, list) or set(spoken) != set(usual):
        made["speakers"] = spoken
    made["variants"] = filled_list(fields, f"{prefix}variants", was.get("variants"))
    made["elements"] = _elements(fields.get(f"{prefix}elements", ""), was.get("elements"))
    _set(made, "deadline", number(fields.get(f"{prefix}deadline", ""), was.get("deadline")))
    _set(made, "before_topic", filled_list(fields, f"{prefix}before_topic", was.get("before_topic")))
    _set(made, "after", _word(fields, f"{prefix}after"))
    _set(made, "applies_when", _applies(was.get("applies_when"), prefix, fields))
    return made


def _elements(typed: str, before: Any) -> Any:
    """Element → its patterns. A line without a name belongs to the one above it."""
    if isinstance(before, dict) and _plain(typed) == _plain(elements_of(before)):
        return before
    found: dict[str, list[str]] = {}
    name = ""
    for line in _plain(typed):
        named, colon, pattern = line.partition(":")
        name, pattern = (named.strip(), pattern) if colon else (name, line)
        found.setdefault(name, []).append(pattern.strip())
    return found


def _applies(there: Any, prefix: str, fields: Fields) -> Document | None:
    was: Document = there if isinstance(there, dict) else {}
    made = dict(was)
    for name in PLACES:
        typed = [one.strip() for one in fields.get(f"{prefix}{name}", "").split(",") if one.strip()]
        _set(made, name, was.get(name) if typed == was.get(name) else typed)
    for name in ("direction", "since", "until"):
        value = _word(fields, f"{prefix}{name}")
        _set(made, name, was.get(name) if value and value == str(was.get(name)) else value)
    return made or None


def _kept(before: Any, typed: str) -> Any:
    return before if isinstance(before, str) and " ".join(before.split()) == typed else typed


def _set(holder: Document, name: str, value: Any) -> None:
    if value in (None, "", []):
        holder.pop(name, None)
    else:
        holder[name] = value


def _plain(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def _word(fields: Fields, name: str) -> str:
    return " ".join(fields.get(name, "").split())
