"""One request: what leaves the process, how long it may take, and what becomes of what comes back."""

import asyncio
import logging
import ssl
import threading
import time

import httpx
import httpx2
import pytest
import respx
from openai import APIConnectionError

from service.edges.llm import client as clients
from service.edges.llm.answers import Answer, Usage
from service.edges.llm.client import Client
from service.edges.llm.faults import Fault
from service.edges.llm.server import Server
from tests.service.edges.llm.model_server import CHAT, KEY, SERVER, completion, refuses, says

ASKED = {"model": "tiny", "messages": [{"role": "user", "content": "We pay forty thousand euros a year."}]}
ELSEWHERE = {"OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"}


def send(server: Server = SERVER) -> Answer | Fault:
    return Client(server).send(ASKED)


def fault(server: Server = SERVER) -> Fault:
    found = send(server)
    assert isinstance(found, Fault)
    return found


def test_a_reply_comes_with_its_tokens(httpx2_mock: respx.Router) -> None:
    usage = {"prompt_tokens": 900, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 850}}
    httpx2_mock.post(CHAT).mock(return_value=says("hello", usage=usage))
    found = send()
    assert isinstance(found, Answer)
    assert (found.text, found.cut_off, found.usage) == ("hello", False, Usage(900, 850, 20))
    assert found.seconds > 0


@pytest.mark.parametrize(
    "usage", [{}, {"prompt_tokens": None}, {"prompt_tokens": "12"}, [], {"prompt_tokens": -3}]
)
def test_tokens_that_are_not_told_are_not_known(httpx2_mock: respx.Router, usage: object) -> None:
    httpx2_mock.post(CHAT).mock(return_value=says("x", usage=usage))
    found = send()
    assert isinstance(found, Answer)
    assert found.usage is None


def test_nothing_leaves_but_what_is_meant_to(
    httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ELSEWHERE:
        monkeypatch.setenv(name, "somebody-elses")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Mine: somebody-elses")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://somebody-elses.example")
    route = httpx2_mock.post(CHAT).mock(return_value=says())
    send()
    request = route.calls.last.request
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert "somebody-elses" not in str(request.headers)
    assert {name.lower() for name in request.headers} <= clients.OURS | {"authorization"}
    assert request.headers["user-agent"] == "sidetone"


def test_without_a_key_none_is_sent(httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "somebody-elses")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "somebody-elses")
    route = httpx2_mock.post(CHAT).mock(return_value=says())
    assert isinstance(send(Server(url=SERVER.url, model="tiny")), Answer)
    assert "authorization" not in route.calls.last.request.headers


STATUSES = {
    301: ("redirect", False, True),
    307: ("redirect", False, True),
    400: ("rejected", False, False),
    401: ("key", False, True),
    402: ("quota", False, True),
    403: ("forbidden", False, True),
    404: ("not_found", False, True),
    408: ("timeout", True, False),
    409: ("conflict", True, False),
    413: ("too_long", False, False),
    418: ("rejected", False, False),
    422: ("rejected", False, False),
    429: ("rate", True, True),
    500: ("broken", True, False),
    501: ("rejected", False, False),
    502: ("away", True, True),
    503: ("away", True, True),
    504: ("away", True, True),
    529: ("away", True, True),
}


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_meaning(httpx2_mock: respx.Router, status: int) -> None:
    httpx2_mock.post(CHAT).mock(return_value=refuses(status, "no", location="https://other.example/v1"))
    found = fault()
    assert (found.code, found.again, found.waits) == STATUSES[status]
    assert f"status {status}" in found.message
    assert found.next_step


def test_a_redirect_is_not_followed(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(
        return_value=refuses(307, location="https://other.example/v1/chat/completions")
    )
    assert fault().code == "redirect"
    assert len(httpx2_mock.calls) == 1


WORDS = [
    (400, "This model's maximum context length is 4096 tokens, you asked for 5000", "too_long"),
    (400, "Requested tokens (3000) exceed context window of 2048", "too_long"),
    (500, "the request exceeds the available context size (n_ctx)", "too_long"),
    (400, "The response was filtered: content_filter", "refused"),
    (403, "input flagged by moderation", "refused"),
    (429, "You exceeded your current quota, check your plan and billing details", "quota"),
    (429, "slow down", "rate"),
]


@pytest.mark.parametrize(("status", "words", "code"), WORDS)
def test_the_words_of_a_server_tell_what_its_status_does_not(
    httpx2_mock: respx.Router, status: int, words: str, code: str
) -> None:
    httpx2_mock.post(CHAT).mock(return_value=refuses(status, words))
    assert fault().code == code


REJECTS = [
    ("Unsupported value: 'temperature' does not support 0", ("temperature",)),
    ("Unsupported: 'max_tokens'. Use 'max_completion_tokens'.", ("max_completion_tokens", "max_tokens")),
    ("response_format json_schema is not available", ("schema",)),
    ("extra fields not permitted: seed", ("seed",)),
    ("no", ()),
]


@pytest.mark.parametrize(("words", "rejects"), REJECTS)
def test_what_a_server_would_not_take_is_read_from_its_words(
    httpx2_mock: respx.Router, words: str, rejects: tuple[str, ...]
) -> None:
    httpx2_mock.post(CHAT).mock(return_value=refuses(400, words))
    assert fault().rejects == rejects


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 503])
@pytest.mark.parametrize(
    "body",
    [
        f'{{"error": {{"message": "Incorrect API key provided: {KEY}"}}}}',
        f"Bearer {KEY}",
        '{"detail": [{"msg": "bad", "input": "We pay forty thousand euros a year."}]}',
        '{"error": {"message": "cannot read: pay forty thousand"}}',
        '{"message": "We pay forty thousand euros a year."}',
    ],
)
def test_no_fault_holds_the_key_or_what_was_sent(httpx2_mock: respx.Router, status: int, body: str) -> None:
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(status, text=body))
    said = repr(fault())
    assert KEY not in said
    assert "forty thousand" not in said


@pytest.mark.parametrize("status", [401, 403])
def test_a_part_of_the_key_is_not_shown_either(httpx2_mock: respx.Router, status: int) -> None:
    httpx2_mock.post(CHAT).mock(return_value=refuses(status, "Incorrect API key provided: sk-no****4711"))
    assert "4711" not in repr(fault())


def test_a_servers_own_words_are_shown_short_and_harmless(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(CHAT).mock(return_value=refuses(404, "no model\x1b[31m named tiny " + "so " * 500))
    found = fault()
    assert "no model\N{REPLACEMENT CHARACTER}[31m named tiny" in found.message
    assert len(found.message) < 330


WAITS = [("7", 7), ("0", 0), ("-4", 0), ("soon", None), ("inf", None), ("nan", None), ("", None)]


@pytest.mark.parametrize(("header", "seconds"), WAITS)
def test_a_server_says_how_long_to_wait(
    httpx2_mock: respx.Router, header: str, seconds: float | None
) -> None:
    httpx2_mock.post(CHAT).mock(return_value=refuses(429, "slow down", retry_after=header))
    assert fault().wait_seconds == seconds


def test_a_server_says_until_when_to_wait(httpx2_mock: respx.Router) -> None:
    then = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 100))
    httpx2_mock.post(CHAT).mock(return_value=refuses(503, "later", retry_after=then))
    assert fault().wait_seconds == pytest.approx(100, abs=3)


GARBAGE = [
    b"",
    b"<html>Sign in</html>",
    b"[]",
    b"null",
    b'"hello"',
    b"{}",
    b'{"choices": []}',
    b'{"choices": [null]}',
    b'{"choices": [{"message": null}]}',
    b'{"choices": "x"}',
    b'{"choices": [{"mess',
    b"[" * 100_000,
    b"\xff\xfe\x00",
]


@pytest.mark.parametrize("body", GARBAGE)
def test_what_is_no_completion_is_a_fault(httpx2_mock: respx.Router, body: bytes) -> None:
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(200, content=body))
    assert fault().code == "garbage"


ERRORS_INSIDE = [
    ({"message": "upstream is overloaded", "code": 503}, "away"),
    ({"message": "no credits", "code": 402}, "quota"),
    ({"message": "it broke"}, "broken"),
    ("it broke", "broken"),
    ({"code": "rate_limit"}, "broken"),
    ({"code": 10**30}, "broken"),
]


@pytest.mark.parametrize(("error", "code"), ERRORS_INSIDE)
def test_an_error_inside_a_good_status_is_one(httpx2_mock: respx.Router, error: object, code: str) -> None:
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(200, json={"error": error}))
    assert fault().code == code


REFUSALS = [
    completion(None, refusal="I cannot help with that."),
    completion("", finish="content_filter"),
]


@pytest.mark.parametrize("body", REFUSALS)
def test_a_refusal_is_a_fault(httpx2_mock: respx.Router, body: dict[str, object]) -> None:
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(200, json=body))
    found = fault()
    assert (found.code, found.again, found.waits) == ("refused", False, False)


@pytest.mark.parametrize("content", [None, "", 7, ["x"]])
def test_an_empty_reply_is_a_reply(httpx2_mock: respx.Router, content: object) -> None:
    httpx2_mock.post(CHAT).mock(return_value=says(content))
    found = send()
    assert isinstance(found, Answer)
    assert found.text == ""


def test_what_no_database_takes_is_replaced(httpx2_mock: respx.Router) -> None:
    body = rb'{"choices": [{"finish_reason": "length", "message": {"content": "a\u0000b\ud800c"}}]}'
    httpx2_mock.post(CHAT).mock(return_value=httpx.Response(200, content=body))
    found = send()
    assert isinstance(found, Answer)
    assert found.text == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
    assert found.cut_off


CONNECTIONS: list[tuple[Exception, str, bool]] = [
    (httpx2.ConnectError("refused"), "unreachable", True),
    (httpx2.ConnectTimeout("no"), "unreachable", True),
    (httpx2.ReadTimeout("no"), "timeout", False),
    (httpx2.ReadError("reset"), "cut", False),
    (httpx2.RemoteProtocolError("peer closed"), "cut", False),
]


@pytest.mark.parametrize(("error", "code", "waits"), CONNECTIONS)
def test_a_connection_that_fails_is_told_from_one_that_ends(
    httpx2_mock: respx.Router, error: Exception, code: str, waits: bool
) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=error)
    found = fault()
    assert (found.code, found.again, found.waits) == (code, True, waits)


def test_a_certificate_nobody_trusts_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> httpx2.Response:
        below = ssl.SSLCertVerificationError("unable to get local issuer certificate")
        refused = httpx2.ConnectError("certificate verify failed")
        refused.__cause__ = below
        raise APIConnectionError(request=httpx2.Request("POST", CHAT)) from refused

    monkeypatch.setattr(Client, "_post", refuse)
    found = fault()
    assert (found.code, found.again, found.waits) == ("certificate", False, True)


def test_no_more_requests_are_on_the_way_than_are_allowed(httpx2_mock: respx.Router) -> None:
    now, most = 0, 0

    async def answer(request: object) -> httpx.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.05)
        now -= 1
        return says()

    httpx2_mock.post(CHAT).mock(side_effect=answer)
    client = Client(Server(url=SERVER.url, model="tiny", parallel=2))
    threads = [threading.Thread(target=client.send, args=(ASKED,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_no_log_holds_what_was_sent(httpx2_mock: respx.Router, caplog: pytest.LogCaptureFixture) -> None:
    httpx2_mock.post(CHAT).mock(side_effect=[says(), refuses(500, "no")])
    logging.getLogger("openai").setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        send()
        send()
    assert "forty thousand" not in caplog.text
    assert KEY not in caplog.text


def test_a_server_does_not_show_its_key() -> None:
    assert KEY not in repr(SERVER)
