"""Working out what a run came to, from readings that are in. It only reads; nothing is locked meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import select

from scoring.hearing import Heard
from scoring.judgement import CriterionReading, Facts, Judgement, JudgeRequest, Reply
from scoring.record import fingerprint
from scoring.review import Reason, Review
from scoring.reviewing import Scoring, asked, nothing_read, scored, timed
from scoring.rubric import Rubric
from scoring.transcript import Transcript
from service.calls.redactions import redacted
from service.db.tables import Call, RawReply, Reading, RubricVersion, TranscriptVersion
from service.parts import Parts
from service.version import program_version

JUDGE_AWAY = "judge_away"
JUDGE_CHANGED = "judge_changed"
WOKEN = (JUDGE_AWAY, JUDGE_CHANGED)
"""Reasons for which a call waits for its judge, and goes on by itself when the judge can be asked."""


class OpenRun(TypedDict):
    """A run that has begun, by ids: `id` is the public id it will have when it is recorded.

    `alone`: so many of its criteria are read before the others begin.
    """

    id: str
    transcript: int
    rubric: int
    criteria: list[str]
    alone: int


@dataclass(frozen=True)
class Result:
    """What a run came to: the review document, and the checked reading of each criterion."""

    document: Review
    readings: Mapping[str, CriterionReading]


def work_out(parts: Parts, run: OpenRun) -> Result | Reason:
    """The result of a run, or the reason why there is none: not one criterion read, or two judges in it."""
    with parts.database.read() as session:
        said = session.scalars(select(Reading).where(Reading.run == run["id"]))
        rows = {row.criterion: row for row in said}
        said_raw = session.scalars(select(RawReply).where(RawReply.run == run["id"]).order_by(RawReply.id))
        replies = [Reply.model_validate(row.document) for row in said_raw]
        transcript = session.get_one(TranscriptVersion, run["transcript"])
        rubric = session.get_one(RubricVersion, run["rubric"])
        call = session.get_one(Call, transcript.call_id)
        facts, seen = facts_of(call), redacted(session, call, transcript)
    readings = {key: CriterionReading.model_validate(rows[key].document) for key in run["criteria"]}
    if (unread := nothing_read(readings)) is not None:
        return unread
    if len({fingerprint([row.judge, row.model, row.prompt, row.parameters]) for row in rows.values()}) > 1:
        return TWO_JUDGES
    first = next(iter(rows.values()))
    judge = Answered.of(first)
    document = scored(
        Heard.model_validate(transcript.heard),
        Transcript.model_validate(transcript.document),
        readings,
        Scoring(Rubric.from_document(rubric.document), judge, facts, program_version()),
        seen,
    )
    seconds = [rows[key].seconds for key in run["criteria"]]
    document = timed(document, judging=wall_time(seconds, run["alone"]))
    return Result(asked(document, replies, first.prompt, first.parameters), readings)


def wall_time(seconds: Sequence[float], alone: int) -> float:
    """How long the judging took: what was read alone one after the other, then the slowest of the others."""
    return round(sum(seconds[:alone]) + max(seconds[alone:], default=0.0), 3)


def facts_of(call: Call) -> Facts:
    """What is known about the call from outside it; the day is that of the call's own zone."""
    direction = call.direction if call.direction in ("inbound", "outbound") else None
    return Facts.model_validate(
        {"direction": direction, "day": call.started_at.astimezone(ZoneInfo(call.zone)).date()}
    )


TWO_JUDGES = Reason(
    code=JUDGE_CHANGED,
    message="The judge was changed while the call was read.",
    next_step="It is read again by the new one, by itself.",
)


@dataclass(frozen=True)
class Answered:
    """The judge of a run whose readings are in. It is named in the result, and not asked any more."""

    name: str
    model: str | None
    notice: str

    @classmethod
    def of(cls, row: Reading) -> "Answered":
        return cls(row.judge, row.model, row.notice)

    def judge(self, request: JudgeRequest) -> Judgement:
        raise LookupError(f"the reading of {request.criterion.key} is recorded already")
