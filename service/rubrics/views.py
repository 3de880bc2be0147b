"""What the pages about rubrics show: records with every word worked out."""

from scoring.record import Record
from scoring.rubric import Criterion, Item, Kind, Rubric, TableRow
from scoring.rubric_check import Mistake
from scoring.transcript import Speaker
from service.db.tables import RubricDraft
from service.rubrics.queries import Published
from service.web.moments import local_day, local_moment

KINDS = {Kind.MUST: "must", Kind.PLUS: "plus", Kind.MUST_NOT: "must not"}
SPEAKERS = {
    Speaker.REP: "the rep",
    Speaker.CUSTOMER: "the customer",
    Speaker.OTHER: "a third voice",
    Speaker.UNKNOWN: "anybody",
}
ZONE = "UTC"
SHOWN = 300
"""Characters of a line of a draft that are shown at a mistake."""


class VersionLine(Record):
    """A published version in the list."""

    slug: str
    version: int
    title: str
    published: str
    changed: str
    newest: bool
    fingerprint: str


class RubricGroup(Record):
    """A rubric with its versions, and which calls are scored on it."""

    slug: str
    title: str
    used_for: str
    versions: tuple[VersionLine, ...]


class DraftLine(Record):
    """A draft in the list."""

    id: str
    slug: str
    based_on: str
    changed: str


class Row(Record):
    """A level: its anchor, what it takes, and what it is worth."""

    level: int
    anchor: str
    takes: str
    worth: int


class ItemShown(Record):
    """An item as people read it."""

    id: str
    kind: str
    must_have: bool
    asks: str
    definition: str
    example: str
    near_miss: str
    say_instead: str
    when: str
    found: str


class CriterionShown(Record):
    """A criterion as people read it."""

    key: str
    title: str
    purpose: str
    weight: int
    rows: tuple[Row, ...]
    items: tuple[ItemShown, ...]


class MistakeLine(Record):
    """A mistake with its place, and the line of the file it is in."""

    line: int
    where: str
    message: str
    hint: str
    text: str


class Checked(Record):
    """What the check of a text says. `places` counts its lines."""

    mistakes: tuple[MistakeLine, ...]

    @property
    def says(self) -> str:
        if not self.mistakes:
            return "Nothing wrong."
        return f"{len(self.mistakes)} mistake{'s' * (len(self.mistakes) > 1)}"


class Duty(Record):
    """A line of the checklist: what to do or not to do, when, and words for it."""

    does: str
    when: str
    words: str
    must_have: bool


class Duties(Record):
    """The musts and must-nots of one criterion."""

    title: str
    musts: tuple[Duty, ...]
    must_nots: tuple[Duty, ...]


def groups_of(versions: list[Published], used_for: dict[str, str]) -> tuple[RubricGroup, ...]:
    """The published versions, by rubric."""
    by_slug: dict[str, list[Published]] = {}
    for one in versions:
        by_slug.setdefault(one.row.slug, []).append(one)
    return tuple(
        RubricGroup(
            slug=slug,
            title=found[0].rubric.title,
            used_for=used_for.get(slug, "No kind of call is set to it."),
            versions=tuple(_version_line(one, one is found[0]) for one in found),
        )
        for slug, found in by_slug.items()
    )


def _version_line(one: Published, newest: bool) -> VersionLine:
    return VersionLine(
        slug=one.row.slug,
        version=one.row.version,
        title=one.rubric.title,
        published=local_day(one.row.created_at, ZONE),
        changed=one.rubric.changed,
        newest=newest,
        fingerprint=one.row.fingerprint,
    )


def draft_line(draft: RubricDraft, based_on: str) -> DraftLine:
    return DraftLine(
        id=draft.public_id,
        slug=draft.slug,
        based_on=based_on,
        changed=f"{local_moment(draft.updated_at, ZONE)} UTC",
    )


def criteria_of(rubric: Rubric) -> tuple[CriterionShown, ...]:
    return tuple(criterion_shown(criterion, rubric.worth) for criterion in rubric.criteria)


def criterion_shown(criterion: Criterion, worth: dict[int, int]) -> CriterionShown:
    takes = {row.level: _takes(row) for row in criterion.table}
    return CriterionShown(
        key=criterion.key,
        title=criterion.title,
        purpose=criterion.purpose,
        weight=criterion.weight,
        rows=tuple(
            Row(
                level=level,
                anchor=criterion.anchors[level],
                takes=takes.get(level, "cannot be reached"),
                worth=worth[level],
            )
            for level in (5, 4, 3, 2, 1)
        ),
        items=tuple(_item(item) for item in criterion.items),
    )


def _item(item: Item) -> ItemShown:
    return ItemShown(
        id=item.id,
        kind=KINDS[item.kind],
        must_have=item.must_have,
        asks=item.asks,
        definition=item.definition,
        example=item.example,
        near_miss=item.near_miss,
        say_instead=item.say_instead or "",
        when="every call" if item.occasion.always else item.occasion.when,
        found=_found(item),
    )


def _found(item: Item) -> str:
    """Who has to say it and where; what else decides it."""
    parts = [f"said by {SPEAKERS[item.speaker]}"]
    if item.place.within_first is not None:
        parts.append(f"within the first {item.place.within_first:g} seconds")
    if item.place.within_last is not None:
        parts.append(f"within the last {item.place.within_last:g} seconds")
    if item.statement is not None:
        parts.append(f"as the required statement {item.statement}")
    return ", ".join(parts)


def _takes(row: TableRow) -> str:
    """What a row of the table asks for, in words."""
    parts = []
    if row.missed_musts_at_most is not None:
        most = row.missed_musts_at_most
        parts.append("every must" if most == 0 else f"all musts but {most}")
    if row.met_musts_at_least:
        parts.append(f"at least {row.met_musts_at_least} must{'s' * (row.met_musts_at_least > 1)}")
    if row.pluses_at_least:
        parts.append(f"at least {row.pluses_at_least} plus")
    if row.must_nots_at_most is not None:
        most = row.must_nots_at_most
        parts.append("no must-not" if most == 0 else f"at most {most} must-not")
    return ", ".join(parts) or "whatever else"


def checked(text: str, mistakes: tuple[Mistake, ...]) -> Checked:
    """The mistakes of a text, each with its line."""
    lines = text.split("\n")
    return Checked(
        mistakes=tuple(
            MistakeLine(
                line=one.line,
                where=one.where,
                message=one.message,
                hint=one.hint,
                text=lines[one.line - 1].strip()[:SHOWN] if one.line <= len(lines) else "",
            )
            for one in mistakes
        )
    )


def duties_of(rubric: Rubric) -> tuple[Duties, ...]:
    """What has to be done, and what must not be, on a call of this kind: for a page beside the telephone."""
    return tuple(
        Duties(
            title=criterion.title,
            musts=tuple(_duty(item) for item in criterion.items if item.kind is Kind.MUST),
            must_nots=tuple(_duty(item) for item in criterion.items if item.kind is Kind.MUST_NOT),
        )
        for criterion in rubric.criteria
    )


ASKING = "Does the rep "


def _duty(item: Item) -> Duty:
    """ "Does the rep say why they call?" becomes "Say why they call"; other questions stay as they are."""
    asks = item.asks
    if asks.startswith(ASKING):
        rest = asks.removeprefix(ASKING).rstrip("?")
        asks = rest[:1].upper() + rest[1:]
    when = "" if item.occasion.always else f"when {item.moment}" if item.moment else item.occasion.when
    return Duty(does=asks, when=when, words=item.say_instead or item.example, must_have=item.must_have)
