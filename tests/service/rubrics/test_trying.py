"""A draft tried on past calls: by the sums alone, and read again by the judge, apart from all that counts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select

from scoring.judgement import Judgement, JudgeRequest
from service.db.engine import Database
from service.db.tables import Call, Reading, Review, RubricTrial, RubricTrialCall, Run, Score
from service.parts import Parts
from service.rubrics import steps
from tests.databases import fresh_database
from tests.service.company import as_, company
from tests.service.scripted import ScriptedJudge
from tests.service.served import scored, served, settings_for, wav, web


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url)) as client,
    ):
        web(client).engine.prepare()
        company(web(client).database)
        yield client


def begun(client: TestClient, *changes: tuple[str, str]) -> str:
    """A draft of the small rubric with some words replaced, each once."""
    draft = client.post("/api/v1/rubric-drafts", json={"slug": "small", "version": 1}).json()
    text = draft["text"]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    kept = client.put(f"/api/v1/rubric-drafts/{draft['id']}", json={"text": text}).json()
    assert kept["mistakes"] == []
    return str(draft["id"])


REWORDED = ("asks: Asks for opening_m1", "asks: Says why they call?")


def trial_of(client: TestClient, draft: str, judge: bool = False) -> Any:
    return client.get(f"/api/v1/rubric-drafts/{draft}/trial", params={"judge": judge}).json()


def start(client: TestClient, draft: str, *calls: str) -> Any:
    return client.post(f"/api/v1/rubric-drafts/{draft}/trial", json={"calls": calls})


def work(client: TestClient, judge: Any = None) -> None:
    """What the workflow of every running trial does, in this process."""
    database: Database = web(client).database
    parts = Parts(database, None, None, judge or ScriptedJudge(), lambda kind: "small")  # type: ignore[arg-type]
    with database.write() as session:
        trials = session.scalars(select(RubricTrial.public_id).where(RubricTrial.state == "running")).all()
        rows = [row for trial in trials for row in steps.calls_to_try(session, parts, trial)]
    for row in rows:
        steps.read_tried_call(parts, row)
    with database.write() as session:
        for trial in trials:
            steps.end_trial(session, parts, trial)


class Away(ScriptedJudge):
    """A judge that cannot be asked."""

    def judge(self, request: JudgeRequest) -> Judgement:
        return Judgement(criterion=request.criterion.key, failed="the model is away")


class Stricter(ScriptedJudge):
    """Says no to every item."""

    def judge(self, request: JudgeRequest) -> Judgement:
        found = super().judge(request)
        no = found.claims[1]
        claims = tuple(no.model_copy(update={"item": one.item}) for one in found.claims)
        return found.model_copy(update={"claims": claims})


def test_weights_alone_are_sums_over_stored_answers(client: TestClient) -> None:
    # Every criterion is at level 2, worth 35, whatever it weighs: nothing moves.
    scored(client, rep="ana")
    draft = begun(client, ("weight: 20", "weight: 30"), ("weight: 20", "weight: 10"))
    found = trial_of(client, draft)
    assert (found["state"], found["trial"]["calls"], found["trial"]["changed"]) == ("sums", 1, 0)


def test_a_stricter_table_moves_levels_down(client: TestClient) -> None:
    scored(client, rep="ana")
    draft = begun(client, ("met_musts_at_least: 1", "met_musts_at_least: 2"))
    found = trial_of(client, draft)
    # Opening from level 2 (35) to 1 (0), a fifth of the score: −7.
    assert found["trial"]["mean"] == pytest.approx(-7)
    assert found["trial"]["criteria"][0]["down"] == 1


def test_reworded_items_are_open_until_the_judge_has_read_them(client: TestClient) -> None:
    call = scored(client, rep="ana")["id"]
    draft = begun(client, REWORDED)
    assert trial_of(client, draft)["calls"][0]["unread"] == ["opening_m1"]
    assert start(client, draft, call).status_code == 202
    so_far = trial_of(client, draft, judge=True)
    assert (so_far["state"], so_far["total"], so_far["read"]) == ("running", 1, 0)
    work(client, Stricter())
    done = trial_of(client, draft, judge=True)
    assert (done["state"], done["read"], done["calls"][0]["unread"]) == ("done", 1, [])
    # The one must that was met is missed in the new words: 2 → 1.
    assert done["calls"][0]["moves"][0] == {"criterion": "opening", "before": [2, 2], "after": [1, 1]}


def test_a_trial_is_no_run_and_enters_nothing(client: TestClient) -> None:
    call = scored(client, rep="ana")["id"]

    def counts() -> list[int | None]:
        with web(client).database.read() as session:
            return [
                session.scalar(select(func.count()).select_from(table))
                for table in (Run, Reading, Score, Review)
            ]

    before = counts()
    start(client, begun(client, REWORDED), call)
    work(client)
    assert counts() == before


def test_a_judge_that_is_away_is_said_and_the_rest_is_read(client: TestClient) -> None:
    call = scored(client, rep="ana")["id"]
    draft = begun(client, REWORDED)
    start(client, draft, call)
    work(client, Away())
    found = trial_of(client, draft, judge=True)
    assert found["failed"] == {call: "the model is away"}
    assert "the model is away" in as_(client, "Quinn").get(f"/rubric-drafts/{draft}/try").text


def test_a_call_that_breaks_is_said_to_have_failed(client: TestClient) -> None:
    call = scored(client, rep="ana")["id"]
    draft = begun(client, REWORDED)
    trial = start(client, draft, call).json()["id"]
    parts: Any = None
    with web(client).database.write() as session:
        steps.end_trial(session, parts, trial)
    assert trial_of(client, draft, judge=True)["failed"] == {call: steps.BROKE}


def test_a_step_that_runs_twice_keeps_what_it_read_first(client: TestClient) -> None:
    call = scored(client, rep="ana")["id"]
    draft = begun(client, REWORDED)
    start(client, draft, call)
    parts = Parts(web(client).database, None, None, ScriptedJudge(), lambda kind: "small")  # type: ignore[arg-type]
    with web(client).database.read() as session:
        row = session.scalars(select(RubricTrialCall.id)).one()
    steps.read_tried_call(parts, row)
    steps.read_tried_call(Parts(parts.database, None, None, Stricter(), lambda kind: "small"), row)  # type: ignore[arg-type]
    assert trial_of(client, draft, judge=True)["calls"][0]["moves"][0]["after"] == [2, 2]


def test_a_deleted_call_leaves_the_trial(client: TestClient) -> None:
    call = scored(client, rep="ana")["id"]
    other = scored(client, sound=wav(value=3), rep="ana")["id"]
    draft = begun(client, REWORDED)
    start(client, draft, call, other)
    with web(client).database.write() as session:
        key = session.scalars(select(Call.id).where(Call.public_id == call)).one()
        session.execute(delete(RubricTrialCall).where(RubricTrialCall.call_id == key))
    work(client)
    assert trial_of(client, draft, judge=True)["total"] == 1


def test_one_trial_of_a_draft_runs_at_a_time_and_only_on_calls_that_are_there(client: TestClient) -> None:
    call = scored(client, rep="ana")["id"]
    draft = begun(client, REWORDED)
    assert start(client, draft, "nobody").status_code == 404
    assert start(client, draft).status_code == 422
    assert start(client, draft, call).status_code == 202
    assert start(client, draft, call).status_code == 409


def test_the_page_ticks_the_calls_that_have_to_be_read_and_shows_the_progress(client: TestClient) -> None:
    call, quinn = scored(client, rep="ana")["id"], as_(client, "Quinn")
    draft = begun(client, REWORDED)
    page = quinn.get(f"/rubric-drafts/{draft}/try").text
    assert f'value="{call}" checked' in page
    assert "1 of 1 calls may change" in page
    version = client.get(f"/api/v1/rubric-drafts/{draft}").json()["version"]
    answer = quinn.post(
        f"/rubric-drafts/{draft}/try", data={"version": version, "call": [call]}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert "0 of 1 calls read" in quinn.get(f"/rubric-drafts/{draft}/try").text
