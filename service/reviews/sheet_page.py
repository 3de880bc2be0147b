"""Putting the pages together on which a person scores a call: no reading comes near them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from scoring.corrections.answering import Said
from scoring.corrections.comparing import SheetComparison
from scoring.judgement import Answer
from scoring.rubric import Criterion, Item, Kind, Rubric
from scoring.states import KINDS, item_state
from scoring.visible import visible
from service.calls.call_page import choices
from service.db.tables import Call
from service.reviews.call_beside import call_beside
from service.reviews.rule_views import SelfScoreView
from service.reviews.sheet_views import (
    AnchorPart,
    Beside,
    ComparedPage,
    LevelChoice,
    SelfScorePage,
    SheetItem,
    SheetPage,
    SheetPart,
)

BLIND = (
    "This one comes blind-first: answer from what you hear. Then you see the AI reading beside your answers, "
    "and confirm."
)
OWN = "Answer from what you hear. Handed in, it becomes a reading of its own, made by you."
AGREE = ("the same", "within the range")
"""What two levels are called that do not differ."""
NO_OCCASION = LevelChoice("none", "–", "The call gave no occasion for it.", False)


@dataclass(frozen=True)
class Filled:
    """A sheet as far as it is filled in. `open`: item id → why it cannot be taken yet.

    `elsewhere`: it was not taken because it was changed in another window.
    """

    said: Mapping[str, Said] = field(default_factory=dict)
    open: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    seconds: float = 0.0
    wrong: str = ""
    elsewhere: bool = False


def sheet_page(session: Session, call: Call, rubric: Rubric, filled: Filled, blind: bool) -> SheetPage:
    """The empty sheet beside the call, with what was answered so far."""
    beside = call_beside(session, call)
    parts = tuple(_part(number, part, filled) for number, part in enumerate(rubric.criteria, start=1))
    return SheetPage(
        id=beside.id,
        version=filled.version,
        seconds=filled.seconds,
        heading="Score this call yourself",
        about=BLIND if blind else OWN,
        facts=beside.facts,
        review=beside.review,
        player=beside.player,
        parts=parts,
        answered=len(filled.said),
        items=sum(len(part.items) for part in parts),
        wrong=filled.wrong,
        elsewhere=filled.elsewhere,
    )


def self_score_page(
    session: Session,
    call: Call,
    rubric: Rubric,
    levels: Mapping[str, int | None],
    remark: str = "",
    wrong: str = "",
) -> SelfScorePage:
    """Six anchors beside the rep's own call."""
    beside = call_beside(session, call)
    return SelfScorePage(
        id=beside.id,
        facts=beside.facts,
        review=beside.review,
        player=beside.player,
        parts=tuple(_anchors(number, part, levels) for number, part in enumerate(rubric.criteria, start=1)),
        remark=remark,
        wrong=wrong,
    )


def compared_sheets(
    call_id: str, rubric: Rubric, found: SheetComparison, version: int, may_stand: bool
) -> ComparedPage:
    """The own sheet beside the AI reading, before it is confirmed. `version`: that of the review."""
    items = {item.id: item for criterion in rubric.criteria for item in criterion.items}
    differing = f"{found.differing} of {found.differing + found.same} answers differ; they stand first."
    then = " Correct the AI reading and confirm it, or let your own sheet stand." if may_stand else ""
    return ComparedPage(
        id=call_id,
        heading="Your sheet and the AI reading",
        about=f"{differing}{then}",
        mine="Yours",
        theirs="AI reading",
        levels=tuple(
            Beside(
                visible(one.title),
                span(one.mine_low, one.mine_high),
                span(one.theirs_low, one.theirs_high),
                one.words,
                one.words not in AGREE,
            )
            for one in found.levels
        ),
        items=tuple(
            Beside(
                visible(one.asks),
                answer_word(items[one.item].kind, one.mine),
                answer_word(items[one.item].kind, one.theirs),
                "different" if one.differs else "the same",
                one.differs,
            )
            for one in found.items
        ),
        remark="",
        next_href=f"/calls/{call_id}/confirm" if may_stand else f"/calls/{call_id}",
        next_text="Look and confirm" if may_stand else "To the call",
        stand_href=f"/calls/{call_id}/sheet/stand-by" if may_stand else "",
        version=version,
    )


def compared_levels(found: SelfScoreView) -> ComparedPage:
    """The rep's own levels beside those of the review, friendly and without a sum."""
    same = sum(one.words in AGREE for one in found.pairs)
    about = f"You and the review agree on {same} of {len(found.pairs)} parts."
    if not found.compared:
        about = "Kept. You see the review beside it as soon as it is released."
    return ComparedPage(
        id=found.call,
        heading="How you saw it, and how the review saw it",
        about=about,
        mine="You",
        theirs="Review",
        levels=tuple(
            Beside(visible(one.title), one.mine, one.theirs, one.words, one.words not in AGREE)
            for one in found.pairs
        ),
        items=(),
        remark=visible(found.remark or ""),
        next_href=f"/calls/{found.call}" if found.compared else "/me",
        next_text="Listen and read" if found.compared else "To your home",
    )


def span(low: int | None, high: int | None) -> str:
    """ "3", "2–4", or "no level"."""
    if low is None or high is None:
        return "no level"
    return str(low) if low == high else f"{low}–{high}"


def answer_word(kind: Kind, answer: Answer | None) -> str:
    return "not answered" if answer is None else item_state(kind, answer).word


def _part(number: int, part: Criterion, filled: Filled) -> SheetPart:
    return SheetPart(
        number=number,
        key=part.key,
        title=visible(part.title),
        purpose=visible(part.purpose),
        anchors=tuple((level, visible(part.anchors[level])) for level in sorted(part.anchors)),
        items=tuple(_item(place, item, filled) for place, item in enumerate(part.items, start=1)),
    )


def _item(number: int, item: Item, filled: Filled) -> SheetItem:
    said = filled.said.get(item.id)
    searched = said.searched if said else None
    return SheetItem(
        id=item.id,
        number=number,
        asks=visible(item.asks),
        tag="must-have" if item.must_have else "" if item.kind is Kind.MUST else KINDS[item.kind].word,
        definition=visible(item.definition),
        choices=choices(item.kind, said.answer if said else None),
        at=" ".join(said.sentences) if said else "",
        first=searched.first if searched else "",
        last=searched.last if searched else "",
        why=visible(said.why) if said else "",
        open=visible(filled.open.get(item.id, "")),
    )


def _anchors(number: int, part: Criterion, levels: Mapping[str, int | None]) -> AnchorPart:
    given = part.key in levels
    chosen = levels.get(part.key)
    offered = [
        LevelChoice(str(level), str(level), visible(part.anchors[level]), given and chosen == level)
        for level in sorted(part.anchors)
    ]
    none = LevelChoice(NO_OCCASION.value, NO_OCCASION.title, NO_OCCASION.anchor, given and chosen is None)
    return AnchorPart(number, part.key, visible(part.title), visible(part.purpose), (*offered, none))
