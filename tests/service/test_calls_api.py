"""Looking at calls over HTTP: states, pages of a list, versions, transcripts, runs, sound and live events."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from scoring.reviewing import transcribe
from service.db.tables import Heartbeat, Review, Revision
from service.heartbeats import beat
from service.operations.counts import KeptCounts
from service.tallies import STEP_SECONDS, TOKENS, add_up
from tests.service.served import copied, scored, served, settings_for, uploaded, wav, web
from tests.service.spoken import heard


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    with served(settings_for(tmp_path, database_url)) as running:
        yield running


def test_an_empty_service_says_how_to_begin(client: TestClient) -> None:
    assert client.get("/api/v1/calls").json() == {"items": [], "next": None}
    page = client.get("/calls").text
    assert "Here will be the calls that were uploaded" in page
    assert 'href="/upload">Upload the first calls' in page


def test_pages_of_the_list_meet_every_call_once_newest_first(client: TestClient) -> None:
    starts = [f"2026-11-0{day}T09:00:00Z" for day in (3, 1, 5, 2, 4)]
    for value, start in enumerate(starts):
        uploaded(client, value, start=start)
    seen, cursor = [], None
    while True:
        asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/v1/calls", params=asked).json()
        seen += [call["started_at"] for call in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sorted(starts, reverse=True)


def test_the_list_can_be_narrowed_to_a_state_and_a_team(client: TestClient) -> None:
    uploaded(client, 1, team="East")
    uploaded(client, 2, team="West")
    assert [c["team"] for c in client.get("/api/v1/calls?team=East").json()["items"]] == ["East"]
    assert client.get("/api/v1/calls?state=scored").json()["items"] == []
    assert client.get("/api/v1/calls?state=asleep").status_code == 422


@pytest.mark.parametrize("cursor", ["x", "2026-11-03~abc", "2026-11-03T09:00:00~abc", "~"])
def test_a_cursor_nobody_gave_out_is_refused(client: TestClient, cursor: str) -> None:
    assert client.get("/api/v1/calls", params={"cursor": cursor}).status_code == 422


@pytest.mark.parametrize("what", ["", "/transcript", "/runs", "/scorecard", "/recording", "/events"])
def test_what_is_not_there_is_a_problem_for_programs(client: TestClient, what: str) -> None:
    answer = client.get(f"/api/v1/calls/nothing{what}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "There is no call nothing."


def test_what_is_not_there_is_a_page_for_people(client: TestClient) -> None:
    answer = client.get("/calls/nothing", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<h1>There is no call nothing.</h1>" in answer.text
    assert "Back to the calls" in answer.text


def test_a_scored_call_has_transcript_runs_and_scorecard(client: TestClient) -> None:
    call = scored(client)
    assert call["state"] == "scored"
    transcript = client.get(f"/api/v1/calls/{call['id']}/transcript").json()
    assert transcript["number"] == 1
    assert transcript["transcript"]["sentences"][0]["speaker"] == "rep"
    (run,) = client.get(f"/api/v1/calls/{call['id']}/runs").json()
    assert client.get(f"/api/v1/runs/{run['id']}").json() == run
    # The first must of each criterion is a yes, all else a no: one of three musts → level 2, worth 35.
    scorecard = client.get(f"/api/v1/calls/{call['id']}/scorecard").json()
    assert [part["level"] for part in scorecard["criteria"]] == [2] * 6
    assert scorecard["qa_score"]["value"] == 35


def test_the_page_of_a_scored_call_plays_from_the_service_and_lets_nothing_else_in(
    client: TestClient,
) -> None:
    call = scored(client, file="tuesday.wav")
    answer = client.get(f"/calls/{call['id']}")
    assert f'src="/calls/{call["id"]}/sound"' in answer.text
    assert "media-src 'self'" in answer.headers["content-security-policy"]
    # Some drafts are scored by a person before they see the reading, so a list does not show its score.
    assert "draft</span>" in client.get("/calls").text
    assert "</span> QA" not in client.get("/calls").text
    with web(client).database.write() as session:
        session.scalars(select(Review)).one().state = "released"
    assert "released</span> QA 35" in client.get("/calls").text


def test_a_clip_is_cut_from_the_copy_that_browsers_play(client: TestClient) -> None:
    call = uploaded(client, sound=wav(seconds=30))["id"]
    path = f"/calls/{call}/clip?start=3&end=5"
    missing = client.get(path, headers={"Accept": "text/html"})
    assert missing.status_code == 404  # nobody has made the copies yet
    assert "Play the whole recording" in missing.text
    copied(client, call)
    for form, mime in (("opus", "audio/webm; codecs=opus"), ("aac", 'audio/mp4; codecs="mp4a.40.2"')):
        whole = client.get(f"{path}&form={form}")
        assert (whole.status_code, whole.headers["content-type"]) == (200, mime)
        assert whole.headers["cache-control"].startswith("private")
        part = client.get(f"{path}&form={form}", headers={"Range": "bytes=0-9"})
        assert (part.status_code, part.content) == (206, whole.content[:10])
        again = client.get(f"{path}&form={form}", headers={"If-None-Match": whole.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(f"/calls/{call}/sound?form={form}").headers["content-type"] == mime


@pytest.mark.parametrize("asked", ["start=40&end=45", "start=5&end=5", "start=5&end=3"])
def test_a_clip_of_nothing_is_not_found(client: TestClient, asked: str) -> None:
    call = uploaded(client, sound=wav(seconds=30))["id"]
    copied(client, call)
    assert client.get(f"/calls/{call}/clip?{asked}").status_code == 404


@pytest.mark.parametrize(
    "asked", ["", "start=-1&end=2", "start=nan&end=2", "start=0&end=inf", "start=0&end=1&form=mp3"]
)
def test_a_clip_of_nonsense_is_refused(client: TestClient, asked: str) -> None:
    call = uploaded(client)["id"]
    copied(client, call)
    assert client.get(f"/calls/{call}/clip?{asked}").status_code == 422


def test_a_clip_takes_the_token_that_the_recording_takes(client: TestClient) -> None:
    call = uploaded(client)["id"]
    answer = client.get(f"/calls/{call}/clip?start=0&end=1", headers={"Authorization": ""})
    assert answer.status_code == 401


def test_what_people_call_their_files_is_text_and_never_markup(client: TestClient) -> None:
    call = uploaded(client, file="<script>alert(1)</script>.wav", team="<b>East</b>")
    for path in ("/calls", f"/calls/{call['id']}"):
        text = client.get(path).text
        assert "<script>alert" not in text
        assert "<b>East" not in text


def test_naming_the_reps_channel_makes_a_new_transcript_and_a_new_review(client: TestClient) -> None:
    call = scored(client)
    answer = client.patch(
        f"/api/v1/calls/{call['id']}",
        json={"rep_channel": "right"},
        headers={"If-Match": f'"{call["version"]}"'},
    )
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["rep_channel"]) == ("received", "right")
    newest = client.get(f"/api/v1/calls/{call['id']}/transcript").json()
    assert newest["number"] == 2
    assert newest["transcript"]["sentences"][0]["speaker"] == "customer"
    assert newest["fingerprint"] == transcribe(heard(), "right").fingerprint()
    first = client.get(f"/api/v1/calls/{call['id']}/transcript?number=1").json()
    assert first["transcript"]["sentences"][0]["speaker"] == "rep"


def test_a_channel_that_the_recording_does_not_have_is_refused(client: TestClient) -> None:
    call = scored(client)
    answer = client.patch(
        f"/api/v1/calls/{call['id']}", json={"rep_channel": "2"}, headers={"If-Match": f'"{call["version"]}"'}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_channel")
    assert "it has left and right" in answer.json()["title"]
    assert client.get(f"/api/v1/calls/{call['id']}").json()["version"] == call["version"]


def test_a_change_of_a_call_that_was_changed_meanwhile_is_refused(client: TestClient) -> None:
    call = scored(client)
    path, change = f"/api/v1/calls/{call['id']}", {"rep_channel": "right"}
    stale = client.patch(path, json=change, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert client.patch(path, json=change).status_code == 422  # no If-Match at all
    assert client.patch(path, json=change, headers={"If-Match": "three"}).status_code == 422
    assert client.patch(path, json={"state": "scored"}, headers={"If-Match": "*"}).status_code == 422


def test_a_call_in_work_is_cancelled_and_asked_for_again(client: TestClient) -> None:
    call = uploaded(client)
    assert client.post(f"/api/v1/calls/{call['id']}/retry").status_code == 409
    assert client.post(f"/api/v1/calls/{call['id']}/cancel").json()["state"] == "cancelled"
    assert client.post(f"/api/v1/calls/{call['id']}/cancel").status_code == 409
    assert client.post(f"/api/v1/calls/{call['id']}/retry").json()["state"] == "received"


def test_sound_is_given_whole_or_in_parts(client: TestClient) -> None:
    call = uploaded(client)
    path, sound = f"/api/v1/calls/{call['id']}/recording", wav()
    whole = client.get(path)
    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, sound, "bytes")
    for header, part in (("bytes=0-3", sound[:4]), ("bytes=100-", sound[100:]), ("bytes=-5", sound[-5:])):
        answer = client.get(path, headers={"Range": header})
        assert (answer.status_code, answer.content) == (206, part)
    assert client.get(path, headers={"Range": "bytes=9999999-"}).status_code == 416
    for odd in ("bytes=5-2", "bytes=-", "lines=1-2", "bytes=0-1,4-5"):
        assert client.get(path, headers={"Range": odd}).content == sound


def test_live_events_end_when_nothing_more_happens(client: TestClient) -> None:
    call = scored(client)
    with client.stream("GET", f"/api/v1/calls/{call['id']}/events") as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        said = [line for line in events.iter_lines() if line.startswith("data:")]
    assert len(said) == 1
    assert '"state":"scored"' in said[0].replace(" ", "")


def test_health_needs_no_token_and_metrics_do(client: TestClient) -> None:
    scored(client)
    stranger = TestClient(client.app)
    assert stranger.get("/healthz").json() == {"status": "alive"}
    assert stranger.get("/readyz").json()["ready"] is True
    assert stranger.get("/metrics").status_code == 401
    lines = client.get("/metrics").text.splitlines()
    assert 'sidetone_calls{state="scored"} 1' in lines
    assert "sidetone_runs_total 1" in lines
    assert not [line for line in lines if line.startswith("sidetone_failures{")]
    assert 'sidetone_queue{state="hearing"} 0' in lines


def test_metrics_tell_seconds_by_step_tokens_by_kind_and_who_is_alive(client: TestClient) -> None:
    with web(client).database.write() as session:
        add_up(session, STEP_SECONDS, {"hear": 31.5})
        add_up(session, STEP_SECONDS, {"hear": 10.25, "read_criterion": 0.5})
        add_up(session, TOKENS, {"input": 6000, "cached": 5200})
        beat(session, "here:rest:0", "here", ["rest"])
        beat(session, "gone:rest:0", "gone", ["rest"])
        session.get_one(Heartbeat, "gone:rest:0").beat -= timedelta(hours=1)
    lines = client.get("/metrics").text.splitlines()
    for line in (
        'sidetone_step_seconds_sum{step="hear"} 41.750',
        'sidetone_step_seconds_count{step="hear"} 2',
        'sidetone_step_seconds_count{step="read_criterion"} 1',
        'sidetone_tokens_total{kind="cached"} 5200',
        "sidetone_workers 1",
    ):
        assert line in lines
    families = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(families) == len(set(families))


def test_what_is_counted_over_all_calls_is_counted_once_a_minute(client: TestClient) -> None:
    with web(client).database.read() as session:
        kept, fresh = KeptCounts(seconds=60), KeptCounts(seconds=0)
        assert kept.counts(session).calls == fresh.counts(session).calls == {}
    uploaded(client)
    with web(client).database.read() as session:
        assert kept.counts(session).calls == {}
        assert fresh.counts(session).calls == {"received": 1}


def test_the_page_of_a_released_call_says_that_a_newer_reading_waits(client: TestClient) -> None:
    call = scored(client)
    assert (call["review"], call["revision"]) == ("draft", None)
    page = f"/calls/{call['id']}"
    assert "newer reading" not in client.get(page).text
    with web(client).database.write() as session:
        review = session.scalars(select(Review)).one()
        review.state = "released"
        session.add(Revision(review_id=review.id, run_id=review.run_id))
    assert "A newer reading of this call waits to be confirmed" in client.get(page).text
    shown = client.get(f"/api/v1/calls/{call['id']}").json()
    assert (shown["review"], len(shown["revision"])) == ("released", 32)


def test_every_answer_carries_its_request_id_and_the_safe_headers(client: TestClient) -> None:
    answer = client.get("/calls")
    assert len(answer.headers["x-request-id"]) == 16
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
