"""A rep answers a coaching note with "I did say it": that is a question about the item it chose."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.answering import speaks_against
from scoring.corrections.deadlines import answer_due
from scoring.corrections.effective import answers
from scoring.corrections.overriding import known_items
from scoring.judgement import Answer
from scoring.rubric import Kind
from service.db import audit
from service.db.base import now
from service.db.tables import Call, Dispute, Review
from service.house import house_of
from service.reviews.desk import locked_desk
from service.reviews.disputing import is_asked, tell_of_question

WITHOUT_WORDS = "I did say it."


def question_from_note(
    session: Session, call_id: str, rep_id: int, item_id: str, sentence: str, says: str, actor: str
) -> Dispute | None:
    """Opens the question about that item of their call, whether or not its review is released: the note was.

    None where there is nothing to question: another rep's call, no review, an item that is not missed there,
    or the same question open already.
    """
    call = session.scalars(select(Call).where(Call.public_id == call_id)).one_or_none()
    if call is None or call.rep_id != rep_id or not _has_review(session, call):
        return None
    desk = locked_desk(session, call)
    item = known_items(desk.rubric).get(item_id)
    verdict = answers(desk.corrected().values()).get(item_id)
    if item is None or verdict is None or not speaks_against(item, verdict.answer):
        return None
    if is_asked(session, desk.review, item_id):
        return None
    row = Dispute(
        review_id=desk.review.id,
        call_id=call.id,
        run_id=desk.run.id,
        kind="item",
        subject=item_id,
        proposed=(Answer.NO if item.kind is Kind.MUST_NOT else Answer.YES).value,
        sentence=sentence if desk.transcript.find(sentence) is not None else None,
        says=says or WITHOUT_WORDS,
        due=answer_due(now(), call.zone, house_of(session).holidays),
        opened_by=rep_id,
    )
    session.add(row)
    desk.review.updated_at = now()
    session.flush()
    audit.record(
        session, actor, "dispute.opened", call.public_id, dispute=row.public_id, kind="item", about=item_id
    )
    tell_of_question(session, call, row)
    return row


def _has_review(session: Session, call: Call) -> bool:
    return session.scalar(select(Review.id).where(Review.call_id == call.id)) is not None
