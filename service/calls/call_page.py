"""Putting the page of a call together from its review, what people said to it, and what the viewer may do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scoring.formats import clock
from scoring.judgement import Answer
from scoring.playable import PlayableCopy
from scoring.review import Review, ShownItem
from scoring.rubric import Kind
from scoring.states import SELECTIONS, State, item_state
from scoring.visible import visible
from service.calls.call_page_views import (
    Button,
    CallPage,
    Choice,
    CommentView,
    Confirming,
    CriterionDesk,
    Happening,
    ItemDesk,
    LineDesk,
    NoteAsks,
    Player,
    ReadAgain,
    StepBack,
    Swap,
    Waiting,
    Wrong,
)
from service.calls.chapters import chapters
from service.calls.views import CallView
from service.reports.page import review_page
from service.reports.views import ItemView, Play, ReviewPage
from service.web.moments import local_moment

Series = tuple[tuple[float, ...], ...]
ANSWER_KEYS = {Answer.YES: "1", Answer.NO: "2", Answer.NOT_APPLICABLE: "3", Answer.CANNOT_ASSESS: "4"}


@dataclass(frozen=True)
class May:
    """What the viewer may do with a review; the template offers nothing else."""

    change: bool = False
    comment: bool = False
    take_back: bool = False
    dispute: bool = False
    swap: bool = False
    acknowledge: bool = False


@dataclass(frozen=True)
class Around:
    """What stands around a reading: why items need a look, what people changed, wrote and asked.

    `name`: whose call it is and when, for the title; empty: the name of its file.
    """

    name: str = ""
    whose: tuple[tuple[str, str], ...] = ()
    heading: str = ""
    looks: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    disputed: Mapping[str, str] = field(default_factory=dict)
    disputes: tuple[str, ...] = ()
    comments: Mapping[str, tuple[CommentView, ...]] = field(default_factory=dict)
    history: tuple[Happening, ...] = ()
    state: State | None = None
    review_version: int = 0
    notices: tuple[str, ...] = ()
    primary: Button | None = None
    others: tuple[Button, ...] = ()
    confirming: Confirming | None = None
    step_back: StepBack | None = None
    again: ReadAgain | None = None
    revision: Waiting | None = None
    wrong: Wrong | None = None
    note: NoteAsks | None = None


def call_page(
    call: CallView,
    document: Review,
    outline: Series,
    player: Player | None,
    around: Around,
    may: May,
    swaps: tuple[Swap, ...] = (),
    mode: str = "read",
) -> CallPage:
    """The page of a scored call. In the mode *confirm* only what needs a look is open."""
    seconds = document.call.duration if document.call else 0
    shown = review_page(document, PlayableCopy(data=b"", mime="", duration=seconds, peaks=outline))
    return CallPage(
        id=call.id,
        version=call.version,
        review_version=around.review_version,
        mode=mode,
        name=around.name or shown.name,
        heading=around.heading or shown.answer,
        facts=tuple(facts(call, document)),
        selection=SELECTIONS[call.selection],
        state=around.state,
        notices=around.notices,
        primary=around.primary,
        others=around.others,
        review=shown,
        criteria=tuple(_criteria(document, shown, around, may, mode)),
        lines=tuple(LineDesk(line, around.comments.get(line.play.sentence, ())) for line in shown.lines),
        chapters=chapters(shown.criteria, seconds),
        player=player,
        swaps=swaps,
        whose=around.whose,
        may_comment=may.comment,
        may_dispute_call=may.dispute,
        may_acknowledge=may.acknowledge,
        disputes=around.disputes,
        history=around.history,
        confirming=around.confirming,
        step_back=around.step_back,
        again=around.again,
        revision=around.revision,
        wrong=around.wrong,
        note=around.note,
    )


def facts(call: CallView, document: Review) -> Iterator[str]:
    """What is known of the call besides its sound: which it is, when, how long."""
    if call.file:
        yield visible(call.file)
    if call.kind:
        yield visible(call.kind)
    yield local_moment(call.started_at, call.zone, call.time_known)
    yield visible(call.team)
    if document.call:
        yield clock(document.call.duration)
    if document.run:
        yield visible(f"{document.run.rubric.title}, version {document.run.rubric.version}")


def choices(kind: Kind, chosen: Answer | None) -> tuple[Choice, ...]:
    """The four answers to an item in its own words, the present one marked."""
    return tuple(
        Choice(answer.value, item_state(kind, answer).word, ANSWER_KEYS[answer], answer is chosen)
        for answer in ANSWER_KEYS
    )


def _criteria(
    document: Review, shown: ReviewPage, around: Around, may: May, mode: str
) -> Iterator[CriterionDesk]:
    parts = document.scorecard.criteria if document.scorecard else ()
    items = {item.id: item for part in parts for item in part.items}
    at = {line.play.sentence: line.play for line in shown.lines}
    chances = {one.item: at.get(one.sentence) for one in document.feedback if one.kind == "missed"}
    for number, part in enumerate(shown.criteria, start=1):
        desks = tuple(_item(one, items[one.id], chances.get(one.id), around, may) for one in part.items)
        if mode == "confirm":
            looked, rest = [one for one in desks if one.look], [one for one in desks if not one.look]
            yield CriterionDesk(number, part, tuple(looked), tuple(rest))
        else:
            yield CriterionDesk(number, part, desks, ())


def _item(shown: ItemView, item: ShownItem, chance: Play | None, around: Around, may: May) -> ItemDesk:
    offered = may.change or may.dispute
    return ItemDesk(
        id=item.id,
        shown=shown,
        look=around.looks.get(item.id, ""),
        changes=around.changes.get(item.id, ()),
        dispute=around.disputed.get(item.id, ""),
        may_change=may.change,
        may_take_back=may.take_back and item.id in around.changes,
        may_dispute=may.dispute and item.id not in around.disputed,
        choices=choices(item.kind, item.verdict) if offered else (),
        chance=chance,
    )
