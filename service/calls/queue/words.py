"""Why something is in the queue, in words, and what is to be done about it."""

from typing import Any

from scoring.formats import clock, counted
from scoring.states import CALLS, MUST_HAVES, SELECTIONS
from scoring.visible import visible
from service.calls.queue.estimates import in_words
from service.calls.queue.notes import Due
from service.calls.queue.queries import STUCK, Waiting
from service.calls.queue.views import Line
from service.frame.weeks import week_words
from service.reviews.standing_out import StandsOut
from service.reviews.views import DisputeView, QueueLine
from service.web.moments import local_moment

DOUBTS = {
    "appeal": "somebody speaks to whoever evaluates the call",
    "roles_doubtful": "who is the rep is doubtful",
    "disclosure_disagrees": "two ways of looking for a required statement disagree",
    "words_unsure": "some words are hard to hear",
}
"""Flags that ask for a look, by their code."""


def working_line(one: Waiting, left: dict[str, float]) -> Line:
    """A call that is in work. Which step it is at stands in words, how far hearing is as a share."""
    call, shown = one.call, CALLS[one.call.state]
    return _line(
        one,
        why=shown.help,
        action="Look",
        state=shown.word,
        share=call.progress if call.state == "hearing" else None,
        left=f"{in_words(left[call.public_id])} left" if call.public_id in left else "",
    )


def ended_line(one: Waiting) -> Line:
    """A call on which nobody works any more: how that ended, and what there is to do."""
    call, shown = one.call, CALLS[one.call.state]
    if call.state == "needs_roles":
        why, action = "We could not tell who is the rep. Play a sentence and choose.", "Choose"
    else:
        why, action = str((call.reason or {}).get("message", shown.help)), "Look"
    nothing_new = call.state == "scored" and call.reason is not None
    look = "short" if call.state in STUCK or nothing_new else shown.look.value
    state = "nothing came of reading it again" if nothing_new else shown.word
    return _line(one, why=visible(why), action=action, state=state, look=look)


def look_line(one: Waiting, look: StandsOut) -> Line:
    """A call whose review needs a look, with what speaks for it."""
    why = "; ".join(doubts(look))
    line = _line(one, why=f"{why[:1].upper()}{why[1:]}", action="Look", state="draft", look="short")
    return line.model_copy(update={"href": f"{line.href}/confirm"})


def confirm_line(one: QueueLine) -> Line:
    """A review somebody owes a confirmation."""
    found = [counted(one.items, "item", "items") + " to look at"] if one.items else []
    found += ["score it yourself first, then compare"] if one.blind_first else []
    why = f"{one.words[:1].upper()}{one.words[1:]}" + "".join(f"; {text}" for text in found)
    rep = visible(one.rep.name) if one.rep else ""
    return Line(
        id=one.call,
        what=rep or "No rep named",
        rep=rep,
        when=local_moment(one.started_at, one.zone),
        why=why,
        href=f"/calls/{one.call}/confirm",
        action="Score" if one.blind_first else "Confirm",
        selection=SELECTIONS[one.selection],
    )


def doubts(look: StandsOut) -> list[str]:
    """What makes a person look at a review: a must-have, what could not be assessed, what was flagged."""
    found = [f"must-have {MUST_HAVES[result].word}: {visible(asks)}" for asks, result in look.musts]
    if look.unsettled:
        found.append(f"{counted(look.unsettled, 'criterion', 'criteria')} could not be assessed")
    return found + [words for code, words in DOUBTS.items() if code in look.flags]


def dispute_line(one: DisputeView) -> Line:
    return Line(
        id=one.id,
        what=visible(one.asks),
        when=f"answer until the end of {one.due:%a} {one.due.day} {one.due:%b}",
        why=f"“{visible(one.says)}”",
        href=f"/disputes/{one.id}",
        action="Answer",
        state="overdue" if one.overdue else "open",
        look="short" if one.overdue else "neutral",
    )


def note_line(one: Due) -> Line:
    calls = counted(one.calls, "reviewed call", "reviewed calls")
    return Line(
        id=one.rep,
        what=visible(one.name),
        rep=visible(one.name),
        when=week_words(one.week),
        why=f"{calls}, " + ("a note is written and waits for you" if one.note else "and no note yet"),
        href=f"/notes/{one.note}" if one.note else f"/reps/{one.rep}/one-to-one#notes-due",
        action="Read it" if one.note else "Write it",
        state="draft" if one.note else "due",
    )


def _line(one: Waiting, **more: Any) -> Line:
    call = one.call
    length = f", {clock(one.seconds)}" if one.seconds else ""
    return Line(
        id=call.public_id,
        what=visible(one.rep or one.file),
        rep=visible(one.rep),
        when=local_moment(call.started_at, call.zone, call.time_known) + length,
        href=f"/calls/{call.public_id}",
        selection=SELECTIONS[call.selection],
        **more,
    )
