"""What the form for a draft sends, put into the draft's document. What the form doesn't show stays."""

from typing import Any

from scoring.rubric import LEVELS
from service.rubrics.filled_cues import Document, Fields, filled_list, number, with_cues

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
    named = {
        "slug": _text(fields, "slug"),
        "title": _kept(document.get("title"), _text(fields, "title")),
    }
    changed = document | named | {"worth": worths, "criteria": criteria}
    language = _text(fields, "language")
    if language and language != document.get("language", "en"):
        changed["language"] = language
    return _with_scope(changed, fields)


def _with_scope(document: Document, fields: Fields) -> Document:
    """What kind of call the rubric is for; without a word and without signs it is for every kind."""
    if "scope-signs" not in fields:
        return document
    was = _mapping(document.get("scope"))
    describes = _kept(was.get("describes"), _text(fields, "scope-describes"))
    signs = filled_list(fields, "scope-signs", was.get("signs"))
    if not describes and not signs:
        return {name: value for name, value in document.items() if name != "scope"}
    scope = was | {"describes": describes, "signs": signs}
    least = number(fields.get("scope-at_least", ""), was.get("at_least"))
    if least is not None and least != was.get("at_least", 1):
        scope["at_least"] = least
    return document | {"scope": scope}


def _criterion(part: Document, fields: Fields) -> Document:
    changed = part | {
        "title": _kept(part.get("title"), _text(fields, "title")),
        "purpose": _kept(part.get("purpose"), _text(fields, "purpose")),
        "weight": _number(fields.get("weight", ""), part.get("weight")),
        "anchors": {
            level: _kept(_mapping(part.get("anchors")).get(level), _text(fields, f"anchor-{level}"))
            for level in LEVELS
        },
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
    for place in range(MOST_ITEMS):
        name = _text(fields, f"item-{place}-id")
        if not name or f"item-{place}-remove" in fields:
            continue
        was = before.get(_text(fields, f"item-{place}-was"), {})
        items.append((_place_of(fields, place), _item(was, name, f"item-{place}-", fields)))
    return [item for _, item in sorted(items, key=lambda one: one[0])]


def _place_of(fields: Fields, row: int) -> tuple[int, int]:
    """Where the form wants an item: moved up it comes before the one that was there, moved down after it."""
    typed = fields.get(f"item-{row}-place", "").strip()
    stays = row + 1
    place = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else stays
    return place, (place > stays) - (place < stays)


def _item(was: Document, name: str, prefix: str, fields: Fields) -> Document:
    item = was | {"id": name, "kind": _text(fields, f"{prefix}kind") or "must"}
    for text in ITEM_TEXTS:
        value = _text(fields, f"{prefix}{text}")
        if value or text in NEEDED:
            item[text] = _kept(was.get(text), value)
        else:
            item.pop(text, None)
    if f"{prefix}must_have" in fields:
        item["must_have"] = True
    else:
        item.pop("must_have", None)
    item["occasion"] = _occasion(was.get("occasion"), prefix, fields)
    item = with_cues(item, "cues", f"{prefix}cues-", fields)
    for named, usual in (("speaker", "rep"), ("statement", "")):
        _choose(item, named, _text(fields, f"{prefix}{named}"), usual, f"{prefix}{named}" in fields)
    return _placed(item, prefix, fields)


def _occasion(there: Any, prefix: str, fields: Fields) -> Document:
    known: Document = there if isinstance(there, dict) else {}
    occasion = known | {"when": _kept(known.get("when"), _text(fields, f"{prefix}when"))}
    sent = f"{prefix}occasion-speaker"
    _choose(occasion, "speaker", _text(fields, sent), "customer", sent in fields)
    return with_cues(occasion, "cues", f"{prefix}occasion-", fields)


def _choose(holder: Document, name: str, value: str, usual: str, sent: bool) -> None:
    """Sets a choice; one that is the usual one is not written where it was not."""
    if not sent or value == holder.get(name, usual):
        return
    if value:
        holder[name] = value
    else:
        holder.pop(name, None)


def _placed(item: Document, prefix: str, fields: Fields) -> Document:
    if f"{prefix}within_first" not in fields:
        return item
    there = item.get("place")
    place: Document = dict(there) if isinstance(there, dict) else {}
    for name in ("within_first", "within_last"):
        value = number(fields.get(f"{prefix}{name}", ""), place.get(name))
        place = (
            {key: one for key, one in place.items() if key != name}
            if value is None
            else place | {name: value}
        )
    rest = {key: one for key, one in item.items() if key != "place"}
    return item | {"place": place} if place else rest


def _kept(before: Any, typed: str) -> Any:
    """What was there, word for word, where the same was sent: an untouched form changes no fingerprint."""
    return before if isinstance(before, str) and " ".join(before.split()) == typed else typed


def _text(fields: Fields, name: str) -> str:
    return " ".join(fields.get(name, "").split())


def _number(text: str, otherwise: Any) -> Any:
    """A whole number; what is none stays as it was typed, so that the check can say so."""
    typed = text.strip()
    if not typed:
        return otherwise
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else typed


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}
