"""A rep's home: the note of the week, what is asked of them, how the focus goes, reviews and questions."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from scoring.formats import counted
from scoring.states import SELECTIONS, Look, State
from scoring.visible import visible
from service.coaching.focus import focus_of
from service.coaching.note_page import note_page
from service.db.tables import Note, Person, Plan
from service.people.who import Who
from service.reviews.around import DISPUTES, score_words
from service.reviews.disputes import own_disputes
from service.reviews.rep import calls_to_score, released_reviews
from service.reviews.rep_views import OwnCall, OwnDispute, RepHome
from service.reviews.rule_views import CallToScore
from service.reviews.views import REASON_WORDS, DisputeView, ReleasedReview
from service.web.moments import local_moment

NEWEST = 5
"""Reviews that are not folded: those of a week or two."""
LOOKS = {"open": Look.SHORT, "accepted": Look.GOOD, "partly": Look.GOOD}


def rep_home(session: Session, who: Who) -> RepHome:
    """What a rep finds first; nothing of anybody else."""
    rep = session.get_one(Person, who.person)
    note = session.scalars(
        select(Note).where(Note.rep_id == rep.id, Note.state != "draft").order_by(Note.week.desc()).limit(1)
    ).one_or_none()
    waiting, reviews = calls_to_score(session, who), released_reviews(session, who)
    delivered = exists().where(Plan.rep_id == rep.id, Plan.delivered_at.is_not(None))
    return RepHome(
        name=visible(rep.name),
        note=note_page(session, who, note, rep) if note is not None else None,
        to_score=tuple(to_score(one) for one in waiting if one.asked),
        to_score_too=tuple(to_score(one) for one in waiting if not one.asked),
        focus=focus_of(session, rep),
        released=tuple(released(one) for one in reviews[:NEWEST]),
        earlier=tuple(released(one) for one in reviews[NEWEST:]),
        disputes=tuple(own_dispute(one) for one in own_disputes(session, who)),
        trend_href=f"/reps/{rep.public_id}",
        has_plan=session.scalar(select(delivered)) or False,
    )


def to_score(one: CallToScore) -> OwnCall:
    moment = local_moment(one.started_at, one.zone)
    return OwnCall(
        f"/calls/{one.call}/self-score",
        moment,
        SELECTIONS[one.selection],
        "",
        "asked for" if one.asked else "",
    )


def released(one: ReleasedReview) -> OwnCall:
    """A released review: levels stand on its page, here only the score and what is open."""
    parts = [f"QA score {score_words(one.score)}" if one.with_scores else "feedback at the sentences"]
    if one.open_disputes:
        parts.append(counted(one.open_disputes, "question open", "questions open"))
    elif one.dispute_until is not None:
        parts.append(f"you may question it until {one.dispute_until.day} {one.dispute_until:%B}")
    return OwnCall(
        f"/calls/{one.call}",
        local_moment(one.started_at, one.zone),
        SELECTIONS[one.selection],
        "; ".join(parts),
        "" if one.read else "new",
    )


def own_dispute(one: DisputeView) -> OwnDispute:
    """What the rep asked, and the answer to it."""
    word = DISPUTES[one.state] if one.state != "open" else f"answer due {one.due.day} {one.due:%B}"
    why = f"Because {REASON_WORDS[one.reason]}. " if one.reason else ""
    return OwnDispute(
        id=one.id,
        version=one.version,
        href=f"/calls/{one.call}#{f'item-{one.item}' if one.item else 'talk'}",
        title=visible(one.asks),
        says=visible(one.says),
        state=State(word, "", "", LOOKS.get(one.state, Look.NEUTRAL)),
        answer=visible(f"{why}{one.answer or ''}"),
        may_withdraw="withdraw" in one.may,
    )
