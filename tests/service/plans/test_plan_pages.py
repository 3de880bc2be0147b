# ruff: noqa: F811 (fixtures are imported under the name they are asked for by)
"""Three plans from the check to the close, through their pages alone, with the rep's side of each."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.axe import violations
from tests.browser import Site, browser, site  # noqa: F401
from tests.clock import Clock, clock  # noqa: F401
from tests.service.plans.staged import scored
from tests.service.plans.story import Story
from tests.service.plans.test_milestones import MET
from tests.service.plans.written import DECISION_DAY, WINDOW

pytestmark = pytest.mark.slow
OPEN = [85, 75, 90, 87, 75, 90, 85, 90, 75, 90]
"""84.2 on average: neither met nor not met."""


@pytest.fixture(autouse=True)
def patient() -> None:
    """The machine may do other things beside."""
    expect.set_options(timeout=60_000)


def test_a_plan_that_is_met(clock: Clock, site: Site) -> None:
    story = Story(site, clock)
    story.asked()
    expect(story.sam.locator("h1")).to_contain_text("A plan can be the right tool")
    story.running()
    scored(story.stage, MET, WINDOW.first)
    story.met_on(date(2026, 9, 2), "Ask for a date before hanging up.")

    ana = story.ana
    ana.goto(story.sam.url)
    # They are Sam's words: Sam can still change them, and Ana's stand beside them.
    expect(ana.get_by_text("Append a correction")).to_have_count(1)
    expect(story.sam.get_by_text("Change it")).to_have_count(1)
    story.on(date(2026, 9, 16))
    ana.goto(f"/plans/{story.plan}/week")
    expect(ana.locator("main")).to_contain_text("Week 3 of 9")
    ana.goto("/me/plan")
    ours = ana.locator("#ours").locator("..")
    # What recurs every week is one line; the oldest that is late comes first.
    expect(ours.locator("> .promises > li")).to_have_count(5)
    late = ours.locator("li.late").first
    late.get_by_text("It did not happen").first.click()
    late.get_by_role("button", name="It did not happen").first.click()
    expect(ana.get_by_role("status")).to_contain_text("Saved")
    story.met_on(date(2026, 10, 21), "Agree on the day of the next call.")
    ana.goto("/me/plan")
    expect(ana.locator(".sentences")).to_contain_text("at or above where the plan expects you today")
    assert violations(ana) == []

    story.decided(DECISION_DAY)
    story.closed("passed", recognition="You agree on a dated step on nearly every call. Thank you.")
    ana.goto("/me/plan")
    expect(ana.locator("h1")).to_contain_text("has ended: passed")
    expect(ana.locator("main")).to_contain_text("dated step on nearly every call")
    story.on(date(2026, 12, 4))
    story.sam.goto(f"/plans/{story.plan}")
    story.sam.locator("textarea[id^=look]").first.fill("Still at 88.")
    story.sam.get_by_role("button", name="Keep it").first.click()
    ana.goto("/me/plan")
    expect(ana.locator("main")).to_contain_text("Still at 88.")
    assert site.faults == []


def test_what_the_data_leave_open_is_extended_once_and_handled_as_passed(clock: Clock, site: Site) -> None:
    story, last = Story(site, clock), date(2026, 12, 2)
    story.asked()
    story.running()
    scored(story.stage, OPEN, WINDOW.first)
    story.decided(DECISION_DAY)
    hana, ana = story.hana, story.ana
    hana.get_by_role("button", name="Give the one agreed extension").click()
    expect(hana.get_by_role("status")).to_contain_text("Extended, once")
    expect(hana.get_by_role("button", name="Give the one agreed extension")).to_have_count(0)
    ana.goto("/me/plan")
    expect(ana.locator(".sentences")).to_contain_text("Extended until 27 November 2026")
    expect(ana.locator("main")).to_contain_text("1 September 2026 to 27 November 2026")
    # People meet on while it is extended.
    expect(ana.locator("#meetings")).to_contain_text("The next check-in")
    ana.get_by_role("link", name="What this rests on: 10 calls").click()
    expect(ana.locator("h2").first).to_contain_text("10 calls count")

    scored(story.stage, [*OPEN, 85, 87], date(2026, 11, 9))
    story.decided(last)
    expect(hana.locator(".goal").first).to_contain_text('The data do not show "not met"')
    hana.get_by_text("Close it", exact=True).click()
    expect(hana.locator("input[value=not_met]")).to_be_disabled()
    story.closed("not_shown", recognition="You kept every promise.")
    ana.goto("/me/plan")
    expect(ana.locator("h1")).to_contain_text("has ended: the data do not show “not met”")
    expect(ana.locator("main")).to_contain_text("You kept every promise.")
    assert site.faults == []


def test_a_plan_is_the_wrong_tool(clock: Clock, site: Site) -> None:
    story = Story(site, clock)
    sam, hana, ana = story.sam, story.hana, story.ana
    story.asked(cause="system")
    expect(sam.locator("h1")).to_contain_text("A plan is the wrong tool here")
    expect(sam.locator("main")).to_contain_text("Mend the territory, routing, tools or pay")
    expect(sam.get_by_role("button", name="Begin the draft")).to_have_count(0)
    hana.goto(sam.url)
    hana.get_by_text("Go on all the same").click()
    hana.get_by_label("Why a plan is right all the same").fill(
        "The routing was mended in May; the gap stayed."
    )
    hana.get_by_role("button", name="Let it go on").click()
    expect(hana.get_by_role("status")).to_contain_text("Saved")

    sam.reload()
    story.written()
    story.published(date(2026, 8, 24))
    story.delivered(date(2026, 8, 25))
    story.heard(root_cause="My calls still come from the wrong queue.")
    story.started()
    ana.goto("/me/plan")
    ana.get_by_text("Write to HR").click()
    ana.locator("#concern-text").fill("Nobody looked at the queue.")
    ana.get_by_role("button", name="Send it to HR only").click()
    expect(ana.get_by_role("status")).to_contain_text("Nobody else reads it")
    sam.goto(f"/plans/{story.plan}")
    expect(sam.locator("body")).not_to_contain_text("Nobody looked at the queue.")

    hana.goto("/hr")
    hana.locator(".waits a").first.click()
    hana.locator("#concerns textarea").fill("You are right: it was not mended.")
    hana.locator("#concerns").get_by_role("button", name="Answer").click()
    expect(hana.get_by_role("status")).to_contain_text("Answered")
    story.closed("wrong_tool", reason="The queue is mended first; we look again in eight weeks.")
    ana.goto("/me/plan")
    expect(ana.locator("h1")).to_contain_text("a plan was the wrong tool")
    expect(ana.locator("#concern")).to_contain_text("You are right")
    assert site.faults == []
