"""What the 1:1 page shows: frozen, ready to be laid out."""

from dataclasses import dataclass
from typing import Literal

from scoring.states import Look, State
from service.coaching.page_views import FocusView, QuoteView

WENT = {
    "done": State("done", "✔", "", Look.GOOD),
    "partly": State("partly done", "", ""),
    "not_done": State("not done", "", "", Look.SHORT),
}
"""How a committed action went."""


@dataclass(frozen=True)
class MomentView:
    """A sentence worth playing together: why, its words, and its key in the form of the session."""

    key: str
    why: str
    quote: QuoteView
    chosen: bool


@dataclass(frozen=True)
class TalkLine:
    """A coaching session: when, with whom, what was played and committed to, and who has signed."""

    id: str
    version: int
    day: str
    coach: str
    action: str
    went: State | None
    moments: tuple[tuple[str, str], ...]
    signed: tuple[str, ...]
    missing: tuple[str, ...]
    may_sign: bool
    may_say: bool


@dataclass(frozen=True)
class EarlierRow:
    """A record from before."""

    day: str
    kind: Literal["talk", "score"]
    value: str
    says: str
    source: str


@dataclass(frozen=True)
class TypedTalk:
    """What stood in a form that was not taken, and what is wrong with it."""

    form: str = ""
    wrong: tuple[str, ...] = ()
    held_on: str = ""
    action: str = ""
    moments: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoteDue:
    """A week with reviewed calls whose note the rep has not read. `href`: the draft, where there is one."""

    week: str
    words: str
    href: str


@dataclass(frozen=True)
class TalkPage:
    """Everything for a 1:1: how the focus is going, moments to play, the last actions, what is recorded."""

    id: str
    name: str
    own: bool
    coaches: bool
    focus: FocusView | None
    note_href: str
    notes_due: tuple[NoteDue, ...]
    say_instead: str
    moments: tuple[MomentView, ...]
    talks: tuple[TalkLine, ...]
    earlier: tuple[EarlierRow, ...]
    held_on: str
    action: str
    wrong: tuple[str, ...]
    wrong_form: str
    asks_password: bool
