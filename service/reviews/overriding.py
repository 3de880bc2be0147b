"""Correcting an answer of a reading, and taking a correction back."""

from sqlalchemy.orm import Session

from scoring.corrections.answering import Said
from scoring.corrections.carrying import Correction
from scoring.corrections.overriding import Change, preview, settle
from service.db import audit
from service.db.base import now
from service.db.tables import Override, Run
from service.errors import Conflict
from service.people.who import Who
from service.plans.reopening import call_changed
from service.reviews.carried import show_corrected
from service.reviews.counted import count
from service.reviews.desk import Desk, desk_for, desk_of, open_revision
from service.reviews.rights import refuse_review


def override(
    session: Session, who: Who, call_id: str, said: Said, reason: str, version: int | None = None
) -> Desk:
    """Puts another answer in the place of the reading's. A confirmed review is a draft again.

    On a released review it is the waiting newer reading that is corrected, where there is one. Raises
    NotAllowed, Stale, Conflict for a released review, and BadInput where the answer has nothing to carry it.
    """
    desk = correctable(session, who, call_id, version)
    verdict, change = settle(desk.rubric, desk.readings, desk.corrections, said, desk.transcript, desk.facts)
    write(session, desk, Correction(said=said, verdict=verdict), change, reason, who)
    return _shown_anew(session, desk, who.actor)


def take_back(
    session: Session, who: Who, call_id: str, item: str, reason: str, version: int | None = None
) -> Desk:
    """Lets the reading's answer stand again. Raises Conflict where nobody corrected the item."""
    desk = correctable(session, who, call_id, version)
    row = desk.overrides.get(item)
    if row is None:
        raise Conflict(f"Nobody has corrected {item}.", "Nothing was changed.")
    session.add(
        Override(
            review_id=desk.review.id,
            run_id=desk.run.id,
            criterion=row.criterion,
            item=item,
            before=row.answer,
            answer=None,
            document=None,
            reason=reason,
            origin="person",
            from_id=row.id,
            person_id=who.person,
            actor=who.actor,
        )
    )
    session.flush()
    audit.record(session, who.actor, "review.correction_taken_back", desk.call.public_id, item=item)
    return _shown_anew(session, desk, who.actor)


def previewed(desk: Desk, said: Said) -> Change:
    """What the answer would do: old and new, and what the QA score becomes."""
    return preview(desk.rubric, desk.readings, desk.corrections, said)


def correctable(session: Session, who: Who, call_id: str, version: int | None) -> Desk:
    """What a correction would be made on: the draft, or the reading that waits to replace a released one."""
    desk = desk_for(session, who, call_id, version)
    refuse_review(session, who, desk.call)
    if desk.review.state != "released":
        return desk
    waiting = open_revision(session, desk.review)
    if waiting is None:
        raise Conflict(
            "The review is released: its rep has it as it stands.",
            "Score the call on an empty sheet: that waits as a newer reading to be confirmed.",
            code="released",
        )
    return desk_of(session, desk.call, desk.review, session.get_one(Run, waiting.run_id))


def write(
    session: Session,
    desk: Desk,
    correction: Correction,
    change: Change,
    reason: str,
    who: Who,
    origin: str = "person",
) -> Override:
    """Appends the correction, with old and new."""
    row = Override(
        review_id=desk.review.id,
        run_id=desk.run.id,
        criterion=change.criterion,
        item=change.item,
        before=None if change.before is None else change.before.value,
        answer=change.after.value,
        document=correction.model_dump(mode="json"),
        reason=reason,
        origin=origin,
        person_id=who.person,
        actor=who.actor,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        who.actor,
        "review.corrected",
        desk.call.public_id,
        run=desk.run.public_id,
        item=change.item,
        before=row.before,
        after=row.answer,
    )
    return row


def _shown_anew(session: Session, desk: Desk, actor: str) -> Desk:
    """What follows from a correction: what the review shows, and a confirmation that holds no more."""
    review, call = desk.review, desk.call
    review.updated_at = now()
    if review.run_id == desk.run.id:
        show_corrected(session, call, review, desk.run)
        if review.state == "confirmed":
            # Nobody stands for it as it is now, so the trend has the bare reading again.
            review.state, review.confirmed_as = "draft", None
            count(session, call, desk.run, desk.read_scorecard())
            # A decision that counted it is looked at again, as where the confirmation is taken back.
            call_changed(session, call.id, "override", actor)
    session.flush()
    return desk_of(session, call, review, desk.run)
