"""Quinn changes a rubric in a browser: an error at its line, a look at past calls, published."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Site, browser, site  # noqa: F401
from tests.service.calls.reviewed import reviewed

pytestmark = pytest.mark.slow


def type_over(page: Page, old: str, new: str) -> None:
    """Selects a piece of the YAML and types something else in its place."""
    page.evaluate(
        """([old]) => {
            const text = document.getElementById("text");
            const at = text.value.indexOf(old);
            if (at < 0) throw new Error(`${old} is not there`);
            text.focus();
            text.setSelectionRange(at, at + old.length);
        }""",
        [old],
    )
    page.keyboard.insert_text(new)


def test_quinn_edits_sees_an_error_at_its_line_tries_it_and_publishes(site: Site) -> None:  # noqa: F811
    reviewed(site.client, "weak-pitch")
    page = site.page_as("Quinn")
    page.set_default_timeout(30_000)
    page.goto("/rubrics")
    page.get_by_role("button", name="Begin a draft").click()
    expect(page.get_by_text("A draft was begun.")).to_be_visible()

    page.get_by_role("link", name="YAML").click()
    type_over(page, "weight: 10", "weigth: 10")
    mistakes = page.locator("#mistakes")
    expect(mistakes.get_by_text("there is no key `weigth` here")).to_be_visible()
    line = mistakes.locator("li", has_text="weigth").locator("a").first
    assert page.locator("#gutter b").all_inner_texts().count(line.inner_text().removeprefix("Line ")) == 1
    line.click()
    marked = page.evaluate(
        "(t => t.value.slice(t.selectionStart, t.selectionEnd))(document.getElementById('text'))"
    )
    assert marked.strip() == "weigth: 10"

    # Mended, and the opening weighs more; what it gains, discovery loses.
    page.keyboard.insert_text("    weight: 20")
    expect(mistakes.get_by_text("the weights add to 110, not to 100")).to_be_visible()
    type_over(page, "weight: 30", "weight: 20")
    expect(mistakes.get_by_text("Nothing wrong.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.get_by_role("link", name="Form", exact=True).click()
    page.get_by_role("link", name="Opening").click()
    page.locator("summary", has_text="Does the rep say what the call is about?").click()
    page.locator("input[name=item-0-asks]").fill("Does the rep say in a sentence why they call?")
    expect(page.locator("#preview").get_by_text("in a sentence why they call")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.get_by_role("link", name="Try", exact=True).click()
    expect(page.get_by_text("1 of 1 calls may change.")).to_be_visible()
    page.get_by_role("button", name="Have the judge read the ticked calls").click()
    expect(page.get_by_text("0 of 1 calls read.")).to_be_visible()

    page.get_by_role("link", name="Publish", exact=True).click()
    expect(page.get_by_text("calls have to be read again for it")).to_be_visible()
    page.get_by_label("What changed and why").fill("Openings decide; they weigh more.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="B2B discovery call")).to_be_visible()
    expect(page.get_by_text("Openings decide; they weigh more.")).to_be_visible()
    assert page.url.split("?")[0].endswith("/rubrics/b2b-discovery/2")
    assert site.faults == []
