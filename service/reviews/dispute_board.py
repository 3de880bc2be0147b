"""The board of reps' questions: those that wait for whoever looks; for hr, those not answered in time."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import clock
from scoring.judgement import Answer
from scoring.states import ANSWERS
from scoring.visible import visible
from service.calls.queries import call_row, transcript_of
from service.db.tables import Membership, Person, PersonRole
from service.people.who import Who
from service.reviews.disputes import disputes_waiting, overdue_disputes
from service.reviews.rep_views import DisputeBoard, DisputeLine, HeardAt, OverdueLine
from service.reviews.views import DisputeView
from service.web.moments import local_day, local_moment

LEAD, TAIL, LONGEST = 1.0, 0.3, 24.0


def board(session: Session, who: Who, wrong: str = "") -> DisputeBoard:
    """What waits, due first on top. `wrong`: why nobody could be named to decide."""
    overdue = overdue_disputes(session) if who.has("hr") else ()
    return DisputeBoard(
        lines=tuple(line_of(session, one) for one in disputes_waiting(session, who)),
        overdue=tuple(
            OverdueLine(
                id=one.id,
                version=one.version,
                team=visible(one.team),
                due=f"{one.due.day} {one.due:%B}",
                decider=visible(one.decider.name) if one.decider else "",
            )
            for one in overdue
        ),
        deciders=deciders(session) if overdue else (),
        wrong=wrong,
    )


def line_of(session: Session, one: DisputeView) -> DisputeLine:
    """A question with the sentence it is about."""
    call = call_row(session, one.call)
    return DisputeLine(
        id=one.id,
        version=one.version,
        call=one.call,
        when=local_moment(call.started_at, call.zone, call.time_known),
        title=visible(one.asks),
        says=visible(one.says),
        proposed=answer_word(one.proposed),
        stands=answer_word(one.stands),
        heard=heard_at(session, one) if one.sentence else None,
        href=f"/calls/{one.call}#{one.sentence or (f'item-{one.item}' if one.item else 'talk')}",
        opened=local_day(one.opened_at, call.zone),
        due=f"{one.due.day} {one.due:%B}",
        overdue=one.overdue,
        about_item=one.kind == "item",
    )


def heard_at(session: Session, one: DisputeView) -> HeardAt | None:
    """The sentence the rep names, with its clip; None where the transcript has it no more."""
    document = transcript_of(session, call_row(session, one.call)).document
    found = next((line for line in document["sentences"] if line["id"] == one.sentence), None)
    if found is None:
        return None
    start, end = max(0.0, found["start"] - LEAD), min(found["end"] + TAIL, found["start"] + LONGEST - LEAD)
    clip = f"/calls/{one.call}/clip"
    return HeardAt(clock(found["start"]), visible(found["text"]), clip, f"{start:.2f}", f"{end:.2f}")


def answer_word(answer: Answer | None) -> str:
    return ANSWERS[answer].word if answer is not None else ""


def deciders(session: Session) -> tuple[tuple[str, str], ...]:
    """Whom hr may name: managers and qa of today. Whether they may decide it is checked then."""
    managers = select(Membership.person_id).where(Membership.role == "manager", Membership.until.is_(None))
    analysts = select(PersonRole.person_id).where(PersonRole.role == "qa", PersonRole.until.is_(None))
    rows = session.scalars(
        select(Person).where(Person.id.in_(managers.union(analysts))).order_by(Person.name)
    )
    return tuple((row.public_id, visible(row.name)) for row in rows)
