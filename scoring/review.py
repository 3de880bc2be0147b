"""The review document: everything `sidetone review` found out about one call, as a versioned schema.

`docs/review.schema.json` is generated from it. Scores are worked out in exact fractions and written here
as unrounded numbers.
"""

from typing import Annotated, Literal

from pydantic import Field

from scoring.coaching.note import Note
from scoring.judgement import Answer, Check, Span
from scoring.record import Record
from scoring.rubric import Kind, Level
from scoring.transcript import Roles, Sentence, Speaker

SCHEMA_VERSION = 1

Seconds = Annotated[float, Field(ge=0)]
Topology = Literal["two channels", "one channel", "false stereo", "one-sided", "more than two channels"]


class Call(Record):
    """The recording that was reviewed."""

    file: str
    sha256: str
    duration: Seconds
    channels: int
    topology: Topology
    container: str
    codec: str
    sample_rate: int


class Hearing(Record):
    """Which speech model heard the call, where it came from and the SHA-256 of its weights."""

    engine: str
    model: str
    source: str
    sha256: str
    settings: dict[str, str | int | float | bool]


class HeardTranscript(Record):
    """The transcript with how it came about."""

    sentences: tuple[Sentence, ...]
    roles: Roles
    language: str | None
    hearing: Hearing
    fingerprint: str


class Reason(Record):
    """Why a call was not scored or failed: a word for machines, a sentence for people, what to do next."""

    code: str
    message: str
    next_step: str = ""


class ShownEvidence(Record):
    """A sentence that carries a verdict; `quote` is its text in the transcript."""

    sentence: str
    speaker: Speaker
    quote: str
    start: Seconds
    end: Seconds
    check: Check


class ShownItem(Record):
    """One item with its verdict. `searched` is the span of sentences a "no" rests on."""

    id: str
    kind: Kind
    asks: str
    verdict: Answer
    evidence: tuple[ShownEvidence, ...] = ()
    searched: Span | None = None
    why: str = ""
    must_have: bool = False


class ShownCriterion(Record):
    """One criterion: a level, or a range of levels, or the word for why it has none."""

    key: str
    title: str
    state: Literal["scored", "range", "cannot_assess", "not_applicable", "failed"]
    level: Level | None
    low: Level | None = None
    high: Level | None = None
    weight: int
    worth: int | None = Field(default=None, description="what the level is worth, in percent")
    anchor: str | None = Field(default=None, description="the rubric's words for this level")
    why: str = ""
    items: tuple[ShownItem, ...] = ()


class ShownScore(Record):
    """The QA score in percent, unrounded. Incomplete: no value, only the bounds."""

    state: Literal["complete", "incomplete"]
    value: float | None
    low: float | None
    high: float | None


class ShownMustHave(Record):
    """A must-have stands beside the score and never rewrites it."""

    item: str
    criterion: str
    asks: str
    result: Literal["pass", "fail", "cannot_tell", "not_applicable"]


class ShownScorecard(Record):
    qa_score: ShownScore
    criteria: tuple[ShownCriterion, ...]
    must_haves: tuple[ShownMustHave, ...]
    sums: tuple[str, ...] = Field(default=(), description="the arithmetic in lines, as --explain prints it")


class ShownDisclosure(Record):
    """What became of one required statement."""

    key: str
    title: str
    state: Literal["exact", "paraphrase", "partial", "absent", "not_applicable", "cannot_tell"]
    speaker: Speaker | None = None
    sentences: tuple[str, ...] = ()
    quote: str = ""
    start: Seconds | None = None
    end: Seconds | None = None
    in_time: bool | None = Field(default=None, description="said by its deadline, before its topic, in order")
    missing: tuple[str, ...] = Field(default=(), description="elements that were not found")
    searched: Span | None = None
    why: str = ""


class Conversation(Record):
    """How the talk went, worked out from the word times. Ratios are shares of 1, times are seconds."""

    talk_ratio: float | None = Field(description="the rep's share of all speaking time")
    rep_seconds: Seconds
    customer_seconds: Seconds
    longest_monologue: Seconds = Field(description="the rep's longest stretch without the customer speaking")
    longest_monologue_starts: Seconds | None
    rep_questions: int
    customer_questions: int
    first_question: Seconds | None = Field(description="start of the rep's first question")
    longest_pause: Seconds = Field(description="longest time in which nobody spoke")
    overlaps: int = Field(description="how often both spoke at once for longer than 0.3 s")
    overlap_seconds: Seconds
    speaker_changes: int


class Feedback(Record):
    """What stands at a sentence: what was good, or missed and what to say instead."""

    sentence: str
    kind: Literal["good", "missed"]
    criterion: str
    item: str
    text: str
    say_instead: str | None = None


class Flag(Record):
    """Something a person should look at."""

    code: str
    message: str
    criterion: str | None = None
    item: str | None = None
    sentence: str | None = None


class RubricRef(Record):
    slug: str
    version: int
    title: str
    fingerprint: str
    criteria: dict[str, str] = Field(description="the fingerprint of each criterion")


class RunSeconds(Record):
    """Wall time of each step, without downloads."""

    decoding: Seconds = 0
    hearing: Seconds = 0
    judging: Seconds = 0
    total: Seconds = 0


class RunRedaction(Record):
    """What the judge saw: by which rules the call was redacted, and how many masks of each kind it has."""

    version: int
    fingerprint: str = Field(description="of the redacted transcript")
    masks: dict[str, int] = Field(default={})


class Run(Record):
    """One judge over one call with one rubric version: what is needed to explain the score later."""

    judge: str
    model: str | None
    notice: str
    rubric: RubricRef
    prompt_fingerprint: str | None
    parameters: dict[str, float] | None = Field(
        default=None, description="how a language model was asked: temperature, readings"
    )
    transcript_fingerprint: str
    redaction: RunRedaction | None = None
    requests: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    seconds: RunSeconds


class Review(Record):
    """The document that `--json` writes: one call, reviewed, not scored or failed."""

    schema_version: Literal[1] = 1
    sidetone: str = Field(description="version of the program that wrote this")
    call: Call | None
    transcript: HeardTranscript | None
    status: Literal["scored", "not_scored", "failed"]
    reason: Reason | None
    scorecard: ShownScorecard | None
    disclosures: tuple[ShownDisclosure, ...] = ()
    conversation: Conversation | None = None
    feedback: tuple[Feedback, ...] = ()
    flags: tuple[Flag, ...] = ()
    note: Note | None = Field(default=None, description="what this one call suggests to its rep, as a draft")
    run: Run | None
