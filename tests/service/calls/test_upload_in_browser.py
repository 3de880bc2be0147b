"""What the upload page does with many files and with lines that break, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.axe import violations
from tests.browser import Site
from tests.service.calls.cut_line import CutLine
from tests.service.frame.drawn import drawn_week
from tests.service.served import wav

pytestmark = pytest.mark.slow

CUT_AFTER = 1_500_000


def row(page: Page, name: str) -> Locator:
    return page.locator("#rows tr", has_text=name)


def test_fifty_files_with_their_list_stand_in_the_table_and_one_comes_back(
    site: Site, tmp_path: Path
) -> None:
    """The list lies among them; what is drawn is marked; a row that was taken off comes back to its place."""
    drawn_week(site.web.database, {"external_id": "D-7"})
    files = [tmp_path / f"call-{number:02}.wav" for number in range(50)]
    lines = ["file,rep_external_id,start,external_id"]
    for number, file in enumerate(files):
        file.write_bytes(wav(value=number))
        lines.append(f"{file.name},ana,2026-11-18 10:{number:02},D-{number}")
    listed = tmp_path / "calls.csv"
    listed.write_text("\n".join(lines), "utf-8")
    page = site.page_as("Sam", width=360)
    page.goto("/upload")
    page.locator("#files").set_input_files([*files, listed])
    expect(page.locator("#send")).to_have_text("Send 50 files")
    expect(page.locator("#listed")).to_have_text("calls.csv describes the files.")
    expect(page.get_by_label("Start of call-07.wav")).to_have_value("2026-11-18 10:07")
    expect(page.locator("#rows .drawn:visible")).to_have_count(1)
    expect(row(page, "call-07.wav").locator(".drawn")).to_be_visible()
    page.get_by_label("Remove call-07.wav").click()
    expect(page.locator("#send")).to_have_text("Send 49 files")
    expect(page.locator("#removed")).to_contain_text("call-07.wav was taken off the table.")
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#rows tr").nth(7)).to_contain_text("call-07.wav")
    expect(page.locator("#send")).to_have_text("Send 50 files")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(page) == []
    assert site.faults == []


def test_a_connection_that_is_cut_goes_on_with_what_is_missing(site: Site, tmp_path: Path) -> None:
    """The cable is pulled while bytes are on their way; those that arrived are not sent again."""
    sound = wav(seconds=94, value=5)
    file = tmp_path / "long.wav"
    file.write_bytes(sound)
    with CutLine(site.url, CUT_AFTER) as line:
        page = site.page_as("Sam")
        offsets: list[int] = []
        page.on(
            "request",
            lambda request: (
                request.method == "PATCH" and offsets.append(int(request.headers["upload-offset"]))
            ),
        )
        page.goto(f"{line.url}/upload")
        page.locator("#files").set_input_files(file)
        page.get_by_label("Rep of long.wav").fill("ana")
        expect(row(page, "long.wav")).to_contain_text("Ana")
        page.locator("#send").click()
        expect(row(page, "long.wav")).to_contain_text(
            re.compile(r"The line broke; what arrived is kept\. Trying again in \d s\.")
        )
        expect(page.locator("#sum")).to_have_text("1 accepted", timeout=30_000)
        page.goto("about:blank")
    assert offsets[0] == 0
    assert len(offsets) == 2
    assert 0 < offsets[1] <= CUT_AFTER, "what arrived was not sent again"
    assert site.client.get("/api/v1/calls").json()["items"][0]["seconds"] == pytest.approx(94)


def test_where_a_proxy_takes_only_a_megabyte_at_once_the_pieces_are_smaller(
    site: Site, tmp_path: Path
) -> None:
    """As nginx answers that nobody has told of recordings: with a page of its own."""
    file = tmp_path / "long.wav"
    file.write_bytes(wav(seconds=94, value=5))
    offsets: list[int] = []

    def takes_little(route: Route) -> None:
        offset = route.request.headers.get("upload-offset")
        if offset is not None:
            offsets.append(int(offset))
        if offsets == [0]:
            route.fulfill(status=413, content_type="text/html", body="<h1>413 Request Entity Too Large</h1>")
        else:
            route.continue_()

    page = site.page_as("Sam")
    page.route("**/api/v1/uploads/*", takes_little)
    page.goto("/upload")
    page.locator("#files").set_input_files(file)
    page.get_by_label("Rep of long.wav").fill("ana")
    expect(row(page, "long.wav")).to_contain_text("Ana")
    page.locator("#send").click()
    expect(page.locator("#sum")).to_have_text("1 accepted", timeout=30_000)
    assert offsets[:3] == [0, 0, 512 << 10]


def test_what_cannot_be_taken_is_refused_at_once_and_what_was_sent_can_be_called_off(
    site: Site, tmp_path: Path
) -> None:
    good, empty = tmp_path / "good.wav", tmp_path / "empty.wav"
    good.write_bytes(wav(1, value=1))
    empty.touch()
    page = site.page_as("Sam")
    page.goto("/upload")
    page.locator("#files").set_input_files([good, empty])
    page.get_by_role("button", name="Send 2 files").click()
    expect(page.locator("#sum")).to_have_text("1 accepted, 1 refused (empty)")
    page.get_by_role("button", name="Call off the review of good.wav").click()
    expect(row(page, "good.wav")).to_contain_text("called off")
    (call,) = site.client.get("/api/v1/calls").json()["items"]
    assert call["state"] == "cancelled"
    assert site.faults == []


def test_without_scripts_a_form_takes_one_recording(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "tuesday.wav"
    file.write_bytes(wav(1, value=1))
    page = site.page_as("Sam", java_script_enabled=False)
    page.goto("/upload")
    page.get_by_label("Recording").set_input_files(file)
    page.locator("#one-rep").select_option("ana")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("status")).to_have_text("1 accepted. It is being heard; you can close this page.")
