"""Every page there is, told from the application's own routes, with somebody who may see it, and its content.

The rows of tests/service/permissions say who may see a page and put into the database what it is about; so a
new page is in here by itself, and in all that walks over pages: axe-core, narrow screens, screenshots.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from playwright.sync_api import Error, Page

from tests.browser import Site
from tests.service import permissions
from tests.service.permissions.rows import Row, World, doors, filled

NO_PAGES = ("/api/", "/healthz", "/readyz", "/metrics", "/queue/events", "/queue/hearing")
"""What is looked at by programs, or is a part of a page."""


class PageOf(NamedTuple):
    """A page: a name for files, its address, and who looks at it; nobody, where it is for everybody."""

    name: str
    path: str
    person: str | None


def rows() -> dict[tuple[str, str], Row]:
    return {door: row for noun in _nouns() for door, row in noun.ROUTES.items()}


def filled_site(site: Site) -> Mapping[str, str]:
    """Puts in what every noun's pages are about; the public ids by name."""
    world = World(site.client, site.web.database, site.cast)
    for noun in _nouns():
        world.things.update(noun.things(world))
    return world.things


def pages(site: Site, things: Mapping[str, str]) -> Iterator[PageOf]:
    """Every page that answers with HTML to somebody who may see it."""
    known = rows()
    for door in sorted({door for door in doors(site.app.routes) if door.method == "GET"}):
        row = known.get(door)
        if row is None or not (row.may or row.to_all) or door.path.startswith(NO_PAGES) or door.path == "/":
            continue
        path = filled(door.path, dict(things) | {part: things[thing] for part, thing in row.using.items()})
        query = "&".join(f"{name}={filled(value, things)}" for name, value in row.query.items())
        person = None if row.to_all else row.may.split()[0]
        yield PageOf(name_of(door.path), f"{path}?{query}" if query else path, person)


def name_of(route: str) -> str:
    """What files about the pages of a route are called."""
    return route.strip("/").replace("/", "-").replace("{", "").replace("}", "")


def opened(page: Page, path: str) -> int | None:
    """Goes to the page: its status, or None where it is a file and no page."""
    try:
        answer = page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:
            return None
        raise
    if answer is None or "text/html" not in answer.headers.get("content-type", ""):
        return None
    return answer.status


def _nouns() -> list[Any]:
    return [
        importlib.import_module(f"{permissions.__name__}.{module.name}")
        for module in pkgutil.iter_modules(permissions.__path__)
        if module.name != "rows" and not module.name.startswith("test_")
    ]
