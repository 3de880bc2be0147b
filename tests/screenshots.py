"""Pictures of every page, in both themes, narrow and wide, from the demo; and those of the README.

    .venv/bin/python -m tests.screenshots [FOLDER] [WORD …]

Into docs/screenshots by default; with words, only pages whose name has one of them. What nobody in the demo
has yet is taken from the company of the tests.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Page
from sqlalchemy import func, select

from service.calls.states import IN_WORK
from service.db.engine import Database
from service.db.tables import Call
from service.demo.starting import FOLDER as COMPANY
from tests.browser import Site, chromium, served_site
from tests.demo_walk import Demo
from tests.e2e.serving import MODELS, ROOT, wait_until_up
from tests.pages import PageOf, filled_site, opened, pages
from tests.small_picture import small_webp
from tests.tour import take_tour

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {"wide": (1440, 900), "narrow": (360, 780)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LONGEST = 1800
"""Pixels of height a picture has at most."""
UNTIL_HEARD = 900

Opener = Callable[[str | None, int, int], Page]
"""A browser of a person: whose, how wide and how high."""


def main(folder: Path = FOLDER, *words: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp") if not words else ():
        old.unlink()
    with (
        chromium() as browser,
        tempfile.TemporaryDirectory() as home,
        served_site(Path(home), browser, demo=False) as site,
    ):
        of_tests = list(pages(site, filled_site(site)))
        with running_demo(Path(home)) as url:
            demo = Demo(browser, url)
            found = demo.pages(site.app)
            take_all(wanted(found, words), of_demo(demo), folder)
            if not words:
                take_tour(browser, url, folder)
        here = {one.name for one in found}
        rest = [one for one in of_tests if one.name not in here]
        taken = take_all(wanted(rest, words), of_site(site), folder)
        sys.stdout.write(f"not in the demo: {', '.join(taken)}\n")
        for fault in dict.fromkeys(site.faults):
            sys.stdout.write(f"complained: {fault}\n")
    write_index(folder)
    total = sum(file.stat().st_size for file in folder.iterdir())
    sys.stdout.write(f"{len(here) + len(taken)} pages, {total / 1e6:.1f} MB in {folder}\n")


INDEX = """# Pictures of every page

`python -m tests.screenshots` makes them from the company of the demo; what nobody there has yet is from that
of the tests. Each page is here wide (1440 px) and narrow (360 px), light and dark. People and calls are
invented.

| page | wide | narrow |
|---|---|---|
"""


def write_index(folder: Path) -> None:
    """A table with all pictures of the folder."""
    lines = []
    for name in sorted({file.stem.rsplit("-", 2)[0] for file in folder.glob("*.webp")}):
        cells = [" · ".join(f"[{theme}]({name}-{size}-{theme}.webp)" for theme in THEMES) for size in SIZES]
        lines.append(f"| {name} | {' | '.join(cells)} |\n")
    (folder / "README.md").write_text(INDEX + "".join(lines), "utf-8")


def wanted(found: Iterable[PageOf], words: tuple[str, ...]) -> list[PageOf]:
    return [one for one in found if not words or any(word in one.name for word in words)]


@contextmanager
def running_demo(home: Path) -> Iterator[str]:
    """The address of a demo whose recordings are heard."""
    (home / "models").symlink_to(MODELS, target_is_directory=True)
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    serve = [sys.executable, "-m", "service", "serve", "--demo", "--port", str(port)]
    running = subprocess.Popen(serve, cwd=ROOT, env=os.environ | {"SIDETONE_HOME": str(home)})
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_up(url, 600)
        wait_until_heard(home / COMPANY / "sidetone.db")
        yield url
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)


def wait_until_heard(file: Path) -> None:
    database, deadline = Database(f"sqlite:///{file}"), time.monotonic() + UNTIL_HEARD
    in_work = select(func.count()).select_from(Call).where(Call.state.in_(IN_WORK))
    while time.monotonic() < deadline:
        with database.read() as session:
            if not session.scalar(in_work):
                break
        time.sleep(1)
    database.close()


def of_demo(demo: Demo) -> Opener:
    def opener(person: str | None, width: int, height: int) -> Page:
        assert person is not None
        return demo.context_of(person, viewport={"width": width, "height": height}).new_page()

    return opener


def of_site(site: Site) -> Opener:
    return site.page_as


def take_all(found: list[PageOf], open_as: Opener, folder: Path) -> list[str]:
    """A picture of each page in each size and theme; the names of those that are pages."""
    taken: dict[str, None] = {}
    people = dict.fromkeys(one.person for one in found)
    for size, (width, height) in SIZES.items():
        browsers = {who: open_as(who, width, height) for who in people}
        for one in found:
            page = browsers[one.person]
            if not is_page(page, one):
                continue
            taken[one.name] = None
            for theme in THEMES:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                take(page, folder / f"{one.name}-{size}-{theme}.webp")
        for page in browsers.values():
            page.context.close()
    return list(taken)


def is_page(page: Page, one: PageOf) -> bool:
    """Goes there. False for a file to be kept, and for what only leads to another page."""
    status = opened(page, one.path)
    if status == 200:
        return urlsplit(page.url).path == urlsplit(one.path).path
    if status is not None:
        sys.stdout.write(f"{status}: {one.path} as {one.person}\n")
    return False


def take(page: Page, file: Path) -> None:
    # Fonts, charts and the first live event; nothing on a page moves for longer.
    page.wait_for_timeout(150)
    width, height, whole = page.evaluate("[innerWidth, innerHeight, document.documentElement.scrollHeight]")
    if not page.locator(".bar").count():  # which stands at the lower edge of what is seen
        height = min(whole, LONGEST)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    file.write_bytes(small_webp(page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type]


if __name__ == "__main__":
    given = sys.argv[1:]
    main(Path(given[0]) if given else FOLDER, *given[1:])
