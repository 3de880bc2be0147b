"""What the pages of a draft show, and the form with everything that was typed."""

from typing import Any

from scoring.record import Record
from service.db.tables import RubricDraft
from service.rubrics.cue_fields import (
    DIRECTIONS,
    FIGURE_CHOICES,
    QUESTION_CHOICES,
    SPEAKER_CHOICES,
    CuesField,
    StatementField,
    cues_field,
    mapping,
    statement_choices,
    statement_fields,
)
from service.rubrics.filled_cues import lines_of
from service.rubrics.filled_in import BOUNDS, MOST_ITEMS
from service.rubrics.texts import DraftRead
from service.rubrics.views import Checked, checked

TABS = (
    ("", "Form"),
    ("/statements", "Statements"),
    ("/text", "YAML"),
    ("/compare", "Compare"),
    ("/try", "Try"),
    ("/publish", "Publish"),
)
LABELS = {
    "missed_musts_at_most": "musts missed, at most",
    "met_musts_at_least": "musts met, at least",
    "pluses_at_least": "pluses, at least",
    "must_nots_at_most": "must-nots, at most",
}


class Tab(Record):
    href: str
    text: str
    here: bool


class DraftFrame(Record):
    """What stands at the top of every page of a draft."""

    id: str
    name: str
    based_on: str
    state: str
    open: bool
    version: int
    check: Checked
    tabs: tuple[Tab, ...]
    at: str


class WeightField(Record):
    key: str
    title: str
    weight: str
    href: str
    items: int
    mistakes: int


class HeadForm(Record):
    """Title, worths and weights."""

    slug: str
    title: str
    language: str
    describes: str
    signs: str
    least_signs: str
    worths: tuple[tuple[int, str], ...]
    weights: tuple[WeightField, ...]
    readable: bool


class StatementsForm(Record):
    """The required statements in the form; `afters` are those that one can come after."""

    statements: tuple[StatementField, ...]
    afters: tuple[tuple[str, str], ...]
    directions: tuple[tuple[str, str], ...]
    readable: bool


class BoundField(Record):
    name: str
    label: str
    value: str


class TableField(Record):
    """A level of a criterion's table."""

    level: int
    anchor: str
    used: bool
    bounds: tuple[BoundField, ...]


class ItemField(Record):
    """An item in the form; `was` is the id it has in the draft, empty for a new one."""

    number: int
    was: str
    id: str
    kind: str
    must_have: bool
    when: str
    asks: str
    definition: str
    example: str
    near_miss: str
    say_instead: str
    good: str
    missed: str
    moment: str
    place: int
    speaker: str
    statement: str
    within_first: str
    within_last: str
    cues: CuesField
    occasion_speaker: str
    occasion: CuesField
    mistakes: tuple[str, ...]


class CriterionForm(Record):
    """A criterion in the form."""

    key: str
    title: str
    purpose: str
    weight: str
    capped_at: str
    rows: tuple[TableField, ...]
    items: tuple[ItemField, ...]
    statements: tuple[tuple[str, str], ...]
    speakers: tuple[tuple[str, str], ...] = SPEAKER_CHOICES
    questions: tuple[tuple[str, str], ...] = QUESTION_CHOICES
    figures: tuple[tuple[str, str], ...] = FIGURE_CHOICES


def frame_of(draft: RubricDraft, based_on: str, found: DraftRead, at: str) -> DraftFrame:
    """The head of a draft's page; `at` is the end of the address of the tab that is open."""
    home = f"/rubric-drafts/{draft.public_id}"
    return DraftFrame(
        id=draft.public_id,
        name=draft.slug,
        based_on=based_on,
        state=draft.state,
        open=draft.state == "open",
        version=draft.version,
        check=checked(found.text, found.mistakes),
        tabs=tuple(Tab(href=f"{home}{end}", text=text, here=end == at) for end, text in TABS),
        at=home,
    )


def head_form(draft: RubricDraft, found: DraftRead) -> HeadForm:
    document = found.document or {}
    home = f"/rubric-drafts/{draft.public_id}"
    worth = mapping(document.get("worth")) or {1: 0, 2: 35, 3: 65, 4: 90, 5: 100}
    scope = mapping(document.get("scope"))
    return HeadForm(
        slug=_text(document.get("slug")),
        title=_text(document.get("title")),
        language=_text(document.get("language", "en")),
        describes=_text(scope.get("describes")),
        signs=lines_of(scope.get("signs")),
        least_signs=_text(scope.get("at_least")),
        worths=tuple((level, _text(worth.get(level))) for level in (1, 2, 3, 4, 5)),
        weights=tuple(
            WeightField(
                key=_text(part.get("key")),
                title=_text(part.get("title")),
                weight=_text(part.get("weight")),
                href=f"{home}/criteria/{part.get('key')}",
                items=len(_mappings(part.get("items"))),
                mistakes=len(_mistakes_of(part, found)),
            )
            for part in _mappings(document.get("criteria"))
        ),
        readable=found.document is not None,
    )


def statements_form(found: DraftRead) -> StatementsForm:
    """The required statements of the draft, each with its mistakes."""
    document = found.document or {}
    keys = [_text(one.get("key")) for one in _mappings(document.get("statements"))]
    return StatementsForm(
        statements=statement_fields(document, {key: _mistakes_at(key, found) for key in keys}),
        afters=statement_choices(document),
        directions=DIRECTIONS,
        readable=found.document is not None,
    )


def criterion_form(key: str, found: DraftRead) -> CriterionForm | None:
    """The form for one criterion of the draft; None where its text has none of that key."""
    document = found.document or {}
    part = next((one for one in _mappings(document.get("criteria")) if one.get("key") == key), None)
    if part is None:
        return None
    anchors = mapping(part.get("anchors"))
    rows = {row.get("level"): row for row in _mappings(part.get("table"))}
    items = _mappings(part.get("items"))
    fields = [_item(number, item, found) for number, item in enumerate(items[:MOST_ITEMS])]
    if len(fields) < MOST_ITEMS:
        fields.append(_item(len(fields), {}, found))
    return CriterionForm(
        key=key,
        title=_text(part.get("title")),
        purpose=_text(part.get("purpose")),
        weight=_text(part.get("weight")),
        capped_at=_text(part.get("capped_at", 1)),
        rows=tuple(
            TableField(
                level=level,
                anchor=_text(anchors.get(level)),
                used=level in rows,
                bounds=tuple(
                    BoundField(
                        name=f"row-{level}-{bound}",
                        label=LABELS[bound],
                        value=_text(rows.get(level, {}).get(bound)),
                    )
                    for bound in BOUNDS
                ),
            )
            for level in (5, 4, 3, 2, 1)
        ),
        items=tuple(fields),
        statements=statement_choices(document),
    )


def _item(number: int, item: dict[str, Any], found: DraftRead) -> ItemField:
    name, start = _text(item.get("id")), f"item-{number}-"
    place, occasion = mapping(item.get("place")), mapping(item.get("occasion"))
    return ItemField(
        number=number,
        was=name,
        id=name,
        kind=_text(item.get("kind")) or "must",
        must_have=item.get("must_have") is True,
        when=_text(occasion.get("when")) if item else "always",
        asks=_text(item.get("asks")),
        definition=_text(item.get("definition")),
        example=_text(item.get("example")),
        near_miss=_text(item.get("near_miss")),
        say_instead=_text(item.get("say_instead")),
        good=_text(item.get("good")),
        missed=_text(item.get("missed")),
        moment=_text(item.get("moment")),
        place=number + 1,
        speaker=_text(item.get("speaker", "rep")),
        statement=_text(item.get("statement")),
        within_first=_text(place.get("within_first")),
        within_last=_text(place.get("within_last")),
        cues=cues_field(item.get("cues"), f"{start}cues-", deep=True),
        occasion_speaker=_text(occasion.get("speaker", "customer")),
        occasion=cues_field(occasion.get("cues"), f"{start}occasion-", deep=False),
        mistakes=_mistakes_at(name, found) if name else (),
    )


def _mistakes_at(name: str, found: DraftRead) -> tuple[str, ...]:
    """The mistakes whose place names the item."""
    return tuple(
        f"line {one.line}: {one.message}. {one.hint}".strip()
        for one in found.mistakes
        if name in [part.strip() for part in one.where.split("›")]
    )


def _mistakes_of(part: dict[str, Any], found: DraftRead) -> list[str]:
    names = {_text(part.get("key")), *(_text(item.get("id")) for item in _mappings(part.get("items")))}
    return [
        one.message
        for one in found.mistakes
        if names.intersection(place.strip() for place in one.where.split("›"))
    ]


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
