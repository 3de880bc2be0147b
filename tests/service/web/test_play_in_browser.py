"""▶ while its sound is still on the way: a second click stops it, and leads nowhere."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

import service.web
from tests.browser import browser as browser

pytestmark = pytest.mark.slow

SCRIPT = Path(service.web.__file__).parent / "static" / "play.js"
HERE = "http://page.example/note"
PAGE = """<!doctype html><a class="play" href="/call" data-clip="/clip" data-start="1" data-end="2">04:08</a>
<script src="/play.js"></script>"""


def test_a_second_click_before_the_sound_came_stays_on_the_page(browser: Browser) -> None:
    page = browser.new_page()
    waiting: list[Route] = []
    page.route("**/note", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.route("**/call", lambda route: route.fulfill(body="the call's page", content_type="text/html"))
    page.route("**/play.js", lambda route: route.fulfill(path=SCRIPT))
    page.route("**/clip?*", lambda route: waiting.append(route))
    page.goto(HERE)
    page.click("a.play")
    page.wait_for_selector("a.play.waiting")
    page.click("a.play")
    page.wait_for_selector("a.play:not(.waiting)")
    page.wait_for_timeout(300)
    assert page.url == HERE
    # A clip that cannot be had leads to the sentence on the call's page, as before.
    page.click("a.play")
    page.wait_for_selector("a.play.waiting")
    for route in waiting:
        route.abort()
    page.wait_for_url("**/call")
