# ruff: noqa: F811 (fixtures are imported under the name they are asked for by)
"""Sam confirms Ana's call by keyboard, and Ana visits on her phone: in a real Chromium, counted."""

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from scoring.coaching.note import Note as NoteDocument
from scoring.coaching.note import Quote
from scoring.library import load_rubric
from service.calls.details import monday
from service.db.base import now
from service.db.tables import AuditEntry, Confirmation, Note, Person, RubricVersion, TeamRules
from service.reviews import actions
from service.reviews.wishes import Confirming
from tests.axe import violations
from tests.browser import Site, browser, site  # noqa: F401
from tests.service.calls.reviewed import reviewed

pytestmark = pytest.mark.slow

SLUG = "good-distributor"
SLOW_LINE = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 100_000}
"""A phone on a bad day: 1.6 Mbit/s down, 150 ms away."""


def anas_call(site: Site, slug: str = SLUG) -> str:
    """A call of Ana's that was read by the offline judge; no confirmation of it comes blind-first."""
    start = (now() - timedelta(days=1)).isoformat()
    with site.web.database.write() as session:
        session.merge(TeamRules(team_id=site.cast.teams["Northwind"], blind_first=0))
    return reviewed(site.client, slug, rep="ana", start=start)


class Counted:
    """A page on which keys and clicks are counted, as the person would press them."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.clicks, self.began = page, 0, 0, time.monotonic()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.clicks += 1

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


def test_sam_listens_to_what_costs_points_and_confirms(site: Site, capsys: Any) -> None:
    """One key for each item that needs a look, and one click. The seconds are the machine's."""
    call = anas_call(site)
    sam = Counted(site.page_as("Sam"))
    sam.page.goto(f"/calls/{call}/confirm")
    looks = sam.page.locator(".item.look").count()
    folded = sam.page.locator("details.quiet-part .item, details.fold .item").count()
    assert looks == 2
    for place in range(looks):
        sam.press("n")
        sounded = "all that costs points" if place + 1 == looks else f"{place + 1} of {looks} played"
        sam.page.locator("#says", has_text=sounded).wait_for()
    sam.click("button.primary:has-text('Confirm and release')")
    sam.page.wait_for_url(re.compile("/queue"))
    assert sam.page.get_by_text("Confirmed and released.").is_visible()
    with site.web.database.read() as session:
        (confirmation,) = session.scalars(select(Confirmation))
        listened = session.scalars(select(AuditEntry).where(AuditEntry.action == "call.listened")).all()
    assert confirmation.state == "confirmed"
    assert len(confirmation.played) == 2
    assert 0 < confirmation.seconds < 60
    assert len(listened) == 1
    assert site.faults == []
    with capsys.disabled():
        print(  # noqa: T201 (the figures of docs/benchmarks.md)
            f"\nconfirming {SLUG}: {looks} of {looks + folded} items opened, {sam.keys} keys, "
            f"{sam.clicks} click, {sam.seconds:.1f} s"
        )


def test_two_people_at_once_the_second_is_told(site: Site) -> None:
    call = anas_call(site)
    sam, quinn = site.page_as("Sam"), site.page_as("Quinn")
    for page in (sam, quinn):
        page.goto(f"/calls/{call}/confirm")
    sam.get_by_role("button", name="Confirm only").click()
    sam.wait_for_url(re.compile("/queue"))
    quinn.get_by_role("button", name="Confirm only").click()
    assert "changed meanwhile" in quinn.get_by_role("alert").first.inner_text()
    with site.web.database.read() as session:
        assert len(session.scalars(select(Confirmation)).all()) == 1


def test_ana_visits_on_her_phone(site: Site, capsys: Any) -> None:
    """Link in a mail → note → two clips → answer: under two minutes and one megabyte on a slow line."""
    call = anas_call(site)
    released(site, call)
    page = site.page_as("Ana", width=360, height=740, is_mobile=True, has_touch=True)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_LINE})
    received = [0.0]
    network.on(
        "Network.loadingFinished",
        lambda told: received.__setitem__(0, received[0] + told["encodedDataLength"]),
    )
    began = time.monotonic()
    page.goto("/me")
    assert page.locator("h1").inner_text().startswith("Your note")
    for place in range(2):
        page.locator(".note-parts a.play").nth(place).tap()
        page.locator(".note-parts a.play.playing").nth(0).wait_for()
        page.wait_for_timeout(500)
    # Where she said it is one tap in the transcript, which is open; what she tapped stays while it plays.
    page.locator("summary", has_text="I did say it").tap()
    page.locator(".note-answers a.button").first.tap()
    page.locator("html[data-ready]").wait_for(state="attached")
    line = page.locator("#lines li.rep").nth(3)
    line.locator(".said p").tap()
    page.locator("#lines [aria-current]").first.wait_for()
    assert page.locator("#note-form select").input_value() == line.get_attribute("id")
    page.go_back()
    page.get_by_role("button", name="I'll try it").tap()
    page.get_by_text("your answer is kept").wait_for()
    took = time.monotonic() - began
    assert took < 120
    assert received[0] < 1_000_000
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(page) == []
    assert site.faults == []
    with capsys.disabled():
        print(f"\na rep's visit: {took:.1f} s, {received[0] / 1000:.0f} kB")  # noqa: T201


def released(site: Site, call: str) -> None:
    """Sam confirms and releases the call, and a note made from it."""
    sam, ana = site.cast.who("Sam"), site.cast.keys["Ana"]
    with site.web.database.write() as session:
        actions.confirm(session, sam, call, Confirming(seconds=60))
        actions.release(session, sam, call)
        rubric = session.scalars(select(RubricVersion)).one()
        assert load_rubric("b2b-discovery@1").fingerprint() == rubric.fingerprint
        quotes = [
            Quote(call=call, sentence=s, words="words", start=t) for s, t in (("S0002", 3), ("S0009", 13))
        ]
        note = NoteDocument(
            strength="You said who you are.",
            strength_quote=quotes[0],
            happened="You gave no figure.",
            happened_quote=quotes[1],
            say_instead="One firm of your size saved two days a week.",
        )
        session.add(
            Note(
                rep_id=session.get_one(Person, ana).id,
                week=monday(date.today()),  # noqa: DTZ011 (any week will do)
                rubric_id=rubric.id,
                state="released",
                calls=[call],
                document=note.model_dump(mode="json"),
                written=note.model_dump(mode="json"),
                released_at=now(),
            )
        )
