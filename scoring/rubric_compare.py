"""Two versions of a rubric side by side: what was added, removed or reworded, and what that touches.

A change of wording has to be read again by the judge; a change of weight or table is only arithmetic.
"""

from typing import Any

from scoring.record import Record
from scoring.rubric import Criterion, Item, Level, RequiredStatement, Rubric
from scoring.rubric_words import sides

UNASKED = ("kind", "must_have", "say_instead", "good", "missed", "moment")
"""What of an item no judge is asked: a change of it leaves the answer as it is."""


class ChangedField(Record):
    """A field in its old and its new words."""

    field: str
    old: str
    new: str


class ChangedItem(Record):
    """An item that both versions have. `asked_anew`: the judge has to read calls again for it."""

    id: str
    fields: tuple[ChangedField, ...]
    asked_anew: bool


class ChangedStatement(Record):
    """A required statement that both versions have: what of it differs."""

    key: str
    title: str
    fields: tuple[ChangedField, ...]


class ChangedCriterion(Record):
    """A criterion in both versions. `keeps`: its fingerprint is the same, so is all that rests on it."""

    key: str
    title: str
    keeps: bool
    old_fingerprint: str
    new_fingerprint: str
    weight: tuple[int, int]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[ChangedItem, ...] = ()
    reordered: bool = False
    anchors: tuple[ChangedField, ...] = ()
    fields: tuple[ChangedField, ...] = ()
    table: tuple[ChangedField, ...] = ()

    @property
    def asks_anew(self) -> tuple[str, ...]:
        """The items for which no past answer can be taken over."""
        return (*self.added, *(item.id for item in self.changed if item.asked_anew))


class Comparison(Record):
    """All that differs between two versions. `same`: nothing does but the version's number and its reason."""

    old: str
    new: str
    same: bool
    criteria: tuple[ChangedCriterion, ...]
    fields: tuple[ChangedField, ...] = ()
    statements_added: tuple[str, ...] = ()
    statements_removed: tuple[str, ...] = ()
    statements_changed: tuple[str, ...] = ()
    statements: tuple[ChangedStatement, ...] = ()

    @property
    def asks_anew(self) -> dict[str, tuple[str, ...]]:
        """Criterion key → the items that the judge has to read calls again for."""
        return {one.key: one.asks_anew for one in self.criteria if one.asks_anew}


def compare_rubrics(old: Rubric, new: Rubric) -> Comparison:
    """What the new version changes, in its own order of criteria."""
    anew = _statements_anew(old, new)
    criteria = tuple(_criterion(old, new, criterion, anew) for criterion in new.criteria)
    old_statements = {one.key: one for one in old.statements}
    new_statements = {one.key: one for one in new.statements}
    both = [key for key in new_statements if key in anew and key in old_statements]
    return Comparison(
        old=f"{old.slug}@{old.version}",
        new=f"{new.slug}@{new.version}",
        same=_meant(old) == _meant(new),
        criteria=criteria,
        fields=_fields(old, new, ("title", "language", "worth", "scope")),
        statements_added=tuple(key for key in new_statements if key not in old_statements),
        statements_removed=tuple(key for key in old_statements if key not in new_statements),
        statements_changed=tuple(sorted(both)),
        statements=tuple(_statement(old_statements[key], new_statements[key]) for key in both),
    )


def _meant(rubric: Rubric) -> dict[str, Any]:
    return rubric.model_dump(mode="json", exclude={"version", "changed"})


def _statements_anew(old: Rubric, new: Rubric) -> set[str]:
    """Statements that are told to a judge, or found, in another way than before."""
    before = {one.key: one for one in old.statements}
    return {one.key for one in new.statements if before.get(one.key) != one}


def _statement(was: RequiredStatement, now: RequiredStatement) -> ChangedStatement:
    names = tuple(name for name in RequiredStatement.model_fields if name != "key")
    return ChangedStatement(key=now.key, title=now.title, fields=_fields(was, now, names))


def _criterion(old: Rubric, new: Rubric, now: Criterion, anew: set[str]) -> ChangedCriterion:
    was = old.criterion(now.key)
    before, after = {item.id: item for item in was.items}, {item.id: item for item in now.items}
    both = [item_id for item_id in after if item_id in before]
    prints = old.criterion_fingerprint(now.key), new.criterion_fingerprint(now.key)
    return ChangedCriterion(
        key=now.key,
        title=now.title,
        keeps=prints[0] == prints[1],
        old_fingerprint=prints[0],
        new_fingerprint=prints[1],
        weight=(was.weight, now.weight),
        added=tuple(item_id for item_id in after if item_id not in before),
        removed=tuple(item_id for item_id in before if item_id not in after),
        changed=tuple(
            changed for item_id in both if (changed := _item(before[item_id], after[item_id], anew))
        ),
        reordered=both != [item_id for item_id in before if item_id in after],
        anchors=_anchors(was, now),
        fields=_fields(was, now, ("title", "purpose", "capped_at")),
        table=_table(was, now),
    )


def _item(was: Item, now: Item, anew: set[str]) -> ChangedItem | None:
    fields = _fields(was, now, tuple(name for name in Item.model_fields if name != "id"))
    stated = now.statement in anew
    if not fields and not stated:
        return None
    asked_anew = stated or any(one.field not in UNASKED for one in fields)
    # A must_not is shown to the judge as one, so becoming one, or no longer being one, is a new question.
    asked_anew = asked_anew or ("must_not" in (was.kind.value, now.kind.value) and was.kind != now.kind)
    return ChangedItem(id=now.id, fields=fields, asked_anew=asked_anew)


def _fields(was: Record, now: Record, names: tuple[str, ...]) -> tuple[ChangedField, ...]:
    differing = [name for name in names if getattr(was, name) != getattr(now, name)]
    said = {name: sides(getattr(was, name), getattr(now, name)) for name in differing}
    return tuple(ChangedField(field=name, old=old, new=new) for name, (old, new) in said.items())


def _anchors(was: Criterion, now: Criterion) -> tuple[ChangedField, ...]:
    levels: tuple[Level, ...] = (5, 4, 3, 2, 1)
    return tuple(
        ChangedField(field=f"level {level}", old=was.anchors[level], new=now.anchors[level])
        for level in levels
        if was.anchors[level].split() != now.anchors[level].split()
    )


def _table(was: Criterion, now: Criterion) -> tuple[ChangedField, ...]:
    before, after = ({row.level: row for row in one.table} for one in (was, now))
    return tuple(
        ChangedField(field=f"level {level}", old=_row(before.get(level)), new=_row(after.get(level)))
        for level in (5, 4, 3, 2, 1)
        if before.get(level) != after.get(level)
    )


def _row(row: Record | None) -> str:
    if row is None:
        return "no row"
    said = row.model_dump(mode="json", exclude_defaults=True, exclude={"level"})
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in said.items()) or "no condition"
