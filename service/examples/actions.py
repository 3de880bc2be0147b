"""Asking for an example, agreeing to it, and taking it back: then it is gone at once. All is audited."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import audit
from service.db.base import now
from service.db.tables import Call, SharedExample
from service.edges.clips import LONGEST
from service.errors import Conflict, NotAllowed, Stale, Unprocessable
from service.examples.passages import Passage, passage_of, transcript_of
from service.examples.rights import known_example
from service.examples.views import NewExample
from service.notices.telling import tell
from service.people.rights import visible_call
from service.people.who import Who

OPEN = ("asked", "shared")


def ask(session: Session, who: Who, call_id: str, new: NewExample) -> SharedExample:
    """Asks the call's rep whether others may hear it; whoever shares a call of their own has agreed already.

    Raises Unprocessable for a passage that is none, and Conflict where it was asked already.
    """
    call = visible_call(session, who, call_id)
    own = who.person is not None and call.rep_id == who.person
    if not (own or who.installation or who.has("manager", "qa")):
        raise NotAllowed("Examples are asked for by managers and qa, or given by the rep.")
    if call.rep_id is None:
        raise Unprocessable("The call names no rep who could agree.", "Say whose call it is first.")
    transcript = transcript_of(session, call)
    _refuse_long(passage_of(session, call, transcript, new.first, new.last))
    _end_of_others(session, who, call)
    _refuse_twice(session, call, new)
    row = SharedExample(
        call_id=call.id,
        rep_id=call.rep_id,
        transcript_id=transcript.id,
        asked_by=who.person,
        state="shared" if own else "asked",
        answered_at=now() if own else None,
        **new.model_dump(),
    )
    session.add(row)
    session.flush()
    audit.record(session, who.actor, "example.asked", row.public_id, call=call.public_id, own=own)
    if not own:
        tell(session, row.rep_id, "example_asked", row.public_id, row.public_id)
    return row


def answer(session: Session, who: Who, example: str, agree: bool, version: int | None = None) -> None:
    """What the rep says to it. Only they can."""
    row = _locked(session, who, example, version)
    if who.person != row.rep_id:
        raise NotAllowed("Whether a call is shared is for its rep to say.", "Nothing was changed.")
    if row.state != "asked":
        raise Conflict(f"It is {row.state} already.", "Nothing was changed.")
    row.state, row.answered_at = ("shared" if agree else "declined"), now()
    audit.record(session, who.actor, "example.answered", row.public_id, agree=agree)
    tell(session, row.asked_by, "example_answered", row.public_id, row.public_id)


def withdraw(session: Session, who: Who, example: str, version: int | None = None) -> None:
    """Takes it back, at any time: its rep what they agreed to, whoever asked what they asked for."""
    row = _locked(session, who, example, version)
    if who.person is None or who.person not in (row.rep_id, row.asked_by):
        raise NotAllowed("It is taken back by its rep, or by who asked for it.", "Nothing was changed.")
    if row.state not in OPEN:
        raise Conflict(f"It is {row.state} already.", "Nothing was changed.")
    row.state, row.ended_at = "withdrawn", now()
    audit.record(session, who.actor, "example.withdrawn", row.public_id)
    other = row.asked_by if who.person == row.rep_id else row.rep_id
    tell(session, other, "example_withdrawn", row.public_id, row.public_id)


def _locked(session: Session, who: Who, example: str, version: int | None) -> SharedExample:
    row, _ = known_example(session, who, example)
    session.refresh(row, with_for_update=True)
    if version is not None and version != row.version:
        raise Stale("The example was changed since you looked at it.", "Look at it again, then decide.")
    return row


def _refuse_long(passage: Passage) -> None:
    if passage.end - passage.start > LONGEST:
        raise Unprocessable(
            f"That part lasts {passage.end - passage.start:.0f} seconds.",
            f"An example has {LONGEST:.0f} at most: choose fewer sentences.",
        )


def _end_of_others(session: Session, who: Who, call: Call) -> None:
    """Takes back what a former rep was asked: the call turned out to be somebody else's."""
    others = select(SharedExample).where(
        SharedExample.call_id == call.id, SharedExample.rep_id != call.rep_id, SharedExample.state.in_(OPEN)
    )
    for row in session.scalars(others):
        row.state, row.ended_at = "withdrawn", now()
        audit.record(session, who.actor, "example.withdrawn", row.public_id)
    session.flush()


def _refuse_twice(session: Session, call: Call, new: NewExample) -> None:
    there = select(SharedExample.id).where(
        SharedExample.call_id == call.id,
        SharedExample.first == new.first,
        SharedExample.last == new.last,
        SharedExample.state.in_(OPEN),
    )
    if session.scalar(there) is not None:
        raise Conflict("That part is an example already, or its rep was asked.", "Nothing was changed.")
