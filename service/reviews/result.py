"""Working out what a run came to, from readings that are in. It only reads; nothing is locked meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import select

from scoring.hearing import Heard
from scoring.judgement import CriterionReading, Facts, Judgement, JudgeRequest
from scoring.review import Reason, Review
from scoring.reviewing import Scoring, scored, timed
from scoring.rubric import Rubric
from scoring.transcript import Transcript
from service.calls.redactions import redacted
from service.db.tables import Call, Reading, RubricVersion, TranscriptVersion
from service.parts import Parts
from service.version import program_version


class OpenRun(TypedDict):
    """A run that has begun, by ids: `id` is the public id it will have when it is recorded."""

    id: str
    transcript: int
    rubric: int
    criteria: list[str]


@dataclass(frozen=True)
class Result:
    """What a run came to: the review document, and the checked reading of each criterion."""

    document: Review
    readings: Mapping[str, CriterionReading]


def work_out(parts: Parts, run: OpenRun) -> Result | Reason:
    """The result of a run, or the reason why there is none: no criterion at all could be read."""
    with parts.database.read() as session:
        said = session.scalars(select(Reading).where(Reading.run == run["id"]))
        rows = {row.criterion: row for row in said}
        transcript = session.get_one(TranscriptVersion, run["transcript"])
        rubric = session.get_one(RubricVersion, run["rubric"])
        call = session.get_one(Call, transcript.call_id)
        facts, seen = facts_of(call), redacted(session, call, transcript)
    readings = {key: CriterionReading.model_validate(rows[key].document) for key in run["criteria"]}
    failures = [reading.failed for reading in readings.values() if reading.failed]
    if len(failures) == len(readings):
        return no_judge(failures[0])
    judge = Answered.of(next(iter(rows.values())))
    document = scored(
        Heard.model_validate(transcript.heard),
        Transcript.model_validate(transcript.document),
        readings,
        Scoring(Rubric.from_document(rubric.document), judge, facts, program_version()),
        seen,
    )
    # The criteria are asked side by side: the wall time of judging is that of the slowest.
    return Result(timed(document, judging=max(row.seconds for row in rows.values())), readings)


def facts_of(call: Call) -> Facts:
    """What is known about the call from outside it; the day is that of the call's own zone."""
    direction = call.direction if call.direction in ("inbound", "outbound") else None
    return Facts.model_validate(
        {"direction": direction, "day": call.started_at.astimezone(ZoneInfo(call.zone)).date()}
    )


def no_judge(failure: str) -> Reason:
    """Why a call waits for its judge."""
    return Reason(
        code="judge_away",
        message=f"No criterion could be read: {failure}",
        next_step="`sidetone doctor` says what is wrong with the judge; `sidetone retry` asks it again.",
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
