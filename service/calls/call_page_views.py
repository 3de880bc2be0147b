"""What the page of a call is made of besides what every report shows of a review, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.states import State
from service.reports.html import Sound
from service.reports.views import CriterionView, ItemView, LineView, Play, ReviewPage


@dataclass(frozen=True)
class Chapter:
    """A stretch of the call whose evidence is about one criterion; places are percents of the width."""

    number: int
    key: str
    title: str
    left: str
    width: str
    middle: str
    play: Play


@dataclass(frozen=True)
class Choice:
    """An answer that can be given to an item."""

    answer: str
    word: str
    key: str
    chosen: bool


@dataclass(frozen=True)
class ItemDesk:
    """An item with what people said to it, and what the one who looks may do with it.

    `look`: why it needs a look, in words. `changes`: who changed the answer and why, the oldest first;
    `may_take_back`: whether that change. `dispute`: where the rep's question about it stands. `choices`: the
    answers that can be put in its place. `chance`: the sentence that gave the occasion for what was missed.
    """

    id: str
    shown: ItemView
    look: str
    changes: tuple[str, ...]
    dispute: str
    may_change: bool
    may_take_back: bool
    may_dispute: bool
    choices: tuple[Choice, ...]
    chance: Play | None


@dataclass(frozen=True)
class CriterionDesk:
    """A criterion with its number, under which a key leads to it. `folded` items need no look."""

    number: int
    shown: CriterionView
    items: tuple[ItemDesk, ...]
    folded: tuple[ItemDesk, ...]


@dataclass(frozen=True)
class CommentView:
    """What somebody wrote at a sentence. `kept`: among those who review; its rep does not read it."""

    who: str
    when: str
    text: str
    kept: bool


@dataclass(frozen=True)
class LineDesk:
    """A sentence of the transcript with the comments at it."""

    shown: LineView
    comments: tuple[CommentView, ...]


@dataclass(frozen=True)
class Swap:
    """Another channel or voice the rep may be; choosing it rescores the call."""

    channel: str
    word: str


@dataclass(frozen=True)
class VoiceLine:
    """A sentence that tells who speaks; `start` and `end` are where its clip is cut."""

    at: str
    text: str
    start: str
    end: str


@dataclass(frozen=True)
class Voice:
    """One of the voices of a call of which we could not tell who is the rep, with sentences to listen to."""

    channel: str
    title: str
    lines: tuple[VoiceLine, ...]


@dataclass(frozen=True)
class CallWaiting:
    """A call without a scorecard: where it stands, why, and what to do. `voices`: who may be the rep."""

    id: str
    version: int
    file: str
    state: str
    help: str
    facts: tuple[str, ...]
    selection: State
    ended: bool
    message: str
    next_step: str
    progress: float | None
    sound: str
    clips: str
    voices: tuple[Voice, ...]
    may_choose: bool
    may_retry: bool
    may_cancel: bool
    whose: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Player:
    """What plays: the sounds a browser may choose from, where clips come from, and how long it all is.

    No sounds where the call has no recording any more.
    """

    sounds: tuple[Sound, ...]
    clips: str
    seconds: float


@dataclass(frozen=True)
class Button:
    """Something to do next: where it leads or posts to, and its verb."""

    href: str
    text: str


@dataclass(frozen=True)
class Happening:
    """A line of the history of a review."""

    when: str
    who: str
    what: str


@dataclass(frozen=True)
class Confirming:
    """The bar of a confirmation. `must_play`: items to be played before it counts as *confirmed*.

    `may_take_place`: it is a newer reading that takes the place of the released one.
    """

    must_play: tuple[str, ...]
    score: str
    may_confirm: bool
    may_release: bool
    may_take_place: bool


@dataclass(frozen=True)
class Waiting:
    """A newer reading that waits to take the place of the released one."""

    score: str
    kept: int
    lost: tuple[str, ...]


@dataclass(frozen=True)
class ReadAgain:
    """That a call with a reading is read once more, or that this came to nothing, or could bring what is
    missing. `events`: where it is told how that goes on; empty where nothing goes on by itself."""

    says: str
    events: str
    may_retry: bool
    may_cancel: bool


@dataclass(frozen=True)
class NoteAsks:
    """A coaching note whose rep says "I did say it", and looks for the sentence."""

    id: str
    version: int
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StepBack:
    """A confirmation or a release that can be taken back: what that does, said first. `stays`: why not."""

    what: str
    title: str
    says: tuple[str, ...]
    stays: str = ""


@dataclass(frozen=True)
class Wrong:
    """A form that could not be taken: the item it is about, what is wrong, and what was typed."""

    item: str
    message: str
    typed: Mapping[str, str]


@dataclass(frozen=True)
class CallPage:
    """The page of one call. `mode` is read or confirm. `note`: the coaching note that asks where it was.

    `whose`: reps of whom it may be, where nobody said whose call it is.
    """

    id: str
    version: int
    review_version: int
    mode: str
    name: str
    heading: str
    facts: tuple[str, ...]
    selection: State
    state: State | None
    notices: tuple[str, ...]
    primary: Button | None
    others: tuple[Button, ...]
    review: ReviewPage
    criteria: tuple[CriterionDesk, ...]
    lines: tuple[LineDesk, ...]
    chapters: tuple[Chapter, ...]
    player: Player | None
    swaps: tuple[Swap, ...]
    whose: tuple[tuple[str, str], ...]
    may_comment: bool
    may_dispute_call: bool
    may_acknowledge: bool
    disputes: tuple[str, ...]
    history: tuple[Happening, ...]
    confirming: Confirming | None
    step_back: StepBack | None
    again: ReadAgain | None
    revision: Waiting | None
    wrong: Wrong | None
    note: NoteAsks | None
