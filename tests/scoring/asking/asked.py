"""A short call, the requests that ask about it, and replies to them. Writes the golden requests:

python -m tests.scoring.asking.asked
"""

import json
from pathlib import Path
from typing import Any

from scoring.asking.rendering import render
from scoring.judgement import Facts, JudgeRequest
from scoring.library import load_rubric
from scoring.prompts import Message, load_prompt
from scoring.rubric import Rubric
from scoring.transcript import Transcript
from tests.cast import call, criterion, item, rubric

GOLDEN = Path(__file__).parent / "golden"
NONCE = "kvmo"
PROMPT = load_prompt("judge", 1)
CALL = call(
    "ivr: This call may be recorded.",
    "ana: Hi [CUSTOMER], this is [REP] from Northwind.",
    "ben: Hello.",
    'ana: You wrote: "our invoices are <late>".',
    "ana: Where does it get stuck?",
    "ben: At month end, it takes us 3 days.",
    "ana: What does that cost you?",
    "ben: Too much.",
    every=20.0,
)
SMALL = rubric(discovery=criterion("discovery", *(item(name) for name in ("one", "two", "three", "four"))))


def request(
    key: str = "discovery", *, spoken: Transcript = CALL, of: Rubric = SMALL, **facts: Any
) -> JudgeRequest:
    return JudgeRequest(transcript=spoken, rubric=of, criterion=of.criterion(key), facts=Facts(**facts))


def answer(name: str, verdict: Any = "yes", *cited: tuple[str, str], **more: Any) -> dict[str, Any]:
    """One answer as a model writes it; a no has searched everything."""
    searched = {"first": f"S0001-{NONCE}", "last": f"S0008-{NONCE}"} if verdict == "no" else None
    evidence = [{"id": f"{sentence}-{NONCE}", "words": words} for sentence, words in cited]
    return {
        "item": name,
        "evidence": evidence,
        "why": "As said.",
        "verdict": verdict,
        "searched": searched,
        **more,
    }


def reply(*answers: Any, **more: Any) -> str:
    return json.dumps({"items": list(answers), **more})


GOOD = (
    answer("one", "yes", ("S0005", "Where does it get stuck")),
    answer("two", "no"),
    answer("three", "no"),
    answer("four", "no"),
)


def printed(messages: tuple[Message, ...]) -> str:
    return "\n".join(f"[{message.role}]\n{message.content}\n" for message in messages)


def golden() -> dict[str, str]:
    """File name → the request about that criterion of the shipped rubric, on the short call."""
    shipped = load_rubric("b2b-discovery", 1)
    return {
        f"{key.key}.txt": printed(render(request(key.key, of=shipped, direction="outbound"), PROMPT, NONCE))
        for key in shipped.criteria
    }


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, text in golden().items():
        (GOLDEN / name).write_text(text, "utf-8")
