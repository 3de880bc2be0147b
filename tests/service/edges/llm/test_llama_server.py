"""The wire, against a real server: `python -m llama_cpp.server --model FILE.gguf --n_ctx 8192`.

    SIDETONE_TEST_LLM_URL=http://127.0.0.1:8000/v1 pytest -m slow tests/service/edges/llm/test_llama_server.py

A model small enough for a test cannot judge; what it answers is not looked at, only that it ends in a stated
state. SIDETONE_TEST_LLM_MODEL names the model where the server asks for a name.
"""

import os

import pytest

from scoring.prompts import load_prompt
from scoring.reviewing import checked
from service.edges.llm.answers import Answer
from service.edges.llm.asking import Asker, InMemory
from service.edges.llm.client import Client
from service.edges.llm.faults import Fault
from service.edges.llm.ladder import Manner
from service.edges.llm.server import Server
from service.edges.llm_judge import LlmJudge, Terms
from service.judges import PROBE
from tests.service.edges.llm.model_judge import REQUEST

URL = os.environ.get("SIDETONE_TEST_LLM_URL", "")
SERVER = Server(url=URL, model=os.environ.get("SIDETONE_TEST_LLM_MODEL", "local"), timeout=600, parallel=1)


@pytest.mark.slow
def test_a_real_small_server_answers_in_a_manner_that_is_found_out() -> None:
    manners = InMemory()
    found = Asker(Client(SERVER), SERVER.model, manners).ask(PROBE)
    assert isinstance(found, Answer)
    assert isinstance(manners.recall(), Manner)


@pytest.mark.slow
def test_a_real_small_model_ends_in_a_stated_state() -> None:
    asker = Asker(Client(SERVER), SERVER.model, InMemory())
    terms = Terms(window=8192, most_tokens=1024)
    judge = LlmJudge(asker.ask, SERVER.model, SERVER.place, load_prompt("judge"), terms)
    judgement = judge.judge(REQUEST)
    reading = checked(REQUEST, judgement)
    assert judgement.away is None
    assert reading.failed or len(reading.verdicts) == len(REQUEST.criterion.items)
    assert judgement.replies


@pytest.mark.slow
def test_a_real_server_says_that_a_model_or_a_prompt_does_not_fit() -> None:
    long = {"role": "user", "content": "word " * 200_000}
    found = Client(SERVER).send({"model": SERVER.model, "messages": [long]})
    assert isinstance(found, Fault)
    assert found.code == "too_long"
