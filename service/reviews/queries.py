"""Reading reviews: the answer a list shows, and the whole document a page shows."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.review import HeardTranscript, Hearing
from scoring.review import Review as ReviewDocument
from scoring.transcript import Transcript
from service.calls.queries import pinned_run
from service.db.tables import Call, Recording, Review, Run, TranscriptVersion

AUDIO_DELETED = "recording deleted"
"""What stands for the name of a recording that is gone by the rule for keeping recordings."""
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
        select(Call.public_id, Run.document["scorecard"], Review.effective)
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .where(Call.public_id.in_(call_ids))
    )
    return {
        public_id: _answer(effective["scorecard"] if effective else scorecard)
        for public_id, scorecard, effective in rows
    }


def _answer(scorecard: dict[str, Any]) -> Answer:
    qa, parts = scorecard["qa_score"], scorecard["criteria"]
    still_open = sum(one["state"] not in ("scored", "not_applicable") for one in parts)
    return Answer(qa["value"], qa["low"], qa["high"], still_open)


def shown_scorecard(session: Session, call: Call) -> dict[str, Any]:
    """The scorecard the call's review shows, with what people corrected. Raises NotFound without one."""
    run = pinned_run(session, call)
    effective = session.scalar(select(Review.effective).where(Review.call_id == call.id))
    scorecard: dict[str, Any] = (effective or run.document)["scorecard"]
    return scorecard


def review_document(
    session: Session, call: Call, with_words: bool = True, run: Run | None = None
) -> tuple[ReviewDocument, Outline]:
    """The review of a call as one document, with its transcript put back, and the outline of its sound.

    Without words the sentences are there with their text and times: a page of a thousand needs no more, and
    the times of fifteen thousand words take longer than everything else on it.

    What people corrected stands in it corrected: scorecard, and what stands at the sentences. `run`: another
    one than the review shows, such as the one that waits to take its place.
    """
    run = run or pinned_run(session, call)
    # What was heard has every word once more, and only a line of it is shown.
    asked = select(
        TranscriptVersion.document, TranscriptVersion.fingerprint, TranscriptVersion.heard["hearing"]
    )
    spoken, fingerprint, hearing = session.execute(
        asked.where(TranscriptVersion.id == run.transcript_id)
    ).one()
    if not with_words:
        spoken["sentences"] = [{**one, "words": ()} for one in spoken["sentences"]]
    transcript = Transcript.model_validate(spoken)
    shown = HeardTranscript(
        sentences=transcript.sentences,
        roles=transcript.roles,
        language=transcript.language,
        hearing=Hearing.model_validate(hearing),
        fingerprint=fingerprint,
    )
    # A review outlives its recording where the rule for keeping recordings is the shorter one.
    recording = session.scalars(
        select(Recording).where(Recording.call_id == call.id).order_by(Recording.id).limit(1)
    ).one_or_none()
    whole = run.document | {"transcript": None}
    # In the store a recording is called by its content; people know it by the name it came with.
    whole["call"] = run.document["call"] | {"file": recording.name if recording else AUDIO_DELETED}
    playable = (recording.playable if recording else None) or {}
    document = ReviewDocument.model_validate(whole).model_copy(update={"transcript": shown})
    return document, tuple(map(tuple, playable.get("peaks", ())))
