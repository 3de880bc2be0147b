"""The API answers whatever it is sent as its OpenAPI document says: no fault, no answer nobody wrote down."""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
import schemathesis
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from scoring.transcript import Transcript
from service.app import FACES, create_app
from service.calls.views import CallPage, CallView, RunView, TranscriptView
from tests.databases import KINDS, fresh_database
from tests.service.served import SIGNED_IN, scored, served, settings_for, uploaded, wav

EXAMPLES = 12
JSON = {"Content-Type": "application/json"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
QUIET = settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    with served(settings_for(tmp_path, database_url)) as running:
        yield running


OPERATIONS = sorted(
    (route.path, method.lower())
    for route in chain.from_iterable(face.router.routes for face in FACES)
    if isinstance(route, APIRoute) and route.include_in_schema
    for method in route.methods
)
"""Read off the routes: whoever collects these tests need not wait for the whole document."""


@cache
def paths() -> dict[str, Any]:
    """The paths of the OpenAPI document as it is given out; no database is touched for it."""
    found: dict[str, Any] = create_app(settings_for(Path("nowhere"), "sqlite://")).openapi()["paths"]
    return found


def test_every_operation_of_the_document_is_tried() -> None:
    assert sorted((path, method) for path, methods in paths().items() for method in methods) == OPERATIONS


class Subject(NamedTuple):
    """A service with calls in it, its description as it gives it out, and ids that are there."""

    client: TestClient
    api: Any
    known: dict[str, list[str]]


@pytest.fixture(scope="module", params=KINDS)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    """One for all operations: to read a description of this size takes longer than what is asked by it."""
    folder = tmp_path_factory.mktemp("contract")
    with (
        fresh_database(request.param, folder, migrated=True) as url,
        served(settings_for(folder, url)) as client,
    ):
        done, waits = scored(client), uploaded(client, 1)
        (run,) = client.get(f"/api/v1/calls/{done['id']}/runs").json()
        known = {"call_id": [done["id"], waits["id"]], "run_id": [run["id"]]}
        yield Subject(client, schemathesis.openapi.from_asgi("/api/v1/openapi.json", client.app), known)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_the_api_answers_as_it_says(subject: Subject, path: str, method: str) -> None:
    """What is sent fits the document or just does not; many requests go to a call or run that is there."""
    asked = subject.api[path][method]
    takes_something = {"parameters", "requestBody"} & paths()[path][method].keys()
    modes = list(GenerationMode) if takes_something else [GenerationMode.POSITIVE]
    cases = st.one_of([asked.as_strategy(generation_mode=mode) for mode in modes])
    lasts = path.endswith("/events")

    # Live events are looked for once a second, and those of a call that waits have no end.
    @settings(QUIET, max_examples=EXAMPLES // 4 if lasts else EXAMPLES)
    @given(case=cases, there=st.integers(min_value=0, max_value=3))
    def answers_as_it_says(case: schemathesis.Case, there: int) -> None:
        for name, ids in subject.known.items():
            if name in case.path_parameters and there < len(ids):
                case.path_parameters[name] = ids[0 if lasts else there]
        case.call_and_validate(headers=SIGNED_IN, checks=CHECKS)

    answers_as_it_says()


ODD = "\x00 \x7f \ud800 ٣ 😀".encode("utf-8", "surrogatepass")
"""What PostgreSQL refuses in a text, what UTF-8 refuses, digits that are no digits, and beyond 16 bits."""
ODD_REQUESTS = {
    "odd characters in a path": ("GET", f"/api/v1/calls/{quote(ODD)}", {}),
    "odd characters in a run's path": ("GET", f"/api/v1/runs/{quote(ODD)}", {}),
    "a path that is too long": ("GET", f"/api/v1/calls/{'a' * 5000}", {}),
    "odd characters in a page's path": ("GET", f"/calls/{quote(ODD)}", {}),
    "odd characters in a list's team": ("GET", f"/api/v1/calls?team={quote(ODD)}", {}),
    "odd characters in a list's rep": ("GET", f"/api/v1/calls?rep={quote(ODD)}", {}),
    "odd characters in a cursor": (
        "GET",
        f"/api/v1/calls?cursor=2026-11-03T09:00:00%2B00:00~{quote(ODD)}",
        {},
    ),
    "a cursor at the end of time": ("GET", "/api/v1/calls?cursor=9999-12-31T23:59:59-14:00~a", {}),
    "a page that is a huge number": ("GET", f"/api/v1/calls?limit={'9' * 5000}", {}),
    "a transcript with a huge number": ("GET", f"/api/v1/calls/a/transcript?number={'9' * 400}", {}),
    "odd characters in a file's name": ("PUT", f"/api/v1/recordings?file=a{quote(ODD)}", {}),
    "odd characters in a kind": ("PUT", f"/api/v1/recordings?kind=a{quote(ODD)}", {}),
    "a kind that is too long": ("PUT", f"/api/v1/recordings?kind={'a' * 150}", {}),
    "a call at the end of time": ("PUT", "/api/v1/recordings?start=9999-12-31T23:59:59-14:00", {}),
    "a call before all time": ("PUT", "/api/v1/recordings?start=0001-01-01T00:00:00%2B14:00", {}),
    "a zone that is a path": ("PUT", "/api/v1/recordings?zone=../../etc/passwd", {}),
    "an odd key": ("PUT", "/api/v1/recordings", {"Idempotency-Key": b"\xff\xfe"}),
    "an ETag that is huge": ("PATCH", "/api/v1/calls/a", {"If-Match": '"' + "9" * 5000 + '"'}),
    "an ETag of odd digits": ("PATCH", "/api/v1/calls/a", {"If-Match": b'"\xb2"'}),
}


@pytest.mark.parametrize("what", ODD_REQUESTS)
def test_odd_requests_are_refused_and_never_a_fault(client: TestClient, what: str) -> None:
    method, path, headers = ODD_REQUESTS[what]
    body = {"PUT": wav(), "PATCH": b'{"rep_channel": "left"}'}.get(method)
    answer = client.request(method, path, headers=headers, content=body)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff", b'{"\\ud800": 1}', b"[" * 100_000, b'{"rep_channel": NaN}', b"null", b"9" * 5000],
    ids=["broken off", "not UTF-8", "half a character", "deep", "not JSON", "nothing", "a huge number"],
)
def test_a_body_that_is_no_change_is_refused(client: TestClient, body: bytes) -> None:
    call = uploaded(client)
    answer = client.patch(f"/api/v1/calls/{call['id']}", content=body, headers={"If-Match": "*"} | JSON)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_only_a_recording_may_be_long(client: TestClient) -> None:
    """Else one request could fill the memory: the body of a change is read as a whole."""
    call = uploaded(client)
    headers = {"If-Match": "*"} | JSON

    def pieces() -> Iterator[bytes]:  # no Content-Length
        for _ in range(200):
            yield b" " * 10_000

    for body in (b" " * 2_000_000, pieces()):
        answer = client.patch(f"/api/v1/calls/{call['id']}", content=body, headers=headers)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
    assert client.put("/api/v1/recordings", content=b"x" * 2_000_000).status_code == 201


@pytest.mark.parametrize("part", ["bytes=" + "9" * 5000 + "-", "bytes=-" + "9" * 5000, "bytes=٣-٤".encode()])
def test_a_part_that_cannot_be_is_never_a_fault(client: TestClient, part: str | bytes) -> None:
    call = uploaded(client)
    answer = client.get(f"/api/v1/calls/{call['id']}/recording", headers={"Range": part})
    assert answer.content == wav()


def test_what_every_view_looks_like_is_shown_by_an_example_that_fits_it() -> None:
    for view in (CallView, CallPage, TranscriptView, RunView):
        (example,) = view.model_json_schema()["examples"]
        assert view.model_validate(example)
        if view is TranscriptView:
            assert Transcript.model_validate(example["transcript"])


def test_whoever_takes_a_body_says_that_it_may_be_broken_or_too_long() -> None:
    taking = [(path, method) for path, method in OPERATIONS if "requestBody" in paths()[path][method]]
    assert len(taking) > 80
    for path, method in taking:
        assert {"400", "413"} <= paths()[path][method]["responses"].keys(), f"{method} {path}"


def test_every_route_says_that_it_needs_the_token_and_what_it_answers_without_it() -> None:
    open_to_all = {"/healthz", "/readyz"}
    for path, method in OPERATIONS:
        said = paths()[path][method]
        assert ("security" in said) == (path not in open_to_all), path
        assert ("401" in said["responses"]) == (path not in open_to_all), path
