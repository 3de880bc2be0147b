"""A person's own sheet of a call, and the empty form it is filled in on. Frozen."""

from datetime import datetime
from typing import Literal

from scoring.corrections.answering import Said
from scoring.corrections.comparing import SheetComparison
from scoring.corrections.sheets import Open
from scoring.record import Record
from scoring.rubric import Kind, Level, Rubric
from service.db.tables import PersonSheet
from service.reviews.views import example
from service.web.answers import EXAMPLE_ID


class FormItem(Record):
    """An item to answer: its question, what it means, what is a yes and what only looks like one."""

    id: str
    kind: Kind
    asks: str
    definition: str
    example: str
    near_miss: str
    always: bool
    must_have: bool


class FormCriterion(Record):
    """A criterion with its anchors and its items."""

    key: str
    title: str
    purpose: str
    anchors: dict[Level, str]
    items: tuple[FormItem, ...]


class OwnSheet(Record):
    """The sheet as far as it is filled in. No sheet yet: version 0, and nothing answered."""

    model_config = example(
        {
            "call": EXAMPLE_ID,
            "rubric": "b2b-discovery@1",
            "state": "draft",
            "purpose": "score",
            "blind": True,
            "criteria": [],
            "answers": [{"item": "asks_impact", "answer": "yes", "sentences": ["S0042"]}],
            "still_open": [{"item": "sums_up", "why": "not answered yet"}],
            "seconds": 310,
            "handed_in_at": None,
            "version": 3,
        }
    )

    call: str
    rubric: str
    state: Literal["none", "draft", "handed_in"]
    purpose: Literal["score", "blind_first"] | None
    blind: bool | None
    criteria: tuple[FormCriterion, ...]
    answers: tuple[Said, ...]
    still_open: tuple[Open, ...]
    seconds: float
    handed_in_at: datetime | None
    version: int


class Comparison(SheetComparison):
    """Your sheet beside the reading as it stands, the differences first."""

    model_config = example({"levels": [], "items": [], "same": 30, "differing": 2})


def form_shown(rubric: Rubric) -> tuple[FormCriterion, ...]:
    """The empty form."""
    return tuple(
        FormCriterion(
            key=criterion.key,
            title=criterion.title,
            purpose=criterion.purpose,
            anchors=criterion.anchors,
            items=tuple(
                FormItem(
                    id=item.id,
                    kind=item.kind,
                    asks=item.asks,
                    definition=item.definition,
                    example=item.example,
                    near_miss=item.near_miss,
                    always=item.occasion.always,
                    must_have=item.must_have,
                )
                for item in criterion.items
            ),
        )
        for criterion in rubric.criteria
    )


def own_sheet_shown(
    call: str, rubric: Rubric, row: PersonSheet | None, said: tuple[Said, ...], still_open: tuple[Open, ...]
) -> OwnSheet:
    """The sheet, or the form where there is none yet."""
    return OwnSheet.model_validate(
        {
            "call": call,
            "rubric": f"{rubric.slug}@{rubric.version}",
            "state": "none" if row is None else row.state,
            "purpose": None if row is None else row.purpose,
            "blind": None if row is None else row.blind,
            "criteria": form_shown(rubric),
            "answers": said,
            "still_open": still_open,
            "seconds": 0.0 if row is None else row.seconds,
            "handed_in_at": None if row is None else row.handed_in_at,
            "version": 0 if row is None else row.version,
        }
    )
