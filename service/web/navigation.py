"""The way through the pages: one table of links, and which of them a person sees.

A link is added here together with its page. What a link leads to checks for itself who may see it; the
table only spares people doors that are closed to them.
"""

from collections.abc import Set
from typing import NamedTuple, Protocol


class Asker(Protocol):
    """Whoever looks at a page, as far as the navigation cares."""

    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> Set[str]: ...


class Link(NamedTuple):
    """An entry. Without roles it is for everybody who is signed in."""

    href: str
    text: str
    roles: tuple[str, ...] = ()


class Shown(NamedTuple):
    """An entry on a page; `here` on the page itself and on those below it."""

    href: str
    text: str
    here: bool


LINKS = (
    Link("/me", "Your week", ("rep",)),
    Link("/hr", "HR", ("hr",)),
    Link("/queue", "Queue", ("manager", "qa")),
    Link("/upload", "Upload", ("manager", "qa")),
    Link("/calls", "Calls", ("rep", "manager", "qa")),
    Link("/me/trend", "Your trend", ("rep",)),
    Link("/team", "Team", ("manager", "qa")),
    Link("/coverage", "Coverage", ("manager", "qa", "auditor")),
    Link("/disputes", "Questions", ("manager", "qa", "hr")),
    Link("/plans", "Plans", ("manager", "hr")),
    Link("/rubrics", "Rubrics", ("rep", "manager", "qa")),
    Link("/examples", "Examples", ("rep", "manager", "qa")),
    Link("/calibration", "Calibration", ("manager", "qa")),
    Link("/clearance", "Clearance", ("qa", "auditor")),
    Link("/people", "People", ("admin",)),
    Link("/settings/teams", "Teams", ("admin", "hr")),
    Link("/privacy", "Privacy", ("admin", "hr")),
    Link("/audit", "Audit", ("hr", "admin", "auditor")),
)
"""In the order of the day; the first one a person has is their home."""

ACCOUNT: tuple[Link, ...] = (
    Link("/how-judged", "How your calls are judged", ("rep",)),
    Link("/how-judged/readers", "Who has read how calls are judged", ("hr",)),
    Link("/account", "Your account"),
)
"""What stands under a person's name: their settings, ways out."""


def links_for(who: Asker | None, path: str, links: tuple[Link, ...] = LINKS) -> tuple[Shown, ...]:
    """What `who` finds at the top of the page at `path`; nobody finds nothing."""
    if who is None:
        return ()
    open_to_them = [link for link in links if not link.roles or not who.roles.isdisjoint(link.roles)]
    within = [link.href for link in open_to_them if _is_within(path, link.href)]
    here = max(within, key=len, default=None)  # /me/trend is below /me, and has an entry of its own
    return tuple(Shown(link.href, link.text, link.href == here) for link in open_to_them)


def home_of(who: Asker | None) -> str:
    """Where `/` leads; who has no role yet finds their account."""
    links = links_for(who, "/")
    return links[0].href if links else "/account"


def _is_within(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
