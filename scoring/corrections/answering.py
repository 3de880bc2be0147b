"""What a person says about an item, held against the transcript like what any judge says.

A person points at sentences; the words come from the transcript. What costs the rep points needs a sentence
by the right speaker in the right place, or the part of the call that was searched.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from scoring.errors import BadInput
from scoring.judgement import (
    Answer,
    Citation,
    Claim,
    CriterionReading,
    Facts,
    Judgement,
    JudgeRequest,
    Span,
    Verdict,
)
from scoring.record import Record
from scoring.reviewing import checked
from scoring.rubric import Criterion, Item, Kind, Rubric
from scoring.transcript import Transcript

MOST_SENTENCES = 10
SENTENCE = r"^S\d{4,12}$"
SentenceId = Annotated[str, Field(pattern=SENTENCE)]
UNKNOWN = Facts()


def names_sentences(given: Span) -> Span:
    """Raises ValueError for a part that does not go from one sentence to another."""
    if not all(re.fullmatch(SENTENCE, name) for name in (given.first, given.last)):
        raise ValueError("the searched part goes from a sentence such as S0001 to another")
    return given


Searched = Annotated[Span, AfterValidator(names_sentences)]


class Said(Record):
    """A person's answer to one item: sentences that show it, or the part of the call that was searched."""

    item: str = Field(max_length=80, pattern=r"^[a-z][a-z0-9_]*$")
    answer: Answer
    sentences: tuple[SentenceId, ...] = Field(default=(), max_length=MOST_SENTENCES)
    searched: Searched | None = None
    why: str = Field(default="", max_length=500, pattern=r"^[^\x00]*$")


def item_of(rubric: Rubric, item_id: str) -> tuple[Criterion, Item]:
    """The item and its criterion. Raises BadInput where this rubric has no such item."""
    for criterion in rubric.criteria:
        item = criterion.item(item_id)
        if item is not None:
            return criterion, item
    raise BadInput(
        f"{rubric.slug}@{rubric.version} has no item {item_id}.", "Answer an item of the form of this call."
    )


def speaks_against(item: Item, answer: Answer) -> bool:
    """Whether this answer counts against the rep: a no to what should happen, a yes to what should not."""
    return answer is (Answer.YES if item.kind is Kind.MUST_NOT else Answer.NO)


def claim_of(said: Said, transcript: Transcript) -> Claim:
    """The answer as a claim that can be checked. Its anchor words are the whole sentence that was clicked."""
    found = [(name, transcript.find(name)) for name in said.sentences]
    return Claim(
        item=said.item,
        answer=said.answer,
        citations=tuple(Citation(sentence=name, anchor=one.text if one else "") for name, one in found),
        searched=said.searched,
        why=said.why,
    )


def check_claim(rubric: Rubric, claim: Claim, transcript: Transcript, facts: Facts = UNKNOWN) -> Verdict:
    """The verdict on one claim, by the same rules as a judge's."""
    criterion, _ = item_of(rubric, claim.item)
    request = JudgeRequest(transcript=transcript, rubric=rubric, criterion=criterion, facts=facts)
    reading = checked(request, Judgement(criterion=criterion.key, claims=(claim,)))
    return verdict_on(reading, claim.item)


def verdict_on(reading: CriterionReading, item_id: str) -> Verdict:
    """The verdict of a reading on an item. Raises KeyError where it has none."""
    for verdict in reading.verdicts:
        if verdict.item == item_id:
            return verdict
    raise KeyError(item_id)


def stands(verdict: Verdict) -> bool:
    """Whether what was claimed stood, with all that was pointed at."""
    return verdict.answer is verdict.claimed and not verdict.problems


def bare_verdict(said: Said) -> Verdict:
    """A person's answer for which nothing needs to be shown."""
    return Verdict(
        item=said.item, answer=said.answer, claimed=said.answer, searched=said.searched, why=said.why
    )
