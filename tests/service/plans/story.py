"""A plan of Ana's as people click it: Sam writes it, Hana publishes and closes it, Ana reads and answers on
her phone. Nothing is done beside the pages but the calls of the weeks, which are drawn and scored by Quinn.
"""

from datetime import UTC, date, datetime

from playwright.sync_api import Page, expect

from service.db.tables import Person
from service.people.passwords import hash_password
from tests.browser import Site
from tests.clock import Clock
from tests.service.plans.staged import Staged, scored, staged
from tests.service.plans.written import RIGHT, STARTS

PASSWORD = "four words are good"
BEFORE = date(2026, 7, 6)
"""From then on Ana's calls of the baseline: one a day."""
BASELINE = [72, 85, 75, 72, 90, 72, 75, 72, 72, 75, 72, 72]
"""Their QA scores: 75.3 on average."""
WORDS = {
    "person.hr": "Hana",
    "reason.summary": "Calls end without a dated next step.",
    "reason.standards": "A QA score of 85 for everybody in the role.",
    "reason.earlier_talks": "On 3 June and 8 July.",
    "expectations.0.current": "75",
    "expectations.0.expected": "85",
    "expectations.1.current": "on 9 of 12 calls",
    "expectations.1.expected": "on every call",
    "expectations.2.current": "on 7 of 10 calls",
    "expectations.2.expected": "on 9 of 10 calls",
    "milestones.0.wording": "Raise the QA score of random calls from 75 to 85 by 30 October 2026.",
    "milestones.0.of": "qa_score",
    "milestones.0.target": "85",
    "milestones.0.baseline": "75",
    "milestones.0.baseline_n": "12",
    "milestones.0.baseline_day": "2026-07-20",
    "milestones.0.more_calls": "12",
    "milestones.0.more_days": "28",
    "milestones.1.wording": "Read the required statements on 19 of 20 calls by 30 October 2026.",
    "milestones.2.wording": "Finish the notes of 9 of 10 calls within 2 minutes by 30 October 2026.",
}
"""What Sam types beside what the template and the data bring."""


class Story:
    """Three browsers, and a clock that is put forward."""

    def __init__(self, site: Site, clock: Clock) -> None:
        self.site, self._clock = site, clock
        self.stage: Staged = staged(site.web.database, site.cast)
        _give_passwords(site)
        scored(self.stage, BASELINE, BEFORE)
        clock.put(datetime(2026, 8, 20, 9, tzinfo=UTC))
        self.sam, self.hana = self._browser("Sam"), self._browser("Hana")
        self.ana = self._browser("Ana", 360)
        self.plan = ""

    def on(self, day: date, hour: int = 12) -> None:
        """Time passes until then; everybody signs in again, since they were away for more than a night."""
        self._clock.put(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))
        for page, name in ((self.sam, "Sam"), (self.hana, "Hana"), (self.ana, "Ana")):
            self.site.sign_in(page, name)

    def asked(self, **changed: str) -> None:
        """Sam answers the nine questions, beside what the data say."""
        page = self.sam
        page.goto(f"/reps/{self.site.cast.ids['Ana']}/plan-check")
        for name, value in (RIGHT.model_dump(mode="json") | changed).items():
            if name == "gap_since":
                page.locator("#gap_since").fill(str(value))
            elif name != "notes":
                page.locator(f"input[name={name}][value={value}]").check()
        page.get_by_role("button", name="What does this say?").click()
        page.wait_for_url("**/plan-checks/*")

    def written(self) -> None:
        """A draft from the template, filled in, and handed to HR."""
        page = self.sam
        page.locator("input[name=template][value=low_qa_score]").check()
        page.locator("[name=starts]").fill(STARTS.isoformat())
        page.locator("[name=zone]").fill("Europe/Berlin")
        page.locator("[name=rep_said]").fill("That callers hurry her.")
        page.get_by_role("button", name="Begin the draft").click()
        page.wait_for_url("**/edit?said=plan_begun")
        self.plan = page.url.split("/plans/")[1].split("/")[0]
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.locator("[name='milestones.0.kind']").select_option("mean")
        page.locator("[name='milestones.0.rubric']").select_option("small@1")
        for name, words in WORDS.items():
            page.locator(f"[name='{name}']").fill(words)
        page.get_by_role("button", name="Save and go on").click()
        page.wait_for_url("**/edit?said=saved")
        # The forecast stands beside the milestone: so many calls, and what they would decide.
        expect(page.locator("#foreseen")).to_contain_text("calls will count by the deadline")
        expect(page.locator("#foreseen")).to_contain_text("85 lies between level 3")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Hand to HR").click()
        expect(page.get_by_role("status")).to_contain_text("Handed to HR")

    def published(self, day: date) -> None:
        """Hana finds it among what waits, looks whether it is in line, and signs."""
        self.on(day)
        page = self.hana
        page.goto("/hr")
        expect(page.locator(".waits")).to_contain_text("Review it and publish it")
        page.locator(".waits a").first.click()
        expect(page.locator("main")).not_to_contain_text("HR cannot publish it as it is")
        page.locator("#sign-publish").fill(PASSWORD)
        page.get_by_role("button", name="Publish and sign").click()
        expect(page.get_by_role("status")).to_contain_text("Published and signed")
        self.ana.goto("/me/plan")
        expect(self.ana.locator("main")).to_contain_text("You have no plan.")

    def delivered(self, day: date) -> None:
        """Sam went through it with Ana at three in Berlin, and says so."""
        self.on(day, hour=14)
        page = self.sam
        page.goto(f"/plans/{self.plan}")
        page.locator("#deliver-at").fill(f"{day}T15:00")
        page.locator("#deliver-summary").fill("We went through each section.")
        page.locator("#sign-deliver").fill(PASSWORD)
        page.get_by_role("button", name="It was delivered").click()
        expect(page.get_by_role("status")).to_contain_text("Noted and signed")

    def heard(self, **answers: str) -> None:
        """Ana says what she thinks of it, and that she has it; Sam answers each."""
        page, told = self.ana, {"root_cause": "I hurry.", "achievable": "Yes.", "support": "Rui's calls."}
        page.goto("/me/plan")
        for kind, words in (told | answers).items():
            page.locator(f"textarea[name={kind}]").fill(words)
        page.get_by_role("button", name="Send your answers").click()
        expect(page.get_by_role("status")).to_contain_text("Each answer gets a reply")
        page.locator("#sign-receipt").fill(PASSWORD)
        page.get_by_role("button", name="I have it").click()
        expect(page.get_by_role("status")).to_contain_text("It is no agreement")
        for _ in told:
            self.sam.goto(f"/plans/{self.plan}")
            self.sam.locator("#words textarea[id^=answer]").first.fill("Thank you; that helps.")
            self.sam.get_by_role("button", name="Answer", exact=True).first.click()
            expect(self.sam.get_by_role("status")).to_contain_text("Answered")

    def started(self) -> None:
        self.on(STARTS)
        self.sam.goto(f"/plans/{self.plan}")
        self.sam.get_by_role("button", name="Start the plan").click()
        expect(self.sam.get_by_role("status")).to_contain_text("It runs")

    def running(self) -> None:
        """From the draft to the first day."""
        self.written()
        self.published(date(2026, 8, 24))
        self.delivered(date(2026, 8, 25))
        self.heard()
        self.started()

    def met_on(self, day: date, action: str) -> None:
        """Sam and Ana meet; the notes are signed. A password mistyped loses no word of them."""
        self.on(day)
        page = self.sam
        page.goto(f"/plans/{self.plan}")
        page.locator("#meetings a[href*='/check-ins/']").first.click()
        page.locator("#hold-action").fill(action)
        page.locator("#hold-helped").fill("The card with the three questions.")
        page.locator("#promise1").fill("Half an hour with Rui")
        page.locator("#due1").fill("2026-09-30")
        page.locator("#sign-hold").fill("three words are not")
        page.get_by_role("button", name="Keep and sign the notes").click()
        expect(page.locator("#problems")).to_contain_text("not your password")
        expect(page.locator("#hold-action")).to_have_value(action)
        expect(page.locator("#promise1")).to_have_value("Half an hour with Rui")
        page.locator("#sign-hold").fill(PASSWORD)
        page.get_by_role("button", name="Keep and sign the notes").click()
        expect(page.get_by_role("status")).to_contain_text("Kept and signed")

    def decided(self, day: date) -> None:
        """On its day Hana finds that a decision is due, and lets stand what the rule says."""
        self.on(day)
        page = self.hana
        page.goto("/hr")
        expect(page.locator(".waits")).to_contain_text("is due for its decision")
        page.goto(f"/plans/{self.plan}")
        page.get_by_role("button", name="Let the decision stand").click()
        expect(page.get_by_role("status")).to_contain_text("The decision stands")

    def closed(self, outcome: str, **words: str) -> None:
        """Hana closes it, signed."""
        page = self.hana
        page.goto(f"/plans/{self.plan}")
        page.get_by_text("Close it", exact=True).click()
        page.locator(f"input[value={outcome}]").check()
        page.locator("#close-summary").fill("What the pages show, in a sentence.")
        for name, text in words.items():
            page.locator(f"textarea[name={name}]").fill(text)
        page.locator("#sign-close").fill(PASSWORD)
        page.get_by_role("button", name="Close and sign").click()
        expect(page.get_by_role("status")).to_contain_text("Closed and signed")

    def _browser(self, name: str, width: int = 1280) -> Page:
        page = self.site.page_as(name, width)
        page.set_default_timeout(60_000)
        return page


def _give_passwords(site: Site) -> None:
    kept = hash_password(PASSWORD, None)
    with site.web.database.write() as session:
        for name in ("Ana", "Sam", "Hana"):
            session.get_one(Person, site.cast.keys[name]).password = kept
