"""Answering a rep's question. What is accepted applies everywhere in one step: review, trend, note, plans."""

from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.answering import Said
from scoring.corrections.carrying import Correction
from scoring.corrections.effective import answers
from scoring.corrections.overriding import settle
from scoring.errors import BadInput
from scoring.hearing import Heard
from scoring.judgement import Answer
from scoring.reviewing import transcribe
from scoring.roles import Channel
from service.calls.actions import name_rep_channel
from service.db import audit
from service.db.base import now
from service.db.tables import Call, Dispute, Person, TranscriptVersion
from service.engine import JobEngine
from service.errors import Conflict, NotAllowed, Unprocessable
from service.frame.selection import RANDOM
from service.notices.telling import tell
from service.people.rights import refuse_about_oneself, reps_visible_to
from service.people.who import Who
from service.plans.reopening import call_changed
from service.reviews.carried import show_corrected
from service.reviews.changed import mark_all_notes, tell_of_change
from service.reviews.counted import count, withdraw
from service.reviews.desk import Desk, desk_of, locked_desk
from service.reviews.disputing import dispute_row, refuse_answered, stood_for_it
from service.reviews.overriding import write
from service.reviews.rights import refuse_review
from service.reviews.whose import unless_their_own
from service.reviews.wishes import Settlement


def settle_dispute(
    session: Session,
    engine: JobEngine,
    who: Who,
    dispute_id: str,
    outcome: Settlement,
    version: int | None = None,
) -> Dispute:
    """Answers the question, with a reason from the list and a sentence.

    Raises NotFound, Stale, NotAllowed for the rep, for who confirmed the review and where somebody else was
    named, Conflict where it is answered, and BadInput where the answer has nothing to carry it.
    """
    row = dispute_row(session, who, dispute_id, version)
    call = session.get_one(Call, row.call_id)
    refuse_settling(session, who, call, row)
    refuse_answered(row)
    desk = locked_desk(session, call)
    if outcome.outcome == "partly" and row.kind != "item":
        raise Unprocessable("Who speaks on a call is so or not so: accept it, or reject it.")
    # Settled first: what applies it may ask whether a dispute is open.
    row.state, row.reason, row.answer = outcome.outcome, outcome.reason, outcome.says
    row.settled_by, row.settled_at = who.person, now()
    session.flush()
    audit.record(
        session,
        who.actor,
        "dispute.settled",
        call.public_id,
        dispute=row.public_id,
        outcome=outcome.outcome,
        reason=outcome.reason,
    )
    tell(session, row.opened_by, "dispute_answered", call.public_id, occasion=row.public_id)
    if outcome.outcome != "rejected":
        _apply(session, engine, who, desk, row, outcome)
    desk.review.updated_at = now()
    session.flush()
    tell_of_change(session, desk_of(session, call, desk.review, desk.run), "dispute", who.actor)
    return row


def refuse_settling(session: Session, who: Who, call: Call, row: Dispute) -> None:
    """Raises NotAllowed for who may not decide this question."""
    refuse_review(session, who, call)
    if stood_for_it(session, who, row.review_id):
        raise NotAllowed(
            "You have confirmed or scored this review yourself, so somebody else answers.",
            "Ask another manager, or qa. Nothing was changed.",
        )
    if row.decider_id is not None and row.decider_id != who.person:
        raise NotAllowed("hr has named somebody else to decide this.", "Nothing was changed.")


def _apply(
    session: Session, engine: JobEngine, who: Who, desk: Desk, row: Dispute, outcome: Settlement
) -> None:
    if row.kind == "item":
        _correct(session, who, desk, row, outcome)
    elif row.kind == "not_me":
        _hand_over(session, who, desk, outcome)
    else:
        _swap(session, engine, who, desk, outcome)


def _correct(session: Session, who: Who, desk: Desk, row: Dispute, outcome: Settlement) -> None:
    """Puts the accepted answer into review and trend."""
    answer = outcome.answer or Answer(row.proposed or "")
    standing = answers(desk.corrected().values()).get(row.subject)
    if standing is not None and standing.answer is answer:
        raise Unprocessable(
            "That is the answer as it stands.", "Reject the question, or name another answer."
        )
    said = Said(
        item=row.subject,
        answer=answer,
        sentences=outcome.sentences,
        searched=outcome.searched,
        why=outcome.says[:500],
    )
    known = (desk.rubric, desk.readings, desk.corrections)
    try:
        pointed = _with_their_sentence(said, row)
        verdict, change = settle(*known, pointed, desk.transcript, desk.facts)
        said = pointed
    except BadInput:
        # The sentence the rep named does not carry it by itself; whoever settles decided all the same.
        verdict, change = settle(*known, said, desk.transcript, desk.facts)
    written = write(
        session, desk, Correction(said=said, verdict=verdict), change, outcome.says[:500], who, "dispute"
    )
    row.override_id = written.id
    show_corrected(session, desk.call, desk.review, desk.run)
    now_stands = desk_of(session, desk.call, desk.review, desk.run)
    # What nobody stands for is in the trend as it was read.
    if desk.review.state != "draft":
        count(session, desk.call, desk.run, now_stands.scorecard())


def _with_their_sentence(said: Said, row: Dispute) -> Said:
    if said.answer is not Answer.YES or said.sentences or row.sentence is None:
        return said
    return said.model_copy(update={"sentences": (row.sentence,)})


def _hand_over(session: Session, who: Who, desk: Desk, outcome: Settlement) -> None:
    """Takes the call from a rep who is not on it; with the right one named, it is theirs, unreleased."""
    call, review, before = desk.call, desk.review, desk.call.rep_id
    rep = None
    if outcome.rep is not None:
        # Among the reps they may see: nobody puts a call on somebody of another manager's.
        asked = select(Person).where(Person.public_id == outcome.rep, reps_visible_to(who))
        rep = session.scalars(asked).one_or_none()
        if rep is None or rep.id == before:
            raise Unprocessable(
                "Name another rep of your teams whose call it is, or nobody.", "Nothing was changed."
            )
        refuse_about_oneself(who, rep.id, "A call of yours")
    withdraw(session, call)
    # While it is still theirs: a decision that counted it is decided anew without it.
    call_changed(session, call.id, "dispute", who.actor)
    if before is not None:
        mark_all_notes(session, call, before, who.actor)
    call.rep_id = None if rep is None else rep.id
    if call.selection == RANDOM:
        # It was drawn for somebody who is not on it: the draw shows its place as missing, to be replaced.
        call.selection, review.drawn_started_at = "manager", None
    review.state, review.released_at, review.acknowledged_at = "confirmed", None, None
    review.shared_at = None
    session.flush()
    if rep is not None:
        unless_their_own(session, review, rep.id)
    # What nobody stands for is in the trend as it was read.
    count(session, call, desk.run, desk.read_scorecard() if review.state == "draft" else desk.scorecard())
    audit.record(
        session, who.actor, "call.rep_corrected", call.public_id, rep=None if rep is None else rep.public_id
    )


def _swap(session: Session, engine: JobEngine, who: Who, desk: Desk, outcome: Settlement) -> None:
    """Says who the rep is and asks for a new reading; until it is confirmed, nothing of the call counts."""
    channel = outcome.channel or _other_channel(session, desk)
    name_rep_channel(session, engine, desk.call, channel, who.actor)
    withdraw(session, desk.call)
    desk.review.withheld = True


def _other_channel(session: Session, desk: Desk) -> Channel:
    """The other one than in what was released: somebody may have swapped the speakers since."""
    row = session.get_one(TranscriptVersion, desk.run.transcript_id)
    heard = Heard.model_validate(row.heard)
    names = [track.name for track in heard.tracks]
    rest = [
        one
        for one in get_args(Channel)
        if one in names and transcribe(heard, one).fingerprint() != row.fingerprint
    ]
    if len(names) != 2 or len(rest) != 1:
        raise Conflict(
            f"The recording has {len(names)} channels or voices, so we cannot tell which the rep is.",
            "Name it in `channel`, or reject the question.",
            code="which_channel",
        )
    found: Channel = rest[0]
    return found
