"""What a judge is asked and what it answers. A judge is an LLM, the offline judge or a person.

A *claim* is what the judge says about one item, not yet checked. `evidence.py` holds claims against the
transcript and makes *verdicts* of them: only those reach the scorecard.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Protocol

from pydantic import Field, field_validator

from scoring.record import Record
from scoring.rubric import Criterion, Rubric
from scoring.transcript import Transcript


class Answer(StrEnum):
    """Four different things; none is a zero and none turns into another."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_ASSESS = "cannot_assess"


class Citation(Record):
    """A sentence the judge points at, with a few of its words as proof that it means this one."""

    sentence: str
    anchor: str


class Span(Record):
    """The part of the transcript that was searched: from the first sentence to the last, both included."""

    first: str
    last: str


class Claim(Record):
    """What a judge says about one item."""

    item: str
    answer: Answer
    citations: tuple[Citation, ...] = ()
    searched: Span | None = None
    why: str = ""


class Unread(Record):
    """An answer of a judge that cannot be read, and why. No item: it does not say which it is about."""

    item: str | None
    problem: str = Field(min_length=1)


class Reply(Record):
    """A reply of a language model as it came in, what it took, and the SHA-256 of what was asked.

    `tokens_cached` are those of `tokens_in` that the server had read before. `counted`: the server counted
    them; else they are an upper estimate. `fault`: the code of what came instead of a reply.
    """

    request: str
    text: str = ""
    fault: str | None = None
    cut_off: bool = False
    tokens_in: int = Field(default=0, ge=0)
    tokens_cached: int = Field(default=0, ge=0)
    tokens_out: int = Field(default=0, ge=0)
    counted: bool = True
    seconds: float = Field(default=0, ge=0)


class Away(Record):
    """Why no call at all can be judged now, so that calls wait. `wait_seconds`: what the judge asked for."""

    code: str
    message: str
    next_step: str = ""
    wait_seconds: float | None = None


class Judgement(Record):
    """A judge's whole reply about one criterion. `failed` carries the reason why there is none.

    `others` are further readings of the same question, of which the majority counts. `away`: the judge could
    not be asked; `failed` says so too.
    """

    criterion: str
    claims: tuple[Claim, ...] = ()
    unread: tuple[Unread, ...] = ()
    failed: str | None = None
    others: tuple["Judgement", ...] = ()
    replies: tuple[Reply, ...] = ()
    away: Away | None = None


PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
"""A country as in ISO 3166-1, or a state of it as in ISO 3166-2: DE, US-CA."""


class Facts(Record):
    """What is known about the call from outside it. Left out means unknown, never "does not apply".

    What is given has to be usable: a place that no rule can know ("California") would be taken for one
    where nothing is required.
    """

    jurisdiction: str | None = None
    product: str | None = None
    direction: Literal["inbound", "outbound"] | None = None
    day: date | None = None

    @field_validator("jurisdiction")
    @classmethod
    def _is_a_place(cls, given: str | None) -> str | None:
        if given is None:
            return None
        place = given.strip().upper()
        if not PLACE.fullmatch(place):
            raise ValueError(f"a jurisdiction is DE or US-CA, not {given!r}; leave it out if it is not known")
        return place

    @field_validator("product")
    @classmethod
    def _is_a_product(cls, given: str | None) -> str | None:
        if given is not None and not given.strip():
            raise ValueError("the product is empty; leave it out if it is not known")
        return given.strip() if given is not None else None


class JudgeRequest(Record):
    """All a judge gets to see: the call, one criterion, and nothing about who the rep is."""

    transcript: Transcript
    rubric: Rubric
    criterion: Criterion
    facts: Facts = Facts()


class Judge(Protocol):
    """Answers the items of one criterion. Never raises for a bad reply: that is `Judgement.failed`."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str | None: ...

    @property
    def notice(self) -> str:
        """Said wherever its readings are shown."""

    def judge(self, request: JudgeRequest) -> Judgement: ...


class Check(StrEnum):
    """How the anchor words were found: in the sentence, next to it, or nearly."""

    EXACT = "exact"
    REPAIRED = "repaired"
    FUZZY = "fuzzy"


class Evidence(Record):
    """A sentence that carries a verdict, as it stands in the transcript."""

    sentence: str
    quote: str
    start: float
    end: float
    check: Check


Problem = Annotated[str, Field(min_length=1)]


class Verdict(Record):
    """The checked answer to one item. `problems` says what was wrong with what the judge handed in."""

    item: str
    answer: Answer
    claimed: Answer | None = None
    evidence: tuple[Evidence, ...] = ()
    searched: Span | None = None
    why: str = ""
    problems: tuple[Problem, ...] = ()
    votes: dict[Answer, int] = Field(default={}, description="of several readings, how many gave each answer")


class CriterionReading(Record):
    """The verdicts on all items of a criterion, in the rubric's order, or the reason why there are none."""

    criterion: str
    verdicts: tuple[Verdict, ...] = ()
    failed: str | None = None
    problems: tuple[Problem, ...] = ()
