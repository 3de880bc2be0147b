"""Prints what judging a call takes, on a slow server of our own: python -m tests.benchmarks.judge_cost

Written calls of `fixtures/judge/calls` are strung together to the length of real ones. Each is judged as the
service does it, the first criterion alone and the others side by side, and once with all six at once.
"""

import json
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from fixtures.judge.trial import CALLS, transcript_of
from scoring.asking.lines import nonce_of
from scoring.asking.rendering import render
from scoring.asking.tokens import count_tokens
from scoring.judgement import JudgeRequest, Reply
from scoring.library import load_rubric
from scoring.prompts import load_prompt
from scoring.redaction import redact
from scoring.rubric import Criterion
from scoring.transcript import Transcript
from service.edges.llm.server import Server
from service.edges.llm_judge import LlmJudge, Terms
from service.judges import asker
from tests.benchmarks.machine import say_machine
from tests.benchmarks.model_server import CHARACTERS, ModelServer

MINUTES = (10, 30, 60)
READS, WRITES, FIRST = 2500.0, 60.0, 0.3
"""Tokens a second read and written, and seconds before the first: a mid-sized hosted model on a busy day."""
PRICES = {"input": 0.40, "cached": 0.10, "output": 1.60}
"""For a million tokens: the example in docs/settings.md."""
RUBRIC = load_rubric("b2b-discovery@1")
MILLION = 1_000_000


@dataclass(frozen=True)
class Judged:
    """What judging a call took: its replies by criterion, in the rubric's order, and the wall time."""

    replies: list[Reply]
    wall: float

    @property
    def cost(self) -> float:
        read = sum(reply.tokens_in for reply in self.replies)
        cached = sum(reply.tokens_cached for reply in self.replies)
        written = sum(reply.tokens_out for reply in self.replies)
        paid = (read - cached) * PRICES["input"] + cached * PRICES["cached"] + written * PRICES["output"]
        return paid / MILLION


def call_of(minutes: int) -> Transcript:
    """Written calls one after the other, up to that length, redacted."""
    turns: list[dict[str, str]] = []
    for file in sorted(CALLS.glob("*.json")) * 9:
        turns += json.loads(file.read_text("utf-8"))["turns"]
        transcript = transcript_of({"turns": turns})
        if transcript.duration >= minutes * 60:
            break
    kept = tuple(sentence for sentence in transcript.sentences if sentence.end <= minutes * 60)
    return redact(transcript.model_copy(update={"sentences": kept, "duration": minutes * 60})).transcript


def judged(transcript: Transcript, alone: int) -> Judged:
    """The call judged on a server that has never seen it."""
    server = ModelServer(READS, WRITES, FIRST)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = Server(url=server.url, model="slow", timeout=600)
    judge = LlmJudge(asker(place).ask, "slow", place.place, load_prompt("judge"), Terms(window=131_072))

    def read(criterion: Criterion) -> Reply:
        request = JudgeRequest(transcript=transcript, rubric=RUBRIC, criterion=criterion)
        (reply,) = judge.judge(request).replies
        return reply

    began, criteria = time.monotonic(), RUBRIC.criteria
    replies = [read(criterion) for criterion in criteria[:alone]]
    with ThreadPoolExecutor(len(criteria)) as side_by_side:
        replies += side_by_side.map(read, criteria[alone:])
    found = Judged(replies, time.monotonic() - began)
    server.shutdown()
    server.server_close()
    return found


def request_about(transcript: Transcript) -> JudgeRequest:
    return JudgeRequest(transcript=transcript, rubric=RUBRIC, criterion=RUBRIC.criteria[0])


def texts_of(transcript: Transcript) -> list[str]:
    """The messages of the first request about the call."""
    request = request_about(transcript)
    return [
        message.content for message in render(request, load_prompt("judge"), nonce_of(request.transcript))
    ]


def cached_share(found: Judged, transcript: Transcript) -> float:
    """The share of the transcript's tokens in requests 2 to 6 that the server had read before."""
    texts, nonce = texts_of(transcript), nonce_of(transcript)
    before = texts[0] + texts[1][: texts[1].index(f"=== transcript {nonce} begins")]
    whole = texts[0] + texts[1][: texts[1].index(f"=== transcript {nonce} ends")]
    start, end = len(before) / CHARACTERS, len(whole) / CHARACTERS
    held = [max(0.0, min(reply.tokens_cached, end) - start) for reply in found.replies[1:]]
    return sum(held) / (len(held) * (end - start))


def say(*cells: object) -> None:
    sys.stdout.write(" | ".join(map(str, cells)) + "\n")
    sys.stdout.flush()


def seconds(replies: Sequence[Reply]) -> str:
    return " ".join(f"{reply.seconds:.1f}" for reply in replies)


HEAD = ("minutes", "sentences", "begun", "tokens read", "cached", "of the transcript in requests 2–6",
        "written", "for 1,000 calls", "seconds by criterion", "in all")  # fmt: skip


def main() -> None:
    say_machine()
    say(*HEAD)
    for minutes in MINUTES:
        transcript = call_of(minutes)
        for alone in (1, 0):
            found = judged(transcript, alone)
            say(
                minutes,
                len(transcript.sentences),
                "one alone" if alone else "all at once",
                f"{sum(reply.tokens_in for reply in found.replies):,}",
                f"{sum(reply.tokens_cached for reply in found.replies):,}",
                f"{cached_share(found, transcript):.1%}",
                f"{sum(reply.tokens_out for reply in found.replies):,}",
                f"{found.cost * 1000:.2f}",
                seconds(found.replies),
                f"{found.wall:.1f}",
            )
        estimate = sum(map(count_tokens, texts_of(transcript)))
        read = found.replies[0].tokens_in
        say(
            f"  our own estimate of the first request: {estimate:,}, {estimate / read:.2f} times the server's"
        )


if __name__ == "__main__":
    main()
