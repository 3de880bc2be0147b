"""A rater's sheet as a form: from what was typed to a sheet, and from a draft to what is shown again."""

import re
from collections.abc import Mapping

from scoring.calibration.sheet import LevelGiven, Sheet
from scoring.corrections.answering import Said
from scoring.judgement import Answer
from scoring.record import Record
from scoring.rubric import LEVELS, Rubric
from service.calibration.views import SheetView, ShownSentence

SENTENCE = re.compile(r"[sS]?0*(\d+)")
ANSWERS = (
    ("yes", "Yes"),
    ("no", "No"),
    ("not_applicable", "No occasion"),
    ("cannot_assess", "Cannot assess"),
)
STATES = (("not_applicable", "Not applicable"), ("cannot_assess", "Cannot assess"))
LONGEST_FIELD = 2000
"""Characters of a field that a draft keeps."""


class ItemField(Record):
    id: str
    asks: str
    definition: str
    example: str
    near_miss: str
    answer: str
    sentences: str
    why: str


class CriterionFields(Record):
    key: str
    title: str
    anchors: tuple[tuple[str, str], ...]
    """Value and words of each level; the two words for none come last."""
    level: str
    why: str
    items: tuple[ItemField, ...]


class SheetPage(Record):
    """The page on which a call is scored blind."""

    round: str
    title: str
    number: int
    calls: tuple[tuple[int, bool, bool], ...]
    """Number, handed in, here."""
    deadline: str
    kind: str
    sentences: tuple[ShownSentence, ...]
    criteria: tuple[CriterionFields, ...]
    handed_in: bool
    problems: tuple[str, ...] = ()


def sheet_of(typed: Mapping[str, str], rubric: Rubric) -> Sheet:
    """The sheet that was typed; what is missing or does not stand is said when it is checked."""
    items, levels = [], {}
    for criterion in rubric.criteria:
        chosen = typed.get(f"level.{criterion.key}", "")
        why = typed.get(f"level_why.{criterion.key}", "").strip()[:500]
        if chosen in ("not_applicable", "cannot_assess"):
            levels[criterion.key] = LevelGiven(state=chosen, why=why)
        elif chosen.isdecimal():
            levels[criterion.key] = LevelGiven(level=int(chosen[:3]), why=why)
        for item in criterion.items:
            answer = typed.get(f"answer.{item.id}", "")
            if answer in {one.value for one in Answer}:
                items.append(
                    Said(
                        item=item.id,
                        answer=Answer(answer),
                        sentences=sentences_in(typed.get(f"at.{item.id}", "")),
                        why=typed.get(f"why.{item.id}", "").strip()[:500],
                    )
                )
    return Sheet(items=tuple(items), levels=levels)


def sentences_in(text: str) -> tuple[str, ...]:
    """Sentence ids as people write them: "4, 7" and "S0004 S0007" alike; ten at the most."""
    found = [f"S{int(number):04d}" for number in SENTENCE.findall(text[:200])]
    return tuple(dict.fromkeys(found))[:10]


def sheet_page(
    view: SheetView, deadline: str, typed: Mapping[str, str] | None = None, problems: tuple[str, ...] = ()
) -> SheetPage:
    """The page, with what was typed last or kept as a draft."""
    rubric = Rubric.from_document(view.rubric)
    held = typed if typed is not None else {key: str(value) for key, value in (view.draft or {}).items()}
    return SheetPage(
        round=view.round,
        title=view.title,
        number=view.number,
        calls=tuple((number, number in view.done, number == view.number) for number in view.numbers),
        deadline=deadline,
        kind=view.kind or "",
        sentences=view.sentences,
        criteria=tuple(
            CriterionFields(
                key=one.key,
                title=one.title,
                anchors=(
                    *((str(level), f"{level}: {one.anchors[level]}") for level in reversed(LEVELS)),
                    *STATES,
                ),
                level=held.get(f"level.{one.key}", ""),
                why=held.get(f"level_why.{one.key}", ""),
                items=tuple(
                    ItemField(
                        id=item.id,
                        asks=item.asks,
                        definition=item.definition,
                        example=item.example,
                        near_miss=item.near_miss,
                        answer=held.get(f"answer.{item.id}", ""),
                        sentences=held.get(f"at.{item.id}", ""),
                        why=held.get(f"why.{item.id}", ""),
                    )
                    for item in one.items
                ),
            )
            for one in rubric.criteria
        ),
        handed_in=view.handed_in,
        problems=problems,
    )
