"""What people of the demo say about reviews: questions, answers, a self-score, coaching notes."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.judgement import Answer
from service.coaching.actions import release as release_note
from service.coaching.steps import write
from service.db.tables import Call, Note
from service.demo.calls import calls_of, demo_parts
from service.demo.members import REPS
from service.demo.people import Staff
from service.demo.speech import BAD
from service.engine import JobEngine
from service.reviews import actions
from service.reviews.sheet import review_sheet
from service.reviews.wishes import NewDispute, Settlement


def question_and_answer(staff: Staff, engine: JobEngine, released: Sequence[str]) -> None:
    """Ana questions two of her reviews; one question is answered, the other still waits."""
    ana = staff.who("Ana")
    mine = [
        (call, missed[0]) for call in calls_of(staff, "Ana", released) if (missed := _missed(staff, call))
    ]
    for number, (call_id, item) in enumerate(mine[-2:]):
        new = NewDispute(
            kind="item", item=item, proposed=Answer.YES, says="I believe I asked that, in other words."
        )
        with staff.database.write() as session:
            asked = actions.open_dispute(session, ana, call_id, new).public_id
        if number == 0:
            said = "I listened to the whole call and did not find it; let us listen together."
            outcome = Settlement(outcome="rejected", reason="rubric_unclear", says=said)
            with staff.database.write() as session:
                actions.settle_dispute(session, engine, staff.who("Quill"), asked, outcome)


def read_by_reps(staff: Staff, released: Sequence[str]) -> None:
    """The reps have read these reviews."""
    for rep in REPS:
        who = staff.who(rep)
        for call_id in calls_of(staff, rep, released):
            with staff.database.write() as session:
                actions.acknowledge(session, who, call_id)


def notes(staff: Staff, week: int) -> None:
    """A coaching note for Ana that she has, and one for Rui that Sam has still to release."""
    parts, sam = demo_parts(staff), staff.ids["Sam"]
    for rep in ("Ana", "Rui"):
        with staff.database.write() as session:
            row = Note(rep_id=staff.keys[rep], week=week, calls=[], warnings=[], tries=1)
            session.add(row)
            session.flush()
            note = row.public_id
        write(parts, note, 1)
        if rep == "Ana":
            with staff.database.write() as session:
                release_note(session, _note(session, note), sam)


def _note(session: Session, public_id: str) -> Note:
    return session.scalars(select(Note).where(Note.public_id == public_id)).one()


def _missed(staff: Staff, call_id: str) -> tuple[str, ...]:
    """What was not said in the call and costs points."""
    with staff.database.read() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id)).one()
        sheet = review_sheet(session, staff.who("Sam"), call)
    return () if sheet is None else tuple(item for item in sheet.must_play if item not in BAD)
