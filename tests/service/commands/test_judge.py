"""The command line and a language model: tried, chosen, repaired, and kept from health data."""

import json
from pathlib import Path

import httpx
import httpx2
import pytest
import respx
from pytest_httpx2 import httpx2_mock
from sqlalchemy import select

from scoring.errors import BadInput, NotReady
from scoring.judgement import Away
from service.commands.judging import chosen_judge
from service.db.engine import Database
from service.db.tables import Team
from service.settings import read_settings
from tests.cast import rubric
from tests.service.commands.cli import Sidetone
from tests.service.commands.test_review import hear_by_name
from tests.service.edges.llm.model_judge import REQUEST
from tests.service.edges.llm.model_server import CHAT, KEY, URL, refuses, says
from tests.service.judged import a_heard_call, prepared, served, the_call

__all__ = ["httpx2_mock"]


@pytest.fixture
def sidetone(sqlite_installed: Sidetone) -> Sidetone:
    sqlite_installed.set(llm_base_url=URL, llm_model="tiny", llm_api_key=KEY)
    return sqlite_installed


def judge_line(sidetone: Sidetone) -> list[str]:
    ran = sidetone("doctor")
    assert KEY not in ran.out + ran.err
    lines = ran.out.splitlines()
    at = next(n for n, line in enumerate(lines) if " judge " in line)
    return lines[at : at + 2]


def test_the_doctor_asks_the_model_and_says_how_it_is_asked(
    httpx2_mock: respx.Router, sidetone: Sidetone
) -> None:
    httpx2_mock.post(CHAT).mock(return_value=says("{}"))
    line = judge_line(sidetone)[0]
    assert line.startswith("✔ judge")
    assert "tiny at models.example answers in" in line
    assert line.endswith("it holds the model to a JSON schema")


def test_the_doctor_says_what_a_server_does_not_take(httpx2_mock: respx.Router, sidetone: Sidetone) -> None:
    httpx2_mock.post(CHAT).mock(
        side_effect=[refuses(400, "no response_format"), refuses(400, "temperature is fixed"), says("{}")]
    )
    line = judge_line(sidetone)[0]
    assert "a schema in a field of its own; it takes no temperature" in line


@pytest.mark.parametrize(
    ("answer", "says_so", "do"),
    [
        (refuses(401, f"Incorrect key {KEY}"), "refuses the key", "SIDETONE_LLM_API_KEY"),
        (refuses(404, "no model tiny"), "no model tiny", "SIDETONE_LLM_MODEL"),
        (httpx.Response(200, text="<html>"), "speaks no chat completions", "/v1"),
    ],
)
def test_the_doctor_says_what_is_wrong_with_a_model_and_what_to_do(
    httpx2_mock: respx.Router,
    sidetone: Sidetone,
    monkeypatch: pytest.MonkeyPatch,
    answer: httpx.Response,
    says_so: str,
    do: str,
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    httpx2_mock.post(CHAT).mock(return_value=answer)
    line, step = judge_line(sidetone)
    assert line.startswith("✘ judge")
    assert says_so in line
    assert do in step


def test_the_doctor_says_that_transcripts_leave_this_machine(
    httpx2_mock: respx.Router, sidetone: Sidetone
) -> None:
    httpx2_mock.post(CHAT).mock(return_value=says("{}"))
    out = sidetone("doctor").out
    assert "transcripts leave this machine, redacted: they go to models.example" in out


def test_the_doctor_warns_of_transcripts_on_an_open_line(
    httpx2_mock: respx.Router, sidetone: Sidetone
) -> None:
    httpx2_mock.post("http://models.example/v1/chat/completions").mock(return_value=says("{}"))
    sidetone.set(llm_base_url="http://models.example/v1")
    ran = sidetone("doctor")
    assert "unencrypted" in ran.out
    assert ran.code == 1


WRONG = {
    "llm_base_url": [
        "ftp://models.example",
        "models.example/v1",
        "https://u:p@models.example",
        "https:///v1",
    ],
    "llm_model": [""],
    "llm_api_key": ["two words", "schlüssel", "line\nbreak"],
    "llm_prices": ['{"input": 1}', '{"input": 1, "cached": 1, "output": -1}'],
    "llm_window": ["100"],
}


@pytest.mark.parametrize(("name", "value"), [(name, one) for name, some in WRONG.items() for one in some])
def test_a_setting_that_cannot_work_is_refused_without_being_shown(
    sidetone: Sidetone, name: str, value: str
) -> None:
    sidetone.set(**{name: value})
    ran = sidetone("doctor")
    assert ran.code == 2
    assert f"SIDETONE_{name.upper()}" in ran.err
    assert value == "" or value not in ran.err + ran.out


def test_a_model_that_is_set_is_the_judge_and_offline_can_be_wanted(sidetone: Sidetone) -> None:
    settings = read_settings()
    assert chosen_judge(settings, None).name == "llm"
    assert chosen_judge(settings, "offline").name == "offline"


def test_a_model_that_is_wanted_has_to_be_set(sqlite_installed: Sidetone) -> None:
    settings = read_settings()
    assert chosen_judge(settings, None).name == "offline"
    with pytest.raises(BadInput, match="No language model is set"):
        chosen_judge(settings, "llm")


def test_a_review_on_the_command_line_ends_where_its_judge_cannot_be_asked(
    httpx2_mock: respx.Router, sidetone: Sidetone
) -> None:
    httpx2_mock.post(CHAT).mock(return_value=refuses(401))
    with pytest.raises(NotReady, match="refuses the key"):
        chosen_judge(read_settings(), None).judge(REQUEST)


def test_what_was_reviewed_before_the_judge_went_away_is_written(
    httpx2_mock: respx.Router, sidetone: Sidetone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("service.commands.review.ears", lambda settings, stated: hear_by_name)
    monkeypatch.setattr("service.commands.review.load_rubric", lambda name: rubric())
    answered = 0

    def one_call_then_none(request: httpx2.Request) -> httpx.Response:
        nonlocal answered
        answered += 1
        return says("{}") if answered <= 12 else refuses(401)  # six criteria, each asked once more

    httpx2_mock.post(CHAT).mock(side_effect=one_call_then_none)
    out = tmp_path / "out.json"
    ran = sidetone("review", "monday.wav", "tuesday.wav", "--json", out)
    assert "refuses the key" in ran.err
    assert ran.code == 1
    (review,) = json.loads(out.read_text())
    assert (review["status"], review["run"]["requests"]) == ("failed", 12)


def trouble(sidetone: Sidetone) -> tuple[Database, str]:
    """A call that waits for its judge; the database and the call."""
    database = Database(sidetone.database)
    engine = prepared(database)
    call = a_heard_call(database, engine)
    served(database).ledger.note_trouble(Away(code="key", message="No key.", next_step="Set one."))
    with database.write() as session:
        row = session.merge(the_call(database, call))
        row.state, row.reason = "waiting_for_judge", {"code": "judge_away", "message": "No key."}
    engine.disconnect()
    return database, call


def test_a_judge_that_is_away_is_said_once_with_the_calls_that_wait(sidetone: Sidetone) -> None:
    database, _ = trouble(sidetone)
    out = sidetone("status").out
    assert out.count("No key.") == 1
    assert "1 call waiting. Set one." in out
    (said,) = json.loads(sidetone("status", "--json").out)["judge"]
    assert (said["server"], said["model"], said["message"]) == ("models.example", "tiny", "No key.")
    database.close()


def test_waiting_calls_are_retried_when_somebody_says_so(sidetone: Sidetone) -> None:
    database, call = trouble(sidetone)
    assert "tried within seconds" in sidetone("retry", "--waiting").out
    ledger = served(database).ledger
    assert ledger.take_turn()
    ledger.clear()
    assert sidetone("retry", "--waiting").out == "1 queued.\n"
    assert the_call(database, call).state == "received"
    database.close()


@pytest.mark.parametrize("words", [(), ("--waiting", "0" * 32)])
def test_a_retry_names_calls_or_all_that_wait(sidetone: Sidetone, words: tuple[str, ...]) -> None:
    assert sidetone("retry", *words).code == 2


def test_a_team_with_health_data_is_marked_with_its_legal_basis(sidetone: Sidetone, tmp_path: Path) -> None:
    assert "no model outside" in sidetone("people", "health", "Care", "--data").out
    assert "written down" in sidetone("people", "health", "Care", "--data", "--legal-basis", "Form 12").out
    assert sidetone("people", "health", "Care", "--no-data", "--legal-basis", "Form 12").code == 2
    database = Database(sidetone.database)
    with database.read() as session:
        team = session.scalars(select(Team)).one()
    assert (team.health_data, team.legal_basis) == (True, "Form 12")
    database.close()
    assert sidetone("audit", "verify").code == 0
