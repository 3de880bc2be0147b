"""The way through the pages: one table of links, and which of them a person sees.

A link is added here together with its page. What a link leads to checks for itself who may see it; the
table only spares people doors that are closed to them.
"""

from collections.abc import Iterator, Sequence, Set
from typing import Literal, NamedTuple, Protocol


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


Place = Literal["always", "wide", "folded"]


class Shown(NamedTuple):
    """An entry on a page; `here` on the page itself and on those below it.

    `place`: in sight always, on a wide screen, or only among what is folded.
    """

    href: str
    text: str
    here: bool
    place: Place = "always"


LINKS = (
    Link("/me", "Your week", ("rep",)),
    Link("/hr", "HR", ("hr",)),
    Link("/queue", "Queue", ("manager", "qa")),
    Link("/upload", "Upload", ("manager", "qa")),
    Link("/calls", "Calls", ("rep", "manager", "qa")),
    Link("/me/trend", "Your trend", ("rep",)),
    Link("/team", "Team", ("manager", "qa")),
    Link("/coverage", "Coverage", ("manager", "qa", "auditor")),
    Link("/coverage/log", "Call log", ("admin",)),
    Link("/disputes", "Questions", ("manager", "qa", "hr")),
    Link("/plans", "Plans", ("manager", "hr")),
    Link("/rubrics", "Rubrics", ("rep", "manager", "qa")),
    Link("/examples", "Examples", ("rep", "manager", "qa")),
    Link("/calibration", "Calibration", ("manager", "qa")),
    Link("/clearance", "Clearance", ("qa", "hr", "auditor")),
    Link("/people", "People", ("admin",)),
    Link("/settings/teams", "Teams", ("admin", "hr")),
    Link("/privacy", "Privacy", ("admin", "hr")),
    Link("/audit", "Audit", ("hr", "admin", "auditor")),
)
"""What is used most stands first; the first one a person has is their home."""
ON_A_PHONE, ON_A_DESK = 25, 46
"""Letters of entries that fit beside each other on a screen of 360, and of 1000 pixels."""

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
    return tuple(
        Shown(link.href, link.text, link.href == here, place)
        for link, place in zip(open_to_them, _places(open_to_them), strict=True)
    )


def home_of(who: Asker | None) -> str:
    """Where `/` leads; who has no role yet finds their account."""
    links = links_for(who, "/")
    return links[0].href if links else "/account"


def _places(links: Sequence[Link]) -> Iterator[Place]:
    """Where each stands: as many as fit are in sight."""
    letters = 0
    for link in links:
        letters += len(link.text)
        yield "always" if letters <= ON_A_PHONE else "wide" if letters <= ON_A_DESK else "folded"


def _is_within(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
