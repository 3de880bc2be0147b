# ruff: noqa: F811 (fixtures are imported under the name they are asked for by)
"""One review goes through everybody's hands: Sam, Ana on her phone, Quinn, and Otis who sees none of it."""

import re

import pytest
from playwright.sync_api import Page

from tests.axe import violations
from tests.browser import Site, browser, site  # noqa: F401
from tests.service.reviews.test_confirm_in_browser import anas_call

pytestmark = pytest.mark.slow
PATIENCE = 60_000
"""Milliseconds: on a machine that does other things beside."""
BOUND_PHONE = {"width": 360, "height": 740}


def patient(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    return page


def confirmed_and_released(page: Page, call: str) -> None:
    """Sam plays what costs points and lets Ana have it."""
    page.goto(f"/calls/{call}/confirm")
    looks = page.locator(".item.look").count()
    for place in range(looks):
        page.keyboard.press("n")
        sounded = "all that costs points" if place + 1 == looks else f"{place + 1} of {looks} played"
        page.locator("#says", has_text=sounded).wait_for()
    page.locator("button.primary:has-text('Confirm and release')").click()
    page.wait_for_url(re.compile("/queue"))


def questioned(page: Page, call: str) -> str:
    """Ana says that one "no" of her review is not right; the sentence she names as hers."""
    page.goto(f"/calls/{call}")
    form = page.locator(".open-here", has=page.locator("label:has-text('no (now)')")).first
    folds = form.locator("xpath=ancestor::details[not(contains(@class, 'open-here'))]")
    for fold in folds.all():
        fold.evaluate("one => one.open = true")
    form.locator("summary").first.click()
    form.get_by_label("yes").check()
    line = page.locator("#lines li.rep").nth(3)
    sentence = line.get_attribute("id") or ""
    form.locator(".picks").fill(sentence)
    form.get_by_label("What you want to say to it").fill("I asked for exactly that here.")
    form.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile("said="))
    return sentence


def sees_nothing(page: Page, call: str) -> None:
    """A manager of another team finds no trace of the call, and no link opens it."""
    for path in ("/calls", "/queue", "/disputes"):
        page.goto(path)
        assert call not in page.content()
    for path in (f"/calls/{call}", f"/calls/{call}/confirm", f"/calls/{call}/sound"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404


def test_sam_releases_ana_questions_quinn_answers_and_otis_sees_nothing(site: Site) -> None:
    call = anas_call(site)
    sam = patient(site.page_as("Sam"))
    confirmed_and_released(sam, call)

    ana = patient(site.page_as("Ana", **BOUND_PHONE, is_mobile=True, has_touch=True))
    ana.goto(f"/calls/{call}")
    sentence = questioned(ana, call)

    # Sam confirmed it himself, so the question is not his to answer.
    sam.goto("/disputes")
    assert "I asked for exactly that here." not in sam.content()

    quinn = patient(site.page_as("Quinn"))
    quinn.goto("/disputes")
    assert quinn.locator("h1").inner_text() == "1 question waits for your answer"
    assert violations(quinn) == []
    quinn.get_by_text("Answer it").click()
    quinn.locator("html[data-ready=yes]").wait_for()
    assert violations(quinn) == []
    quinn.get_by_label("Yes, that's right").check()
    quinn.get_by_label("Because").select_option("ai_reading_wrong")
    quinn.locator(f"#{sentence} .said p").click()
    assert quinn.locator(f"#{sentence} .pick input").is_checked()
    assert "Chosen: " in quinn.locator("#picked").inner_text()
    quinn.get_by_label("What you say to the rep").fill("You are right, I hear it there.")
    quinn.get_by_role("button", name="Send the answer").click()
    quinn.wait_for_url(re.compile("said=dispute_settled"))

    ana.goto(f"/calls/{call}")
    assert "You are right, I hear it there." in ana.content()
    assert "Now yes" in " ".join(ana.locator(".changed").all_text_contents())
    assert ana.evaluate("document.documentElement.scrollWidth") == BOUND_PHONE["width"]

    sees_nothing(patient(site.page_as("Otis")), call)
    assert site.faults == []
