"""Reading reviews: the answer a list shows, and the whole document a page shows."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.hearing import Heard
from scoring.review import HeardTranscript
from scoring.review import Review as ReviewDocument
from scoring.transcript import Transcript
from service.calls.queries import pinned_run, recording_of
from service.db.tables import Call, Review, Run, TranscriptVersion

Outline = tuple[tuple[float, ...], ...]
"""The loudness of each channel in equal parts of the recording, as shares of full scale."""


class Answer(NamedTuple):
    """A QA score as a list shows it; `open` counts the criteria that keep it from being complete."""

    value: float | None
    low: float | None
    high: float | None
    open: int


def answers_of(session: Session, call_ids: Sequence[str]) -> dict[str, Answer]:
    """The QA score of each of these calls that has a review."""
    rows = session.execute(
        select(Call.public_id, Run.qa_value, Run.qa_low, Run.qa_high, Run.document["scorecard"]["criteria"])
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .where(Call.public_id.in_(call_ids))
    )
    return {
        public_id: Answer(
            value, low, high, sum(one["state"] not in ("scored", "not_applicable") for one in parts)
        )
        for public_id, value, low, high, parts in rows
    }


def review_document(session: Session, call: Call) -> tuple[ReviewDocument, Outline]:
    """The review of a call as one document, with its transcript put back, and the outline of its sound."""
    run = pinned_run(session, call)
    row = session.get_one(TranscriptVersion, run.transcript_id)
    transcript, heard = Transcript.model_validate(row.document), Heard.model_validate(row.heard)
    shown = HeardTranscript(
        sentences=transcript.sentences,
        roles=transcript.roles,
        language=transcript.language,
        hearing=heard.hearing,
        fingerprint=row.fingerprint,
    )
    recording = recording_of(session, call)
    whole = run.document | {"transcript": shown.model_dump(mode="json")}
    # In the store a recording is called by its content; people know it by the name it came with.
    whole["call"] = run.document["call"] | {"file": recording.name}
    playable = recording.playable or {}
    return ReviewDocument.model_validate(whole), tuple(map(tuple, playable.get("peaks", ())))
