"""Cues, occasions, places and required statements as the fields of a form."""

from typing import Any

from scoring.record import Record
from service.rubrics.filled_cues import FIGURES, QUESTION, Document, groups_of, lines_of
from service.rubrics.filled_statements import MOST_STATEMENTS, PLACES, SPEAKERS, elements_of

SPEAKER_CHOICES = (("rep", "the rep"), ("customer", "the customer"), ("other", "a third voice"))
QUESTION_CHOICES = (("", "either"), ("yes", "it asks something"), ("no", "it asks nothing"))
FIGURE_CHOICES = (("", "none"), *((one, one.replace("_", " ")) for one in FIGURES))
DIRECTIONS = (("", "either"), ("inbound", "inbound"), ("outbound", "outbound"))
USUAL_SPEAKERS = ("rep", "other")


class FigureField(Record):
    name: str
    at_least: str
    at_most: str


class CuesField(Record):
    """How a behaviour is recognised; `prefix` begins the names of its fields. `figure` and `until` only where
    the form shows them."""

    prefix: str
    set: bool
    any: str
    all: str
    unless: str
    question: str
    min_words: str
    at_least: str
    after_occasion: str
    figure: FigureField | None = None
    until: "CuesField | None" = None


class StatementField(Record):
    """A required statement in the form; `was` is the key it has in the draft, empty for a new one."""

    number: int
    was: str
    key: str
    title: str
    speakers: tuple[tuple[str, str, bool], ...]
    variants: str
    elements: str
    deadline: str
    before_topic: str
    after: str
    places: tuple[tuple[str, str], ...]
    direction: str
    since: str
    until: str
    mistakes: tuple[str, ...]


def cues_field(value: Any, prefix: str, *, deep: bool) -> CuesField:
    """The fields of cues; with `deep` also the figure, and the cues that end the search."""
    cues = mapping(value)
    return CuesField(
        prefix=prefix,
        set=bool(cues),
        any=lines_of(cues.get("any")),
        all=groups_of(cues.get("all")),
        unless=lines_of(cues.get("unless")),
        question=QUESTION.get(cues.get("question", ""), ""),
        min_words=_text(cues.get("min_words")),
        at_least=_text(cues.get("at_least")),
        after_occasion=_text(cues.get("after_occasion")),
        figure=_figure(cues.get("figure")) if deep else None,
        until=cues_field(cues.get("until"), f"{prefix}until-", deep=False) if deep else None,
    )


def _figure(value: Any) -> FigureField:
    figure = mapping(value)
    return FigureField(
        name=_text(figure.get("name")),
        at_least=_text(figure.get("at_least")),
        at_most=_text(figure.get("at_most")),
    )


def statement_fields(document: Document, mistakes: dict[str, tuple[str, ...]]) -> tuple[StatementField, ...]:
    """The draft's required statements, and an empty one to add. `mistakes`: those of each, by its key."""
    there = document.get("statements")
    known = [one for one in (there if isinstance(there, list) else []) if isinstance(one, dict)]
    rows: list[Document] = [*known[:MOST_STATEMENTS], *([{}] if len(known) < MOST_STATEMENTS else [])]
    return tuple(_statement(place, one, mistakes) for place, one in enumerate(rows))


def statement_choices(document: Document) -> tuple[tuple[str, str], ...]:
    """The required statements that can answer an item."""
    there = document.get("statements")
    known = [one for one in (there if isinstance(there, list) else []) if isinstance(one, dict)]
    return (
        ("", "none"),
        *((_text(one.get("key")), _text(one.get("title")) or _text(one.get("key"))) for one in known),
    )


def _statement(place: int, one: Document, mistakes: dict[str, tuple[str, ...]]) -> StatementField:
    key, applies = _text(one.get("key")), mapping(one.get("applies_when"))
    spoken = one.get("speakers", USUAL_SPEAKERS)
    spoken = spoken if isinstance(spoken, (list, tuple)) else ()
    return StatementField(
        number=place,
        was=key,
        key=key,
        title=_text(one.get("title")),
        speakers=tuple((name, dict(SPEAKER_CHOICES)[name], name in spoken) for name in SPEAKERS),
        variants=lines_of(one.get("variants")),
        elements=elements_of(one.get("elements")),
        deadline=_text(one.get("deadline")),
        before_topic=lines_of(one.get("before_topic")),
        after=_text(one.get("after")),
        places=tuple((name, ", ".join(map(str, applies.get(name) or ()))) for name in PLACES),
        direction=_text(applies.get("direction")),
        since=_text(applies.get("since")),
        until=_text(applies.get("until")),
        mistakes=mistakes.get(key, ()) if key else (),
    )


def mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
