"""Who is told of what, in the transaction that causes it, and what the calendar reminds of."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.coaching.actions import release as release_note
from service.db import audit
from service.db.base import now
from service.db.tables import Delivery, Dispute, Membership, Note, Person, TeamHook
from service.errors import Conflict
from service.notices import reminders
from service.notices.reminders import (
    of_calls,
    of_deletions,
    of_overdue_questions,
    of_questions,
    of_reviews,
    of_uploads,
    remind,
)
from service.people.roles import give
from service.privacy.rule import KeepingRule
from service.reviews import actions
from service.reviews.wishes import NewDispute, Settlement
from tests.service.notices.sent import told
from tests.service.reviews.reviewed import MONDAY, Desk
from tests.service.reviews.test_disputing import a_note

NOT_ME = NewDispute(kind="not_me", says="I was ill that day.")
REJECTED = Settlement(outcome="rejected", reason="rubric_unclear", says="It is your voice.")


def ask(desk: Desk, call: str) -> str:
    with desk.database.write() as session:
        return actions.open_dispute(session, desk.who("Ana"), call, NOT_ME).public_id


def of(desk: Desk, *names: str) -> dict[str, list[str]]:
    return {name: found for name in names if (found := told(desk.database, desk.company, name))}


def test_a_question_goes_to_the_manager_and_to_qa_where_he_stood_for_it_himself(desk: Desk) -> None:
    ask(desk, desk.released(by="Quinn"))
    assert of(desk, "Sam", "Quinn", "Quill") == {"Sam": ["dispute_opened"]}
    ask(desk, desk.released(by="Sam"))
    assert of(desk, "Sam", "Quinn", "Otis") == {"Sam": ["dispute_opened"], "Quinn": ["dispute_opened"]}


def test_the_answer_goes_to_who_asked(desk: Desk) -> None:
    asked = ask(desk, desk.released())
    with desk.database.write() as session:
        actions.settle_dispute(session, desk.engine, desk.who("Quinn"), asked, REJECTED)
    assert of(desk, "Ana") == {"Ana": ["review_released", "dispute_answered"]}


def test_the_day_before_a_question_is_due_and_once_when_it_is_overdue(desk: Desk) -> None:
    ask(desk, desk.released())
    today = now().date()
    with desk.database.write() as session:
        session.execute(update(Dispute).values(due=today + timedelta(days=1)))
    for _ in range(2):
        with desk.database.write() as session:
            of_questions(session, now())
            of_overdue_questions(session, now())
    assert of(desk, "Quinn", "Hana") == {"Quinn": ["dispute_opened", "dispute_due"]}
    with desk.database.write() as session:
        session.execute(update(Dispute).values(due=today - timedelta(days=2)))
    for _ in range(2):
        with desk.database.write() as session:
            of_overdue_questions(session, now())
    assert of(desk, "Hana") == {"Hana": ["dispute_overdue"]}


def test_a_source_that_breaks_stops_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.call(selection="random")

    def of_what_breaks(session: Session, at: datetime) -> None:
        raise LookupError("a zone that nobody knows any more")

    monkeypatch.setattr(reminders, "SOURCES", (of_what_breaks, of_reviews))
    remind(desk.database, now())
    assert of(desk, "Sam") == {"Sam": ["reviews_to_confirm"]}


def test_a_manager_hears_once_a_day_that_reviews_wait_and_so_does_the_channel(desk: Desk) -> None:
    team = desk.company.teams["Northwind"]
    desk.call(selection="random")
    with desk.database.write() as session:
        session.add(TeamHook(team_id=team, url="https://hooks.example.com/1"))
    for later in (0, 1, 24):
        with desk.database.write() as session:
            of_reviews(session, now() + timedelta(hours=later))
    assert of(desk, "Sam", "Otis") == {"Sam": ["reviews_to_confirm"] * 2}
    with desk.database.read() as session:
        assert [row.team_id for row in session.scalars(select(Delivery))] == [team]


def test_what_does_not_happen_is_told_to_nobody(desk: Desk) -> None:
    call = desk.call()
    with pytest.raises(Conflict):
        desk.release("Sam", call)  # it is not confirmed
    assert of(desk, "Ana") == {}


def test_a_released_note_is_told_to_its_rep_and_one_that_was_released_already_is_not_again(
    desk: Desk,
) -> None:
    key = a_note(desk, desk.call(), "discovery_m2")
    with desk.database.write() as session:
        note = session.get_one(Note, key)
        note.state = "draft"
        release_note(session, note, "test")
        with pytest.raises(Conflict):
            release_note(session, note, "test")
    assert of(desk, "Ana") == {"Ana": ["note_released"]}


def test_whoever_stands_in_for_a_manager_is_told_too_and_a_former_one_is_not(desk: Desk) -> None:
    with desk.database.write() as session:
        session.execute(
            update(Membership)
            .where(Membership.person_id == desk.company.keys["Sam"])
            .values(until=now() - timedelta(days=1))
        )
    ask(desk, desk.released(by="Quinn"))
    assert of(desk, "Sam", "Quill") == {"Quill": ["dispute_opened"]}


def test_whoever_brought_recordings_in_hears_once_when_all_of_them_were_heard(desk: Desk) -> None:
    first, second = desk.call(), desk.call()
    with desk.database.write() as session:
        for call in (first, second):
            audit.record(session, desk.company.ids["Sam"], "call.received", call)
        desk.row(session, second).state = "hearing"
        of_uploads(session, now())
        desk.row(session, second).state = "scored"
    assert of(desk, "Sam") == {}
    for later in (0, 1, 30):
        with desk.database.write() as session:
            of_uploads(session, now() + timedelta(hours=later))
    assert of(desk, "Sam", "Otis", "Quinn") == {"Sam": ["recordings_done"]}


def test_a_call_that_waits_for_its_roles_is_told_once_a_day_to_the_managers_of_its_team(desk: Desk) -> None:
    call = desk.call()
    with desk.database.write() as session:
        of_calls(session, now())
        desk.row(session, call).state = "needs_roles"
    for later in (0, 1, 50):
        with desk.database.write() as session:
            of_calls(session, now() + timedelta(hours=later))
    assert of(desk, "Sam", "Otis", "Ana") == {"Sam": ["calls_need_look"]}


def test_hr_and_admins_hear_once_a_week_that_something_will_be_deleted(desk: Desk) -> None:
    desk.call()  # of Monday, 16 November 2026
    rule = KeepingRule(recordings=30, transcripts=0, notes=0, plans=0)
    said = []
    for days in (22, 24, 25, 29, 30):
        with desk.database.write() as session:
            of_deletions(rule, session, MONDAY + timedelta(days=days))
        said.append(len(of(desk, "Hana").get("Hana", [])))
    # A week before the 30 days are over; Monday, 14 December, begins another week.
    assert said == [0, 1, 1, 2, 2]
    assert of(desk, "Ada", "Sam", "Quinn") == {"Ada": ["deletion_due"] * 2}
    with desk.database.write() as session:
        of_deletions(None, session, MONDAY + timedelta(days=60))
    assert len(of(desk, "Hana")["Hana"]) == 2


def test_another_admin_hears_that_a_role_waits_for_them(desk: Desk) -> None:
    with desk.database.write() as session:
        give(session, session.get_one(Person, desk.company.keys["Aud"]), "admin", "test", alone=True)
        ada = session.get_one(Person, desk.company.keys["Ada"])
        give(session, ada, "hr", ada.public_id)
    assert of(desk, "Ada", "Aud", "Hana") == {"Aud": ["role_to_agree"]}
