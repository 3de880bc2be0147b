"""What the form for a draft sends, put into the draft's document. What the form doesn't show stays."""

from collections.abc import Mapping
from typing import Any

from scoring.rubric import LEVELS

Fields = Mapping[str, str]
Document = dict[str, Any]

ITEM_TEXTS = ("asks", "definition", "example", "near_miss", "say_instead", "good", "missed", "moment")
NEEDED = ("asks", "definition", "example", "near_miss")
BOUNDS = ("missed_musts_at_most", "met_musts_at_least", "pluses_at_least", "must_nots_at_most")
MOST_ITEMS = 12
"""Rows of items a form may send; a criterion has eight items at most."""


def with_criterion(document: Document, key: str, fields: Fields) -> Document:
    """The document with one criterion as the form has it."""
    parts = document.get("criteria")
    criteria = [
        _criterion(part, fields) if isinstance(part, dict) and part.get("key") == key else part
        for part in (parts if isinstance(parts, list) else [])
    ]
    return document | {"criteria": criteria}


def with_head(document: Document, fields: Fields) -> Document:
    """The document with title, worths and weights as the form has them."""
    parts = document.get("criteria")
    criteria = [
        part | {"weight": _number(fields.get(f"weight-{part.get('key')}", ""), part.get("weight"))}
        if isinstance(part, dict)
        else part
        for part in (parts if isinstance(parts, list) else [])
    ]
    before = document.get("worth")
    worth: dict[Any, Any] = before if isinstance(before, dict) else {}
    worths = {level: _number(fields.get(f"worth-{level}", ""), worth.get(level)) for level in LEVELS}
    named = {"slug": _text(fields, "slug"), "title": _text(fields, "title")}
    return document | named | {"worth": worths, "criteria": criteria}


def _criterion(part: Document, fields: Fields) -> Document:
    changed = part | {
        "title": _text(fields, "title"),
        "purpose": _text(fields, "purpose"),
        "weight": _number(fields.get("weight", ""), part.get("weight")),
        "anchors": {level: _text(fields, f"anchor-{level}") for level in LEVELS},
        "table": _table(fields),
        "items": _items(part, fields),
    }
    cap = _number(fields.get("capped_at", ""), None)
    if cap not in (None, 1, "1") or "capped_at" in part:
        changed["capped_at"] = 1 if cap is None else cap
    return changed


def _table(fields: Fields) -> list[Document]:
    rows: list[Document] = []
    for level in (5, 4, 3, 2):
        if f"row-{level}" not in fields:
            continue
        bounds = {bound: _number(fields.get(f"row-{level}-{bound}", ""), None) for bound in BOUNDS}
        rows.append({"level": level} | {bound: value for bound, value in bounds.items() if value is not None})
    return [*rows, {"level": 1}]


def _items(part: Document, fields: Fields) -> list[Document]:
    there = part.get("items")
    before = {
        str(item.get("id")): item
        for item in (there if isinstance(there, list) else [])
        if isinstance(item, dict)
    }
    items = []
    for number in range(MOST_ITEMS):
        name = _text(fields, f"item-{number}-id")
        if not name or f"item-{number}-remove" in fields:
            continue
        was = before.get(_text(fields, f"item-{number}-was"), {})
        items.append(_item(was, name, f"item-{number}-", fields))
    return items


def _item(was: Document, name: str, prefix: str, fields: Fields) -> Document:
    item = was | {"id": name, "kind": _text(fields, f"{prefix}kind") or "must"}
    for text in ITEM_TEXTS:
        value = _text(fields, f"{prefix}{text}")
        if value or text in NEEDED:
            item[text] = value
        else:
            item.pop(text, None)
    if f"{prefix}must_have" in fields:
        item["must_have"] = True
    else:
        item.pop("must_have", None)
    when, occasion = _text(fields, f"{prefix}when"), was.get("occasion")
    known: Document = occasion if isinstance(occasion, dict) else {}
    item["occasion"] = known | {"when": when}
    return item


def _text(fields: Fields, name: str) -> str:
    return " ".join(fields.get(name, "").split())


def _number(text: str, otherwise: Any) -> Any:
    """A whole number; what is none stays as it was typed, so that the check can say so."""
    typed = text.strip()
    if not typed:
        return otherwise
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else typed
