"""The page of a review in a real browser, opened from a file as people open it from a mail."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from scoring.playable import PlayableCopy
from service.edges.playable import OPUS, encode, peaks
from service.reports.html import render
from tests.northwind import SENTENCES
from tests.reviews import good_review, hostile_review, incomplete_review

pytestmark = pytest.mark.slow

SECONDS = 180


@pytest.fixture(scope="module")
def clip():
    """Three minutes in which each side hums on its own channel."""
    times = np.arange(SECONDS * 16_000) / 16_000
    channels = tuple((8000 * np.sin(2 * np.pi * hertz * times)).astype(np.int16) for hertz in (200, 300))
    return PlayableCopy(
        data=encode(channels),
        mime=OPUS.mime,
        duration=SECONDS,
        peaks=tuple(tuple(peaks(c)) for c in channels),
    )


class Opened:
    """A page with what went wrong in it and what it asked for."""

    def __init__(self, page, path: Path) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_load_state("load")

    def heard(self):
        return self.page.evaluate("document.getElementById('sound').currentTime")

    def paused(self):
        return self.page.evaluate("document.getElementById('sound').paused")

    def at(self, seconds, within=0.75):
        """Waits until the player has reached a second of the call."""
        self.until(
            "([t, w]) => Math.abs(document.getElementById('sound').currentTime - t) <= w", [seconds, within]
        )

    def until(self, condition, argument=None):
        """Waits for a condition. It is a function, because the page's policy lets no string be evaluated."""
        self.page.wait_for_function(condition, arg=argument, timeout=8000)


@pytest.fixture
def open_review(page, tmp_path, clip):
    def opened(review, sound=clip):
        path = tmp_path / "review.html"
        path.write_text(render(review, sound), "utf-8")
        one = Opened(page, path)
        if sound:
            one.until("() => document.getElementById('sound').readyState >= 1")
        return one

    return opened


@pytest.mark.parametrize("make", [good_review, incomplete_review, hostile_review])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_opens_without_an_error_or_a_request(open_review, page, make, width):
    page.set_viewport_size({"width": width, "height": 800})
    opened = open_review(make())
    assert opened.errors == []
    assert [url for url in opened.requests if not url.startswith(("data:", "file:"))] == []
    assert len([url for url in opened.requests if url.startswith("file:")]) == 1


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_is_wider_than_the_screen(open_review, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    open_review(hostile_review())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_transcript_stays_in_sight_and_never_covers_what_comes_below(open_review, page):
    open_review(good_review())
    page.locator("#criterion-next_step").scroll_into_view_if_needed()
    assert page.locator("#transcript").bounding_box()["y"] >= 0
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    above, below = page.locator("#transcript").bounding_box(), page.locator("#talk").bounding_box()
    assert above["y"] + above["height"] <= below["y"]


def test_the_sound_is_whole_and_can_be_jumped_in(open_review, page):
    opened = open_review(good_review())
    assert page.evaluate("document.getElementById('sound').duration") == pytest.approx(SECONDS, abs=0.5)
    page.evaluate("document.getElementById('sound').currentTime = 150")
    opened.at(150, within=0.05)


def test_evidence_plays_its_sentence_with_a_second_before_it_and_then_stops(open_review, page):
    opened = open_review(good_review())
    short = SENTENCES[19]  # "I hear that often.", 1.6 s
    page.locator("#criterion-objections .play").first.click()
    opened.at(short.start - 1)
    opened.until("t => document.getElementById('sound').currentTime >= t", short.end)
    opened.until("() => document.getElementById('sound').paused")
    assert opened.heard() == pytest.approx(short.end + 0.3, abs=0.6)


def test_pressing_the_same_evidence_again_pauses(open_review, page):
    opened = open_review(good_review())
    link = page.locator("#criterion-qualification .play").first
    link.click()
    opened.at(SENTENCES[25].start - 1)
    link.click()
    assert opened.paused()


def test_the_sentence_that_is_heard_is_marked(open_review, page):
    opened = open_review(good_review())
    page.locator("#S0020").click()
    opened.at(SENTENCES[19].start - 1)
    page.wait_for_selector("#S0020[aria-current=true]", timeout=5000)
    assert page.locator("#lines [aria-current]").count() == 1


def test_the_keyboard_plays_skips_and_walks_through_the_sentences(open_review, page):
    opened = open_review(good_review())
    page.keyboard.press(" ")
    opened.until("() => !document.getElementById('sound').paused")
    page.keyboard.press(" ")
    assert opened.paused()
    before = opened.heard()
    page.keyboard.press("ArrowRight")
    opened.at(before + 5, within=0.1)
    page.keyboard.press("ArrowLeft")
    opened.at(before, within=0.1)
    page.keyboard.press("j")
    page.keyboard.press("j")
    opened.at(SENTENCES[2].start - 1)
    page.keyboard.press("k")
    opened.at(SENTENCES[1].start - 1)


def test_keys_typed_into_the_search_stay_there(open_review, page):
    opened = open_review(good_review())
    page.keyboard.press("/")
    page.keyboard.type("two k j ")
    assert page.locator("#query").input_value() == "two k j "
    assert opened.paused()
    assert page.locator("#found").inner_text() == "not said"


def test_searching_marks_what_was_said_and_leaves_the_text_as_it_was(open_review, page):
    open_review(good_review())
    page.fill("#query", "TWO")
    # "two days a week", "Two people", "when two numbers", "the two days cost".
    assert page.locator("#lines mark").all_inner_texts() == ["two", "Two", "two", "two"]
    assert page.locator("#found").inner_text() == "1 of 4"
    page.keyboard.press("Enter")
    assert page.locator("#found").inner_text() == "2 of 4"
    page.keyboard.press("Escape")
    assert page.locator("#lines mark").count() == 0
    assert page.locator("#S0009 .said > p:not(.note)").inner_text() == SENTENCES[8].text


def test_a_click_on_the_waveform_seeks(open_review, page):
    opened = open_review(good_review())
    box = page.locator("#wave").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 40)
    opened.at(SECONDS / 2, within=0.5)


def test_a_narrow_screen_shows_one_part_at_a_time(open_review, page):
    page.set_viewport_size({"width": 390, "height": 844})
    open_review(good_review())
    assert page.locator("#scorecard").is_visible()
    assert not page.locator("#transcript").is_visible()
    page.get_by_role("button", name="Transcript").click()
    assert page.locator("#transcript").is_visible()
    assert not page.locator("#scorecard").is_visible()


def test_the_help_opens_by_its_key_and_closes_by_escape(open_review, page):
    open_review(good_review())
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


def test_everything_that_can_be_pressed_has_a_name(open_review, page):
    open_review(incomplete_review())
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, [role=img], audio, dialog, section, nav')]
            .filter(e => !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby')
                           || e.textContent.trim() || e.tagName === 'AUDIO'))
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert nameless == []


def test_headings_go_down_one_step_at_a_time(open_review, page):
    open_review(good_review())
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_without_script_everything_can_be_read_and_the_browsers_own_player_shows(browser, tmp_path, clip):
    path = tmp_path / "review.html"
    path.write_text(render(good_review(), clip), "utf-8")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(path.as_uri())
    for part in ("#scorecard", "#transcript", "#talk", "#sound"):
        assert page.locator(part).is_visible()
    assert not page.locator("#transport").is_visible()
    context.close()


def test_the_printed_page_has_scorecard_transcript_and_talk(open_review, page):
    page.set_viewport_size({"width": 390, "height": 844})
    open_review(good_review())
    page.emulate_media(media="print")
    for part in ("#scorecard", "#transcript", "#talk"):
        assert page.locator(part).is_visible()
    assert not page.locator("#transport").is_visible()
