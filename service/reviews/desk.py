"""All that a decision about a review rests on, read once: call, run, form, transcript, corrections."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.attention import Attention, to_look_at
from scoring.corrections.carrying import Correction
from scoring.corrections.effective import Effective, corrected, effective
from scoring.judgement import CriterionReading, Facts, Verdict
from scoring.review import Flag, ShownScorecard
from scoring.rubric import Rubric
from scoring.transcript import Transcript
from service.calls.redactions import redacted
from service.db.tables import (
    Call,
    Override,
    Review,
    Revision,
    RubricVersion,
    Run,
    TranscriptVersion,
    VerdictRow,
)
from service.errors import NotFound, Stale
from service.people.rights import visible_call
from service.people.who import Who
from service.reviews.result import facts_of


@dataclass(frozen=True)
class Desk:
    """A review with one run of it on the table; `overrides` are the ones that hold for that run, by item.

    `transcript` is what the judge saw: names and numbers in it are masked. It is read when it is needed: a
    long call's takes longer than everything else here.
    """

    call: Call
    review: Review
    run: Run
    rubric: Rubric
    read_transcript: Callable[[], Transcript]
    readings: Mapping[str, CriterionReading]
    overrides: Mapping[str, Override]

    @cached_property
    def transcript(self) -> Transcript:
        return self.read_transcript()

    @property
    def corrections(self) -> dict[str, Verdict]:
        return {item: correction_of(row).verdict for item, row in self.overrides.items()}

    @property
    def facts(self) -> Facts:
        return facts_of(self.call)

    @property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(Flag.model_validate(one) for one in self.run.document.get("flags", ()))

    def corrected(self) -> dict[str, CriterionReading]:
        return corrected(self.rubric, self.readings, self.corrections)

    def effective(self) -> Effective | None:
        """The scorecard and feedback with the corrections in them; None where nothing is corrected."""
        if not self.overrides:
            return None
        return effective(self.rubric, self.readings, self.corrections, self.transcript)

    def read_scorecard(self) -> ShownScorecard:
        """The run's own scorecard, without any correction."""
        return ShownScorecard.model_validate(self.run.document["scorecard"])

    def scorecard(self) -> ShownScorecard:
        """What the review shows: the run's scorecard, or as it was corrected."""
        found = self.effective()
        return self.read_scorecard() if found is None else found.scorecard

    def to_look_at(self) -> tuple[Attention, ...]:
        return to_look_at(self.rubric, self.corrected(), self.flags)


def desk_for(session: Session, who: Who, call_id: str, version: int | None = None) -> Desk:
    """The review of a call they may see, locked for a change, with the run it pins.

    Raises NotFound, and Stale where the review is not at that version any more.
    """
    call = visible_call(session, who, call_id)
    return locked_desk(session, call, version)


def locked_desk(session: Session, call: Call, version: int | None = None) -> Desk:
    """The same for a call that is at hand. The call is locked before its review, as a worker does it."""
    session.refresh(call, with_for_update=True)
    review = session.scalars(select(Review).where(Review.call_id == call.id).with_for_update()).one_or_none()
    if review is None:
        raise NotFound(f"The call {call.public_id} has no review: it is {call.state}.")
    session.refresh(review)
    if version is not None and review.version != version:
        raise Stale(
            f"The review was changed meanwhile (version {review.version}, not {version}).",
            "Nothing of yours was kept. Look at it again, then decide.",
        )
    return desk_of(session, call, review, session.get_one(Run, review.run_id))


def desk_of(session: Session, call: Call, review: Review, run: Run) -> Desk:
    """The review with that run on the table: the one it pins, or one that waits to take its place."""
    rubric = Rubric.from_document(session.get_one(RubricVersion, run.rubric_id).document)
    return Desk(
        call=call,
        review=review,
        run=run,
        rubric=rubric,
        read_transcript=lambda: transcript_of_run(session, call, run),
        readings=readings_of(session, run, rubric),
        overrides=overrides_of(session, run.id),
    )


def transcript_of_run(session: Session, call: Call, run: Run) -> Transcript:
    """The masked transcript that a run was made on."""
    return redacted(session, call, session.get_one(TranscriptVersion, run.transcript_id)).transcript


def readings_of(session: Session, run: Run, rubric: Rubric) -> dict[str, CriterionReading]:
    """The run's readings, by criterion; a criterion that could not be read says so."""
    rows = session.scalars(select(VerdictRow).where(VerdictRow.run_id == run.id).order_by(VerdictRow.id))
    return readings_in(rows, run, rubric)


def readings_in(rows: Iterable[VerdictRow], run: Run, rubric: Rubric) -> dict[str, CriterionReading]:
    """The same from its verdicts, in order."""
    verdicts: dict[str, list[Verdict]] = {}
    for row in rows:
        verdicts.setdefault(row.criterion, []).append(Verdict.model_validate(row.document))
    shown = {one["key"]: one for one in run.document["scorecard"]["criteria"]}
    return {
        criterion.key: CriterionReading(
            criterion=criterion.key,
            verdicts=tuple(verdicts.get(criterion.key, ())),
            failed=shown[criterion.key]["why"] if shown[criterion.key]["state"] == "failed" else None,
        )
        for criterion in rubric.criteria
    }


def overrides_of(session: Session, run: int) -> dict[str, Override]:
    """Item → the correction that holds for that run: the newest, unless it took one back."""
    return overrides_of_all(session, [run])[run]


def overrides_of_all(session: Session, runs: Sequence[int]) -> dict[int, dict[str, Override]]:
    """The same of several runs, by their keys."""
    newest: dict[int, dict[str, Override]] = {run: {} for run in runs}
    for row in session.scalars(select(Override).where(Override.run_id.in_(runs)).order_by(Override.id)):
        newest[row.run_id][row.item] = row
    return {
        run: {item: row for item, row in rows.items() if row.document is not None}
        for run, rows in newest.items()
    }


def correction_of(row: Override) -> Correction:
    return Correction.model_validate(row.document)


def open_revision(session: Session, review: Review) -> Revision | None:
    """The newer run that waits to be confirmed in place of the released one."""
    asked = select(Revision).where(Revision.review_id == review.id, Revision.state == "open")
    return session.scalars(asked).one_or_none()
