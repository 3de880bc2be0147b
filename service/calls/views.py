"""What the API says about calls, and how a row becomes that."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from scoring.roles import Channel
from scoring.transcript import Transcript
from service.db.tables import Call, Person, Recording, Run, Team, TranscriptVersion
from service.web.answers import EXAMPLE_ID

CallState = Literal[
    "received", "hearing", "needs_roles", "judging", "waiting_for_judge",
    "scored", "not_scored", "failed", "set_aside", "cancelled",
]  # fmt: skip

EXAMPLE_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class ReasonView(BaseModel):
    """Why a call was not scored, failed or waits, and what to do next; of one that is scored, why another
    reading of it came to nothing."""

    code: str
    message: str
    next_step: str = ""


EXAMPLE_CALL: JsonValue = {
    "id": EXAMPLE_ID,
    "state": "scored",
    "team": "Inside sales",
    "rep": None,
    "started_at": "2026-11-03T13:05:00Z",
    "zone": "Europe/Berlin",
    "time_known": True,
    "selection": "manager",
    "file": "call-0412.wav",
    "seconds": 412.6,
    "review": "draft",
    "version": 6,
}


def example(value: JsonValue) -> ConfigDict:
    """Shows the value in the OpenAPI document."""
    return ConfigDict(json_schema_extra={"examples": [value]})


class CallView(BaseModel):
    """A call with its state. `progress` is the share of the speech heard so far, while it is being heard."""

    model_config = example(EXAMPLE_CALL)

    id: str
    state: CallState
    reason: ReasonView | None = None
    progress: float | None = Field(None, ge=0, le=1)
    team: str
    rep: str | None = Field(None, description="The rep's public id.")
    external_id: str | None = None
    started_at: datetime
    zone: str
    time_known: bool
    direction: str | None = None
    kind: str | None = None
    outcome: str | None = None
    rep_channel: Channel | None = None
    selection: Literal["random", "manager", "rep", "complaint"]
    file: str | None = None
    sha256: str | None = None
    seconds: float | None = Field(None, description="Length of the recording, once it was heard.")
    review: Literal["draft", "confirmed", "released"] | None = Field(
        None, description="State of the review people see; none before the first score."
    )
    revision: str | None = Field(
        None, description="A newer run that waits to be confirmed in place of the released one: its id."
    )
    version: int = Field(description="Grows with every change; also the ETag.")


class CallPage(BaseModel):
    """Calls, newest first. `next` is the cursor of the next page, null on the last."""

    model_config = example({"items": [EXAMPLE_CALL], "next": f"2026-11-03T13:05:00+00:00~{EXAMPLE_ID}"})

    items: list[CallView]
    next: str | None = None


class TranscriptView(BaseModel):
    """A version of a call's transcript, with how it was heard.

    `transcript` and `hearing` are described in docs/review.schema.json, the masks in docs/redaction.md.
    `fingerprint` is that of the whole transcript, masked or not.
    """

    model_config = example(
        {
            "call": EXAMPLE_ID,
            "number": 1,
            "fingerprint": EXAMPLE_HASH,
            "masked": True,
            "created_at": "2026-11-03T13:20:11Z",
            "transcript": {
                "language": "en",
                "duration": 412.6,
                "roles": {
                    "how": "channel map",
                    "confidence": 1.0,
                    "why": "the left channel was named as the rep",
                },
                "sentences": [
                    {
                        "id": "S0001",
                        "speaker": "rep",
                        "start": 0.4,
                        "end": 1.1,
                        "text": "Hi [CUSTOMER].",
                        "words": [
                            {"text": "Hi", "start": 0.4, "end": 0.7},
                            {"text": "[CUSTOMER].", "start": 0.7, "end": 1.1},
                        ],
                    }
                ],
            },
            "hearing": {"engine": "faster-whisper", "model": "base"},
        }
    )

    call: str
    number: int
    fingerprint: str
    masked: bool
    created_at: datetime
    transcript: dict[str, Any]
    hearing: dict[str, Any]


class RunView(BaseModel):
    """One judge over one transcript version with one rubric version.

    `document` is a review as docs/review.schema.json describes it.
    """

    model_config = example(
        {
            "id": EXAMPLE_ID.replace("019a5c2e", "019a5c2f"),
            "call": EXAMPLE_ID,
            "created_at": "2026-11-03T13:21:40Z",
            "judge": "offline",
            "model": None,
            "document": {"scorecard": {"qa_score": {"state": "complete", "value": 72.5}}},
        }
    )

    id: str
    call: str
    created_at: datetime
    judge: str
    model: str | None
    document: dict[str, Any]


def call_view(
    call: Call,
    team: Team,
    rep: Person | None,
    recording: Recording | None,
    review: str | None,
    revision: str | None,
) -> CallView:
    details = (recording.details if recording else None) or {}
    return CallView.model_validate(
        {
            "id": call.public_id,
            "state": call.state,
            "reason": call.reason,
            "progress": call.progress,
            "team": team.name,
            "rep": rep.public_id if rep else None,
            "external_id": call.external_id,
            "started_at": call.started_at,
            "zone": call.zone,
            "time_known": call.time_known,
            "direction": call.direction,
            "kind": call.kind,
            "outcome": call.outcome,
            "rep_channel": call.rep_channel,
            "selection": call.selection,
            "file": recording.name if recording else None,
            "sha256": recording.sha256 if recording else None,
            "seconds": details.get("duration"),
            "review": review,
            "revision": revision,
            "version": call.version,
        }
    )


def transcript_view(call: Call, row: TranscriptVersion, masked: Transcript | None) -> TranscriptView:
    """The version as it was heard, or masked where that is given."""
    return TranscriptView(
        call=call.public_id,
        number=row.number,
        fingerprint=row.fingerprint,
        masked=masked is not None,
        created_at=row.created_at,
        transcript=row.document if masked is None else masked.model_dump(mode="json"),
        hearing=row.heard["hearing"],
    )


def run_view(call: Call, run: Run) -> RunView:
    return RunView(
        id=run.public_id,
        call=call.public_id,
        created_at=run.created_at,
        judge=run.judge,
        model=run.model,
        document=run.document,
    )
