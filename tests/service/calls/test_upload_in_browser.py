"""The week's calls on the upload page, in a real browser; what waits afterwards stands in the queue."""

import http.client
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from service.db.tables import Call
from tests.axe import violations
from tests.browser import Site
from tests.service.served import wav

pytestmark = pytest.mark.slow

PATTERN = "{external_id}_{rep}_{start:%Y%m%dT%H%M%S}.wav"


@pytest.fixture
def week(tmp_path: Path) -> list[Path]:
    """Five recordings: three good ones, one that is the first again, one that is a letter."""
    folder = tmp_path / "week"
    folder.mkdir()
    sounds = [wav(1, value=1), wav(1, value=2), wav(1, value=3), wav(1, value=1), b"Dear Sir or Madam, " * 50]
    files = [folder / f"c{number}_ana_2026110{number}T140500.wav" for number in range(2, 7)]
    for file, sound in zip(files, sounds, strict=True):
        file.write_bytes(sound)
    return files


def dropped(page: Page, files: list[Path]) -> None:
    """The upload page with these files in its table, described by their names."""
    page.goto("/upload")
    page.get_by_text("How the files are described").click()
    page.get_by_label("Their names follow a pattern").fill(PATTERN)
    page.locator("#files").set_input_files(files)
    expect(page.locator("#send")).to_have_text(f"Send {len(files)} files")
    expect(page.get_by_label(f"Call id of {files[-1].name}")).not_to_have_value("")


def test_a_week_is_uploaded_with_one_broken_file_and_one_duplicate(
    site: Site,
    week: list[Path],
) -> None:
    page = site.page_as("Sam")
    dropped(page, week)
    expect(page.get_by_label("Rep of c2_ana_20261102T140500.wav")).to_have_value("ana")
    assert violations(page) == []
    # One cell is mended in the table before sending.
    page.get_by_label("Rep of c3_ana_20261103T140500.wav").fill("rui")
    page.get_by_label("Kind of c3_ana_20261103T140500.wav").fill("demo")
    expect(page.locator("tr", has_text="c3_ana").get_by_text("Rui", exact=True)).to_be_visible()
    page.locator("#send").click()
    expect(page.locator("#sum")).to_have_text(
        "3 accepted, 1 refused (not a recording), 1 already here", timeout=30_000
    )
    expect(page.locator("tr", has_text="c6_ana")).to_contain_text("That file is not a recording.")
    assert violations(page) == []
    page.get_by_role("link", name="See them being heard").click()
    expect(page.locator("#pile-hearing li")).to_have_count(3)
    expect(page.locator("#pile-hearing")).to_contain_text("less than a minute left")
    page.goto("/calls?week=2026-11-03")
    expect(page.locator("tr", has_text="demo")).to_contain_text("Rui")
    assert site.faults == []


def test_a_line_that_breaks_is_taken_up_again_where_it_broke(site: Site, tmp_path: Path) -> None:
    # 9 MB go in two pieces; the second one is cut off once.
    file = tmp_path / "long_ana_20261103T140500.wav"
    file.write_bytes(wav(seconds=285, value=5))
    page, offsets = site.page_as("Sam"), []

    def cut_once(route) -> None:
        offsets.append(int(route.request.headers["upload-offset"]))
        if len(offsets) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile("/api/v1/uploads/"), cut_once)
    dropped_one = [file]
    page.goto("/upload")
    page.locator("#files").set_input_files(dropped_one)
    page.get_by_label(f"Rep of {file.name}").fill("ana")
    page.evaluate(
        """() => { window.said = []; new MutationObserver(() => said.push(rows.textContent))
        .observe(document.getElementById("rows"), {subtree: true, childList: true}) }"""
    )
    page.locator("#send").click()
    expect(page.locator("#sum")).to_have_text("1 accepted", timeout=30_000)
    assert "The line broke; what arrived is kept. Trying again in 1 s." in "".join(page.evaluate("said"))
    assert offsets == [0, 8 << 20, 8 << 20], "nothing was sent twice"


def test_what_arrived_before_a_connection_was_cut_is_kept(site: Site) -> None:
    wish = {"key": "cut", "size": 3_000_000, "details": {"team": "Northwind"}}
    upload = site.client.post("/api/v1/uploads", json=wish).json()["id"]
    place = urlsplit(site.url)
    line = http.client.HTTPConnection(str(place.hostname), place.port)
    line.putrequest("PATCH", f"/api/v1/uploads/{upload}")
    headers = {"Content-Length": "3000000", "Upload-Offset": "0", **dict(site.client.headers)}
    for name in ("Content-Length", "Upload-Offset", "authorization"):
        line.putheader(name, headers[name])
    line.endheaders()
    line.send(b"x" * 1_000_000)
    line.close()
    page = site.page_as(None)
    for _ in range(100):
        offset = site.client.get(f"/api/v1/uploads/{upload}").json()["offset"]
        if offset == 1_000_000:
            break
        page.wait_for_timeout(50)
    assert offset == 1_000_000


def test_the_queue_follows_what_is_heard_and_moves_nothing_else(site: Site) -> None:
    for number in (1, 2):
        site.client.put("/api/v1/recordings?rep=ana", content=wav(1, value=number))
    page = site.page_as("Sam")
    page.goto("/queue")
    expect(page.locator("#pile-hearing li")).to_have_count(2)
    with site.web.database.write() as session:
        first = session.scalars(select(Call).order_by(Call.id)).first()
        first.state, first.reason = "not_scored", {"code": "one_voice", "message": "A voicemail."}
    expect(page.locator("#news")).to_contain_text("1 call is ready.", timeout=10_000)
    expect(page.locator("#pile-hearing li")).to_have_count(1)
    expect(page.locator("[data-count=hearing]")).to_have_text("1")
    assert violations(page) == []
    stranger = site.page_as("Otis")
    stranger.goto("/queue")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Nothing waits for you")
    assert site.faults == []


def test_without_scripts_a_form_takes_one_recording(site: Site, week: list[Path]) -> None:
    page = site.page_as("Sam", java_script_enabled=False)
    page.goto("/upload")
    page.get_by_label("Recording").set_input_files(week[0])
    page.locator("#one-rep").select_option("ana")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("status")).to_have_text("1 accepted. It is being heard; you can close this page.")
