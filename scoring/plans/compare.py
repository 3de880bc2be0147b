"""Two versions of a plan side by side: what was added, taken out and changed, in the words of the plan."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from scoring.plans.sections import PlanContent
from scoring.record import Record

PARTS = {
    "title": "Title",
    "person": "Person",
    "issued": "Issued",
    "starts": "Start",
    "days": "Length in days",
    "short_reason": "Why 30 days are enough",
    "reason": "Reason",
    "expectations": "Expectations",
    "milestones": "Milestones",
    "actions": "Action plan",
    "support": "Support",
    "monitoring": "Monitoring",
    "outcomes": "Outcomes",
    "severe": "The employment may end",
    "outcome_rule": "How milestones become the outcome",
    "cycle_days": "Days that a sale takes",
    "rep_said": "What the rep said",
    "hr_only": "For HR only",
}
"""The parts of a plan in their order, with their titles."""
_NAMED_BY = ("key", "area", "text", "week")


class Change(Record):
    """One difference. `place` is where in the part; before or after is empty where there was nothing."""

    part: str
    title: str
    place: str
    how: Literal["added", "removed", "changed"]
    before: str
    after: str


def compare(before: PlanContent, after: PlanContent) -> tuple[Change, ...]:
    """Every difference, part by part. Rows are matched by their key or area, not by their place."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return tuple(
        Change(part=part, title=title, place=place, how=_how(was, is_), before=was, after=is_)
        for part, title in PARTS.items()
        for place, was, is_ in _differences(old[part], new[part], ())
    )


def _how(was: str, is_: str) -> Literal["added", "removed", "changed"]:
    if not was:
        return "added"
    return "changed" if is_ else "removed"


def _differences(old: Any, new: Any, place: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys((*old, *new)):
            yield from _differences(old.get(name), new.get(name), (*place, name))
    elif isinstance(old, list) and isinstance(new, list) and _of_rows(old, new):
        was, is_ = _by_name(old), _by_name(new)
        for name in dict.fromkeys((*was, *is_)):
            yield from _differences(was.get(name), is_.get(name), (*place, name))
    else:
        yield _in_words(place), _written(old), _written(new)


def _of_rows(old: Sequence[Any], new: Sequence[Any]) -> bool:
    return all(isinstance(row, dict) for row in (*old, *new))


def _by_name(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Rows by what names them; a name that is there twice gets its number behind it."""
    named: dict[str, Mapping[str, Any]] = {}
    for number, row in enumerate(rows, start=1):
        name = next((str(row[one]) for one in _NAMED_BY if row.get(one)), str(number))
        named[name if name not in named else f"{name} ({number})"] = row
    return named


def _in_words(place: tuple[str, ...]) -> str:
    return " › ".join(part.replace("_", " ") for part in place)


def _written(value: Any) -> str:
    """A value as it is read. Of a row: what it says, without what is empty."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        parts = [(name, _written(one)) for name, one in value.items()]
        return "; ".join(f"{name.replace('_', ' ')}: {text}" for name, text in parts if text)
    if isinstance(value, list):
        return " · ".join(text for one in value if (text := _written(one)))
    return str(value)
