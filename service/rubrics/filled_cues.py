"""Cues as the form shows them and as it sends them: one pattern a line, groups with an empty line between."""

from collections.abc import Mapping
from typing import Any

Fields = Mapping[str, str]
Document = dict[str, Any]

FIGURES = ("talk_ratio", "longest_monologue", "rep_questions", "customer_questions")
NUMBERS = ("min_words", "at_least", "after_occasion")
QUESTION = {True: "yes", False: "no"}


def lines_of(value: Any) -> str:
    """A list of patterns as text, one a line."""
    return "\n".join(str(one) for one in value) if isinstance(value, list) else ""


def groups_of(value: Any) -> str:
    """Groups of patterns as text, an empty line between two."""
    return "\n\n".join(lines_of(group) for group in value) if isinstance(value, list) else ""


def filled_list(fields: Fields, name: str, before: Any) -> list[Any]:
    """The lines of a field as a list; word for word what was there where nobody changed it."""
    typed = _lines(fields.get(name, ""))
    return before if isinstance(before, list) and typed == _lines(lines_of(before)) else typed


def with_cues(holder: Document, name: str, prefix: str, fields: Fields) -> Document:
    """The item or occasion with its cues as the form has them, without any where the form has none.

    A form that does not show them (no field of theirs was sent) leaves them as they are.
    """
    if f"{prefix}any" not in fields:
        return holder
    there = holder.get(name)
    before: Document = there if isinstance(there, dict) else {}
    cues = _cues(before, prefix, fields)
    rest = {key: value for key, value in holder.items() if key != name}
    return _in_place(holder, rest, name, cues) if cues else rest


def _cues(before: Document, prefix: str, fields: Fields) -> Document:
    cues = dict(before)
    for name in ("any", "unless"):
        _set(cues, name, filled_list(fields, f"{prefix}{name}", before.get(name)))
    _set(cues, "all", _groups(fields.get(f"{prefix}all", ""), before.get("all")))
    asked = fields.get(f"{prefix}question", "")
    _set(cues, "question", {"yes": True, "no": False}.get(asked))
    for name in NUMBERS:
        if f"{prefix}{name}" in fields:
            _set(cues, name, number(fields[f"{prefix}{name}"], before.get(name)))
    if f"{prefix}figure" in fields:
        _set(cues, "figure", _figure(before.get("figure"), f"{prefix}figure", fields))
    return with_cues(cues, "until", f"{prefix}until-", fields)


def _figure(before: Any, prefix: str, fields: Fields) -> Document | None:
    name = fields.get(prefix, "")
    if not name:
        return None
    figure: Document = {**(before if isinstance(before, dict) else {}), "name": name}
    for bound in ("at_least", "at_most"):
        _set(figure, bound, number(fields.get(f"{prefix}-{bound}", ""), figure.get(bound)))
    return figure


def _groups(typed: str, before: Any) -> list[Any]:
    groups: list[list[str]] = [[]]
    for line in typed.replace("\r\n", "\n").split("\n"):
        if line.strip():
            groups[-1].append(line.strip())
        elif groups[-1]:
            groups.append([])
    found = [group for group in groups if group]
    same = isinstance(before, list) and found == [_lines(lines_of(group)) for group in before]
    return before if same else found


def number(text: str, before: Any) -> Any:
    """A number as it was typed; what is none stays text, so that the check can say so.

    What was there stays word for word where it is the same number.
    """
    typed = text.strip()
    if not typed:
        return None
    if before is not None and typed == str(before):
        return before
    try:
        value = float(typed) if len(typed) < 12 else typed
    except ValueError:
        return typed
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _set(holder: Document, name: str, value: Any) -> None:
    """Sets a value; takes it away where there is none."""
    if value is None or value == []:
        holder.pop(name, None)
    else:
        holder[name] = value


def _in_place(holder: Document, rest: Document, name: str, value: Any) -> Document:
    """With the value where it stood, so that nothing else moves in the file."""
    if name not in holder:
        return rest | {name: value}
    return {key: (value if key == name else one) for key, one in holder.items()}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
