"""A person scores a call on an empty sheet: kept while it is filled in, handed in, compared, made a run."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.answering import Said
from scoring.corrections.comparing import SheetComparison, compare_sheets
from scoring.corrections.sheets import Open, open_items, readings_of, refuse_open, refuse_strangers
from scoring.judgement import CriterionReading
from scoring.rubric import Rubric
from scoring.transcript import Transcript
from service.calls.queries import transcript_of
from service.calls.redactions import redacted
from service.calls.states import ENDED
from service.db import audit
from service.db.base import now
from service.db.tables import Call, PersonSheet, Review, RubricVersion, Run, TranscriptVersion
from service.errors import Conflict, NotAllowed, NotFound, Stale
from service.people.rights import visible_call
from service.people.who import Who
from service.reviews.confirming import has_seen, note_reading_seen, waits_blind
from service.reviews.desk import desk_of, locked_desk
from service.reviews.person_run import become_run
from service.reviews.result import facts_of
from service.reviews.rights import refuse_review
from service.reviews.wishes import SheetAnswers


def save_sheet(
    session: Session,
    who: Who,
    call_id: str,
    filled: SheetAnswers,
    rubric: RubricVersion,
    version: int | None = None,
) -> PersonSheet:
    """Keeps the sheet as far as it is filled in; the first time it begins one, on that form.

    Raises NotAllowed for who may not score the call, Stale where it was changed in another window, and
    BadInput for an item that is not of the form.
    """
    call = scorable(session, who, call_id)
    row = draft_of(session, who, call)
    if row is None:
        row = _begun(session, who, call, rubric)
    elif version is not None and row.version != version:
        raise Stale("The sheet was changed in another window.", "Load it again; what is there was kept.")
    refuse_strangers(form_of(session, row), filled.answers)
    row.answers = [one.model_dump(mode="json") for one in filled.answers]
    row.seconds = filled.seconds
    session.flush()
    return row


def hand_in(session: Session, who: Who, call_id: str, version: int | None = None) -> PersonSheet:
    """Hands the sheet in: to be compared where the call comes blind-first, else as a run of its own.

    Raises BadInput with what is open while an item is not answered, or nothing shows it.
    """
    call = scorable(session, who, call_id)
    row = draft_of(session, who, call)
    if row is None:
        raise NotFound("You have no open sheet of this call.", "Begin one.")
    if version is not None and row.version != version:
        raise Stale("The sheet was changed in another window.", "Load it again; what is there was kept.")
    if call.state not in ENDED:
        raise Conflict(
            f"The call is {call.state}.", "Hand the sheet in when its review has ended.", code="running"
        )
    rubric, transcript = form_of(session, row), transcript_of_sheet(session, call, row)
    readings = readings_of(rubric, said_in(row), transcript, facts_of(call))
    refuse_open(open_items(rubric, said_in(row), readings))
    row.blind = row.blind and not has_seen(session, who, call)
    row.state, row.handed_in_at = "handed_in", now()
    session.flush()
    audit.record(
        session, who.actor, "review.sheet", call.public_id, sheet=row.public_id, purpose=row.purpose,
        blind=row.blind,
    )  # fmt: skip
    if row.purpose == "score":
        become_run(session, who, call, row, readings)
    else:
        _compare_with(session, call, row)
    note_reading_seen(session, who, call)
    return row


def stand_by_sheet(session: Session, who: Who, call_id: str, version: int | None = None) -> PersonSheet:
    """Lets the own sheet that was handed in blind-first be the call's score, in place of the AI reading.

    `version`: that of the review they looked at. Raises Stale, and Conflict where it is so already.
    """
    call = scorable(session, who, call_id)
    row = _compared(session, who, call)
    if row.run_id is not None:
        raise Conflict("Your sheet is the call's score already.", "Nothing was changed.")
    locked_desk(session, call, version)
    readings = readings_of(
        form_of(session, row), said_in(row), transcript_of_sheet(session, call, row), facts_of(call)
    )
    become_run(session, who, call, row, readings)
    return row


def comparison(session: Session, who: Who, call: Call) -> SheetComparison:
    """Their own sheet beside the reading as it stands, differences first. Raises NotFound before it is in."""
    row = _compared(session, who, call)
    run = session.get_one(Run, row.compared_with)
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one()
    desk = desk_of(session, call, review, run)
    return compare_sheets(desk.rubric, mine(session, call, row), desk.corrected())


def stands_already(session: Session, who: Who, call: Call) -> bool:
    """Whether the sheet they compare is the call's score. Raises NotFound before it is in."""
    return _compared(session, who, call).run_id is not None


def mine(session: Session, call: Call, row: PersonSheet) -> dict[str, CriterionReading]:
    """The readings of a sheet as far as it is filled in."""
    return readings_of(
        form_of(session, row), said_in(row), transcript_of_sheet(session, call, row), facts_of(call)
    )


def sheet_of(session: Session, who: Who, call: Call) -> PersonSheet | None:
    """Their sheet of the call: the one they fill in, else the last one they handed in."""
    asked = select(PersonSheet).where(PersonSheet.call_id == call.id, PersonSheet.person_id == who.person)
    rows = session.scalars(asked.order_by(PersonSheet.id.desc())).all()
    return next((row for row in rows if row.state == "draft"), rows[0] if rows else None)


def still_open(session: Session, call: Call, row: PersonSheet) -> tuple[Open, ...]:
    """What of a sheet has to be answered, or shown better, before it can be handed in."""
    return open_items(form_of(session, row), said_in(row), mine(session, call, row))


def draft_of(session: Session, who: Who, call: Call) -> PersonSheet | None:
    """Their open sheet of the call."""
    asked = select(PersonSheet).where(
        PersonSheet.call_id == call.id, PersonSheet.person_id == who.person, PersonSheet.state == "draft"
    )
    return session.scalars(asked).one_or_none()


def scorable(session: Session, who: Who, call_id: str) -> Call:
    """The call, locked, where they may score it. The installation's token is nobody, so it scores nothing."""
    call = visible_call(session, who, call_id)
    if who.person is None:
        raise NotAllowed("A sheet is somebody's: sign in as a person.", "Nothing was kept.")
    refuse_review(session, who, call)
    session.refresh(call, with_for_update=True)
    return call


def form_of(session: Session, row: PersonSheet) -> Rubric:
    return Rubric.from_document(session.get_one(RubricVersion, row.rubric_id).document)


def said_in(row: PersonSheet) -> Sequence[Said]:
    return tuple(Said.model_validate(one) for one in row.answers)


def transcript_of_sheet(session: Session, call: Call, row: PersonSheet) -> Transcript:
    """The masked transcript the sheet points into."""
    return redacted(session, call, session.get_one(TranscriptVersion, row.transcript_id)).transcript


def _begun(session: Session, who: Who, call: Call, rubric: RubricVersion) -> PersonSheet:
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one_or_none()
    blind_first = review is not None and waits_blind(session, who, call, review)
    pinned = None if review is None else session.get_one(Run, review.run_id)
    assert who.person is not None
    row = PersonSheet(
        call_id=call.id,
        person_id=who.person,
        rubric_id=rubric.id if pinned is None else pinned.rubric_id,
        transcript_id=transcript_of(session, call).id,
        purpose="blind_first" if blind_first else "score",
        blind=not has_seen(session, who, call),
    )
    session.add(row)
    session.flush()
    return row


def _compare_with(session: Session, call: Call, row: PersonSheet) -> None:
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one()
    row.compared_with = review.run_id
    session.flush()


def _compared(session: Session, who: Who, call: Call) -> PersonSheet:
    asked = select(PersonSheet).where(
        PersonSheet.call_id == call.id,
        PersonSheet.person_id == who.person,
        PersonSheet.state == "handed_in",
        PersonSheet.compared_with.is_not(None),
    )
    row = session.scalars(asked.order_by(PersonSheet.id.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotFound("You have handed in no sheet of this call to compare.", "Fill one in first.")
    return row
