"""What people said to a reading and may do with it, in the words the page of its call shows."""

from collections.abc import Iterable, Iterator

from scoring.formats import counted
from scoring.judgement import Answer
from scoring.review import ShownScore
from scoring.rubric import Kind
from scoring.states import Look, State, item_state
from scoring.visible import visible
from service.calls.call_page import Around
from service.calls.call_page_views import Button, CommentView, Confirming, Happening, Waiting
from service.db.tables import Call
from service.reports.phrases import score_in_words
from service.reviews.views import REASON_WORDS, CorrectionView, DisputeView, ItemSheet, ReviewSheet
from service.reviews.views import Happening as Happened
from service.web.moments import local_day, local_moment

STATES = {
    "draft": State("AI reading, unconfirmed", "", "No person stands for it yet. Its rep does not see it."),
    "confirmed": State("confirmed", "✔", "A person stands for it. Its rep does not see it yet.", Look.GOOD),
    "released": State("released", "✔", "Its rep sees it.", Look.GOOD),
}
"""Where a review stands."""
CONFIRMED_AS = {
    "confirmed": "confirmed",
    "seen": "seen: released without playing what costs points; for coaching only",
    "scored": "scored by a person",
}
DISPUTES = {
    "open": "waits for an answer",
    "accepted": "accepted",
    "partly": "partly accepted",
    "rejected": "not accepted",
    "withdrawn": "withdrawn",
}
SUBJECTS = {"not_me": "This wasn't me", "swapped": "The speakers are swapped"}
REVISION = "A newer reading of this call waits to be confirmed. What is shown here is what was released."
NEWER = "This is the newer reading. Once you confirm it, it takes the place of what was released."
BLOCKED = (
    "A newer reading of this call waits until the question of its rep is answered. What is shown here is what"
    " was released."
)


def around_of(sheet: ReviewSheet, call: Call, history: Iterable[Happened], mode: str) -> Around:
    """What stands around the reading, for the page of its call."""
    items = [item for part in sheet.criteria for item in part.items]
    comments: dict[str, tuple[CommentView, ...]] = {}
    for one in sheet.comments:
        when = local_moment(one.at, call.zone)
        shown = CommentView(visible(one.by.name), when, visible(one.says), not one.for_rep)
        comments[one.sentence] = (*comments.get(one.sentence, ()), shown)
    primary, others = buttons(call.public_id, sheet, mode)
    disputes = [one for one in sheet.disputes if one.state != "withdrawn"]
    return Around(
        heading=confirm_heading(sheet) if mode == "confirm" else "",
        looks={one.id: "; ".join(one.look_words) for one in items if one.look} if mode == "confirm" else {},
        changes={
            one.id: (correction_words(one, one.correction, call.zone),) for one in items if one.correction
        },
        disputed={one.item: dispute_words(one) for one in disputes if one.item is not None},
        disputes=tuple(dispute_words(one) for one in disputes if one.item is None),
        comments=comments,
        history=tuple(
            Happening(local_moment(one.at, call.zone), visible(one.by.name), visible(one.words))
            for one in history
        ),
        state=state_of(sheet),
        review_version=sheet.version,
        notices=tuple(notices_of(sheet, mode)),
        primary=primary,
        others=others,
        confirming=confirming_of(sheet) if mode == "confirm" else None,
        revision=revision_of(sheet, items),
    )


def state_of(sheet: ReviewSheet) -> State:
    """Where the review stands, and as what it was confirmed."""
    state = STATES[sheet.state]
    if sheet.confirmation is None or sheet.state == "draft":
        return state
    return state._replace(help=f"{state.help} {CONFIRMED_AS[sheet.confirmation.state]}.")


def confirm_heading(sheet: ReviewSheet) -> str:
    """ "4 answers need a look, 28 are folded"."""
    look = counted(sheet.to_look_at, "answer needs a look", "answers need a look")
    return f"{look}, {sheet.folded} are folded" if sheet.to_look_at else "No answer needs a look"


def correction_words(item: ItemSheet, change: CorrectionView, zone: str) -> str:
    """Old and new, by whom and why: the answer of the reading stays in sight."""
    before, after = answer_word(item.kind, item.reading), answer_word(item.kind, change.answer)
    who = "carried over from" if change.origin == "carried" else "changed by"
    if change.origin == "dispute":
        who = "changed on a dispute by"
    day = local_day(change.at, zone)
    return visible(f"AI reading: {before}. Now {after}, {who} {change.by.name}, {day}: {change.reason}")


def answer_word(kind: Kind, answer: Answer | None) -> str:
    return "not read" if answer is None else item_state(kind, answer).word


def dispute_words(one: DisputeView) -> str:
    """Where a question of the rep stands: what they say, and the answer to it."""
    asked = SUBJECTS.get(one.kind, "The rep says")
    if one.proposed is not None:
        asked = f"The rep proposes “{one.proposed.value.replace('_', ' ')}”"
    text = f"{asked}: {one.says} "
    if one.state == "open":
        return visible(f"{text}Waits for an answer until {one.due.day} {one.due:%B}.")
    why = f", because {REASON_WORDS[one.reason]}" if one.reason else ""
    return visible(f"{text}{DISPUTES[one.state].capitalize()}{why}. {one.answer or ''}")


def notices_of(sheet: ReviewSheet, mode: str) -> Iterator[str]:
    """What has to be known before anything is done."""
    if sheet.revision is not None and mode == "confirm" and not sheet.revision.blocked:
        yield NEWER
    elif sheet.revision is not None:
        yield BLOCKED if sheet.revision.blocked else REVISION
    for one in sheet.lost:
        word = "its answer" if one.answer is None else f"“{one.answer.value.replace('_', ' ')}”"
        yield visible(f"A correction of {one.by.name} did not move along ({one.item}: {word}): {one.reason}")
    if mode == "confirm" and "confirm" not in sheet.may and "confirm_revision" not in sheet.may:
        yield "There is nothing to confirm here for you."


def buttons(call: str, sheet: ReviewSheet, mode: str) -> tuple[Button | None, tuple[Button, ...]]:
    """The one next thing, and the quieter ones."""
    if mode == "confirm":
        return None, (Button(f"/calls/{call}", "See everything"),)
    own_sheet = (
        (Button(f"/calls/{call}/sheet", "Score it on an empty sheet"),) if "score" in sheet.may else ()
    )
    if "confirm" in sheet.may or "confirm_revision" in sheet.may:
        return Button(f"/calls/{call}/confirm", "Look and confirm"), own_sheet
    if "release" in sheet.may:
        return Button(f"/calls/{call}/confirm", "Look and release"), own_sheet
    return None, own_sheet


def confirming_of(sheet: ReviewSheet) -> Confirming:
    """What the bar of a confirmation needs: which items' evidence has to be played, and what is offered."""
    return Confirming(
        must_play=sheet.must_play,
        score=score_words(sheet.score),
        may_confirm="confirm" in sheet.may,
        may_release="release" in sheet.may,
        may_take_place="confirm_revision" in sheet.may,
    )


def revision_of(sheet: ReviewSheet, items: list[ItemSheet]) -> Waiting | None:
    """The newer reading that waits, for who may decide about it."""
    if sheet.revision is None or "confirm_revision" not in sheet.may:
        return None
    asks = {item.id: item.asks for item in items}
    lost = tuple(visible(f"{asks.get(item, item)}: {why}") for item, why in sheet.revision.lost)
    return Waiting(score_words(sheet.revision.score), len(sheet.revision.kept), lost)


def score_words(score: ShownScore | None) -> str:
    """ "66–82 (incomplete)"; nothing where there is no score."""
    return "" if score is None else score_in_words(score)
