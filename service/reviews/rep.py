"""What a rep sees of their own calls: reviews that were released, and calls to score themselves first."""

from datetime import timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from scoring.corrections.choosing import asked_of_week
from scoring.corrections.comparing import LevelPair, compare_levels
from scoring.review import Feedback, ShownScore, ShownScorecard
from service.calibration.clearance import clearances_of
from service.calibration.marks import mark_of_run
from service.db.base import now
from service.db.tables import Call, Dispute, ReadingSeen, Review, Run, SelfScore
from service.people.who import Who
from service.reviews.confirming import SEED, has_seen
from service.reviews.disputing import dispute_until
from service.reviews.rule_views import CallToScore, LevelPairView, SelfScoreView
from service.reviews.self_scoring import own_score
from service.reviews.views import ReleasedReview

MOST = 50
SCORABLE_FOR = timedelta(weeks=3)
"""How long after a call its rep is asked to score it: later nobody remembers it."""


def released_reviews(session: Session, who: Who, limit: int = MOST) -> tuple[ReleasedReview, ...]:
    """Their released reviews, the latest call first; and, by their team's rule, feedback without scores."""
    rows = session.execute(
        select(Call, Review, Run)
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .where(
            Call.rep_id == who.person,
            or_(Review.state == "released", Review.shared_at.is_not(None)),
        )
        .order_by(Call.started_at.desc(), Call.id.desc())
        .limit(limit)
    ).all()
    return tuple(_released(session, who, call, review, run) for call, review, run in rows)


def _released(session: Session, who: Who, call: Call, review: Review, run: Run) -> ReleasedReview:
    with_scores = review.state == "released"
    document = review.effective or run.document
    lines = tuple(Feedback.model_validate(one) for one in document.get("feedback", ()))
    still_open = select(func.count()).where(Dispute.review_id == review.id, Dispute.state == "open")
    return ReleasedReview(
        call=call.public_id,
        started_at=call.started_at,
        zone=call.zone,
        selection=call.selection,
        with_scores=with_scores,
        released_at=review.released_at if with_scores else review.shared_at,
        acknowledged_at=review.acknowledged_at,
        read=has_seen(session, who, call),
        score=ShownScore.model_validate(document["scorecard"]["qa_score"]) if with_scores else None,
        confirmed_as=review.confirmed_as if with_scores else None,
        feedback=lines if with_scores else _cleared(session, run, lines),
        open_disputes=session.scalar(still_open) or 0,
        dispute_until=dispute_until(session, call, review),
    )


def _cleared(session: Session, run: Run, lines: tuple[Feedback, ...]) -> tuple[Feedback, ...]:
    """Of feedback nobody confirmed, what stands by criteria on which the judge is cleared for coaching."""
    fingerprints: dict[str, str] = run.document["run"]["rubric"]["criteria"]
    uses = clearances_of(session, list(fingerprints.values()), mark_of_run(session, run).key)
    return tuple(line for line in lines if uses[fingerprints[line.criterion]] in ("coaching", "pip"))


def calls_to_score(session: Session, who: Who) -> tuple[CallToScore, ...]:
    """Their scored calls of the last weeks whose review they have not seen, one of each week asked for."""
    rows = session.scalars(
        select(Call)
        .where(
            Call.rep_id == who.person,
            Call.started_at > now() - SCORABLE_FOR,
            exists().where(Review.call_id == Call.id),
            ~exists().where(SelfScore.call_id == Call.id, SelfScore.person_id == who.person),
            ~exists().where(and_(ReadingSeen.call_id == Call.id, ReadingSeen.person_id == who.person)),
        )
        .order_by(Call.started_at.desc(), Call.id.desc())
        .limit(MOST)
    ).all()
    done = set(
        session.scalars(
            select(Call.week)
            .join(SelfScore, SelfScore.call_id == Call.id)
            .where(SelfScore.person_id == who.person, Call.started_at > now() - 2 * SCORABLE_FOR)
        )
    )
    weeks = {call.week for call in rows} - done
    asked = {asked_of_week((c.public_id for c in rows if c.week == week), SEED) for week in weeks}
    return tuple(
        CallToScore(
            call=call.public_id,
            started_at=call.started_at,
            zone=call.zone,
            selection=call.selection,
            asked=call.public_id in asked,
        )
        for call in rows
    )


def self_score_of(session: Session, who: Who, call: Call) -> SelfScoreView | None:
    """Their own score; beside the review, the largest differences first, once that is released."""
    row = own_score(session, who, call)
    if row is None:
        return None
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one()
    compared = review.state == "released"
    pairs: tuple[LevelPair, ...] = ()
    if compared:
        document = review.effective or session.get_one(Run, review.run_id).document
        pairs = compare_levels(row.levels, ShownScorecard.model_validate(document["scorecard"]))
    return SelfScoreView(
        call=call.public_id,
        levels=row.levels,
        remark=row.remark,
        at=row.created_at,
        compared=compared,
        pairs=tuple(_pair(one) for one in pairs),
    )


def _pair(one: LevelPair) -> LevelPairView:
    return LevelPairView(
        criterion=one.criterion,
        title=one.title,
        mine=_level(one.mine_low, one.mine_high),
        theirs=_level(one.theirs_low, one.theirs_high),
        words=one.words,
        distance=one.distance,
    )


def _level(low: int | None, high: int | None) -> str:
    if low is None:
        return "no occasion"
    return str(low) if low == high else f"{low}–{high}"
