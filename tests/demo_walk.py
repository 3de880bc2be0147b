"""The pages of a demo that is running, found as people find them: by the links, each person with their own.

Of the pages that share a route, the one with the most in it stands for all of them.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, StorageState

from service.demo.members import MEMBERS, PASSWORD
from tests.pages import NO_PAGES, PageOf, name_of
from tests.service.permissions.rows import doors

LINK = re.compile(r'href="(/[^"#]*)')
EACH = 4
"""Pages of a route that are looked at as one person."""


class Found(NamedTuple):
    """A page somebody came to, and how many characters it has."""

    path: str
    person: str
    length: int

    @property
    def rank(self) -> tuple[bool, int]:
        """A page as it is without having been narrowed goes first, then the fullest."""
        return "?" not in self.path, self.length


class Demo:
    """A running demo, and browsers in which its people are signed in; each signs in once."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self._url = browser, url
        self._kept: dict[str, StorageState] = {}

    def context_of(self, person: str, **more: Any) -> BrowserContext:
        """A browser of that person. `more` as of new_context."""
        kept = self._kept.get(person)
        context = self._browser.new_context(base_url=self._url, storage_state=kept, **more)
        if kept is None:
            (member,) = (one for one in MEMBERS if one.name == person)
            form = {"email": member.email, "password": PASSWORD}
            answer = context.request.post("/sign-in", form=form, headers={"Origin": self._url})
            assert answer.ok, answer.text()
            self._kept[person] = context.storage_state()
        return context

    def pages(self, app: FastAPI) -> list[PageOf]:
        """A page for each route of the application that answers somebody with HTML."""
        routes = [door.path for door in doors(app.routes) if door.method == "GET"]
        best: dict[str, Found] = {}
        for member in MEMBERS:
            context = self.context_of(member.name)
            for route, found in _walk(context, member.name, routes):
                if route not in best or best[route].rank < found.rank:
                    best[route] = found
            context.close()
        return [PageOf(name_of(route), one.path, one.person) for route, one in sorted(best.items())]


def _walk(context: BrowserContext, person: str, routes: Sequence[str]) -> Iterator[tuple[str, Found]]:
    """Every page the person comes to by links, from the start page and those without a part to fill in."""
    shapes = _shapes(routes)
    waiting = ["/", *(route for route in routes if "{" not in route and not route.startswith(NO_PAGES))]
    seen, looked = set(waiting), dict.fromkeys(routes, 0)
    while waiting:
        path = waiting.pop(0)
        route = next((route for route, shape in shapes if shape.fullmatch(urlsplit(path).path)), None)
        if route is None or looked[route] == EACH:
            continue
        answer = context.request.get(path, max_redirects=0)
        if answer.status == 303 and answer.headers["location"] not in seen:
            waiting.append(answer.headers["location"])
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        looked[route] += 1
        text = answer.text()
        yield route, Found(path, person, len(text))
        links = [html.unescape(link) for link in LINK.findall(text)]
        fresh = [one for one in dict.fromkeys(links) if one not in seen and not one.startswith(NO_PAGES)]
        seen.update(fresh)
        waiting += fresh


def _shapes(routes: Sequence[str]) -> list[tuple[str, re.Pattern[str]]]:
    """What addresses of each route look like; those with fewer parts to fill in go first."""
    ordered = sorted(set(routes), key=lambda route: route.count("{"))
    return [(route, re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route))) for route in ordered]
