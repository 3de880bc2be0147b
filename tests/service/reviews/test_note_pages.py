"""A note that Sam words and Ana answers; and what either does too late, said where they clicked."""

from sqlalchemy import select

from scoring.coaching.note import Note as NoteDocument
from service.db.tables import Dispute, Note, RubricVersion
from tests.service.company import as_
from tests.service.reviews.beside import Beside, review_version
from tests.service.served import web


def test_sam_words_a_note_and_ana_answers_it(beside: Beside) -> None:
    with web(beside.client).database.write() as session:
        rubric = session.scalars(select(RubricVersion)).one()
        document = NoteDocument(strength="You greeted them.", happened="You set no agenda.").model_dump(
            mode="json"
        )
        note = Note(
            rep_id=beside.cast.keys["Ana"],
            week=20261116,
            rubric_id=rubric.id,
            calls=[beside.call],
            document=document,
            written=document,
        )
        session.add(note)
        session.flush()
        path, version = f"/notes/{note.public_id}", str(note.version)
    assert as_(beside.client, "Ana").get(path).status_code == 404
    worded = {"strength": "You greeted them warmly.", "happened": "You set no agenda."}
    assert beside.post("Sam", path, version=version, **worded)[0] == 303
    status, page = beside.post("Quinn", path, version=version, strength="Hello!", release="true")
    assert status == 412
    assert "Hello!</textarea>" in page
    assert "It says now: You greeted them warmly." in page
    with web(beside.client).database.read() as session:
        version = str(session.scalars(select(Note.version)).one())
    draft = as_(beside.client, "Sam").get(path).text
    assert "It was written as: You greeted them." in draft
    # What speaks against new words is shown before they reach the rep, not after.
    risky = {**worded, "happened": "You are lazy."}
    status, where = beside.post("Sam", path, version=version, release="true", **risky)
    assert (status, where) == (303, f"{path}?said=note_to_look_at")
    with web(beside.client).database.read() as session:
        version = str(session.scalars(select(Note.version)).one())
    assert "To work on: “lazy”: a note is about what was said" in as_(beside.client, "Sam").get(path).text
    status, where = beside.post("Sam", path, version=version, release="true", **worded)
    assert (status, where) == (303, f"{path}?said=note_released")
    status, page = beside.post("Quinn", path, version=version, release="true", **risky)
    assert status == 412
    assert "the note was released meanwhile" in page
    assert "<dt>To work on, not kept</dt><dd>You are lazy.</dd>" in page
    home = as_(beside.client, "Ana").get("/me").text
    assert "You greeted them warmly." in home
    assert "I&#39;ll try it" in home or "I'll try it" in home
    with web(beside.client).database.read() as session:
        version = str(session.scalars(select(Note.version)).one())
    status, page = beside.post("Ana", f"{path}/answer", version=version, answer="does_not_fit")
    assert status == 422
    assert "say in a line why it doesn" in page
    assert "You greeted them warmly." in page
    status, _ = beside.post(
        "Ana", f"{path}/answer", version=version, answer="did_say_it", call=beside.call, sentence="S0003"
    )
    assert status == 303
    assert "Answered: <b>I did say it</b>" in as_(beside.client, "Ana").get("/me").text
    late = {"version": version, "answer": "does_not_fit", "text": "Nobody asked me."}
    status, page = beside.post("Ana", f"{path}/answer", **late)
    assert status == 412
    assert "the note is answered already" in page
    assert "Nobody asked me." in page


def test_sam_has_the_note_of_the_week_written(beside: Beside) -> None:
    rep = f"/reps/{beside.cast.ids['Ana']}"
    talk = as_(beside.client, "Sam").get(f"{rep}/one-to-one").text
    week = talk.partition('name="week" value="')[2].partition('"')[0]
    status, where = beside.post("Sam", f"{rep}/notes", week=week)
    assert status == 303
    assert where.endswith("?said=note_asked")
    assert "a draft waits" in as_(beside.client, "Sam").get(f"{rep}/one-to-one").text
    assert "Have it written" not in as_(beside.client, "Ana").get(f"{rep}/one-to-one").text


def test_a_question_withdrawn_too_late_says_who_was_quicker_with_what_stands_now(beside: Beside) -> None:
    beside.release()
    beside.post("Ana", f"/calls/{beside.call}/disputes", kind="not_me", reason="I was ill that day.")
    with web(beside.client).database.read() as session:
        path = f"/disputes/{session.scalars(select(Dispute)).one().public_id}"
    settled = {"version": "1", "outcome": "rejected", "reason": "wrong_speaker", "says": "It is your voice."}
    assert beside.post("Quinn", f"{path}/settle", **settled)[0] == 303
    status, page = beside.post("Ana", f"{path}/withdraw", version="1")
    assert status == 412
    assert "Nothing was taken back: Quinn was quicker. It is not accepted" in page
    assert "What you asked" in page


def test_what_ana_sends_after_her_review_was_taken_back_says_so(beside: Beside) -> None:
    beside.release()
    ana = as_(beside.client, "Ana")
    wish = {"what": "release", "reason": "The wrong one.", "version": str(review_version(beside))}
    assert beside.post("Sam", f"/calls/{beside.call}/step-back", **wish)[0] == 303
    again: dict[str, dict[str, str]] = {"read": {}, "disputes": {"kind": "not_me", "reason": "Still not me."}}
    for form, fields in again.items():
        status, where = beside.post("Ana", f"/calls/{beside.call}/{form}", **fields)
        assert (status, where) == (303, f"/calls/{beside.call}?said=no_review_now")
    assert "is looked at again" in ana.get(where).text
    status, page = beside.post("Sam", f"/calls/{beside.call}/whose", rep=beside.cast.ids["Ana"], version="1")
    assert status in (409, 412)
    assert "Scorecard" in page
