"""Uploads in pieces: what arrived stays, nothing is sent twice, what cannot be heard is refused."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.calls.uploads import arriving, pieces
from service.errors import NotFound
from tests.databases import fresh_database
from tests.service.company import as_, company
from tests.service.in_pieces import put
from tests.service.served import SIGNED_IN, served, settings_for, wav, web

SOUND = wav(seconds=1, value=1)
HALF = len(SOUND) // 2


@pytest.fixture
def sam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Sam's browser. The look into a file, which is a process of its own, is tried in one test below."""
    monkeypatch.setattr(arriving, "inspect", lambda _path, _format: 1.0)
    with (
        fresh_database("sqlite", tmp_path, migrated=True) as url,
        served(settings_for(tmp_path, url, largest_upload=200_000)) as client,
    ):
        company(web(client).database)
        yield as_(client, "Sam")


def announced(browser: TestClient, size: int = len(SOUND), key: str = "a.wav 1", **details: str) -> dict:
    wish = {"key": key, "size": size, "details": {"file": "a.wav", "rep": "ana", **details}}
    answer = browser.post("/api/v1/uploads", json=wish)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def sent(browser: TestClient, upload: str, offset: int, piece: bytes):
    headers = {"Upload-Offset": str(offset)}
    return browser.patch(f"/api/v1/uploads/{upload}", content=piece, headers=headers)


def test_a_recording_arrives_in_pieces_and_becomes_a_call_with_the_last(sam: TestClient) -> None:
    upload = announced(sam, external_id="c-1", start="2026-11-03T14:05:00+01:00")
    first = sent(sam, upload["id"], 0, SOUND[:HALF]).json()
    assert (first["offset"], first["call"]) == (HALF, None)
    last = sent(sam, upload["id"], HALF, SOUND[HALF:]).json()
    assert (last["offset"], last["already_here"]) == (len(SOUND), False)
    call = last["call"]
    assert (call["team"], call["external_id"], call["seconds"]) == ("Northwind", "c-1", 1.0)
    assert sam.get(f"/api/v1/calls/{call['id']}/recording").content == SOUND


def test_a_program_asks_what_names_and_a_list_say_and_sends_that(sam: TestClient) -> None:
    asked = {
        "pattern": "{rep}_{start:%Y%m%d}.wav",
        "manifest": "file,email,kind\nana_20261103.wav,,renewal\nnot-here.wav,,renewal\n",
        "rows": [{"name": "ana_20261103.wav"}, {"name": "nobody_20261103.wav"}],
    }
    answer = sam.post("/api/v1/upload-previews", json=asked)
    assert answer.status_code == 200, answer.text
    assert answer.json() == sam.post("/upload/preview", json=asked).json()
    good, unknown = answer.json()["rows"]
    assert (good["rep_name"], good["details"]["kind"]) == ("Ana", "renewal")
    assert unknown["problems"] == {"rep": "nobody in your teams goes by nobody"}
    assert answer.json()["unlisted"] == ["not-here.wav"]
    assert announced(sam, **good["details"])["offset"] == 0


def test_the_same_file_goes_on_where_it_stopped(sam: TestClient) -> None:
    upload = announced(sam)
    sent(sam, upload["id"], 0, SOUND[:HALF])
    again = announced(sam)
    assert (again["id"], again["offset"]) == (upload["id"], HALF)
    assert sam.get(f"/api/v1/uploads/{upload['id']}").json()["offset"] == HALF


def test_what_was_typed_meanwhile_holds(sam: TestClient) -> None:
    sent(sam, announced(sam)["id"], 0, SOUND[:HALF])
    again = announced(sam, rep="rui")
    call = sent(sam, again["id"], HALF, SOUND[HALF:]).json()["call"]
    page = sam.get("/calls").text
    assert call["state"] == "received"
    assert "Rui" in page


def test_a_line_that_went_silent_is_given_up_and_what_came_is_kept(
    sam: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a cable was pulled and nobody said so: the next try is not told that the file is arriving."""
    monkeypatch.setattr(arriving, "SILENCE", 0.2)
    program = TestClient(sam.app, headers=SIGNED_IN)
    upload = announced(program, team="Northwind")["id"]
    path = f"/api/v1/uploads/{upload}"
    put(sam.app, path, [SOUND[:HALF]], silent=True, method="PATCH", **{"Upload-Offset": "0"})
    assert program.get(path).json()["offset"] == HALF
    assert sent(program, upload, HALF, SOUND[HALF:]).json()["call"]["state"] == "received"


def test_an_answer_that_got_lost_is_given_again_without_sending_anything(sam: TestClient) -> None:
    upload = announced(sam)
    call = sent(sam, upload["id"], 0, SOUND).json()["call"]
    again = announced(sam)
    assert (again["offset"], again["call"]["id"]) == (len(SOUND), call["id"])
    assert sent(sam, upload["id"], len(SOUND), b"").json()["call"]["id"] == call["id"]


def test_a_piece_that_does_not_fit_the_end_is_refused_and_told_where_to_go_on(sam: TestClient) -> None:
    upload = announced(sam)
    sent(sam, upload["id"], 0, SOUND[:HALF])
    answer = sent(sam, upload["id"], 0, SOUND[:HALF])
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["offset"]) == ("wrong_offset", HALF)


def test_more_than_was_announced_is_refused_and_what_was_here_stays(sam: TestClient) -> None:
    upload = announced(sam)
    sent(sam, upload["id"], 0, SOUND[:HALF])
    assert sent(sam, upload["id"], HALF, SOUND).status_code == 413
    assert sam.get(f"/api/v1/uploads/{upload['id']}").json()["offset"] == HALF


def test_the_same_sound_under_another_name_is_already_here(sam: TestClient) -> None:
    first = sent(sam, announced(sam)["id"], 0, SOUND).json()
    second = sent(sam, announced(sam, key="b.wav 2")["id"], 0, SOUND).json()
    assert (second["already_here"], second["call"]["id"]) == (True, first["call"]["id"])


def test_elsewhere_the_same_sound_is_only_already_here_without_a_link(sam: TestClient) -> None:
    sent(sam, announced(sam)["id"], 0, SOUND)
    otis = as_(sam, "Otis")
    answer = sent(otis, announced(otis, rep="uma")["id"], 0, SOUND)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_here")
    assert "call" not in answer.json()


def test_an_external_id_that_is_taken_can_be_mended_without_sending_again(sam: TestClient) -> None:
    sent(sam, announced(sam, external_id="c-1")["id"], 0, SOUND)
    other = wav(seconds=1, value=2)
    upload = announced(sam, key="b", external_id="c-1")
    refused = sent(sam, upload["id"], 0, other)
    assert (refused.status_code, refused.json()["code"]) == (409, "external_id_taken")
    mended = announced(sam, key="b", external_id="c-2")
    assert mended["offset"] == len(other)
    assert sent(sam, upload["id"], len(other), b"").json()["call"]["external_id"] == "c-2"


@pytest.mark.parametrize(
    ("size", "details", "status"),
    [(0, {}, 422), (300_000, {}, 413), (10, {"rep": "uma"}, 422), (10, {"rep": "nobody"}, 422)],
)
def test_what_cannot_become_a_call_is_refused_before_a_byte_is_sent(
    sam: TestClient, size: int, details: dict[str, str], status: int
) -> None:
    wish = {"key": "a", "size": size, "details": {"file": "a.wav", "rep": "ana", **details}}
    assert sam.post("/api/v1/uploads", json=wish).status_code == status


def test_an_upload_is_its_senders_alone(sam: TestClient) -> None:
    upload = announced(sam)["id"]
    assert as_(sam, "Quinn").get(f"/api/v1/uploads/{upload}").status_code == 404


def test_what_nobody_went_on_with_for_a_day_is_thrown_away(sam: TestClient, tmp_path: Path) -> None:
    old = announced(sam, key="old")["id"]
    sent(sam, old, 0, SOUND[:HALF])
    folder = tmp_path / "incoming" / f"upload-{old}"
    os.utime(folder, (time.time() - 90_000,) * 2)
    announced(sam, key="new")
    assert not folder.exists()
    assert sam.get(f"/api/v1/uploads/{old}").status_code == 404


def test_an_upload_can_be_dropped(sam: TestClient) -> None:
    upload = announced(sam)["id"]
    assert sam.delete(f"/api/v1/uploads/{upload}").status_code == 204
    assert sam.get(f"/api/v1/uploads/{upload}").status_code == 404


def test_an_upload_that_goes_while_another_request_looks_for_it_is_not_there(tmp_path: Path) -> None:
    there = pieces.announce(tmp_path, pieces.Announced("sam", "key", 3, {}))
    pieces.forget(there)
    with pytest.raises(NotFound), pieces.held(there):
        pass


def test_what_holds_no_sound_is_refused_in_words_and_leaves_nothing(
    sam: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the real look, in its own process
    text = b"This is a letter and no recording. " * 20
    upload = announced(sam, size=len(text))["id"]
    answer = sent(sam, upload, 0, text)
    said = answer.json()
    assert (answer.status_code, said["code"], said["short"]) == (422, "not_audio", "not a recording")
    assert said["title"] == "That file is not a recording. We kept nothing."
    assert not (tmp_path / "incoming" / f"upload-{upload}").exists()


def test_a_browser_without_scripts_sends_one_recording_with_a_form(sam: TestClient) -> None:
    form = {"rep": "ana", "start": "2026-11-03 14:05", "zone": "Europe/Berlin", "kind": "demo"}
    answer = sam.post("/upload", data=form, files={"file": ("a.wav", SOUND)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/upload?said=accepted")
    again = sam.post("/upload", data=form, files={"file": ("b.wav", SOUND)})
    assert again.headers["location"] == "/upload?said=already_here"
    assert "Tue 3 Nov 2026, 14:05" in sam.get("/calls").text


def test_a_form_that_is_wrong_comes_back_with_what_was_typed(sam: TestClient) -> None:
    answer = sam.post(
        "/upload", data={"start": "yesterday", "kind": "demo"}, files={"file": ("a.wav", SOUND)}
    )
    assert answer.status_code == 422
    assert "is no moment" in answer.text
    assert 'value="yesterday"' in answer.text


def test_raw_sound_is_taken_once_its_format_is_named_without_sending_it_again(
    sam: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    raw = bytes([0xFF, 0x7F, 0xD5, 0x00]) * 4000
    upload = announced(sam, size=len(raw))["id"]
    refused = sent(sam, upload, 0, raw)
    assert (refused.status_code, refused.json()["code"]) == (422, "no_header")
    assert announced(sam, size=len(raw), format="mulaw")["offset"] == len(raw)
    assert sent(sam, upload, len(raw), b"").json()["call"]["state"] == "received"
