"""A slow model server on this machine: reads and writes at a rate, and keeps the beginnings it has read.

It speaks the wire of a real one and answers every item with no. A token is four characters, as English text
runs on common models; beginnings are kept in blocks of 128 tokens, as hosted servers do.
"""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CHARACTERS, BLOCK = 4, 128
ITEM = re.compile(r"^item: (\w+)$", re.MULTILINE)
SENTENCE = re.compile(r'"id":"(S\d+-\w+)"')
WHY = "The rep never says or asks this in the part that was searched, as far as it can be read here."


class ModelServer(ThreadingHTTPServer):
    """`reads` and `writes` are tokens a second, for each request; `first` seconds go by before anything."""

    daemon_threads = True

    def __init__(self, reads: float, writes: float, first: float) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.reads, self.writes, self.first = reads, writes, first
        self._known: list[str] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def cached(self, prompt: str) -> int:
        """Tokens at the beginning of the prompt that were read before."""
        with self._lock:
            longest = max((alike(known, prompt) for known in self._known), default=0)
        return longest // CHARACTERS // BLOCK * BLOCK

    def has_read(self, prompt: str) -> None:
        with self._lock:
            self._known.append(prompt)


class Answering(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        prompt = "".join(message["content"] for message in body["messages"])
        reply = answer(body["messages"][-1]["content"])
        tokens_in, tokens_out = len(prompt) // CHARACTERS, len(reply) // CHARACTERS
        cached = self.server.cached(prompt)
        time.sleep(self.server.first + (tokens_in - cached) / self.server.reads)
        self.server.has_read(prompt)
        time.sleep(tokens_out / self.server.writes)
        self.send(
            {
                "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": reply}}],
                "usage": {
                    "prompt_tokens": tokens_in,
                    "completion_tokens": tokens_out,
                    "prompt_tokens_details": {"cached_tokens": cached},
                },
            }
        )

    def send(self, document: dict[str, Any]) -> None:
        content = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        return None


def alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def answer(asked: str) -> str:
    """A no to every item, over the whole call: as many tokens as a real reply has."""
    sentences = SENTENCE.findall(asked)
    items = [
        {
            "item": name,
            "evidence": [],
            "why": WHY,
            "verdict": "no",
            "searched": {"first": sentences[0], "last": sentences[-1]},
        }
        for name in ITEM.findall(asked)
    ]
    return json.dumps({"items": items})
