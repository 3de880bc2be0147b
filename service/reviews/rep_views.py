"""What the board of disputes and a rep's home show: frozen, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.states import State
from service.coaching.page_views import FocusView, NotePage


@dataclass(frozen=True)
class HeardAt:
    """A sentence that can be played in place."""

    at: str
    text: str
    clip: str
    start: str
    end: str


@dataclass(frozen=True)
class DisputeLine:
    """A question of a rep on the board."""

    id: str
    version: int
    call: str
    when: str
    title: str
    says: str
    proposed: str
    stands: str
    heard: HeardAt | None
    href: str
    opened: str
    due: str
    overdue: bool
    about_item: bool
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OverdueLine:
    """A question nobody answered in time, without what it is about."""

    id: str
    version: int
    team: str
    due: str
    decider: str


@dataclass(frozen=True)
class DisputeBoard:
    """What waits for whoever looks. `typed` is what stood in the form at `wrong_at` that was not taken."""

    lines: tuple[DisputeLine, ...]
    overdue: tuple[OverdueLine, ...]
    deciders: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    wrong_at: str
    wrong: str
    typed: Mapping[str, str]


@dataclass(frozen=True)
class OwnDispute:
    """A question a rep asked, and where it stands."""

    id: str
    version: int
    href: str
    title: str
    says: str
    state: State
    answer: str
    may_withdraw: bool


@dataclass(frozen=True)
class OwnCall:
    """A call of the rep: to score, or released."""

    href: str
    when: str
    about: str
    new: bool


@dataclass(frozen=True)
class RepHome:
    """A rep's home: the note first, then what is asked of them, then how it goes, then everything else."""

    name: str
    note: NotePage | None
    to_score: tuple[OwnCall, ...]
    focus: FocusView | None
    released: tuple[OwnCall, ...]
    disputes: tuple[OwnDispute, ...]
    trend_href: str
    has_plan: bool
