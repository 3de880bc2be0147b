"""Who is told of what, in the transaction that causes it, and what the calendar reminds of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.coaching.actions import release as release_note
from service.db.base import now
from service.db.tables import CheckIn, Commitment, Delivery, Dispute, Membership, Note, TeamHook
from service.errors import Conflict
from service.notices import reminders
from service.notices.reminders import (
    of_check_ins,
    of_commitments,
    of_overdue_questions,
    of_questions,
    of_reviews,
    remind,
)
from service.reviews import actions
from service.reviews.wishes import NewDispute, Settlement
from tests.service.notices.sent import told
from tests.service.plans.staged import Staged, delivered, published, running
from tests.service.reviews.reviewed import Desk
from tests.service.reviews.test_disputing import a_note

NOT_ME = NewDispute(kind="not_me", says="I was ill that day.")
REJECTED = Settlement(outcome="rejected", reason="rubric_unclear", says="It is your voice.")


def ask(desk: Desk, call: str) -> str:
    with desk.database.write() as session:
        return actions.open_dispute(session, desk.who("Ana"), call, NOT_ME).public_id


def of(desk: Desk | Staged, *names: str) -> dict[str, list[str]]:
    cast = desk.company if isinstance(desk, Desk) else desk.cast
    return {name: found for name in names if (found := told(desk.database, cast, name))}


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


def test_nothing_of_a_plan_reaches_the_rep_before_it_was_delivered(stage: Staged) -> None:
    published(stage)
    remind(stage.database, now())
    assert of(stage, "Ana", "Sam", "Hana", "Rui") == {"Hana": ["plan_to_review"], "Sam": ["plan_published"]}


def test_a_delivered_plan_is_told_to_the_rep_alone(stage: Staged) -> None:
    delivered(stage)
    assert of(stage, "Ana", "Rui", "Otis", "Quinn", "Ada") == {"Ana": ["plan_delivered"]}


def test_both_are_reminded_the_day_before_they_meet_across_a_change_of_clocks(stage: Staged) -> None:
    """Clocks in Berlin go back on Sunday 25 October 2026: Monday 0:30 there is Sunday 23:30 in UTC."""
    running(stage)
    with stage.database.write() as session:
        session.execute(update(CheckIn).values(state="cancelled"))
        row = session.scalars(select(CheckIn).limit(1)).one()
        row.state, row.at, row.zone = "planned", datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "Europe/Berlin"
    saturday, sunday = datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
    before = of(stage, "Ana", "Sam")
    for at, count in ((saturday, 0), (sunday, 1), (sunday + timedelta(hours=5), 1)):
        with stage.database.write() as session:
            of_check_ins(session, at)
        for name in ("Ana", "Sam"):
            assert of(stage, name)[name] == before[name] + ["check_in_tomorrow"] * count


@pytest.mark.parametrize(("side", "name"), [("rep", "Ana"), ("manager", "Sam"), ("hr", "Hana")])
def test_whoever_promised_something_is_reminded_of_it_and_nobody_else(
    stage: Staged, side: str, name: str
) -> None:
    running(stage)
    before = of(stage, "Ana", "Sam", "Hana")
    with stage.database.write() as session:
        session.execute(update(Commitment).values(state="done"))
        row = session.scalars(select(Commitment).limit(1)).one()
        row.state, row.side, row.due = "open", side, date(2026, 9, 10)
    for day in (8, 9, 9, 10, 11, 12):
        with stage.database.write() as session:
            of_commitments(session, datetime(2026, 9, day, 12, tzinfo=UTC))
    after = of(stage, "Ana", "Sam", "Hana")
    assert after == {**before, name: [*before[name], "commitment_due", "commitment_overdue"]}


def test_whoever_stands_in_for_a_manager_is_told_too_and_a_former_one_is_not(desk: Desk) -> None:
    with desk.database.write() as session:
        session.execute(
            update(Membership)
            .where(Membership.person_id == desk.company.keys["Sam"])
            .values(until=now() - timedelta(days=1))
        )
    ask(desk, desk.released(by="Quinn"))
    assert of(desk, "Sam", "Quill") == {"Quill": ["dispute_opened"]}
