"""What the queue shows: piles with their counts, and a line for each thing that waits."""

from scoring.record import Record
from scoring.states import State

HEARING, LOOK, CONFIRM, DISPUTES, NOTES = "hearing", "look", "confirm", "disputes", "notes"


class Line(Record):
    """One thing that waits: what, when, why it is here, and the one thing to do. `share` of it is heard."""

    id: str
    what: str
    when: str
    why: str
    href: str
    action: str
    state: str = ""
    look: str = "neutral"
    rep: str = ""
    share: float | None = None
    left: str = ""
    selection: State | None = None


class Pile(Record):
    """A pile of so many things. `count` is the same in words, with a + where counting stopped; `lines` are of
    the oldest. `more`: where all of them are shown."""

    key: str
    title: str
    about: str
    number: int
    count: str
    lines: tuple[Line, ...]
    empty: str
    empty_href: str = ""
    empty_action: str = ""
    more: str = ""


class Choice(Record):
    """A filter's value, as it stands in the address."""

    value: str
    text: str


class QueuePage(Record):
    """The whole queue as it is now, and how it was filtered."""

    title: str
    piles: tuple[Pile, ...]
    shown: tuple[Pile, ...]
    pile: str
    team: str
    rep: str
    teams: tuple[Choice, ...]
    reps: tuple[Choice, ...]
    address: str
    first_time: bool
