"""A call judged by a language model behind the stand-in for its server, step by step in this process."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import httpx2
from sqlalchemy import select

from service.calls.queueing import ask_for_review, find_call
from service.calls.steps import store_heard
from service.db.engine import Database
from service.db.tables import Call
from service.edges.llm.asking import Asker
from service.edges.llm.client import Client
from service.engine import JobEngine
from service.judges import ServedJudge, guarded, served_judge
from service.parts import Parts
from service.reviews.result import work_out
from service.reviews.steps import open_run, read_criterion, record_run, wait_for_judge
from service.settings import Settings
from tests.service.edges.llm.model_server import KEY, URL, completion
from tests.service.scripted import seed, upload
from tests.service.spoken import heard

USAGE = {
    "prompt_tokens": 1000,
    "completion_tokens": 50,
    "prompt_tokens_details": {"cached_tokens": 800},
}


def settings(**more: Any) -> Settings:
    return Settings(
        **{"llm_base_url": URL, "llm_model": "tiny", "llm_api_key": KEY, "rubric": "small", **more}
    )


def served(database: Database, **more: Any) -> ServedJudge:
    """The language model of the service; it does not sleep between tries."""
    made = served_judge(settings(**more), database)
    assert made is not None
    asker = Asker(Client(made.ledger.server), "tiny", made.ledger, pause=lambda seconds: None)
    made.judge._ask = guarded(asker.ask, made.ledger)
    return replace(made, asker=asker)


def parts_with(database: Database, judge: ServedJudge) -> Parts:
    return Parts(
        database,
        None,  # type: ignore[arg-type]
        None,  # type: ignore[arg-type]
        judge.judge,
        lambda kind: "small",
        served=judge,
        alone=1,
    )


def a_heard_call(database: Database, engine: JobEngine, name: str = "monday") -> str:
    call = upload(database, engine, name)
    store_heard(database, call, heard(), "left")
    return call


def review(parts: Parts, call: str, transcript: int = 1) -> str:
    """Runs the steps after the hearing, in the order of the workflow; the state the call ends in."""
    database = parts.database
    with database.read() as session:
        workflow = session.scalars(select(Call.workflow).where(Call.public_id == call)).one()
    assert workflow is not None
    with database.write() as session:
        run = open_run(session, parts, call, workflow, transcript)
    if run is not None:
        away = None
        for criterion in run["criteria"]:
            away = away or read_criterion(parts, run["id"], run["transcript"], run["rubric"], criterion)
        result = None if away else work_out(parts, run)
        with database.write() as session:
            if away is not None:
                wait_for_judge(session, parts, call, workflow, away)
            else:
                assert result is not None
                record_run(session, parts, call, workflow, run, result)
    return the_call(database, call).state


def review_again(parts: Parts, engine: JobEngine, call: str) -> str:
    with parts.database.write() as session:
        ask_for_review(session, engine, find_call(session, call))
    return review(parts, call)


def the_call(database: Database, call: str) -> Call:
    with database.read() as session:
        return session.scalars(select(Call).where(Call.public_id == call)).one()


def prepared(database: Database) -> JobEngine:
    engine = JobEngine(database)
    seed(database, engine)
    return engine


_ITEM = re.compile(r"^item: (\w+)$", re.MULTILINE)
_SENTENCE = re.compile(r'"id":"(S0001-\w+)"')
_LAST = re.compile(r'"id":"(S\d+-\w+)"')


def read(request: httpx2.Request) -> httpx.Response:
    """The reply of a model that says yes to the first item and no to the rest; each why names the item."""
    if b"Reply with {}." in request.content:
        return httpx.Response(200, json=completion("{}", usage=USAGE))
    asked = json.loads(request.content)["messages"][1]["content"]
    first, items = _SENTENCE.search(asked), _ITEM.findall(asked)
    assert first is not None
    last = _LAST.findall(asked)[-1]
    answers = [
        {
            "item": name,
            "evidence": [{"id": first[1], "words": "thanks for joining me on"}] if place == 0 else [],
            "why": name,
            "verdict": "yes" if place == 0 else "no",
            "searched": None if place == 0 else {"first": first[1], "last": last},
        }
        for place, name in enumerate(items)
    ]
    return httpx.Response(200, json=completion(json.dumps({"items": answers}), usage=USAGE))


Answering = Callable[[httpx2.Request], httpx.Response]
