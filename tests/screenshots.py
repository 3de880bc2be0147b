"""Pictures of every page, in both themes, narrow and wide.

    .venv/bin/python -m tests.screenshots [FOLDER] [WORD …]

Into docs/screenshots by default; with words, only pages whose name has one of them.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import chromium, served_site
from tests.pages import PageOf, filled_site, opened, pages
from tests.small_png import small

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
SIZES = {"wide": (1440, 900), "narrow": (360, 780)}
THEMES = {"light": False, "dark": True}
LONGEST = 2000
"""Pixels of height a picture has at most."""


def main(folder: Path = FOLDER, *words: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        chromium() as browser,
        tempfile.TemporaryDirectory() as home,
        served_site(Path(home), browser, demo=False) as site,
    ):
        found = [one for one in pages(site, filled_site(site)) if not words or _has(one, words)]
        people = dict.fromkeys(one.person for one in found)
        for size, (width, height) in SIZES.items():
            for theme, dark in THEMES.items():
                browsers = {who: site.page_as(who, width, height, dark) for who in people}
                for one in found:
                    _take(browsers[one.person], one, folder / f"{one.name}-{size}-{theme}.png")
        for fault in dict.fromkeys(site.faults):
            sys.stdout.write(f"complained: {fault}\n")
    total = sum(file.stat().st_size for file in folder.glob("*.png"))
    sys.stdout.write(f"{len(found)} pages, {total / 1e6:.1f} MB in {folder}\n")


def _has(one: PageOf, words: tuple[str, ...]) -> bool:
    return any(word in one.name for word in words)


def _take(page: Page, one: PageOf, file: Path) -> None:
    if opened(page, one.path) is None:
        return
    # Fonts, charts and the first live event; nothing on a page moves for longer.
    page.wait_for_timeout(150)
    height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
    width = page.evaluate("innerWidth")
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    file.write_bytes(small(page.screenshot(full_page=True, clip=clip)))


if __name__ == "__main__":
    given = sys.argv[1:]
    main(Path(given[0]) if given else FOLDER, *given[1:])
