"""Plans in a browser, and the rep's side of each: met, left open and extended, the wrong tool."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Site
from tests.browser import browser as browser
from tests.browser import site as site
from tests.service.plans.staged import running, scored, staged
from tests.service.plans.written import RIGHT, WINDOW

pytestmark = pytest.mark.slow


def answer(page: Page, rep: str, **changed: str) -> None:
    """Somebody answers the nine questions."""
    page.goto(f"/reps/{rep}/plan-check")
    for name, value in (RIGHT.model_dump(mode="json") | changed).items():
        if name == "gap_since":
            page.locator("#gap_since").fill(str(value))
        elif name != "notes":
            page.locator(f"input[name={name}][value={value}]").check()
    page.get_by_role("button", name="What does this say?").click()


def test_a_plan_that_is_met(site: Site) -> None:
    stage = staged(site.web.database, site.cast)
    name = running(stage)
    # Twelve calls of 90 in the window: 90, well above 85.
    scored(stage, [90] * 12, WINDOW.first)
    ana, hana = site.page_as("Ana", width=360), site.page_as("Hana")
    ana.goto("/me/plan")
    expect(ana.locator(".sentences")).to_contain_text("90")
    ana.get_by_role("button", name="I have it").click()
    expect(ana.get_by_role("status")).to_contain_text("It is no agreement")
    ana.locator("#ours").locator("..").get_by_text("It did not happen").first.click()
    ana.locator("#ours").locator("..").get_by_role("button", name="It did not happen").first.click()
    expect(ana.get_by_role("status")).to_contain_text("Saved")

    hana.goto("/hr")
    expect(hana.locator(".waits")).to_contain_text("is due for its decision")
    hana.goto(f"/plans/{name}")
    hana.get_by_role("button", name="Let the decision stand").click()
    expect(hana.get_by_role("status")).to_contain_text("The decision stands")
    hana.get_by_text("Close it", exact=True).click()
    hana.locator("input[value=passed]").check()
    hana.locator("#close-summary").fill("The QA score is 90 on twelve random calls.")
    hana.get_by_label("Recognition").fill("You agree on a dated step on nearly every call. Thank you.")
    hana.get_by_role("button", name="Close and sign").click()
    expect(hana.get_by_role("status")).to_contain_text("Closed and signed")

    ana.goto("/me/plan")
    expect(ana.locator("h1")).to_contain_text("has ended: passed")
    expect(ana.locator("main")).to_contain_text("dated step on nearly every call")
    assert site.faults == []


def test_a_plan_that_the_data_leave_open_is_extended_once(site: Site) -> None:
    stage = staged(site.web.database, site.cast)
    name = running(stage)
    scored(stage, [75, 90, 75], WINDOW.first)
    hana, ana = site.page_as("Hana"), site.page_as("Ana", width=360)
    hana.goto(f"/plans/{name}")
    hana.get_by_role("button", name="Let the decision stand").click()
    hana.get_by_role("button", name="Give the one agreed extension").click()
    expect(hana.get_by_role("status")).to_contain_text("Extended, once")
    expect(hana.get_by_role("button", name="Give the one agreed extension")).to_have_count(0)
    ana.goto("/me/plan")
    expect(ana.locator(".sentences")).to_contain_text("Extended until")
    ana.get_by_role("link", name="What this rests on: 3 calls").click()
    expect(ana.locator("h2").first).to_contain_text("3 calls count")
    assert site.faults == []


def test_a_plan_is_the_wrong_tool(site: Site) -> None:
    staged(site.web.database, site.cast)
    sam, hana, rui = site.page_as("Sam"), site.page_as("Hana"), site.page_as("Rui", width=360)
    answer(sam, site.cast.ids["Rui"], cause="system")
    expect(sam.locator("h1")).to_contain_text("A plan is the wrong tool here")
    expect(sam.locator("main")).to_contain_text("Mend the territory, routing, tools or pay")
    expect(sam.get_by_role("button", name="Begin the draft")).to_have_count(0)

    answer(sam, site.cast.ids["Rui"])
    sam.get_by_role("button", name="Begin the draft").click()
    sam.wait_for_url("**/edit?said=plan_begun")
    sam.locator("summary", has_text="Reason").click()
    sam.get_by_label("In short").fill("Calls end without a dated next step.")
    sam.get_by_role("button", name="Save", exact=True).click()
    sam.get_by_role("button", name="Hand to HR").click()
    expect(sam.get_by_role("status")).to_contain_text("Handed to HR")
    rui.goto("/me/plan")
    expect(rui.locator("main")).to_contain_text("You have no plan.")

    hana.goto("/hr")
    hana.locator(".waits a").first.click()
    hana.get_by_role("button", name="Publish and sign").click()
    expect(hana.locator("#problems")).to_be_visible()
    hana.get_by_text("Close it", exact=True).click()
    hana.locator("input[value=wrong_tool]").check()
    hana.locator("#close-summary").fill("The territory was changed in May.")
    hana.get_by_role("button", name="Close and sign").click()
    expect(hana.locator("#close-summary")).to_have_value("The territory was changed in May.")
    hana.get_by_label("HR's reason").fill("The territory is mended first; we look again in eight weeks.")
    hana.get_by_role("button", name="Close and sign").click()
    expect(hana.locator("main")).to_contain_text("a plan was the wrong tool")
    rui.goto("/me/plan")
    expect(rui.locator("main")).to_contain_text("You have no plan.")
    assert site.faults == []
