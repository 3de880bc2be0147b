"""The five piles of the queue. Each is counted up to a bound; lines are made for what is shown alone."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from service.calls.queue import queries
from service.calls.queue.estimates import pace_of, seconds_left
from service.calls.queue.notes import due_for_note, notes_due
from service.calls.queue.queries import MOST, Filter
from service.calls.queue.views import CONFIRM, DISPUTES, HEARING, LOOK, NOTES, Line, Pile
from service.calls.queue.words import (
    confirm_line,
    dispute_line,
    doubts,
    ended_line,
    look_line,
    note_line,
    working_line,
)
from service.people.who import Who
from service.reviews.confirming import waiting_blind
from service.reviews.disputes import disputes_waiting
from service.reviews.queue import lines_to_confirm, owed
from service.web.parts import Web

AT_FIRST = 5
"""Lines of each pile while all piles are shown."""
TITLES = {
    LOOK: (
        "Needs a look",
        "Something the AI reading could not settle, or a call that cannot go on.",
        "Nothing stands out.",
    ),
    CONFIRM: (
        "To confirm",
        "One call of each rep and week, and every drawn one.",
        "All that you owe is confirmed.",
    ),
    DISPUTES: ("Questions from reps", "Answer within five working days.", "No question is open."),
    NOTES: ("Due for a note", "One note per rep and week.", "Every rep with calls has a note."),
    HEARING: ("Being heard", "You can close this page: nothing is lost.", "Nothing is being heard."),
}


def piles(web: Web, session: Session, who: Who, wanted: Filter, only: str | None) -> list[Pile]:
    """Every pile with its count, and its first lines; with `only`, all lines of that one and no others'."""

    def shown(key: str) -> int:
        return AT_FIRST if only is None else MOST if only == key else 0

    look, there = _to_look_at(session, who, wanted, shown(LOOK))
    return [
        look,
        _to_confirm(session, who, wanted, there, shown(CONFIRM)),
        _disputes(session, who, wanted, shown(DISPUTES)),
        _notes(session, who, wanted, shown(NOTES)),
        hearing(web, session, who, wanted, shown(HEARING)),
    ]


def hearing(web: Web, session: Session, who: Who, wanted: Filter, most: int) -> Pile:
    """What is in work. How long each still takes hangs on all before it."""
    found = queries.in_work(session, who, wanted)
    work = queries.as_work(found)
    pace = pace_of(queries.pace(session)) if work else 0.0
    left = seconds_left(work, pace, web.settings.hearing_processes)
    lines = [working_line(one, left) for one in found]
    return _pile(HEARING, len(found), lines[:most], len(found) == MOST)


def _to_look_at(session: Session, who: Who, wanted: Filter, most: int) -> tuple[Pile, set[str]]:
    """Calls that cannot go on, and drafts in which something stands out; with the public ids of them all.

    What stands out in a reading is not told to who scores the call themselves first.
    """
    stuck = queries.stuck(session, who, wanted)
    unconfirmed = queries.drafts(session, who, wanted)
    doubted = [one for one in unconfirmed if doubts(one.look)]
    blind = waiting_blind(session, who, [(one.call, one.review) for one in doubted])
    told = [one for one in doubted if one.call.id not in blind]
    lines = [ended_line(one) for one in queries.waiting(session, [one.id for one in stuck[:most]])]
    shown = {one.call.id: one.look for one in told[: max(0, most - len(lines))]}
    lines += [look_line(one, shown[one.call.id]) for one in queries.waiting(session, shown)]
    there = {one.public_id for one in stuck} | {one.call.public_id for one in told}
    return _pile(LOOK, len(there), lines, len(unconfirmed) == MOST), there


def _to_confirm(session: Session, who: Who, wanted: Filter, there: set[str], most: int) -> Pile:
    """What is owed, but for what is on the page already because it needs a look."""
    found = owed(session, who, MOST, wanted.team or None, wanted.rep or None)
    left = [one for one in found[:MOST] if one.call not in there]
    lines = [confirm_line(one) for one in lines_to_confirm(session, who, left[:most])]
    return _pile(CONFIRM, len(left), lines, len(found) > MOST)


def _disputes(session: Session, who: Who, wanted: Filter, most: int) -> Pile:
    found = disputes_waiting(session, who)
    among = queries.calls_among(session, wanted, {one.call for one in found})
    left = [one for one in found if one.call in among]
    return _pile(DISPUTES, len(left), [dispute_line(one) for one in left[:most]])


def _notes(session: Session, who: Who, wanted: Filter, most: int) -> Pile:
    reps = due_for_note(session, who, wanted)
    lines = [note_line(one) for one in notes_due(session, who, wanted, reps[:most])]
    return _pile(NOTES, min(len(reps), MOST), lines, len(reps) > MOST)


def _pile(key: str, number: int, lines: Sequence[Line], more: bool = False) -> Pile:
    title, about, empty = TITLES[key]
    return Pile(
        key=key,
        title=title,
        about=about,
        number=number,
        count=f"{number}+" if more else str(number),
        lines=tuple(lines),
        empty=empty,
        empty_href="/upload" if key == HEARING else "",
        empty_action="Upload calls" if key == HEARING else "",
    )
