# ruff: noqa: F811 (fixtures are imported under the name they are asked for by)
"""A week goes through everybody's hands: Sam's uploads, Ana's visit, Quinn's answer; Otis sees none of it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from service.db.base import now
from service.db.tables import Person, TeamRules
from service.people.passwords import hash_password
from tests.axe import violations
from tests.browser import Site, browser  # noqa: F401
from tests.e2e.serving import served_whole
from tests.service.calls.reviewed import CALLS
from tests.service.company import mail

pytestmark = [pytest.mark.slow, pytest.mark.hearing]

PATIENCE = 60_000
"""Milliseconds: on a machine that does other things beside."""
UNTIL_HEARD = 240_000
PATTERN = "{external_id}_{rep}_{start:%Y%m%dT%H%M%S}.opus"
PASSWORD = "three or four words"
ANA = re.compile(r"\bAna\b")
"""And not every call that a manager chose."""
PHONE = {"width": 360, "height": 740}
WITH_IDS = re.compile(r"/[0-9a-f]{32}")


class Visits:
    """Pages of people, and every address with something's id in it that any of them asked for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.addresses: set[str] = set()

    def page_as(self, name: str | None, **more: object) -> Page:
        page = self._site.page_as(name, **more)  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self._note(request.method, request.url))
        return page

    def _note(self, method: str, url: str) -> None:
        if method == "GET" and WITH_IDS.search(url):
            self.addresses.add(url.partition("#")[0])


@pytest.fixture
def site(tmp_path: Path, browser: Browser) -> Iterator[Site]:
    """The whole service. Sam has a password; nothing is confirmed blind-first, which is drawn by chance."""
    home = tmp_path / "home"
    home.mkdir()
    with served_whole(home, browser) as running:
        with running.web.database.write() as session:
            sam = session.get_one(Person, running.cast.keys["Sam"])
            sam.password = hash_password(PASSWORD, sam.email)
            session.merge(TeamRules(team_id=running.cast.teams["Northwind"], blind_first=0))
        yield running


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """A folder of five: three calls, the beginning of a fourth, and the first again; and a list of theirs."""
    folder = tmp_path / "week"
    folder.mkdir()
    at = now() - timedelta(days=1)
    called = [f"c{n}_{rep}_{at:%Y%m%d}T1{n}0500.opus" for n, rep in enumerate(("ana", *4 * ("rui",)), 1)]
    first = (CALLS / "weak-pitch" / "call.opus").read_bytes()
    sounds = [
        first,
        (CALLS / "not-sales-helpdesk" / "call.opus").read_bytes(),
        (CALLS / "voicemail" / "call.opus").read_bytes(),
        (CALLS / "weak-drift" / "call.opus").read_bytes()[:60],
        first,
    ]
    for name, sound in zip(called, sounds, strict=True):
        (folder / name).write_bytes(sound)
    listed = ["file,rep_external_id,rep_channel", *(f"{name},{name.split('_')[1]},left" for name in called)]
    (folder / "channels.csv").write_text("\n".join(listed), "utf-8")
    return folder


def test_a_week_goes_through_everybodys_hands(site: Site, week: Path) -> None:
    visits = Visits(site)
    sam = visits.page_as(None)
    signed_in(sam)
    sends_the_week(sam, week)
    watches_and_sees_why_one_has_no_score(sam)
    call = corrects_and_releases(sam)
    before = score_of(sam, call)

    ana = visits.page_as("Ana", **PHONE, is_mobile=True, has_touch=True)
    scores_it_herself_first(ana, call)
    compares_plays_and_questions(ana, call)

    # Sam confirmed it himself, so the question is not his to answer.
    sam.goto("/disputes")
    assert "I asked for exactly that here." not in sam.content()
    quinn = visits.page_as("Quinn")
    answers(quinn)
    after = score_of(sam, call)
    assert after != before
    stands_everywhere(sam, ana, quinn, call, before, after)
    sees_nothing(site, visits, call)
    assert site.faults == []


# --- the manager's week ---------------------------------------------------------------------------


def signed_in(page: Page) -> None:
    page.goto("/")
    page.get_by_label("E-mail").fill(mail("Sam"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Upload the first calls").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Upload calls")


def sends_the_week(page: Page, week: Path) -> None:
    """The folder is dropped; names and its list say most; a cell is filled; the sum says what became."""
    page.get_by_text("How the files are described").click()
    page.get_by_label("Their names follow a pattern").fill(PATTERN)
    dropped(page, week)
    expect(page.locator("#rows tr")).to_have_count(5)
    expect(page.locator("#pattern-example")).to_contain_text("c1_ana")
    expect(page.locator("#listed")).to_have_text("channels.csv describes the files.")
    first = row(page, "c1_")
    expect(first.locator("[name=rep]")).to_have_value("ana")
    expect(first).to_contain_text("Ana")
    first.locator("[name=kind]").fill("discovery")
    assert violations(page) == []
    page.get_by_role("button", name="Send 5 files").click()
    expect(page.locator("#sum")).to_have_text("3 accepted, 1 refused (damaged), 1 already here")
    expect(row(page, "c4_")).to_contain_text("no sound can be found in it")
    assert violations(page) == []


def dropped(page: Page, folder: Path) -> None:
    """A folder from the desktop, dropped on the page as a hand does it."""
    line = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        line.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data})


def row(page: Page, name: str) -> Locator:
    return page.locator("#rows tr", has_text=name)


def watches_and_sees_why_one_has_no_score(page: Page) -> None:
    """Every line stays where it is and says how its call went; the page is not loaded again for it."""
    page.get_by_role("link", name="See them being heard").click()
    heard = page.locator("#pile-hearing li")
    expect(heard).to_have_count(3)
    expect(page.locator("#pile-hearing")).to_contain_text("left")
    page.evaluate("window.stays = true")
    voicemail = heard.filter(has_text="0:32")
    for line, word in ((heard.filter(has_text=ANA), "scored"), (voicemail, "not scored")):
        expect(line.locator(".state")).to_have_text(word, timeout=UNTIL_HEARD)
    expect(voicemail).to_contain_text("Not scored: ")
    expect(page.locator("#news")).to_contain_text("through.")
    assert page.evaluate("window.stays")
    assert violations(page) == []
    voicemail.get_by_role("link", name="Look").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("not scored")
    expect(page.locator("main .card").first).to_contain_text("Not scored: ")


def corrects_and_releases(page: Page) -> str:
    """The id of Ana's call, with one answer changed, all played that costs points, and let go."""
    page.goto("/queue")
    page.locator("#pile-look li, #pile-confirm li", has_text=ANA).get_by_role("link").last.click()
    page.wait_for_url(re.compile("/confirm"))
    call = page.url.split("/")[-2]
    page.keyboard.press("n")
    page.keyboard.press("o")
    form = page.locator(".item.look.here form")
    form.get_by_label("yes", exact=True).check()
    expect(form.locator(".becomes")).to_contain_text("No becomes yes.")
    customer, rep = (page.locator(f"#lines li.{who} .said p").first for who in ("customer", "rep"))
    customer.click()
    form.get_by_label("Why, in a line").fill("It is said here.")
    form.get_by_role("button", name="Change it").click()
    form = page.locator(".open-here[open] form")
    expect(form.get_by_role("alert")).to_contain_text("is spoken by the customer")
    expect(form.get_by_label("Why, in a line")).to_have_value("It is said here.")
    customer.click()  # a second click takes it out again
    rep.click()
    form.get_by_role("button", name="Change it").click()
    page.wait_for_url(re.compile("said=answer_changed"))
    plays_all_that_costs_points(page)
    page.get_by_role("button", name="Confirm and release").click()
    expect(page.get_by_role("status").first).to_contain_text("Confirmed and released.")
    return call


def plays_all_that_costs_points(page: Page) -> None:
    """One key for each item: the next that needs a look, and its sentence."""
    must = (page.locator("#confirm-form").get_attribute("data-must-play") or "").split()
    for place in range(1, len(must) + 1):
        page.keyboard.press("n")
        while page.locator(".item.look.here").get_attribute("data-item") not in must:
            page.keyboard.press("n")
        sounds = f"{place} of {len(must)} played" if place < len(must) else "all that costs points"
        expect(page.locator("#says")).to_contain_text(sounds)


def score_of(page: Page, call: str) -> str:
    """What the title of the call says."""
    page.goto(f"/calls/{call}")
    found = re.search(r"QA score ([\d–]+)", page.locator("h1").inner_text())
    assert found is not None
    return found[1]


# --- the rep's visit ------------------------------------------------------------------------------


def scores_it_herself_first(page: Page, call: str) -> None:
    """A notice tells her; before she opens the review she says how she sees it."""
    page.goto("/me")
    page.get_by_role("link", name="Notices 1 new").click()
    expect(page.locator("main")).to_contain_text("The review of one of your calls was released.")
    page.goto("/me")
    page.locator(f".own-calls a[href='/calls/{call}/self-score']").click()
    page.locator("html[data-ready]").wait_for(state="attached")
    assert "AI reading" not in page.content()
    for key in ("5", "4", "3", "5", "2", "0"):
        page.keyboard.press(key)
    page.get_by_text("6 of 6 answered").wait_for()
    page.get_by_role("button", name="Send").click()


def compares_plays_and_questions(page: Page, call: str) -> None:
    """Both columns, the differences first; the sentence that is meant; and a "no" that is not right."""
    expect(page.locator("h1")).to_have_text("How you saw it, and how the review saw it")
    assert "differs" in (page.locator("tbody tr").first.get_attribute("class") or "")
    page.get_by_role("link", name="Listen and read").click()
    page.wait_for_url(re.compile(f"/calls/{call}$"))
    page.locator("#scorecard .proof a.play").first.tap()
    page.locator("#scorecard .proof a.play.playing").wait_for()
    # None of its answers is a yes: the first one makes it a level better.
    part = page.locator("#criterion-qualification")
    form = part.locator(".open-here", has=page.locator("label:has-text('no (now)')")).first
    folds = form.locator("xpath=ancestor::details[not(contains(@class, 'open-here'))]")
    for fold in folds.all():
        fold.evaluate("one => one.open = true")
    form.locator("summary").first.click()
    form.get_by_label("yes", exact=True).check()
    form.locator(".picks").fill(page.locator("#lines li.rep").nth(3).get_attribute("id") or "")
    form.get_by_label("What you want to say to it").fill("I asked for exactly that here.")
    form.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile("said="))
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


# --- the analyst's answer, and everybody after it -------------------------------------------------


def answers(page: Page) -> None:
    page.goto("/disputes")
    expect(page.locator("h1")).to_have_text("1 question waits for your answer")
    assert violations(page) == []
    page.get_by_text("Answer it").click()
    page.get_by_label("Yes, that's right").check()
    page.get_by_label("Because").select_option("ai_reading_wrong")
    page.get_by_label("What you say to the rep").fill("You are right, I hear it there.")
    page.get_by_role("button", name="Send the answer").click()
    page.wait_for_url(re.compile("said=dispute_settled"))


def stands_everywhere(sam: Page, ana: Page, quinn: Page, call: str, before: str, after: str) -> None:
    """The call, its list, the rep's home: one answer changed them all, and the rep is told."""
    assert score_of(quinn, call) == after
    for page in (sam, ana, quinn):
        page.goto("/calls")
        line = page.locator("tr", has=page.locator(f"a[href='/calls/{call}']"))
        expect(line).to_contain_text(after)
    ana.goto("/me")
    mine = ana.locator(".own-calls li", has=ana.locator(f"a[href='/calls/{call}']"))
    expect(mine.last).to_contain_text(f"QA score {after}")
    expect(ana.locator("main")).to_contain_text("You are right, I hear it there.")
    expect(ana.get_by_role("link", name="Notices")).to_contain_text("new")
    ana.goto(f"/calls/{call}")
    assert f"QA score {after}" in ana.locator("h1").inner_text()
    assert "Now yes" in " ".join(ana.locator(".changed").all_text_contents())
    assert f"QA score {before}" not in ana.locator("main").inner_text()


def sees_nothing(site: Site, visits: Visits, call: str) -> None:
    """A manager of another team: no list has a trace of the call, and every address of anybody's is to him as
    if it had never been."""
    assert any(call in address for address in visits.addresses)
    otis = site.page_as("Otis")
    for path in ("/calls", "/queue", "/disputes", "/notices", "/team"):
        otis.goto(path)
        assert call not in otis.content()
        assert "Ana" not in otis.locator("main").inner_text()
    for address in visits.addresses:
        status = otis.request.get(address).status
        never = otis.request.get(WITH_IDS.sub(f"/{32 * 'f'}", address)).status
        # 403 where he is no rep: that page of any call is none of his.
        assert (status, status) == (never, 403 if "/self-score" in address else 404), address
