"""What the pages for scoring a call oneself show: an empty sheet, six anchors, two columns side by side."""

from dataclasses import dataclass

from service.calls.call_page_views import Choice, Player
from service.reports.views import ReviewPage


@dataclass(frozen=True)
class SheetItem:
    """An item to be answered, with what was answered so far. `open`: why it cannot be taken yet."""

    id: str
    number: int
    asks: str
    tag: str
    definition: str
    choices: tuple[Choice, ...]
    at: str
    first: str
    last: str
    why: str
    open: str


@dataclass(frozen=True)
class SheetPart:
    """A criterion of a sheet."""

    number: int
    key: str
    title: str
    purpose: str
    anchors: tuple[tuple[int, str], ...]
    items: tuple[SheetItem, ...]


@dataclass(frozen=True)
class SheetPage:
    """An empty sheet beside its call. `about`: what becomes of it. `wrong`: why it was not taken.

    `elsewhere`: because it was changed in another window.
    """

    id: str
    version: int
    seconds: float
    heading: str
    about: str
    facts: tuple[str, ...]
    review: ReviewPage
    player: Player | None
    parts: tuple[SheetPart, ...]
    answered: int
    items: int
    wrong: str
    elsewhere: bool


@dataclass(frozen=True)
class LevelChoice:
    """A level with its anchor, as it can be given."""

    value: str
    title: str
    anchor: str
    chosen: bool


@dataclass(frozen=True)
class AnchorPart:
    """A criterion with its anchors, for a rep who scores their own call."""

    number: int
    key: str
    title: str
    purpose: str
    choices: tuple[LevelChoice, ...]


@dataclass(frozen=True)
class SelfScorePage:
    """An own call and six anchors; no reading in sight."""

    id: str
    facts: tuple[str, ...]
    review: ReviewPage
    player: Player
    parts: tuple[AnchorPart, ...]
    remark: str
    wrong: str


@dataclass(frozen=True)
class Beside:
    """A row of two sheets side by side."""

    title: str
    mine: str
    theirs: str
    words: str
    differs: bool


@dataclass(frozen=True)
class ComparedPage:
    """Two sheets of the same call, the differences first. `next`: where to go from here, and its verb.

    `stand_href`: where the own sheet is let stand as the call's score, at that version of the review.
    """

    id: str
    heading: str
    about: str
    mine: str
    theirs: str
    levels: tuple[Beside, ...]
    items: tuple[Beside, ...]
    remark: str
    next_href: str
    next_text: str
    stand_href: str = ""
    version: int = 0
