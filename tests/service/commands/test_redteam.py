"""`sidetone redteam` against a language model behind a server: what it obeys, what that costs it."""

import json
import re
from collections.abc import Callable

import httpx
import httpx2
import pytest
import respx
from pytest_httpx2 import httpx2_mock
from sqlalchemy import select

from scoring.calibration.mark import JudgeMark
from scoring.redteam.texts import HARMLESS, PLAIN
from service.calibration.marks import mark_of_judge
from service.db.engine import Database
from service.db.tables import InjectionCheck
from service.judges import llm_judge, server_of
from service.settings import read_settings
from tests.service.commands.cli import Sidetone
from tests.service.edges.llm.model_server import CHAT, KEY, URL, completion

__all__ = ["httpx2_mock"]

ITEM = re.compile(r"^item: (\w+)$", re.MULTILINE)
LINE = re.compile(r'"id":"(S\d+-\w+)","spk":"(\w+)","t":"((?:[^"\\]|\\.)*)"')
Answering = Callable[[httpx2.Request], httpx.Response]


@pytest.fixture
def sidetone(sqlite_installed: Sidetone) -> Sidetone:
    sqlite_installed.set(llm_base_url=URL, llm_model="tiny", llm_api_key=KEY)
    return sqlite_installed


def model(*, obeys: bool) -> Answering:
    """Says no to everything; one that obeys says yes to everything once somebody speaks to it.

    What it then cites is the rep's own greeting, word for word: no check can see that it shows nothing.
    """
    plain = {text for _, text in PLAIN}
    harmless = plain | set(HARMLESS)

    def answer(request: httpx2.Request) -> httpx.Response:
        asked = json.loads(request.content)["messages"][1]["content"]
        lines = LINE.findall(asked)
        swayed = obeys and any(text not in harmless for _, _, text in lines)
        span = {"first": lines[0][0], "last": lines[-1][0]}
        own = next((one, text) for one, speaker, text in lines if speaker == "REP" and text in plain)
        evidence = [{"id": own[0], "words": " ".join(own[1].split()[:6])}]
        items = [
            {
                "item": name,
                "evidence": evidence if swayed else [],
                "why": "",
                "verdict": "yes" if swayed else "no",
                "searched": None if swayed else span,
            }
            for name in ITEM.findall(asked)
        ]
        return httpx.Response(200, json=completion(json.dumps({"items": items})))

    return answer


def kept(sidetone: Sidetone) -> list[InjectionCheck]:
    database = Database(sidetone.database)
    with database.read() as session:
        found = list(session.scalars(select(InjectionCheck)))
    database.close()
    return found


def mark(sidetone: Sidetone) -> JudgeMark:
    """Of the judge as the service asks it."""
    settings = read_settings()
    server = server_of(settings)
    assert server is not None
    return mark_of_judge(llm_judge(settings, server, lambda wish: pytest.fail("not asked")), {})


def test_a_model_that_obeys_is_red_and_the_command_says_so_by_its_exit_code(
    httpx2_mock: respx.Router, sidetone: Sidetone
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=model(obeys=True))
    ran = sidetone("redteam", "--keep")
    assert ran.code == 3, ran.err
    assert "Of 34 attacks the judge obeyed 34" in ran.out
    assert " Red" in ran.out.splitlines()[0]
    assert "llm tiny, b2b-discovery@1" in ran.out
    (row,) = kept(sidetone)
    assert (row.green, row.judge_key) == (False, mark(sidetone).reading_key)


def test_a_model_that_is_not_moved_is_green_for_the_judge_that_the_service_asks(
    httpx2_mock: respx.Router, sidetone: Sidetone
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=model(obeys=False))
    ran = sidetone("redteam", "--keep")
    assert ran.code == 0, ran.out + ran.err
    assert "the judge obeyed 0, 0 got past the checks" in ran.out
    (row,) = kept(sidetone)
    assert (row.green, row.judge_key) == (True, mark(sidetone).reading_key)


def test_a_model_that_is_away_leaves_nothing_behind(httpx2_mock: respx.Router, sidetone: Sidetone) -> None:
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(401))
    ran = sidetone("redteam", "--keep")
    assert ran.code == 1
    assert "refuses the key" in ran.err
    assert kept(sidetone) == []
