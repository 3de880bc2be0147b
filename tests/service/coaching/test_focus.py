"""The focus on the 1:1 page: counted and played as people corrected it, in the words of what was judged."""

from datetime import date

from sqlalchemy import select

from scoring.coaching.note import Focus
from scoring.coaching.note import Note as NoteDocument
from scoring.rubric import Kind
from service.coaching.focus import focus_of, newest_focus, seen
from service.coaching.talk_page import talk_page
from service.db.tables import Note, Person, RubricVersion, TranscriptVersion
from tests.service.reviews.desks import desk
from tests.service.reviews.reviewed import ANAS_FIRST, WEEK, Desk, no, yes

__all__ = ["desk"]


def noted(desk: Desk, item: str, call: str) -> None:
    """Ana's released note names the item as her focus."""
    focus = Focus(criterion="discovery", item=item, since=date(2026, 11, 1), calls=(call,))
    with desk.database.write() as session:
        rubric = session.scalars(select(RubricVersion)).one()
        document = NoteDocument(focus=focus).model_dump(mode="json")
        session.add(
            Note(
                rep_id=desk.company.keys["Ana"],
                week=WEEK,
                calls=[call],
                rubric_id=rubric.id,
                document=document,
                state="released",
                warnings=[],
            )
        )


def noted_item(desk: Desk, item: str) -> None:
    with desk.database.write() as session:
        note = session.scalars(select(Note)).one()
        assert note.document is not None
        note.document = note.document | {"focus": note.document["focus"] | {"item": item}}


def moments(desk: Desk) -> list[tuple[str, str]]:
    """Why and words of each moment that Sam is shown, and how the focus goes."""
    with desk.database.read() as session:
        ana = session.get_one(Person, desk.company.keys["Ana"])
        view = talk_page(session, desk.who("Sam"), ana)
        assert view.focus is not None
        return [(one.why, one.quote.words) for one in view.moments] + [("since", view.focus.since)]


def test_what_a_person_corrected_is_counted_and_played_as_they_said(desk: Desk) -> None:
    call = desk.call()
    desk.override("Sam", call, yes("discovery_m2", ANAS_FIRST))
    desk.override("Sam", call, no("discovery_m1"))
    desk.confirm("Sam", call)
    desk.release("Sam", call)
    noted(desk, "discovery_m2", call)
    with desk.database.write() as session:
        # The call was written down anew since; its sentences are others under the same ids.
        judged = session.scalars(select(TranscriptVersion)).one()
        sentences = [one | {"text": "Something else was said."} for one in judged.document["sentences"]]
        session.add(
            TranscriptVersion(
                call_id=judged.call_id,
                number=judged.number + 1,
                fingerprint=judged.fingerprint,
                heard=judged.heard,
                document=judged.document | {"sentences": sentences},
            )
        )
    ((why, words), since) = moments(desk)
    assert (why, since) == ("The focus, done", ("since", "1 of 1"))
    assert words != "Something else was said."
    noted_item(desk, "discovery_m1")
    assert moments(desk) == [("since", "0 of 1")]


def test_what_is_not_to_be_said_was_missed_where_it_was_said(desk: Desk) -> None:
    call = desk.released()
    noted(desk, "discovery_m1", call)
    with desk.database.read() as session:
        ana = session.get_one(Person, desk.company.keys["Ana"])
        found = newest_focus(session, ana)
        assert found is not None
        (one,) = seen(session, ana, found[1])
        assert (one.done, bool(one.sentences)) == (True, True)
        (one,) = seen(session, ana, found[1].model_copy(update={"kind": Kind.MUST_NOT}))
        assert one.done is False
        assert focus_of(session, ana) is not None
