"""Drawn calls may count in a plan: the model reads them three times, and a person settles what splits."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import httpx2
import pytest
import respx
from sqlalchemy import select

from scoring.corrections.attention import to_look_at
from scoring.rubric import Rubric
from service.calibration.marks import judge_key_of
from service.calibration.retest import retest_of_judge
from service.calls.queueing import find_call
from service.calls.steps import break_off
from service.db.engine import Database
from service.db.tables import Call, ModelDay, Review, Revision, RubricVersion, Run, VerdictRow
from service.engine import JobEngine
from service.judges import READINGS, ServedJudge
from service.parts import Parts
from service.people.who import INSTALLATION
from service.reviews.desk import readings_of
from service.reviews.drawn_later import PRIORITY as LATER
from service.reviews.drawn_later import ask_for_drawn
from service.reviews.queue import to_confirm
from service.reviews.sheet import review_sheet
from tests.cast import KEYS
from tests.service.edges.llm.model_server import CHAT, completion
from tests.service.judged import USAGE, a_heard_call, parts_with, prepared, read, review, served, the_call

SPLIT = "objections_m2"

only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def engine(database: Database) -> Iterator[JobEngine]:
    asked = prepared(database)
    yield asked
    asked.disconnect()


@pytest.fixture
def judge(database: Database) -> ServedJudge:
    return served(database)


@pytest.fixture
def parts(database: Database, judge: ServedJudge) -> Parts:
    return parts_with(database, judge)


def drawn(database: Database, call: str) -> str:
    with database.write() as session:
        find_call(session, call).selection = "random"
    return call


def of_two_minds(request: httpx2.Request) -> httpx.Response:
    """The model says no to an item, and yes the second time it is asked."""
    seed = json.loads(request.content)["seed"]
    made = json.loads(read(request).json()["choices"][0]["message"]["content"])["items"]
    answer = {one["verdict"]: dict(one) for one in made}
    for item in made:
        # Items come in another order each time; what is answered to each does not.
        first = item["item"].endswith("_m1") or (item["item"] == SPLIT and seed == 2)
        said = answer["yes" if first else "no"]
        item |= {key: said[key] for key in ("verdict", "searched", "evidence")}
    return httpx.Response(200, json=completion(json.dumps({"items": made}), usage=USAGE))


def how(run: Run) -> dict[str, Any]:
    return dict(run.document["run"])


@only_on_sqlite
def test_a_drawn_call_is_read_three_times_and_any_other_once(
    httpx2_mock: respx.Router, database: Database, parts: Parts, engine: JobEngine
) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=of_two_minds)
    chosen = a_heard_call(database, engine, "monday")
    assert review(parts, chosen) == "scored"
    assert route.call_count == len(KEYS)
    counted = drawn(database, a_heard_call(database, engine, "tuesday"))
    assert review(parts, counted) == "scored"
    # The same words: the first of its three readings was paid for with the other call.
    assert route.call_count == READINGS * len(KEYS)
    seeds = Counter(json.loads(one.request.content)["seed"] for one in route.calls)
    assert seeds == dict.fromkeys(range(1, READINGS + 1), len(KEYS))
    with database.read() as session:
        once, often = session.scalars(select(Run).order_by(Run.id)).all()
        rows = session.scalars(select(VerdictRow).where(VerdictRow.run_id == often.id)).all()
        spent = session.scalars(select(ModelDay)).one()
    assert [how(run)["parameters"]["readings"] for run in (once, often)] == [1, 3]
    assert (how(often)["requests"], spent.requests) == (12, 18)
    votes = {row.item: row.document["votes"] for row in rows}
    assert votes.pop(SPLIT) == {"no": 2, "yes": 1}
    assert all(sum(one.values()) == 3 and len(one) == 1 for one in votes.values())
    assert next(row.answer for row in rows if row.item == SPLIT) == "no"


@only_on_sqlite
def test_what_splits_waits_for_a_person(
    httpx2_mock: respx.Router, database: Database, parts: Parts, engine: JobEngine
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=of_two_minds)
    call = drawn(database, a_heard_call(database, engine))
    review(parts, call)
    with database.read() as session:
        run = session.scalars(select(Run)).one()
        row = session.get_one(RubricVersion, run.rubric_id)
        form = Rubric.from_document(row.document)
        found = to_look_at(form, readings_of(session, run, form))
        itself = retest_of_judge(session, row, judge_key_of(session, run))
        nobody = retest_of_judge(session, row, "another judge")
        shown = review_sheet(session, INSTALLATION, find_call(session, call))
        (line,) = to_confirm(session, INSTALLATION).items
    assert "split" in next(one.why for one in found if one.item == SPLIT)
    assert shown is not None
    assert line.items == shown.to_look_at == len(found)
    (item,) = [one for part in shown.criteria for one in part.items if one.id == SPLIT]
    assert "readings disagree (no 2, yes 1)" in item.look_words
    # Where the judge's quality is shown, its own spread is shown too: from the votes that are kept.
    assert itself is not None
    assert "the same answer on 35 of 36 answers" in itself.sentence
    assert [one.times for one in itself.items] == ["1 of 1 call"]
    assert nobody is None


@only_on_sqlite
def test_a_setting_says_how_often_drawn_calls_are_read(
    httpx2_mock: respx.Router, database: Database, judge: ServedJudge, engine: JobEngine
) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=read)
    having = Parts(**{**vars(parts_with(database, judge)), "drawn_readings": 1})
    review(having, drawn(database, a_heard_call(database, engine)))
    assert route.call_count == len(KEYS)


def test_a_call_drawn_after_it_was_read_is_read_again_once(
    httpx2_mock: respx.Router, database: Database, judge: ServedJudge, parts: Parts, engine: JobEngine
) -> None:
    route = httpx2_mock.post(CHAT).mock(side_effect=read)
    call = a_heard_call(database, engine)
    review(parts, call)
    assert ask_for_drawn(database, engine, judge, READINGS) == []
    drawn(database, call)
    assert ask_for_drawn(database, engine, judge, 1) == []
    assert ask_for_drawn(database, engine, judge, READINGS) == [call]
    assert the_call(database, call).priority == LATER  # people's calls go first: there is a reading already
    assert review(parts, call) == "scored"
    assert route.call_count == READINGS * len(KEYS)
    with database.read() as session:
        pinned = session.scalars(select(Run).join(Review, Review.run_id == Run.id)).one()
    assert how(pinned)["parameters"]["readings"] == READINGS
    assert ask_for_drawn(database, engine, judge, READINGS + 2) == []


@only_on_sqlite
def test_where_the_other_readings_break_the_first_stands_and_is_not_asked_for_every_hour(
    httpx2_mock: respx.Router, database: Database, judge: ServedJudge, parts: Parts, engine: JobEngine
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=read)
    call = drawn(database, a_heard_call(database, engine))
    review(Parts(**{**vars(parts), "drawn_readings": 1}), call)
    assert ask_for_drawn(database, engine, judge, READINGS) == [call]
    with database.write() as session:
        workflow = the_call(database, call).workflow or ""
        break_off(session, parts, call, workflow, "OutOfMemory", False)
    found = the_call(database, call)
    assert (found.state, (found.reason or {})["code"]) == ("scored", "step_broke")
    with database.read() as session:
        assert session.scalars(select(Review)).one().run_id == session.scalars(select(Run)).one().id
    assert ask_for_drawn(database, engine, judge, READINGS) == []


@only_on_sqlite
def test_what_a_person_confirmed_is_not_read_again_because_it_was_drawn(
    httpx2_mock: respx.Router, database: Database, judge: ServedJudge, parts: Parts, engine: JobEngine
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=read)
    call = drawn(database, a_heard_call(database, engine))
    review(Parts(**{**vars(parts), "drawn_readings": 1}), call)
    with database.write() as session:
        session.scalars(select(Review)).one().state = "confirmed"
    assert ask_for_drawn(database, engine, judge, READINGS) == []
    assert the_call(database, call).state == "scored"


@only_on_sqlite
def test_a_call_drawn_while_it_is_read_is_read_alike_throughout(
    httpx2_mock: respx.Router, database: Database, parts: Parts, engine: JobEngine
) -> None:
    call = a_heard_call(database, engine)

    def draw(request: httpx2.Request) -> httpx.Response:
        if b"item: discovery_m1" in request.content:
            drawn(database, call)
        return read(request)

    httpx2_mock.post(CHAT).mock(side_effect=draw)
    assert review(parts, call) == "waiting_for_judge"
    with database.read() as session:
        assert (session.scalars(select(Call)).one().reason or {})["code"] == "judge_changed"


@only_on_sqlite
def test_what_a_person_confirms_while_it_is_read_again_stays_confirmed(
    httpx2_mock: respx.Router, database: Database, judge: ServedJudge, parts: Parts, engine: JobEngine
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=of_two_minds)
    call = a_heard_call(database, engine)
    review(parts, call)
    drawn(database, call)
    assert ask_for_drawn(database, engine, judge, READINGS) == [call]
    with database.write() as session:
        session.scalars(select(Review)).one().state = "confirmed"
    assert review(parts, call) == "scored"
    with database.read() as session:
        once, often = session.scalars(select(Run).order_by(Run.id)).all()
        kept = session.scalars(select(Review)).one()
        assert session.scalars(select(Revision)).all() == []
    assert [how(run)["parameters"]["readings"] for run in (once, often)] == [1, 3]
    assert (kept.state, kept.run_id) == ("confirmed", once.id)
    assert ask_for_drawn(database, engine, judge, READINGS + 2) == []
