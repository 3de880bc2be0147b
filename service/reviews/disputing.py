"""A rep questions their released review: an item, "this wasn't me", "the speakers are swapped"."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scoring.corrections.answering import item_of
from scoring.corrections.deadlines import answer_due, is_over, window_ends
from scoring.corrections.effective import answers
from scoring.judgement import Answer
from service.db import audit
from service.db.base import now
from service.db.tables import Call, Confirmation, Dispute, Person, Review, TeamRules
from service.errors import Conflict, NotAllowed, NotFound, Stale, Unprocessable
from service.house import house_of
from service.notices.audience import managers_of, with_role
from service.notices.telling import tell, tell_all, tell_channel
from service.people.recognising import person_as_who
from service.people.rights import visible_call
from service.people.who import Who
from service.reviews.desk import Desk, locked_desk
from service.reviews.rights import is_rep_of, may_review_among
from service.reviews.team_rules import rules_of
from service.reviews.wishes import NewDispute


def open_dispute(
    session: Session, who: Who, call_id: str, new: NewDispute, version: int | None = None
) -> Dispute:
    """Opens the rep's question about their own released review.

    Raises NotAllowed for anybody else, Conflict where it is not released, its window is over, or the same is
    open already, and BadInput or Unprocessable for what the review does not have.
    """
    call = visible_call(session, who, call_id)
    desk = locked_desk(session, call, version)
    if not is_rep_of(who, call) or who.person is None:
        raise NotAllowed("A review is questioned by the rep of the call.", "Correct it, or comment on it.")
    refuse_too_late(session, desk)
    if new.kind == "item":
        _refuse_item(desk, new)
    if new.sentence is not None and desk.transcript.find(new.sentence) is None:
        raise Unprocessable(f"The call has no sentence {new.sentence}.", "Click the one you mean.")
    subject = new.item if new.kind == "item" and new.item is not None else new.kind
    if is_asked(session, desk.review, subject):
        raise already_open()
    row = Dispute(
        review_id=desk.review.id,
        call_id=call.id,
        run_id=desk.run.id,
        kind=new.kind,
        subject=subject,
        proposed=None if new.proposed is None else new.proposed.value,
        sentence=new.sentence,
        says=new.says,
        due=answer_due(now(), call.zone, house_of(session).holidays),
        opened_by=who.person,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise already_open() from error
    desk.review.updated_at = now()
    session.flush()
    audit.record(
        session,
        who.actor,
        "dispute.opened",
        call.public_id,
        dispute=row.public_id,
        kind=row.kind,
        about=subject,
    )
    tell_of_question(session, call, row)
    return row


def is_disputed(session: Session, review: Review) -> bool:
    """Whether a dispute about it is open."""
    asked = exists().where(Dispute.review_id == review.id, Dispute.state == "open")
    return session.scalar(select(asked)) or False


def was_answered(session: Session, call: Call, review: Review) -> bool:
    """Whether the rep of the call had an answer to something they asked about it."""
    asked = exists().where(
        Dispute.review_id == review.id,
        Dispute.opened_by == call.rep_id,
        Dispute.state.in_(("accepted", "partly", "rejected")),
    )
    return session.scalar(select(asked)) or False


def already_open() -> Conflict:
    return Conflict(
        "You have asked about this already, and it is still open.", "Wait for the answer, or withdraw it.",
        code="open",
    )  # fmt: skip


def refuse_too_late(session: Session, desk: Desk) -> None:
    """Raises Conflict where the review is not released, or its window is over."""
    until = dispute_until(session, desk.call, desk.review)
    if until is None:
        raise Conflict("The review is not released, so there is nothing to question.", code="state")
    if is_over(until, now(), desk.call.zone):
        raise Conflict(
            f"This review could be questioned until {until}.",
            "Talk to your manager about it.",
            code="too_late",
        )


def dispute_until(session: Session, call: Call, review: Review) -> date | None:
    """The last day on which the review may be questioned; None: it is not released."""
    return last_day(review, call, rules_of(session, call.team_id))


def last_day(review: Review, call: Call, rules: TeamRules) -> date | None:
    """The same by the rules of the call's team."""
    if review.state != "released" or review.released_at is None:
        return None
    return window_ends(review.released_at, call.zone, rules.dispute_days)


def withdraw_dispute(session: Session, who: Who, dispute_id: str, version: int | None = None) -> Dispute:
    """Takes a question back. Raises NotAllowed for anybody but who asked, Conflict where answered."""
    row = dispute_row(session, who, dispute_id, version)
    if row.opened_by != who.person:
        raise NotAllowed("Only who asked takes a question back.")
    refuse_answered(row)
    row.state, row.settled_at = "withdrawn", now()
    session.flush()
    call = session.get_one(Call, row.call_id)
    audit.record(session, who.actor, "dispute.withdrawn", call.public_id, dispute=row.public_id)
    return row


def name_decider(
    session: Session, who: Who, dispute_id: str, person: str, version: int | None = None
) -> Dispute:
    """HR names who decides a question that nobody has answered in time.

    Raises NotAllowed, Conflict where it is not overdue, and Unprocessable for somebody who may not decide it.
    """
    if not who.has("hr"):
        raise NotAllowed("Who decides is for hr to name.")
    row = dispute_row(session, who, dispute_id, version, by_date=True)
    refuse_answered(row)
    call = session.get_one(Call, row.call_id)
    if not is_over(row.due, now(), call.zone):
        raise Conflict(f"It is due on {row.due}: until then it may still be answered.", code="not_due")
    decider = session.scalars(select(Person).where(Person.public_id == person)).one_or_none()
    named = None if decider is None else person_as_who(session, decider.id)
    if decider is None or named is None or not may_settle(session, named, call, row):
        raise Unprocessable(
            "That person cannot decide it.", "Name a manager of the call's team or qa who did not confirm it."
        )
    row.decider_id = decider.id
    session.flush()
    audit.record(
        session, who.actor, "dispute.decider", call.public_id, dispute=row.public_id, person=decider.public_id
    )
    tell(session, decider.id, "dispute_to_decide", row.public_id)
    return row


def visible_dispute(session: Session, who: Who, dispute_id: str, *, by_date: bool = False) -> Dispute:
    """The dispute, where they may see its review. `by_date`: as hr, whom only its date concerns.

    Raises NotFound.
    """
    row = session.scalars(select(Dispute).where(Dispute.public_id == dispute_id)).one_or_none()
    if row is None:
        raise not_found(dispute_id)
    if not (by_date and who.has("hr")):
        try:
            visible_call(session, who, session.get_one(Call, row.call_id).public_id)
        except NotFound as error:
            raise not_found(dispute_id) from error
    return row


def dispute_row(
    session: Session, who: Who, dispute_id: str, version: int | None, *, by_date: bool = False
) -> Dispute:
    """The same, locked for a change; its call is locked before it, as everywhere. Raises Stale as well."""
    row = visible_dispute(session, who, dispute_id, by_date=by_date)
    session.refresh(session.get_one(Call, row.call_id), with_for_update=True)
    session.refresh(row, with_for_update=True)
    if version is not None and row.version != version:
        raise Stale("The question was answered or changed meanwhile.", "Look at it again.")
    return row


def may_settle(session: Session, who: Who, call: Call, row: Dispute) -> bool:
    """Whether they may decide the question: who may review the call and never stood for it themselves."""
    return row.id in may_settle_among(session, who, [(call, row)])


def may_settle_among(session: Session, who: Who, asked: Sequence[tuple[Call, Dispute]]) -> set[int]:
    """The keys of those questions about those calls that they may decide. So many queries, however many."""
    left = [(call, row) for call, row in asked if row.decider_id in (None, who.person)]
    reviewed = may_review_among(session, who, [call for call, _ in left])
    stood = _stood_for(session, who, {row.review_id for call, row in left if call.id in reviewed})
    return {row.id for call, row in left if call.id in reviewed and row.review_id not in stood}


def who_may_answer(session: Session, call: Call, row: Dispute) -> Sequence[int]:
    """Whom it waits for: managers of the team, or qa where none of them may; or who was named to decide."""
    if row.decider_id is not None:
        return [row.decider_id]
    managers = [one for one in managers_of(session, call.team_id) if _may_answer(session, one, call, row)]
    return managers or [one for one in with_role(session, "qa") if _may_answer(session, one, call, row)]


def tell_of_question(session: Session, call: Call, row: Dispute) -> None:
    """Tells those who may answer that there is a question."""
    tell_all(session, who_may_answer(session, call, row), "dispute_opened", row.public_id)
    tell_channel(session, call.team_id)


def stood_for_it(session: Session, who: Who, review_id: int) -> bool:
    """Whether they have confirmed or scored the review themselves, ever."""
    return review_id in _stood_for(session, who, {review_id})


def _stood_for(session: Session, who: Who, reviews: Collection[int]) -> set[int]:
    asked = select(Confirmation.review_id).where(
        Confirmation.review_id.in_(reviews), Confirmation.actor == who.actor
    )
    return set(session.scalars(asked)) if reviews else set()


def _may_answer(session: Session, person: int, call: Call, row: Dispute) -> bool:
    who = person_as_who(session, person)
    return who is not None and row.opened_by != person and may_settle(session, who, call, row)


def refuse_answered(row: Dispute) -> None:
    if row.state != "open":
        raise Conflict(f"This question is {row.state} already.", "Look at it again.", code="state")


def not_found(dispute_id: str) -> NotFound:
    return NotFound(f"There is no dispute {dispute_id}.")


def _refuse_item(desk: Desk, new: NewDispute) -> None:
    assert new.item is not None
    _, item = item_of(desk.rubric, new.item)
    if new.proposed is Answer.NOT_APPLICABLE and item.occasion.always:
        raise Unprocessable("Every call gives the occasion for this item, so it always applies.")
    verdict = answers(desk.corrected().values()).get(item.id)
    if verdict is not None and verdict.answer is new.proposed:
        raise Conflict("That is the answer as it stands.", "Propose another one.", code="same")


def is_asked(session: Session, review: Review, subject: str) -> bool:
    """Whether the same question is open."""
    asked = exists().where(
        Dispute.review_id == review.id, Dispute.subject == subject, Dispute.state == "open"
    )
    return session.scalar(select(asked)) or False
