"""What the board of disputes and a rep's home show: frozen, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.states import State
from service.coaching.page_views import FocusView, NotePage
from service.reports.views import LineView
from service.reviews.call_beside import CallBeside


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
    """What waits for whoever looks. `wrong`: why nobody could be named to decide."""

    lines: tuple[DisputeLine, ...]
    overdue: tuple[OverdueLine, ...]
    deciders: tuple[tuple[str, str], ...]
    wrong: str


@dataclass(frozen=True)
class DisputePage:
    """A question with the call it is about, to be answered.

    `choices`: the answers that may stand instead. `named`: the sentence the rep means. `ends`: the first and
    the last sentence. `reps`: whose call it may be. `channels`: who may be the rep, where there are several.
    `picked` and `typed`: what was chosen in a form that was not taken, and `wrong`: why. `closed`: nobody
    waits for an answer of theirs any more, so that what was typed can only be read.
    """

    line: DisputeLine
    beside: CallBeside
    choices: tuple[tuple[str, str], ...]
    named: LineView | None
    ends: tuple[str, str]
    reps: tuple[tuple[str, str], ...]
    channels: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    picked: tuple[str, ...]
    typed: Mapping[str, str]
    wrong: str
    closed: bool


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
    """A call of the rep: to score, or released. `new`: what is new about it, in a word or two."""

    href: str
    when: str
    selection: State
    about: str
    new: str


@dataclass(frozen=True)
class RepHome:
    """A rep's home: the note first, then what is asked of them, then how it goes, then everything else.

    `to_score_too` and `earlier` are folded.
    """

    name: str
    note: NotePage | None
    to_score: tuple[OwnCall, ...]
    to_score_too: tuple[OwnCall, ...]
    focus: FocusView | None
    released: tuple[OwnCall, ...]
    earlier: tuple[OwnCall, ...]
    disputes: tuple[OwnDispute, ...]
    trend_href: str
    has_plan: bool
