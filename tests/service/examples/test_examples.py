"""Examples: nobody but those it is between sees one before its rep agrees, or after they took it back."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select

from scoring.transcript import Sentence, Speaker, Transcript, Word
from service.db.base import now
from service.db.tables import AuditEntry, Call, ExampleView, Person, Review, SharedExample, TranscriptVersion
from service.examples.passages import passage_of
from service.examples.queries import note_seen
from service.people.rights import visible_call
from tests.cast import KNOWN
from tests.databases import fresh_database
from tests.service.company import Company, as_, company
from tests.service.served import served, settings_for, web
from tests.service.trends.scored_calls import call_of, rubric_row, scored

SAID = (
    (Speaker.CUSTOMER, "My number is 415 555 2671 if you like."),
    (Speaker.REP, "What does that cost you in a month?"),
    (Speaker.CUSTOMER, "About three days of work."),
    (Speaker.REP, "Let us look at that."),
)
NEW = {"criterion": "discovery", "title": "Asks what it costs", "first": "S0001", "last": "S0002"}


def spoken() -> Transcript:
    """A sentence every ten seconds, a word a second."""
    sentences = []
    for number, (speaker, text) in enumerate(SAID):
        words = tuple(
            Word(text=word, start=10 * number + at, end=10 * number + at + 0.9)
            for at, word in enumerate(text.split())
        )
        end = words[-1].end
        sentences.append(
            Sentence(
                id=f"S{number + 1:04}", speaker=speaker, start=10 * number, end=end, text=text, words=words
            )
        )
    return Transcript(sentences=tuple(sentences), roles=KNOWN, duration=60)


class Shelf:
    """Ana's released call, and what becomes of a part of it."""

    def __init__(self, client: TestClient, cast: Company, call: str) -> None:
        self.client, self.cast, self.call = client, cast, call

    def ask(self, name: str, **changes: str) -> Any:
        return as_(self.client, name).post(f"/api/v1/calls/{self.call}/examples", json=NEW | changes)

    def post(self, name: str, example: str, what: str, **fields: object) -> int:
        body = fields or None
        return as_(self.client, name).post(f"/api/v1/examples/{example}/{what}", json=body).status_code

    def sees(self, name: str) -> bool:
        answer = as_(self.client, name).get("/examples")
        assert answer.status_code == 200, answer.text
        return "Asks what it costs" in answer.text

    def listed(self, name: str) -> list[dict[str, Any]]:
        return list(as_(self.client, name).get("/api/v1/examples").json())


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    home = tmp_path_factory.mktemp("examples")
    with (
        fresh_database("sqlite", home, migrated=True) as url,
        served(settings_for(home, url)) as client,
    ):
        cast = company(web(client).database)
        with web(client).database.write() as session:
            ana = session.get_one(Person, cast.keys["Ana"])
            call, _ = call_of(session, ana, now().date())
            session.add(
                TranscriptVersion(
                    call_id=call.id,
                    number=2,
                    fingerprint="g",
                    document=spoken().model_dump(mode="json"),
                    heard={},
                )
            )
            session.flush()
            said = session.scalars(select(TranscriptVersion).where(TranscriptVersion.number == 2)).one()
            scored(session, call, said, rubric_row(session), {})
            session.scalars(select(Review).where(Review.call_id == call.id)).one().state = "released"
            made = Shelf(client, cast, call.public_id)
        yield made


@pytest.fixture
def shelf(standing: Shelf) -> Shelf:
    """The shelf, empty."""
    with web(standing.client).database.write() as session:
        session.execute(delete(ExampleView))
        session.execute(delete(SharedExample))
    return standing


def test_it_is_heard_by_others_while_its_rep_agrees_and_no_longer(shelf: Shelf) -> None:
    asked = shelf.ask("Sam")
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    example = asked.json()["id"]
    assert [shelf.sees(name) for name in ("Sam", "Ana", "Rui", "Quinn")] == [True, True, False, False]
    assert shelf.post("Ana", example, "answer", agree=True) == 200
    assert [shelf.sees(name) for name in ("Rui", "Uma", "Otis", "Quinn")] == [True] * 4
    assert shelf.post("Ana", example, "withdraw") == 200
    assert [shelf.sees(name) for name in ("Ana", "Sam", "Rui", "Otis")] == [False] * 4
    clip = as_(shelf.client, "Rui").get(f"/examples/{example}/clip")
    assert clip.status_code == 404
    with web(shelf.client).database.read() as session:
        done = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == example)).all()
    assert done == ["example.asked", "example.answered", "example.withdrawn"]


def test_what_somebody_agreed_to_ends_where_the_call_turns_out_not_to_be_theirs(shelf: Shelf) -> None:
    example = shelf.ask("Ana").json()["id"]
    assert shelf.sees("Uma")
    with web(shelf.client).database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == shelf.call)).one()
        call.rep_id = shelf.cast.keys["Rui"]
    assert [shelf.sees(name) for name in ("Ana", "Rui", "Uma", "Quinn")] == [False] * 4
    assert as_(shelf.client, "Uma").get(f"/examples/{example}/clip").status_code == 404
    assert shelf.ask("Sam").json()["state"] == "asked"  # now of Rui, who was never asked
    with web(shelf.client).database.write() as session:
        session.get_one(Call, call.id).rep_id = shelf.cast.keys["Ana"]


def test_a_no_is_kept_and_nobody_else_ever_sees_it(shelf: Shelf) -> None:
    example = shelf.ask("Quinn").json()["id"]
    assert shelf.post("Ana", example, "answer", agree=False) == 200
    assert not shelf.sees("Rui")
    assert shelf.post("Ana", example, "answer", agree=True) == 409
    late = as_(shelf.client, "Quinn").post(f"/examples/{example}/withdraw", data={"version": "1"})
    assert late.status_code == 412
    assert "Your “Take it back” was not kept: “Asks what it costs”" in late.text
    assert "is declined now" in late.text


def test_only_the_rep_agrees_and_only_the_two_take_it_back(shelf: Shelf) -> None:
    example = shelf.ask("Sam").json()["id"]
    assert shelf.post("Sam", example, "answer", agree=True) == 403
    assert shelf.post("Rui", example, "answer", agree=True) == 404
    assert shelf.post("Quinn", example, "withdraw") == 404
    assert shelf.post("Sam", example, "withdraw") == 200


def test_whoever_shares_a_part_of_their_own_call_has_agreed(shelf: Shelf) -> None:
    assert shelf.ask("Ana").json()["state"] == "shared"
    assert shelf.sees("Uma")


def test_what_identifies_the_customer_is_masked_and_silent(shelf: Shelf) -> None:
    shelf.ask("Ana")
    (shown,) = shelf.listed("Uma")
    assert shown["text"] == [
        "Customer: My number is [PHONE] if you like.",
        "Rep: What does that cost you in a month?",
    ]
    assert "Ana" not in as_(shelf.client, "Uma").get("/examples").text
    with web(shelf.client).database.read() as session:
        call = visible_call(session, shelf.cast.who("Quinn"), shelf.call)
        row = session.scalars(select(TranscriptVersion).where(TranscriptVersion.number == 2)).one()
        passage = passage_of(session, call, row, "S0001", "S0002")
    # "415 555 2671" are the words 3 to 5 of the first sentence: from second 3 to 5.9.
    assert passage.silent == ((3.0, 5.9),)
    assert (passage.start, passage.end) == (0.0, pytest.approx(18.2, abs=0.5))


def test_its_rep_reads_how_often_others_heard_it_and_nobody_else_does(shelf: Shelf) -> None:
    example = shelf.ask("Ana").json()["id"]
    with web(shelf.client).database.write() as session:
        row = session.scalars(select(SharedExample).where(SharedExample.public_id == example)).one()
        note_seen(session, shelf.cast.who("Rui"), [row])
        note_seen(session, shelf.cast.who("Ana"), [row])
    assert [one["views"] for one in shelf.listed("Ana")] == [1]
    assert [one["views"] for one in shelf.listed("Rui")] == [None]
    assert "heard 1 time by others" in as_(shelf.client, "Ana").get("/examples").text


def test_a_later_transcript_does_not_put_other_words_into_it(shelf: Shelf) -> None:
    shelf.ask("Ana")
    with web(shelf.client).database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == shelf.call)).one()
        first = session.scalars(
            select(TranscriptVersion).where(
                TranscriptVersion.call_id == call.id, TranscriptVersion.number == 1
            )
        ).one()
        rubric = rubric_row(session, 2)
        scored(session, call, first, rubric, {})
    (shown,) = shelf.listed("Uma")
    assert shown["text"][1] == "Rep: What does that cost you in a month?"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"first": "S0002", "last": "S0001"}, 422),
        ({"first": "S0099", "last": "S0099"}, 422),
        ({"last": "S0004"}, 422),
        ({"title": ""}, 422),
        ({"criterion": "../x"}, 422),
    ],
)
def test_a_part_that_is_none_or_too_long_is_refused(
    shelf: Shelf, changes: dict[str, str], status: int
) -> None:
    assert shelf.ask("Sam", **changes).status_code == status
    assert shelf.listed("Sam") == []


def test_the_same_part_is_asked_for_once(shelf: Shelf) -> None:
    assert shelf.ask("Sam").status_code == 201
    assert shelf.ask("Quinn").status_code == 409
