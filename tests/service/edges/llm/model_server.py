"""A model server as the tests see it: what it answers, and what a client needs to reach it."""

import json
from typing import Any

import httpx

from service.edges.llm.server import Server

URL = "https://models.example/v1"
CHAT = f"{URL}/chat/completions"
KEY = "sk-not-a-real-key-4711"
SERVER = Server(url=URL, model="tiny", key=KEY, timeout=5)


def completion(
    content: Any = "{}", *, finish: str = "stop", usage: Any = None, **message: Any
) -> dict[str, Any]:
    """A chat completion as servers send it."""
    return {
        "id": "c1",
        "object": "chat.completion",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {"prompt_tokens": 9000, "completion_tokens": 30, "total_tokens": 9030}
        if usage is None
        else usage,
    }


def says(content: Any = "{}", **more: Any) -> httpx.Response:
    return httpx.Response(200, json=completion(content, **more))


def refuses(status: int, message: str = "", **headers: str) -> httpx.Response:
    return httpx.Response(
        status,
        json={"error": {"message": message}},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def body_of(call: Any) -> dict[str, Any]:
    """What was sent, as JSON."""
    body: dict[str, Any] = json.loads(call.request.content)
    return body
