"""What a rep sees of their own calls: reviews that were released, and calls to score themselves first."""

from collections.abc import Mapping, Sequence, Set
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from scoring.corrections.choosing import asked_of_week
from scoring.corrections.comparing import LevelPair, compare_levels
from scoring.review import Feedback, ShownScore, ShownScorecard
from service.calibration.clearance import clearances_of
from service.calibration.marks import mark_of_run
from service.db.base import now
from service.db.tables import Call, Dispute, ReadingSeen, Review, Run, SelfScore, TeamRules
from service.people.who import Who
from service.reviews.confirming import SEED
from service.reviews.disputing import last_day
from service.reviews.rule_views import CallToScore, LevelPairView, SelfScoreView
from service.reviews.self_scoring import own_score
from service.reviews.team_rules import rules_of_all
from service.reviews.views import ReleasedReview

MOST = 50
SCORABLE_FOR = timedelta(weeks=3)
"""How long after a call its rep is asked to score it: later nobody remembers it."""


def released_reviews(session: Session, who: Who, limit: int = MOST) -> tuple[ReleasedReview, ...]:
    """Their released reviews, the latest call first; and, by their team's rule, feedback without scores."""
    # Of a run's document what is shown, and no more: it is long, and there are fifty.
    rows = session.execute(
        select(
            Call,
            Review,
            Run.id,
            Run.document["scorecard"]["qa_score"].label("score"),
            Run.document["feedback"].label("feedback"),
        )
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .where(
            Call.rep_id == who.person,
            or_(Review.state == "released", Review.shared_at.is_not(None)),
        )
        .order_by(Call.started_at.desc(), Call.id.desc())
        .limit(limit)
    ).all()
    beside = _beside(session, who, [row.Call for row in rows])
    return tuple(_released(session, row, beside) for row in rows)


class Beside(NamedTuple):
    """What stands beside reviews, read once for all of them: by the keys of calls, and of their teams."""

    seen: Set[int]
    open_disputes: Mapping[int, int]
    rules: Mapping[int, TeamRules]


def _beside(session: Session, who: Who, calls: Sequence[Call]) -> Beside:
    ids = [call.id for call in calls]
    seen = select(ReadingSeen.call_id).where(
        ReadingSeen.call_id.in_(ids), ReadingSeen.person_id == who.person
    )
    still_open = (
        select(Dispute.call_id, func.count())
        .where(Dispute.call_id.in_(ids), Dispute.state == "open")
        .group_by(Dispute.call_id)
    )
    return Beside(
        set(session.scalars(seen)),
        dict(session.execute(still_open).all()),
        rules_of_all(session, {call.team_id for call in calls}),
    )


def _released(session: Session, row: Any, beside: Beside) -> ReleasedReview:
    call, review = row.Call, row.Review
    with_scores = review.state == "released"
    score, feedback = row.score, row.feedback
    if review.effective:
        score, feedback = review.effective["scorecard"]["qa_score"], review.effective.get("feedback")
    lines = tuple(Feedback.model_validate(one) for one in feedback or ())
    return ReleasedReview(
        call=call.public_id,
        started_at=call.started_at,
        zone=call.zone,
        selection=call.selection,
        with_scores=with_scores,
        released_at=review.released_at if with_scores else review.shared_at,
        acknowledged_at=review.acknowledged_at,
        read=call.id in beside.seen,
        score=ShownScore.model_validate(score) if with_scores else None,
        confirmed_as=review.confirmed_as if with_scores else None,
        feedback=lines if with_scores else _cleared(session, session.get_one(Run, row.id), lines),
        open_disputes=beside.open_disputes.get(call.id, 0),
        dispute_until=last_day(review, call, beside.rules[call.team_id]),
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
