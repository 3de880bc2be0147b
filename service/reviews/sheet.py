"""The sheet beside a call: what was read, what stands, what needs a look, and what may be done with it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scoring.asking.votes import in_words
from scoring.corrections.answering import Said
from scoring.corrections.attention import WORDS, Attention, Why
from scoring.corrections.effective import answers
from scoring.corrections.overriding import Change
from scoring.judgement import Answer, Verdict
from scoring.review import Feedback, ShownCriterion, ShownItem
from scoring.rubric import Criterion
from service.db.tables import (
    AuditEntry,
    Call,
    Confirmation,
    Override,
    Person,
    Review,
    Run,
    SentenceComment,
)
from service.errors import NotFound
from service.people.who import TOKEN, Who
from service.reviews.carried import SYSTEM, carried, lost
from service.reviews.confirming import has_seen, waits_blind
from service.reviews.desk import Desk, desk_of, open_revision
from service.reviews.disputes import disputes_of
from service.reviews.disputing import dispute_until, is_disputed
from service.reviews.happenings import words_for
from service.reviews.overriding import previewed
from service.reviews.rights import is_rep_of, may_review
from service.reviews.stepping_back import reasons_of
from service.reviews.views import (
    CommentView,
    ConfirmationView,
    CorrectionView,
    CriterionSheet,
    DisputeView,
    Happening,
    ItemSheet,
    LostCorrection,
    PersonRef,
    ReviewSheet,
    RevisionView,
    Verb,
)

MOST_HAPPENINGS = 200
NOBODY = PersonRef(id=None, name="The installation's token")
BY_ITSELF = PersonRef(id=None, name="Sidetone")


class Names:
    """People by key and by public id, each read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_key: dict[int, PersonRef] = {}
        self._by_actor: dict[str, PersonRef] = {TOKEN: NOBODY, SYSTEM: BY_ITSELF}

    def by_key(self, key: int | None) -> PersonRef:
        if key is None:
            return NOBODY
        if key not in self._by_key:
            row = self._session.get_one(Person, key)
            self._by_key[key] = PersonRef(id=row.public_id, name=row.name)
        return self._by_key[key]

    def by_actor(self, actor: str) -> PersonRef:
        if actor not in self._by_actor:
            row = self._session.scalars(select(Person).where(Person.public_id == actor)).one_or_none()
            self._by_actor[actor] = PersonRef(id=actor, name=row.name if row else "somebody who has left")
        return self._by_actor[actor]


def desk_seen(session: Session, call: Call) -> Desk | None:
    """The review of a call as it is shown; None before there is one."""
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one_or_none()
    return None if review is None else desk_of(session, call, review, session.get_one(Run, review.run_id))


def review_sheet(session: Session, who: Who, call: Call, newer: Run | None = None) -> ReviewSheet | None:
    """The sheet of a call they may see; None before there is a review. `newer`: the run that waits, instead.

    Where it is to be scored blind first, nothing of any reading is in it.
    """
    desk = desk_seen(session, call)
    if desk is None:
        return None
    if waits_blind(session, who, call, desk.review) and may_review(session, who, call):
        return _blank(session, who, desk)
    return _whole(session, who, desk if newer is None else desk_of(session, call, desk.review, newer))


def preview_change(session: Session, who: Who, call: Call, said: Said) -> Change:
    """What another answer would do. Raises NotFound without a review, BadInput for a stranger's item."""
    desk = desk_seen(session, call)
    if desk is None or (waits_blind(session, who, call, desk.review) and not has_seen(session, who, call)):
        raise NotFound(f"The call {call.public_id} has no reading to change.")
    waiting = open_revision(session, desk.review) if desk.review.state == "released" else None
    if waiting is not None:
        desk = desk_of(session, call, desk.review, session.get_one(Run, waiting.run_id))
    return previewed(desk, said)


def _whole(session: Session, who: Who, desk: Desk) -> ReviewSheet:
    names, call = Names(session), desk.call
    disputes = disputes_of(session, who, call)
    looks = {one.item: one for one in desk.to_look_at()}
    criteria = tuple(_criteria(desk, looks, disputes, names))
    shown, read = desk.scorecard(), desk.read_scorecard()
    for_reviewers = may_review(session, who, call)
    items = sum(len(criterion.items) for criterion in criteria)
    effective = desk.effective()
    return ReviewSheet(
        **_head(session, who, desk, for_reviewers),
        blind_first=False,
        judge=desk.run.judge,
        model=desk.run.model,
        notice=desk.run.document["run"]["notice"],
        score=shown.qa_score,
        reading_score=read.qa_score,
        criteria=criteria,
        flags=desk.flags if for_reviewers else (),
        feedback=_feedback(desk) if effective is None else effective.feedback,
        must_play=tuple(one.item for one in looks.values() if one.costs_points),
        to_look_at=len(looks),
        folded=items - len(looks),
        confirmation=_confirmation(session, desk, names),
        revision=_revision(session, desk) if for_reviewers else None,
        lost=_lost(session, desk, names) if for_reviewers else (),
        disputes=disputes,
        comments=comments_of(session, call, everything=for_reviewers),
    )


def _blank(session: Session, who: Who, desk: Desk) -> ReviewSheet:
    return ReviewSheet(
        **_head(session, who, desk, True),
        blind_first=True,
        judge="",
        notice="You score this one first; the AI reading is shown to you when your sheet is in.",
        score=None,
        reading_score=None,
        criteria=(),
        flags=(),
        feedback=(),
        must_play=(),
        to_look_at=0,
        folded=0,
        confirmation=None,
        revision=None,
        lost=(),
        disputes=(),
        comments=comments_of(session, desk.call, everything=True),
    )


def _head(session: Session, who: Who, desk: Desk, for_reviewers: bool) -> dict[str, object]:
    review = desk.review
    return {
        "id": review.public_id,
        "call": desk.call.public_id,
        "state": review.state,
        "version": review.version,
        "may": tuple(_verbs(session, who, desk, for_reviewers)),
        "rubric": f"{desk.rubric.slug}@{desk.rubric.version}",
        "released_at": review.released_at,
        "acknowledged_at": review.acknowledged_at,
        "dispute_until": dispute_until(session, desk.call, review),
    }


def _verbs(session: Session, who: Who, desk: Desk, for_reviewers: bool) -> Sequence[Verb]:
    """What they may do with it now. `for_reviewers`: they may correct and confirm it."""
    review = desk.review
    if is_rep_of(who, desk.call):
        verbs: list[Verb] = ["dispute", "comment"] if review.state == "released" else []
        return verbs + (["acknowledge"] if verbs and review.acknowledged_at is None else [])
    if not for_reviewers:
        return []
    waits = review.state == "released" and open_revision(session, review) is not None
    found: list[Verb] = ["comment"]
    if who.person is not None:
        found.append("score")
    if review.state != "released" or waits:
        found.append("override")
    if review.state == "draft":
        found.append("confirm")
    if review.state == "confirmed":
        found += ["unconfirm"] if desk.call.rep_id is None else ["release", "unconfirm"]
    if review.state == "released":
        found.append("unrelease")
    if waits and not is_disputed(session, review):
        found.append("confirm_revision")
    return found


def _criteria(
    desk: Desk, looks: Mapping[str, Attention], disputes: Sequence[DisputeView], names: Names
) -> Sequence[CriterionSheet]:
    shown = {criterion.key: criterion for criterion in desk.scorecard().criteria}
    read, now = answers(desk.readings.values()), answers(desk.corrected().values())
    open_ones = {one.item: one.id for one in disputes if one.state == "open"}
    return [
        _criterion(
            criterion,
            shown[criterion.key],
            [
                _item(criterion, item.id, shown[criterion.key], read, now, looks, open_ones, desk, names)
                for item in criterion.items
            ],
        )
        for criterion in desk.rubric.criteria
    ]


def _criterion(criterion: Criterion, shown: ShownCriterion, items: Sequence[ItemSheet]) -> CriterionSheet:
    return CriterionSheet(
        key=criterion.key,
        title=criterion.title,
        state=shown.state,
        level=shown.level,
        low=shown.low,
        high=shown.high,
        weight=shown.weight,
        worth=shown.worth,
        anchor=shown.anchor,
        anchors=criterion.anchors,
        why=shown.why,
        items=tuple(items),
    )


def _item(
    criterion: Criterion,
    item_id: str,
    shown: ShownCriterion,
    read: Mapping[str, Verdict],
    now: Mapping[str, Verdict],
    looks: Mapping[str, Attention],
    open_ones: Mapping[str | None, str],
    desk: Desk,
    names: Names,
) -> ItemSheet:
    item = criterion.item(item_id)
    assert item is not None
    line: ShownItem | None = next((one for one in shown.items if one.id == item_id), None)
    look, verdict = looks.get(item_id), now.get(item_id)
    return ItemSheet(
        id=item.id,
        criterion=criterion.key,
        kind=item.kind,
        asks=item.asks,
        must_have=item.must_have,
        reading=read[item_id].answer if item_id in read else None,
        answer=None if verdict is None else verdict.answer,
        evidence=() if line is None else line.evidence,
        searched=None if verdict is None else verdict.searched,
        why="" if line is None else line.why,
        votes={} if verdict is None else verdict.votes,
        look=() if look is None else look.why,
        look_words=() if look is None else tuple(_look_words(one, verdict) for one in look.why),
        costs_points=look is not None and look.costs_points,
        correction=correction_view(desk.overrides[item_id], names) if item_id in desk.overrides else None,
        dispute=open_ones.get(item_id),
    )


def _look_words(why: Why, verdict: Verdict | None) -> str:
    votes = verdict.votes if verdict is not None and why == "split" else {}
    return f"{WORDS[why]} ({in_words(votes)})" if votes else WORDS[why]


def correction_view(row: Override, names: Names) -> CorrectionView:
    return CorrectionView(
        item=row.item,
        before=None if row.before is None else Answer(row.before),
        answer=None if row.answer is None else Answer(row.answer),
        reason=row.reason,
        by=names.by_actor(row.actor),
        at=row.created_at,
        origin=row.origin,
    )


def _feedback(desk: Desk) -> tuple[Feedback, ...]:
    return tuple(Feedback.model_validate(one) for one in desk.run.document.get("feedback", ()))


def _confirmation(session: Session, desk: Desk, names: Names) -> ConfirmationView | None:
    if desk.review.state == "draft":
        return None
    asked = select(Confirmation).where(
        Confirmation.review_id == desk.review.id, Confirmation.run_id == desk.run.id
    )
    row = session.scalars(asked.order_by(Confirmation.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return ConfirmationView(
        state=row.state,
        by=names.by_actor(row.actor),
        at=row.created_at,
        seconds=row.seconds,
        blind=row.blind,
        played=tuple(row.played),
        not_played=tuple(row.not_played),
    )


def _revision(session: Session, desk: Desk) -> RevisionView | None:
    waiting = open_revision(session, desk.review)
    if waiting is None:
        return None
    run, stands = session.get_one(Run, waiting.run_id), session.get_one(Run, desk.review.run_id)
    found = carried(session, desk.call, desk.review, stands, run)
    return RevisionView(
        run=run.public_id,
        judge=run.judge,
        score=desk_of(session, desk.call, desk.review, run).scorecard().qa_score,
        kept=tuple(one.said.item for one in found.kept),
        lost=found.lost,
        blocked=is_disputed(session, desk.review),
    )


def _lost(session: Session, desk: Desk, names: Names) -> tuple[LostCorrection, ...]:
    return tuple(
        LostCorrection(
            item=row.item,
            answer=None if row.answer is None else Answer(row.answer),
            reason=row.reason,
            by=names.by_actor(row.actor),
        )
        for row in lost(session, desk.review, desk.run)
    )


def comments_of(session: Session, call: Call, *, everything: bool) -> tuple[CommentView, ...]:
    """The comments at the call's sentences, oldest first; for its rep those that are meant for them."""
    asked = select(SentenceComment).where(SentenceComment.call_id == call.id).order_by(SentenceComment.id)
    if not everything:
        asked = asked.where(SentenceComment.for_rep.is_(True))
    names = Names(session)
    return tuple(
        CommentView(
            id=row.public_id,
            sentence=row.sentence,
            says=row.says,
            by=names.by_actor(row.actor),
            at=row.created_at,
            for_rep=row.for_rep,
        )
        for row in session.scalars(asked)
    )


def history(session: Session, who: Who, call: Call) -> tuple[Happening, ...]:
    """What was done with the review, newest first. A rep reads it from the release on."""
    rows = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject == call.public_id,
            or_(*(AuditEntry.action.like(f"{kind}.%") for kind in ("review", "dispute", "call"))),
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST_HAPPENINGS)
    )
    names = Names(session)
    why = reasons_of(session, call)
    found = [
        (row, words_for(row.action, row.details, why.get(str(row.details.get("taken_back")), "")))
        for row in rows
    ]
    return tuple(
        Happening(at=row.at, by=names.by_actor(row.actor), action=row.action, words=words)
        for row, words in found
        if words
    )
