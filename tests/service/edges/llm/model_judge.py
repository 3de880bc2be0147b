"""A judge that asks the stand-in for a server, about a small call and a small criterion."""

import json
from typing import Any

from scoring.asking.lines import nonce_of
from scoring.judgement import JudgeRequest
from scoring.prompts import load_prompt
from service.edges.llm.asking import Asker, InMemory
from service.edges.llm.client import Client
from service.edges.llm_judge import LlmJudge, Memory, Terms
from tests.cast import call, criterion, item, rubric
from tests.service.edges.llm.model_server import SERVER

CALL = call(
    "ana: Hi Ben, this is Ana from Northwind.",
    "ben: Hello, go ahead.",
    "ana: How do you match your invoices today?",
    "ben: By hand, and it takes us three days.",
)
RUBRIC = rubric(
    discovery=criterion(
        "discovery", item("asks_way"), item("asks_cost"), item("asks_when"), item("argues", "must_not")
    )
)
REQUEST = JudgeRequest(transcript=CALL, rubric=RUBRIC, criterion=RUBRIC.criterion("discovery"))
NONCE = nonce_of(REQUEST.transcript)


def judge(terms: Terms | None = None, memory: Memory | None = None) -> LlmJudge:
    asker = Asker(Client(SERVER), SERVER.model, InMemory(), pause=lambda seconds: None)
    return LlmJudge(asker.ask, SERVER.model, SERVER.place, load_prompt("judge"), terms or Terms(), memory)


def marked(number: int, nonce: str = NONCE) -> str:
    return f"S{number:04d}-{nonce}"


def yes(name: str, number: int = 3, words: str = "do you match your invoices", **more: Any) -> dict[str, Any]:
    evidence = [{"id": marked(number), "words": words}]
    return {"item": name, "evidence": evidence, "why": "", "verdict": "yes", "searched": None, **more}


def no(name: str, **more: Any) -> dict[str, Any]:
    span = {"first": marked(1), "last": marked(4)}
    return {"item": name, "evidence": [], "why": "", "verdict": "no", "searched": span, **more}


REST = (no("asks_cost"), no("asks_when"), no("argues"))
GOOD = [yes("asks_way"), *REST]


def reply(*answers: dict[str, Any]) -> str:
    return json.dumps({"items": list(answers)})
