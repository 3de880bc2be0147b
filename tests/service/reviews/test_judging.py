"""A language model judges the calls of a service: what is kept, what waits, what is said once."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import httpx2
import pytest
import respx
from sqlalchemy import select, text

from scoring.errors import BadInput
from scoring.judgement import Away
from service.calls.queueing import find_call, retry
from service.db.engine import Database
from service.db.tables import ModelDay, RawReply, Reading, Remembered, Run, Team, VerdictRow
from service.edges.llm.ladder import Manner
from service.engine import JobEngine
from service.judges import ServedJudge
from service.operations.health import examine
from service.parts import Parts
from service.reviews.ledger import forget_judgements
from service.reviews.queries import answers_of
from service.reviews.waking import is_back, wake
from service.tallies import TOKENS, tallies
from tests.cast import KEYS
from tests.service.edges.llm.model_server import CHAT, KEY, refuses, says
from tests.service.judged import (
    a_heard_call,
    parts_with,
    prepared,
    read,
    review,
    review_again,
    served,
    settings,
    the_call,
)

AWAY = Away(code="away", message="The model server is not working now.")

only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def engine(database: Database) -> Iterator[JobEngine]:
    asked = prepared(database)
    yield asked
    asked.disconnect()


@pytest.fixture
def call(database: Database, engine: JobEngine) -> str:
    return a_heard_call(database, engine)


@pytest.fixture
def judge(database: Database) -> ServedJudge:
    return served(database)


@pytest.fixture
def parts(database: Database, judge: ServedJudge) -> Parts:
    return parts_with(database, judge)


def reason(database: Database, call: str) -> dict[str, str]:
    found = the_call(database, call).reason
    assert found is not None
    return found


def test_a_call_is_scored_by_the_model_and_everything_it_said_is_kept(
    httpx2_mock: respx.Router, database: Database, parts: Parts, call: str
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=read)
    assert review(parts, call) == "scored"
    with database.read() as session:
        run = session.scalars(select(Run)).one()
        verdicts = session.scalars(select(VerdictRow)).all()
        replies = session.scalars(select(RawReply)).all()
        prompts = set(session.scalars(select(Reading.prompt)))
    assert (run.judge, run.model) == ("llm", "tiny")
    shown = run.document["run"]
    assert (shown["requests"], shown["tokens_in"], shown["tokens_cached"], shown["tokens_out"]) == (
        6, 6000, 4800, 300,
    )  # fmt: skip
    assert prompts == {shown["prompt_fingerprint"]} == {parts.judge.prompt_fingerprint}  # type: ignore[attr-defined]
    assert shown["notice"] == "AI reading by tiny at models.example"
    assert {(one.criterion, one.answer) for one in verdicts if one.answer != "no"} == {
        (key, "yes") for key in KEYS
    }
    assert all(one.document["why"] == one.item for one in verdicts)
    assert sorted(one.criterion for one in replies) == sorted(KEYS)
    assert all(json.loads(one.document["text"])["items"] for one in replies)


def test_tokens_are_counted_by_day_and_in_all(
    httpx2_mock: respx.Router, database: Database, parts: Parts, call: str
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=read)
    review(parts, call)
    with database.read() as session:
        day = session.scalars(select(ModelDay)).one()
        counted = tallies(session, TOKENS)
    assert (day.requests, day.tokens_in, day.tokens_cached, day.tokens_out) == (6, 6000, 4800, 300)
    assert counted == {"cached": (6, 4800), "input": (6, 6000), "output": (6, 300)}


@only_on_sqlite
def test_the_key_is_nowhere_in_the_database(
    httpx2_mock: respx.Router, database: Database, parts: Parts, engine: JobEngine, call: str
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=[read_once(), refuses(401, f"Incorrect API key {KEY}")])
    review(parts, call)
    with database.engine.connect() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        everything = [str(connection.execute(text(f'SELECT * FROM "{name}"')).all()) for name in tables.all()]
    assert any("judge_away" in rows for rows in everything)
    assert not [rows for rows in everything if KEY in rows]


def read_once() -> httpx.Response:
    return says("{}")


def test_a_call_read_again_costs_nothing(
    httpx2_mock: respx.Router, database: Database, parts: Parts, engine: JobEngine, call: str
) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=read)
    review(parts, call)
    assert review_again(parts, engine, call) == "scored"
    assert route.call_count == 6
    with database.read() as session:
        runs = session.scalars(select(Run).order_by(Run.id)).all()
        cards = [run.document["scorecard"] for run in runs]
    assert [run.document["run"]["requests"] for run in runs] == [6, 0]
    assert cards[0] == cards[1]


@pytest.mark.parametrize(
    ("answer", "words"),
    [(refuses(401), "refuses the key"), (refuses(503), "not working"), (refuses(404, "no"), "does not know")],
    ids=["key", "away", "model"],
)
def test_a_call_waits_for_a_judge_that_cannot_be_asked_and_says_why(
    httpx2_mock: respx.Router, database: Database, parts: Parts, call: str, answer: httpx.Response, words: str
) -> None:
    httpx2_mock.post(CHAT).mock(return_value=answer)
    assert review(parts, call) == "waiting_for_judge"
    found = reason(database, call)
    assert found["code"] == "judge_away"
    assert words in found["message"]
    assert "goes on by itself" in found["next_step"]


def test_a_wrong_key_is_said_once_and_the_other_calls_wait_without_asking(
    httpx2_mock: respx.Router,
    database: Database,
    parts: Parts,
    engine: JobEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=refuses(401))
    calls = [a_heard_call(database, engine, name) for name in ("monday", "tuesday", "friday")]
    with caplog.at_level(logging.INFO):
        assert {review(parts, call) for call in calls} == {"waiting_for_judge"}
    assert route.call_count == 1
    assert [r.levelname for r in caplog.records if "refuses the key" in r.message] == ["WARNING"]
    assert KEY not in caplog.text
    assert len({reason(database, call)["message"] for call in calls}) == 1


def test_waiting_calls_go_on_by_themselves_when_the_judge_is_back(
    httpx2_mock: respx.Router, database: Database, judge: ServedJudge, parts: Parts, engine: JobEngine
) -> None:
    route = httpx2_mock.post(CHAT).mock(return_value=refuses(401))
    calls = [a_heard_call(database, engine, name) for name in ("monday", "tuesday")]
    for call in calls:
        review(parts, call)
    assert not is_back(judge)
    assert route.call_count == 1
    judge.ledger.ask_soon()
    assert not is_back(judge)
    assert route.call_count == 2
    judge.ledger.ask_soon()
    route.mock(side_effect=read)
    assert is_back(judge)
    assert sorted(wake(database, engine)) == sorted(calls)
    assert wake(database, engine) == []
    assert [review(parts, call) for call in calls] == ["scored", "scored"]
    assert judge.ledger.trouble() is None


def test_what_was_read_before_the_judge_went_away_is_not_asked_again(
    httpx2_mock: respx.Router,
    database: Database,
    judge: ServedJudge,
    parts: Parts,
    engine: JobEngine,
    call: str,
) -> None:
    answered = 0

    def three_then_none(request: httpx2.Request) -> httpx.Response:
        nonlocal answered
        answered += 1
        return read(request) if answered <= 3 else refuses(402)

    route = httpx2_mock.post(CHAT).mock(side_effect=three_then_none)
    assert review(parts, call) == "waiting_for_judge"
    route.mock(side_effect=read)
    judge.ledger.clear()
    asked = route.call_count
    assert review_again(parts, engine, call) == "scored"
    assert route.call_count - asked == 3


def test_a_call_nobody_could_read_failed_and_is_not_woken(
    httpx2_mock: respx.Router,
    database: Database,
    judge: ServedJudge,
    parts: Parts,
    engine: JobEngine,
    call: str,
) -> None:
    httpx2_mock.post(CHAT).mock(return_value=says("The rep did well: 5 of 5 points."))
    assert review(parts, call) == "failed"
    assert reason(database, call)["code"] == "judge_failed"
    assert is_back(judge)
    assert wake(database, engine) == []


def test_a_broken_criterion_does_not_sink_the_other_five(
    httpx2_mock: respx.Router, database: Database, parts: Parts, call: str
) -> None:
    def broken_for_one(request: httpx2.Request) -> httpx.Response:
        return says("no idea") if b"item: objections_m1" in request.content else read(request)

    httpx2_mock.post(CHAT).mock(side_effect=broken_for_one)
    assert review(parts, call) == "scored"
    with database.read() as session:
        card = session.scalars(select(Run)).one().document["scorecard"]
    states = {one["key"]: one["state"] for one in card["criteria"]}
    assert states == dict.fromkeys(KEYS, "scored") | {"objections": "failed"}
    assert (card["qa_score"]["state"], card["qa_score"]["value"]) == ("incomplete", None)


def test_a_criterion_that_broke_can_be_asked_for_again_and_alone(
    httpx2_mock: respx.Router, database: Database, parts: Parts, engine: JobEngine, call: str
) -> None:
    def broken_for_one(request: httpx2.Request) -> httpx.Response:
        return refuses(400) if b"item: objections_m1" in request.content else read(request)

    route = httpx2_mock.post(CHAT).mock(side_effect=broken_for_one)
    review(parts, call)
    route.mock(side_effect=read)
    asked = route.call_count
    with database.write() as session:
        retry(session, engine, find_call(session, call))
    assert review(parts, call) == "scored"
    assert route.call_count - asked == 1
    with database.read() as session:
        assert answers_of(session, [call])[call].open == 0
    with database.write() as session, pytest.raises(BadInput, match="nothing to retry"):
        retry(session, engine, find_call(session, call))


def test_a_judge_that_is_changed_in_the_middle_reads_the_call_again(
    httpx2_mock: respx.Router, database: Database, parts: Parts, engine: JobEngine, call: str
) -> None:
    def change(request: httpx2.Request) -> httpx.Response:
        parts.judge.model = "another" if b"item: discovery_m1" in request.content else "tiny"  # type: ignore[misc]
        return read(request)

    httpx2_mock.post(CHAT).mock(side_effect=change)
    assert review(parts, call) == "waiting_for_judge"
    assert reason(database, call)["code"] == "judge_changed"
    assert wake(database, engine) == [call]


def test_a_budget_of_the_day_makes_calls_wait_until_the_next(
    httpx2_mock: respx.Router, database: Database, engine: JobEngine
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=read)
    judge = served(database, llm_daily_tokens=6300)
    parts = parts_with(database, judge)
    first, second = (a_heard_call(database, engine, name) for name in ("monday", "tuesday"))
    assert review(parts, first) == "scored"
    # Tuesday's call has the same words: it takes no tokens, budget or not.
    assert review(parts, second) == "scored"
    assert judge.ledger.stops() is not None
    trouble = judge.ledger.trouble()
    assert trouble is not None
    assert trouble.code == "budget"
    assert 0 < (trouble.wait_seconds or 0) <= 86400


def test_readiness_notes_a_judge_that_is_away_and_takes_calls_all_the_same(
    database: Database, judge: ServedJudge
) -> None:
    judge.ledger.note_trouble(AWAY)
    web: Any = SimpleNamespace(database=database, settings=settings(keep_free=0))
    checks = {check.name: check for check in examine(web)}
    assert checks["judge"].state == "note"
    assert "calls wait: The model server is not working now." in checks["judge"].says
    assert "bad" not in {check.state for check in checks.values()}


def test_what_is_remembered_is_forgotten_after_some_days(
    httpx2_mock: respx.Router, database: Database, parts: Parts, call: str
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=read)
    review(parts, call)
    with database.write() as session:
        rows = session.scalars(select(Remembered).order_by(Remembered.key)).all()
        for row in rows[:4]:
            row.created_at -= timedelta(days=15)
        session.flush()
        forget_judgements(session, 14)
        assert len(session.scalars(select(Remembered)).all()) == 2


def test_how_a_server_takes_requests_is_remembered_by_server_and_model(
    httpx2_mock: respx.Router, database: Database, parts: Parts, call: str
) -> None:
    def no_schema(request: httpx2.Request) -> httpx.Response:
        body = json.loads(request.content)
        if body.get("response_format", {}).get("type") == "json_schema":
            return refuses(400, "response_format json_schema is not supported")
        return read(request)

    route = httpx2_mock.post(CHAT).mock(side_effect=no_schema)
    assert review(parts, call) == "scored"
    assert route.call_count == 7
    assert served(database).ledger.recall() == Manner("json_object")
    assert served(database, llm_model="other").ledger.recall() is None


HEALTH = [
    (False, None, "llm"),
    (True, None, "offline"),
    (True, "Consent of the insured, form 12", "llm"),
]


@pytest.mark.parametrize(("health", "basis", "who"), HEALTH)
def test_health_data_goes_to_no_model_outside_without_a_legal_basis(
    httpx2_mock: respx.Router,
    database: Database,
    parts: Parts,
    call: str,
    health: bool,
    basis: str | None,
    who: str,
) -> None:
    if who == "llm":
        httpx2_mock.post(CHAT).mock(side_effect=read)
    with database.write() as session:
        team = session.scalars(select(Team)).one()
        team.health_data, team.legal_basis = health, basis
    assert review(parts, call) == "scored"
    with database.read() as session:
        assert session.scalars(select(Run.judge)).one() == who
    assert (len(httpx2_mock.calls) > 0) == (who == "llm")


def test_health_data_may_go_to_a_model_of_our_own(database: Database) -> None:
    inside = served(database, llm_base_url="http://127.0.0.1:8080/v1")
    assert parts_with(database, inside).may_send(Team(name="Care", health_data=True))
