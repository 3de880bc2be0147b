"""Corrections move along to a newer run of the same call, where the words they cite still stand."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.carrying import Carried, carry_over
from scoring.corrections.sheets import PERSON
from service.db.tables import Call, Override, Review, Run
from service.reviews.desk import correction_of, desk_of, overrides_of, transcript_of_run

SYSTEM = "system"
"""What the audit log and the history call what follows by itself."""


def carried(session: Session, call: Call, review: Review, before: Run, run: Run) -> Carried:
    """What becomes of the corrections of `before` on the newer run; nothing is written.

    A person who scored the whole call saw it all: nothing of an earlier run is put over their answers.
    """
    rows = overrides_of(session, before.id)
    if not rows or run.judge == PERSON:
        return Carried()
    desk = desk_of(session, call, review, run)
    return carry_over(
        [correction_of(row) for row in rows.values()],
        transcript_of_run(session, call, before),
        desk.rubric,
        desk.transcript,
        desk.facts,
    )


def take_along(session: Session, call: Call, review: Review, before: Run, run: Run) -> None:
    """Puts the corrections that still hold on the newer run; the others stay in the list of lost ones."""
    found = carried(session, call, review, before, run)
    if not found.kept:
        return
    rows, desk = overrides_of(session, before.id), desk_of(session, call, review, run)
    there = {v.item: v.answer.value for reading in desk.readings.values() for v in reading.verdicts}
    for one in found.kept:
        old = rows[one.said.item]
        if one.said.item in desk.overrides:  # somebody has corrected the newer run already
            continue
        session.add(
            Override(
                review_id=review.id,
                run_id=run.id,
                criterion=old.criterion,
                item=old.item,
                before=there.get(old.item),
                answer=old.answer,
                document=one.model_dump(mode="json"),
                reason=old.reason,
                origin="carried",
                from_id=old.id,
                person_id=old.person_id,
                actor=old.actor,
            )
        )
    session.flush()
    show_corrected(session, call, review, run)


def show_corrected(session: Session, call: Call, review: Review, run: Run) -> None:
    """Keeps with the review what it shows with its corrections."""
    found = desk_of(session, call, review, run).effective()
    review.effective = None if found is None else found.model_dump(mode="json")


def lost(session: Session, review: Review, run: Run) -> Sequence[Override]:
    """Corrections of earlier runs that did not move along and that nobody made anew, newest first."""
    held = set(overrides_of(session, run.id))
    rows = session.scalars(
        select(Override)
        .where(Override.review_id == review.id, Override.run_id < run.id)
        .order_by(Override.id.desc())
    )
    newest: dict[str, Override] = {}
    for row in rows:
        newest.setdefault(row.item, row)
    if run.judge == PERSON:
        return ()
    return tuple(row for item, row in newest.items() if item not in held and row.document is not None)
