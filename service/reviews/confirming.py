"""Standing for a review: *confirmed* where the evidence of all that costs points was played, else *seen*."""

from collections.abc import Collection, Iterable

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from scoring.corrections.attention import not_looked_at
from scoring.corrections.choosing import comes_blind_first
from scoring.corrections.overriding import known_items
from service.db import audit
from service.db.base import now
from service.db.engine import Database
from service.db.tables import Call, Confirmation, PersonSheet, ReadingSeen, Review
from service.db.upsert import insert_once
from service.errors import Conflict, Unprocessable
from service.people.who import Who
from service.reviews.carried import show_corrected
from service.reviews.counted import count
from service.reviews.desk import Desk, desk_for
from service.reviews.rights import may_review, refuse_review
from service.reviews.team_rules import rules_of_all
from service.reviews.wishes import Confirming

SEED = "sidetone"
"""What blind-first confirmations are told from, besides the call's id."""


def confirm(
    session: Session, who: Who, call_id: str, how: Confirming, version: int | None = None
) -> Confirmation:
    """Confirms a draft as it stands, with its corrections, and puts its levels into the trend.

    Raises NotAllowed, Stale, Conflict for a review that is no draft and for one that comes blind-first, and
    Unprocessable for items that are not of its form.
    """
    desk = desk_for(session, who, call_id, version)
    refuse_review(session, who, desk.call)
    if desk.review.state != "draft":
        raise Conflict(
            f"The review is {desk.review.state} already.",
            "Look at it again: somebody was quicker.",
            code="state",
        )
    if waits_blind(session, who, desk.call, desk.review):
        raise Conflict(
            "This one comes blind-first: score it on the empty sheet, then compare.",
            "Hand in your own sheet of this call first.",
            code="blind_first",
        )
    row = stand_for(session, who, desk, how)
    show_corrected(session, desk.call, desk.review, desk.run)
    desk.review.state, desk.review.confirmed_as = "confirmed", row.state
    desk.review.updated_at = now()
    count(session, desk.call, desk.run, desk.scorecard())
    session.flush()
    return row


def stand_for(session: Session, who: Who, desk: Desk, how: Confirming) -> Confirmation:
    """Writes down who stands for the run as corrected so far, after what."""
    strangers = sorted(set(how.played) - set(known_items(desk.rubric)))
    if strangers:
        raise Unprocessable(
            f"{desk.rubric.slug}@{desk.rubric.version} has no item {strangers[0]}.", "Nothing was confirmed."
        )
    not_played = not_looked_at(desk.to_look_at(), looked_at(session, who, desk, how.played))
    row = Confirmation(
        review_id=desk.review.id,
        run_id=desk.run.id,
        state="seen" if not_played else "confirmed",
        blind=_own_blind_sheet(session, who, desk) is not None,
        seconds=how.seconds,
        played=sorted(set(how.played)),
        not_played=list(not_played),
        person_id=who.person,
        actor=who.actor,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        who.actor,
        f"review.{row.state}",
        desk.call.public_id,
        run=desk.run.public_id,
        seconds=round(row.seconds),
        played=len(row.played),
        not_played=len(row.not_played),
        blind=row.blind,
    )
    return row


def looked_at(session: Session, who: Who, desk: Desk, played: Collection[str]) -> set[str]:
    """What they listened to: played, corrected themselves, or answered the same on a blind sheet."""
    own = {item for item, row in desk.overrides.items() if row.actor == who.actor and row.origin == "person"}
    sheet = _own_blind_sheet(session, who, desk)
    agreed: set[str] = set()
    if sheet is not None:
        stands = {v.item: v.answer.value for reading in desk.corrected().values() for v in reading.verdicts}
        agreed = {one["item"] for one in sheet.answers if stands.get(one["item"]) == one["answer"]}
    return set(played) | own | agreed


def _own_blind_sheet(session: Session, who: Who, desk: Desk) -> PersonSheet | None:
    """The sheet they handed in about this run before they saw it."""
    asked = select(PersonSheet).where(
        PersonSheet.call_id == desk.call.id,
        PersonSheet.person_id == who.person,
        PersonSheet.state == "handed_in",
        PersonSheet.blind.is_(True),
        PersonSheet.compared_with == desk.run.id,
    )
    return session.scalars(asked.order_by(PersonSheet.id.desc()).limit(1)).one_or_none()


def waits_blind(session: Session, who: Who, call: Call, review: Review) -> bool:
    """Whether they are to score the call on an empty sheet before its reading is shown to them.

    Not once they have seen it: what they would say then is not blind, and the call is confirmed as any other.
    """
    return call.id in waiting_blind(session, who, [(call, review)])


def comes_blind(session: Session, who: Who, call: Call) -> bool | None:
    """Whether they are to score it on an empty sheet first, and may; None before there is a review.

    What its sheet says as well, without all the rest of a sheet.
    """
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one_or_none()
    if review is None:
        return None
    waits = who.person is not None and waits_blind(session, who, call, review)
    return waits and may_review(session, who, call)


def waiting_blind(session: Session, who: Who, drafts: Iterable[tuple[Call, Review]]) -> set[int]:
    """The keys of those calls that are to be scored so. So many queries, however many calls."""
    if who.person is None:
        return set()
    calls = [call for call, review in drafts if review.state == "draft"]
    rules = rules_of_all(session, {call.team_id for call in calls})
    chosen = {
        call.id for call in calls if comes_blind_first(call.public_id, SEED, rules[call.team_id].blind_first)
    }
    if not chosen:
        return set()
    handed_in = select(PersonSheet.call_id).where(
        PersonSheet.call_id.in_(chosen),
        PersonSheet.person_id == who.person,
        PersonSheet.state == "handed_in",
    )
    seen = select(ReadingSeen.call_id).where(
        ReadingSeen.call_id.in_(chosen), ReadingSeen.person_id == who.person
    )
    return chosen - set(session.scalars(union_all(handed_in, seen)))


def has_seen(session: Session, who: Who, call: Call) -> bool:
    """Whether a reading of the call was ever shown to them."""
    return who.person is not None and session.get(ReadingSeen, (call.id, who.person)) is not None


def note_reading_seen(session: Session, who: Who, call: Call) -> None:
    """Keeps that a reading of the call is shown to them: what they score afterwards is not blind."""
    if who.person is not None:
        key = {"call_id": call.id, "person_id": who.person}
        insert_once(session, ReadingSeen, key, {"first_at": now()})


def see_reading(database: Database, who: Who, call: Call, *, in_any_case: bool = False) -> None:
    """The same in a transaction of its own, once.

    Not while the reading is kept from them because it comes blind-first; `in_any_case`: it is shown all the
    same, and what they score is not blind any more.
    """
    if who.person is None:
        return
    with database.read() as session:
        review = session.scalars(select(Review).where(Review.call_id == call.id)).one_or_none()
        if review is None or has_seen(session, who, call):
            return
        if not in_any_case and waits_blind(session, who, call, review):
            return
    with database.write() as session:
        note_reading_seen(session, who, call)
