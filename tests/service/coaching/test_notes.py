"""Ana's coaching note of a week: from her reviewed calls, released by a person, answered by her."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from scoring.coaching.asking import Asked
from scoring.coaching.note import Note as NoteDocument
from service.calls.steps import store_heard
from service.coaching import actions
from service.coaching.queries import note_row, notes_of, rep_row
from service.coaching.steps import write
from service.coaching.views import NoteAnswer, NoteChange, NoteView
from service.db.engine import Database
from service.db.tables import AuditEntry, Call, Person, RubricVersion, Team
from service.engine import JobEngine
from service.errors import Conflict, NotFound, Unprocessable
from service.parts import Parts
from tests.service.judged import served
from tests.service.scripted import ScriptedJudge, seed, upload
from tests.service.spoken import heard
from tests.service.stage import Stage
from tests.service.test_rescoring import score

THIS_WEEK, NEXT_WEEK = 20261116, 20261123
HR = "somebody"


class ScriptedWriter:
    """Hands in the words it was given, and remembers what it was asked."""

    def __init__(self, words: NoteDocument | str) -> None:
        self.words = words
        self.asked: list[Asked] = []

    def write(self, asked: Asked) -> NoteDocument | str:
        self.asked.append(asked)
        return self.words


def parts(database: Database, writer: ScriptedWriter | None = None) -> Parts:
    return Parts(database, None, None, ScriptedJudge(), lambda kind: "small", writer)  # type: ignore[arg-type]


@pytest.fixture
def engine(database: Database) -> Iterator[JobEngine]:
    asked = JobEngine(database)
    seed(database, asked)
    yield asked
    asked.disconnect()


def reviewed_call(database: Database, engine: JobEngine, name: str, monday: int = 20261116) -> str:
    call = upload(database, engine, name)
    store_heard(database, call, heard(), "left")
    score(database, call)
    with database.write() as session:
        session.scalars(select(Call).where(Call.public_id == call)).one().week = monday
    return call


def ask(database: Database, engine: JobEngine, week: int = THIS_WEEK) -> str:
    with database.write() as session:
        ana = session.scalars(select(Person)).one()
        return actions.ask_for_note(session, engine, ana, week, HR).public_id


def written(database: Database, engine: JobEngine, week: int = THIS_WEEK) -> str:
    note = ask(database, engine, week)
    write(parts(database), note, 1)
    return note


def shown(database: Database, note: str) -> NoteView:
    with database.read() as session:
        ana = session.scalars(select(Person)).one()
        return next(view for view in notes_of(session, ana) if view.id == note)


@pytest.fixture
def calls(database: Database, engine: JobEngine) -> list[str]:
    return [reviewed_call(database, engine, name) for name in ("monday", "tuesday")]


def test_a_note_is_made_from_all_reviewed_calls_of_the_week(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    other_week = reviewed_call(database, engine, "friday", monday=20261109)
    note = ask(database, engine)
    assert shown(database, note).ready is False
    write(parts(database), note, 1)
    view = shown(database, note)
    assert (view.ready, view.week, view.state, view.calls) == (True, 20261116, "draft", calls)
    assert other_week not in view.calls
    assert view.note is not None
    assert view.note.focus is not None
    assert view.note.focus.calls == tuple(calls)
    assert view.note.made_by == "rubric"


def test_a_week_without_a_reviewed_call_has_no_note(database: Database, engine: JobEngine) -> None:
    with pytest.raises(Conflict, match="no reviewed call in the week of"):
        ask(database, engine)


def test_what_was_asked_for_again_is_written_once_by_the_newest(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    note = written(database, engine)
    assert ask(database, engine) == note
    write(parts(database), note, 1)  # the first job, taken up again after a kill
    assert shown(database, note).ready is False
    write(parts(database), note, 2)
    assert shown(database, note).ready is True


def test_a_released_note_is_not_written_anew(database: Database, engine: JobEngine, calls: list[str]) -> None:
    note = written(database, engine)
    with database.write() as session:
        actions.release(session, note_row(session, note)[0], HR)
    write(parts(database, ScriptedWriter("nothing")), note, 1)
    assert shown(database, note).state == "released"
    with pytest.raises(Conflict, match="the rep has read it"):
        ask(database, engine)


def test_the_focus_stays_in_the_next_weeks_note(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    first = shown(database, written(database, engine))
    reviewed_call(database, engine, "week two", monday=20261123)
    second = shown(database, written(database, engine, NEXT_WEEK))
    assert first.note is not None
    assert second.note is not None
    assert second.note.focus == first.note.focus
    assert len(second.calls) == 1


def test_a_model_words_the_note_and_sees_what_was_chosen(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    note = ask(database, engine)
    words = NoteDocument(strength="Well asked.", made_by="model", model="m")
    writer = ScriptedWriter(words)
    write(parts(database, writer), note, 1)
    view = shown(database, note)
    assert view.note == words
    assert view.warnings == []
    (asked,) = writer.asked
    assert [call.id for call in asked.week] == calls


def test_where_the_model_fails_the_note_is_the_rubrics_and_says_so(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    note = ask(database, engine)
    write(parts(database, ScriptedWriter("it broke off")), note, 1)
    view = shown(database, note)
    assert view.note is not None
    assert view.note.made_by == "rubric"
    assert "it broke off" in view.warnings[0]


def test_the_rubric_is_that_of_the_weeks_own_calls(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    """Since the focus began two calls were scored on the old form; the one of this week is on the new one."""
    written(database, engine)
    with database.write() as session:
        old = session.scalars(select(RubricVersion)).one()
        new = RubricVersion(
            slug=old.slug, version=2, fingerprint="f" * 64, document={**old.document, "version": 2}
        )
        session.add(new)
    call = reviewed_call(database, engine, "week two", monday=NEXT_WEEK)
    view = shown(database, written(database, engine, NEXT_WEEK))
    assert view.calls == [call]


def test_a_hosted_model_words_no_note_about_health_data(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    with database.write() as session:
        session.scalars(select(Team)).one().health_data = True
    note = ask(database, engine)
    writer = ScriptedWriter("never asked")
    hosted = replace(parts(database, writer), served=served(database))
    write(hosted, note, 1)
    view = shown(database, note)
    assert (writer.asked, view.warnings) == ([], [])
    assert view.note is not None
    assert view.note.made_by == "rubric"


def test_a_person_may_put_a_draft_into_other_words_and_is_warned(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    note = written(database, engine)
    with database.write() as session:
        row, _ = note_row(session, note)
        actions.edit(session, row, NoteChange(happened="You never listen."), HR)
    view = shown(database, note)
    assert view.edited is True
    assert view.note is not None
    assert view.note.happened == "You never listen."
    assert any("never" in warning for warning in view.warnings)


def test_a_released_note_keeps_its_words(database: Database, engine: JobEngine, calls: list[str]) -> None:
    note = written(database, engine)
    with database.write() as session:
        row, _ = note_row(session, note)
        actions.release(session, row, HR)
        with pytest.raises(Conflict, match="not changed any more"):
            actions.edit(session, row, NoteChange(question="Why?"), HR)
        with pytest.raises(Conflict, match="released already"):
            actions.release(session, row, HR)


def test_a_note_that_is_being_written_is_neither_edited_nor_released(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    note = ask(database, engine)
    with database.write() as session:
        row, _ = note_row(session, note)
        for act in (actions.release, lambda s, r, who: actions.edit(s, r, NoteChange(), who)):
            with pytest.raises(Conflict, match="being written"):
                act(session, row, HR)


def test_the_rep_answers_once_and_only_what_was_released(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    note = written(database, engine)
    will_try = NoteAnswer(answer="will_try")
    with database.write() as session:
        row, _ = note_row(session, note)
        with pytest.raises(Conflict, match="not released yet"):
            actions.answer(session, row, will_try, "ana")
        actions.release(session, row, HR)
        elsewhere = NoteAnswer(answer="did_say_it", call="0" * 32, sentence="S0001")
        with pytest.raises(Unprocessable, match="none of those"):
            actions.answer(session, row, elsewhere, "ana")
        said = NoteAnswer(answer="did_say_it", call=calls[0], sentence="S0002", text=" Right there. ")
        actions.answer(session, row, said, "ana")
        with pytest.raises(Conflict, match="answered already"):
            actions.answer(session, row, will_try, "ana")
    view = shown(database, note)
    assert (view.state, view.answer, view.answer_sentence, view.answer_text) == (
        "answered",
        "did_say_it",
        "S0002",
        "Right there.",
    )


@pytest.mark.parametrize("given", [{"answer": "did_say_it"}, {"answer": "does_not_fit", "text": " "}])
def test_an_objection_says_where_or_why(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"say (where|why)"):
        NoteAnswer.model_validate(given)


def test_every_step_is_in_the_audit_log_without_a_word_of_the_note(
    database: Database, engine: JobEngine, calls: list[str]
) -> None:
    note = written(database, engine)
    with database.write() as session:
        row, _ = note_row(session, note)
        actions.edit(session, row, NoteChange(question="What now?"), HR)
        actions.release(session, row, HR)
        actions.answer(session, row, NoteAnswer(answer="does_not_fit", text="We sell no demos."), "ana")
    with database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.subject == note)).all()
    assert [entry.action for entry in entries] == [
        "note.asked",
        "note.edited",
        "note.released",
        "note.answered",
    ]
    assert "demos" not in str([entry.details for entry in entries])


def test_nobody_is_found_under_an_id_that_nobody_has(database: Database, engine: JobEngine) -> None:
    with database.read() as session:
        for find in (rep_row, note_row):
            with pytest.raises(NotFound, match="There is no"):
                find(session, "0" * 32)


def test_a_worker_writes_the_note_as_a_durable_step(stage: Stage) -> None:
    call = stage.upload()
    stage.worker()
    stage.until(call, "scored")
    note = ask(stage.database, stage.engine)
    stage.wait_for(lambda: shown(stage.database, note).ready, "the note to be written")
    assert shown(stage.database, note).calls == [call]
