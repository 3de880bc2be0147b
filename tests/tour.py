"""Pictures of the demo company for the README, from a demo that is running.

sidetone serve --demo --port 8377
.venv/bin/python -m tests.tour http://127.0.0.1:8377 [FOLDER]
"""

import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from service.demo.members import PASSWORD
from tests.browser import chromium
from tests.small_picture import small

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
HIGHEST = 1100


class Stop(NamedTuple):
    """A picture of the tour: whose browser it is, where they go, and on what screen."""

    name: str
    person: str
    path: str
    width: int = 1280


TOUR = (
    Stop("queue", "sam", "/queue"),
    Stop("team", "sam", "/team"),
    Stop("rep", "ana", "/me", width=360),
    Stop("plan", "leo", "/me/plan"),
)


def main(url: str, folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        take_tour(browser, url, folder)


def take_tour(browser: Browser, url: str, folder: Path) -> None:
    """A picture of each stop."""
    for stop in TOUR:
        context = browser.new_context(base_url=url, viewport={"width": stop.width, "height": 860})
        page = context.new_page()
        page.set_default_timeout(15_000)
        _take(page, stop, folder / f"tour-{stop.name}.png")
        context.close()


def _take(page: Page, stop: Stop, file: Path) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(f"{stop.person}@ledgerline.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    page.goto(stop.path)
    page.wait_for_timeout(500)  # fonts, charts and the wave
    height = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
    clip = {"x": 0, "y": 0, "width": stop.width, "height": height}
    file.write_bytes(small(page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type]
    sys.stdout.write(f"{file.name}: {file.stat().st_size / 1000:.0f} kB, {page.url}\n")


if __name__ == "__main__":
    main(sys.argv[1], *(Path(one) for one in sys.argv[2:3]))
