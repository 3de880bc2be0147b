"""A calibration from its blind sheets to a clearance that is granted and lost again, in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from scoring.judgement import Judgement, JudgeRequest
from service.calibration.anchors import ask_for_due_checks
from service.db.base import now
from service.db.tables import Call, Round, RoundCall
from tests.axe import violations
from tests.browser import Site, browser, site  # noqa: F401
from tests.cast import rubric
from tests.service.calibration.test_clearance import Turned, read
from tests.service.calibration.test_pages_of_figures import rate_by
from tests.service.calibration.test_rounds import made
from tests.service.calibration.world import SameJudge, World

CALLS = 54


class Seeing(Turned):
    """Reads every second call as not happening: a judge that can agree and disagree with people."""

    def __init__(self, model: str) -> None:
        super().__init__(model)
        self._asked = 0

    def judge(self, request: JudgeRequest) -> Judgement:
        call, self._asked = self._asked // len(rubric().criteria), self._asked + 1
        return super().judge(request) if call % 2 else SameJudge.judge(self, request)


def fill_in(page: Page, level: str) -> None:
    """Musts yes with the first sentence, clicked; everything else no; the same level everywhere."""
    for criterion in rubric().criteria:
        for item in criterion.items:
            must = item.kind.value == "must"
            page.locator(f'input[name="answer.{item.id}"][value="{"yes" if must else "no"}"]').check()
            if must:
                page.locator(".said li button").first.click()
        page.locator(f'select[name="level.{criterion.key}"]').select_option(level)


def discovery(page: Page) -> Locator:
    """What the clearance page says of the judge that is called steady, on one criterion."""
    return page.get_by_role("region", name="scripted steady").locator("section.card", has_text="Discovery")


def standing(page: Page) -> str:
    page.goto("/clearance")
    return discovery(page).locator(".state").inner_text()


@pytest.mark.slow(seconds=50)
def test_blind_then_open_then_settled_then_cleared_then_lost(site: Site) -> None:  # noqa: F811
    world = World(site.web.database, CALLS, site.cast)
    pooled = str(made(site.client, world, "Sam", title="October")["id"])
    read(world, Seeing("steady"))
    # The judge gives 2 and 1 in turn; so does Sam, but for every ninth call.
    rate_by(world, pooled, "Sam", [2, 1, 2, 1, 2, 1, 2, 1, 3, 1, 2, 1, 2, 1, 2, 1, 2, 2])
    name = str(made(site.client, world, "Sam", "Quill", chosen=[first_of(world, pooled)])["id"])
    place = f"/calibration/{name}"

    two_score_blind(site, place)
    quinn = site.page_as("Quinn")
    the_meeting_settles(quinn, place)

    # Clearance is granted by name, and the page says by which gate it could not be more.
    assert standing(quinn) == "helps a person"
    discovery(quinn).get_by_role("button", name="Grant coaching").click()
    assert standing(quinn) == "coaching"
    expect(discovery(quinn)).to_contain_text("of 100 double-scored")

    # Anchors are frozen; the judge reads them; one that reads differently takes the clearance away.
    quinn.goto("/clearance/anchors")
    quinn.get_by_label("Title").fill("Anchors of October")
    quinn.get_by_label("October", exact=True).check()
    quinn.get_by_role("button", name="Freeze").click()
    read(world, Seeing("steady"))
    with world.database.write() as session:
        ask_for_due_checks(session, site.web.engine, Turned("other"), now())
    read(world, Turned("other"))
    assert standing(quinn) == "helps a person"
    expect(discovery(quinn)).to_contain_text("frozen")
    quinn.goto("/clearance/anchors")
    expect(quinn.locator("article").first).to_contain_text("reads differently")
    expect(quinn.locator("article").first).to_contain_text(re.compile(r"turned on 27 of 54 calls"))
    assert violations(quinn) == []
    assert site.faults == []


def first_of(world: World, round_id: str) -> str:
    """The call with number 1, which the judge gave a 2: the order of a round is drawn anew each time."""
    with world.database.read() as session:
        asked = select(Call.public_id).join(RoundCall, RoundCall.call_id == Call.id)
        asked = asked.join(Round, Round.id == RoundCall.round_id)
        return session.scalars(asked.where(Round.public_id == round_id, RoundCall.number == 1)).one()


def two_score_blind(site: Site, place: str) -> None:  # noqa: F811
    """Each sees the call and their own sheet, and nothing of the other, the rep or the AI reading."""
    for rater, other, level in (("Sam", "Quill", "4"), ("Quill", "Sam", "2")):
        page = site.page_as(rater)
        page.goto(place)
        expect(page.get_by_role("heading", level=1)).to_contain_text("your sheets are waiting")
        page.get_by_role("link", name="Score the next call").click()
        text = page.locator("main").inner_text()
        assert not any(hidden in text for hidden in ("Ana", other, "scripted", "steady"))
        fill_in(page, level)
        expect(page.locator("#says")).to_have_text("Kept.")
        page.reload()
        expect(page.locator('select[name="level.discovery"]')).to_have_value(level)
        assert violations(page) == []
        page.get_by_role("button", name="Hand in").click()
        page.context.close()


def the_meeting_settles(quinn: Page, place: str) -> None:
    """Side by side, the differences marked; one criterion is settled and the meeting closed."""
    quinn.goto(place)
    expect(quinn.get_by_role("heading", level=1)).to_contain_text("open")
    table = quinn.locator("table.side-by-side").first
    for shown in ("Sam", "Quill", "AI reading"):
        expect(table.locator("thead")).to_contain_text(shown)
    row = table.locator("tr", has_text="Discovery")
    assert "apart" in str(row.get_attribute("class"))
    row.locator("select").select_option("3")
    row.get_by_role("button", name="Settle").click()
    expect(quinn.locator("table.side-by-side").first.locator("tr", has_text="Discovery")).to_contain_text("3")
    quinn.locator("details.sure summary").click()
    quinn.get_by_role("button", name="Close it").click()
    expect(quinn.get_by_role("heading", level=1)).to_contain_text("settled")
