"""What the pages of draws show: frozen, ready to be laid out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DrawLine:
    """The draw of a rep and week: frame, drawn, fetched, scored, replaced, missing, and how it was drawn."""

    rep: str
    rep_href: str
    frame: int
    eligible: int
    wanted: int
    drawn: int
    fetched: int
    scored: int
    replaced: int
    missing: int
    remarks: tuple[str, ...]
    rule: str
    seed: str
    fingerprint: str
    generator: str


@dataclass(frozen=True)
class PlaceLine:
    """A drawn call. `may_replace`: whoever looks may let the next of the draw stand in for it."""

    draw: str
    place: int
    key: str
    rep: str
    team: str
    external_id: str
    when: str
    length: str
    kind: str
    state: str
    why: str
    href: str
    may_replace: bool


@dataclass(frozen=True)
class NotDrawnLine:
    """A rep with calls in the log of whom nothing was drawn, and why."""

    rep: str
    calls: str
    why: str


@dataclass(frozen=True)
class Typed:
    """What stood in a form that was not taken: at which place, what is wrong, and what was typed."""

    at: str = ""
    wrong: str = ""
    why: str = ""
    note: str = ""


@dataclass(frozen=True)
class TeamLine:
    """How far the drawn calls of a team have come."""

    team: str
    href: str
    drawn: int
    fetched: int
    scored: int
    replaced: int
    missing: int


@dataclass(frozen=True)
class PartLink:
    """A page of several, by the names it begins and ends with."""

    words: str
    href: str
    is_here: bool


@dataclass(frozen=True)
class Parts:
    """Which part of a week is shown. `team` is empty where all teams are.

    `teams` are to choose from where the week has more than a page; `pages` where the part has.
    """

    team: str
    all_href: str
    teams: tuple[TeamLine, ...]
    pages: tuple[PartLink, ...]


@dataclass(frozen=True)
class CoveragePage:
    """A week: what was drawn of what, how far it has come, and what is missing.

    `of_all`: what is to be said of each of its draws. `asked`: what chose this part, as addresses carry it.
    """

    week: str
    day: str
    asked: str
    parts: Parts
    before_href: str
    after_href: str
    of_all: tuple[str, ...]
    draws: tuple[DrawLine, ...]
    open: tuple[PlaceLine, ...]
    replaced: tuple[PlaceLine, ...]
    not_drawn: tuple[NotDrawnLine, ...]
    may_draw: bool
    list_href: str
    csv_href: str
    reasons: tuple[tuple[str, str], ...]
    typed: Typed


@dataclass(frozen=True)
class DrawnListPage:
    """The drawn list of a week, to print and fetch the recordings by."""

    week: str
    parts: Parts
    places: tuple[PlaceLine, ...]
    csv_href: str
    back_href: str
