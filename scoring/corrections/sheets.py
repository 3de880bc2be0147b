"""An empty sheet that a person filled in becomes readings, checked like those of any judge."""

from collections.abc import Mapping, Sequence

from scoring.corrections.answering import UNKNOWN, Said, claim_of
from scoring.corrections.overriding import known_items
from scoring.errors import BadInput
from scoring.formats import counted
from scoring.judgement import (
    Answer,
    CriterionReading,
    Facts,
    Judgement,
    JudgeRequest,
    Span,
)
from scoring.record import Record
from scoring.reviewing import checked, speaking_to_us
from scoring.rubric import Rubric
from scoring.transcript import Transcript

PERSON = "person"
"""What a run calls its judge where a person scored the call."""
NOTICE = "Scored by a person"


class Open(Record):
    """An item of a sheet that cannot be taken yet, and why."""

    item: str
    why: str


def whole_call(transcript: Transcript) -> Span | None:
    """All of the call: what somebody searched who listened to it. None where nobody speaks."""
    if not transcript.sentences:
        return None
    return Span(first=transcript.sentences[0].id, last=transcript.sentences[-1].id)


def readings_of(
    rubric: Rubric, sheet: Sequence[Said], transcript: Transcript, facts: Facts = UNKNOWN
) -> dict[str, CriterionReading]:
    """Criterion key → its reading. A no without a part of the call stands for the whole of it.

    Raises BadInput for an item that is not of this rubric or is answered twice.
    """
    refuse_strangers(rubric, sheet)
    span, barred = whole_call(transcript), speaking_to_us(transcript)
    said = {
        one.item: one.model_copy(update={"searched": one.searched or span})
        if one.answer is Answer.NO
        else one
        for one in sheet
    }
    found: dict[str, CriterionReading] = {}
    for criterion in rubric.criteria:
        claims = tuple(claim_of(said[i.id], transcript) for i in criterion.items if i.id in said)
        request = JudgeRequest(transcript=transcript, rubric=rubric, criterion=criterion, facts=facts)
        found[criterion.key] = checked(request, Judgement(criterion=criterion.key, claims=claims), barred)
    return found


def refuse_strangers(rubric: Rubric, sheet: Sequence[Said]) -> None:
    """Raises BadInput for an item that is not of this rubric or is answered twice."""
    known, seen = known_items(rubric), set[str]()
    for one in sheet:
        if one.item not in known:
            raise BadInput(
                f"{rubric.slug}@{rubric.version} has no item {one.item}.",
                "Answer the items of the form of this call.",
            )
        if one.item in seen:
            raise BadInput(f"{one.item} is answered twice.", "Answer each item once.")
        seen.add(one.item)


def open_items(
    rubric: Rubric, sheet: Sequence[Said], readings: Mapping[str, CriterionReading]
) -> tuple[Open, ...]:
    """What has to be answered, or shown better, before the sheet can be handed in."""
    said = {one.item for one in sheet}
    return tuple(
        Open(item=verdict.item, why="; ".join(verdict.problems) or "it does not stand")
        if verdict.item in said
        else Open(item=verdict.item, why="not answered yet")
        for criterion in rubric.criteria
        for verdict in readings[criterion.key].verdicts
        if verdict.problems or verdict.item not in said
    )


def refuse_open(still_open: Sequence[Open]) -> None:
    """Raises BadInput where anything is open."""
    if still_open:
        named = "; ".join(f"{one.item}: {one.why}" for one in still_open[:5])
        raise BadInput(
            f"{counted(len(still_open), 'item')} of the sheet cannot be taken yet ({named}).",
            "Answer every item; a yes needs a sentence. The sheet is kept as it is.",
        )
