# ruff: noqa: F811 (fixtures are imported under the name they are asked for by)
"""Ana on her phone, from where she stands to the sound: milestone, call, criterion, sentence, player."""

import re
from datetime import date
from fractions import Fraction

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from scoring.milestone.goals import MeanGoal, Scale
from service.db.tables import Call, Recording
from tests.axe import violations
from tests.browser import Site, browser, site  # noqa: F401
from tests.clock import Clock, clock  # noqa: F401
from tests.service.plans.staged import Staged, running, scored, staged
from tests.service.plans.written import WINDOW, milestone, noon, rule
from tests.service.served import copied, uploaded, wav

pytestmark = pytest.mark.slow(seconds=8)
OPENING = MeanGoal(
    kind="mean", of="opening", scale=Scale.LEVEL, target=Fraction("3.5"), team_sd=Fraction("0.9")
)


def with_sound(site: Site, stage: Staged, call: str) -> None:
    """The recording of another call becomes this one's, with its copies for browsers."""
    other = uploaded(site.client, sound=wav(seconds=8))["id"]
    copied(site.client, other)
    with stage.database.write() as session:
        row = select(Recording).join(Call, Call.id == Recording.call_id).where(Call.public_id == other)
        session.scalars(row).one().call_id = session.scalars(
            select(Call.id).where(Call.public_id == call)
        ).one()


def test_a_rep_hears_what_a_milestone_rests_on(clock: Clock, site: Site) -> None:
    stage = staged(site.web.database, site.cast)
    of_opening = rule(OPENING, title="Opening", baseline=None)
    opening = milestone("opening", title="Opening", wording="Open well", decides=False, rule=of_opening)
    running(stage, milestones=(milestone(), opening))
    calls = scored(stage, [72, 90] * 4, WINDOW.first)
    with_sound(site, stage, calls[0])
    clock.put(noon(date(2026, 10, 20)))

    ana = site.page_as("Ana", width=360, is_mobile=True, has_touch=True)
    ana.goto("/me/plan")
    stands = ana.locator("#goal-opening")
    expect(stands).to_contain_text("3.5, likely 3.")
    expect(stands).to_contain_text("8 random calls")
    stands.get_by_role("link", name="What this rests on: 8 calls").tap()
    expect(ana.locator("h2").first).to_have_text("8 calls count")
    assert violations(ana) == []
    ana.get_by_role("link", name=re.compile("3 October 2026")).tap()
    ana.wait_for_url(f"**/calls/{calls[0]}#criterion-opening")
    criterion = ana.locator("#criterion-opening")
    expect(criterion).to_be_in_viewport()
    # What was done is shown by its sentence, what was not by where it was looked for; a tap plays it.
    expect(criterion).to_contain_text("Asks for opening_m3")
    proof = criterion.locator(".proof", has_text="Shall we say Thursday at ten?").first
    proof.locator("a.play").tap()
    proof.locator("a.play.playing").wait_for()
    missed = criterion.locator(".proof", has_text="searched").first.locator("a.play")
    expect(missed).to_have_text("0:00–0:08")
    assert ana.evaluate("document.documentElement.scrollWidth") == 360
    assert site.faults == []
