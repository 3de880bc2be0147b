"""The passage of an example: its sentences with masks, where it lies, and what of its sound is silent."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.redaction import Mask
from scoring.transcript import Sentence, Transcript
from scoring.visible import visible
from service.calls.redactions import redacted
from service.db.tables import Call, Review, Run, SharedExample, TranscriptVersion
from service.errors import NotFound, Unprocessable

LEAD, TAIL = 0.5, 0.3
"""Seconds before and after the words."""


@dataclass(frozen=True)
class Passage:
    """Sentences as (speaker, words with masks); seconds of the recording; the spans that are silent."""

    lines: tuple[tuple[str, str], ...]
    start: float
    end: float
    silent: tuple[tuple[float, float], ...]


def transcript_of(session: Session, call: Call) -> TranscriptVersion:
    """The transcript that the call's review rests on. Raises NotFound where it has none."""
    row = session.scalars(
        select(TranscriptVersion)
        .join(Run, Run.transcript_id == TranscriptVersion.id)
        .join(Review, Review.run_id == Run.id)
        .where(Review.call_id == call.id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"The call {call.public_id} has no scorecard.")
    return row


def passage_of(session: Session, call: Call, row: TranscriptVersion, first: str, last: str) -> Passage:
    """The passage of that transcript. Raises Unprocessable where it has none."""
    whole = Transcript.model_validate(row.document)
    ids = [one.id for one in whole.sentences]
    if first not in ids or last not in ids or ids.index(last) < ids.index(first):
        raise Unprocessable("There is no such part of the call.", "Name its first and its last sentence.")
    chosen = whole.sentences[ids.index(first) : ids.index(last) + 1]
    masked = redacted(session, call, row)
    words = {one.id: one.text for one in masked.transcript.sentences}
    start = min(one.start for one in chosen) - LEAD
    return Passage(
        lines=tuple((one.speaker, visible(words.get(one.id, ""))) for one in chosen),
        start=max(0.0, start),
        end=max(one.end for one in chosen) + TAIL,
        # All of the call: somebody may speak into the passage from a sentence that is not in it.
        silent=tuple(span for sentence in whole.sentences for span in _silent(sentence, masked.masks)),
    )


def _silent(sentence: Sentence, masks: tuple[Mask, ...]) -> list[tuple[float, float]]:
    """When the masked words sound; the whole sentence, where the times of its words are not known."""
    spans = []
    for mask in masks:
        if mask.sentence != sentence.id:
            continue
        words = sentence.words[mask.first_word : mask.last_word + 1]
        whole = len(sentence.words) != len(sentence.text.split()) or not words
        spans.append((sentence.start, sentence.end) if whole else (words[0].start, words[-1].end))
    return spans


def passage_shown(session: Session, row: SharedExample, call: Call) -> Passage:
    """The passage of an example, as its rep was asked about it."""
    transcript = session.get_one(TranscriptVersion, row.transcript_id)
    return passage_of(session, call, transcript, row.first, row.last)
