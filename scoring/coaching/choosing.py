"""Which one thing to praise and which one to work on: arithmetic on verdicts, never a model's choice.

The focus is an item of the lowest criterion that at least two calls give evidence for. It stays until it
sticks or three weeks have passed, so that a rep has one thing to work on and time for it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from scoring.coaching.note import Focus, Quote
from scoring.coaching.quoting import CUT, LONGEST, quotation
from scoring.coaching.records import ReviewedCall, Strength
from scoring.judgement import Answer, Check
from scoring.review import ShownItem
from scoring.rubric import Criterion, Item, Kind, Rubric
from scoring.transcript import Speaker

PATIENCE = timedelta(weeks=3)
"""How long a focus stays where it does not stick."""
STICKS = 3
"""Calls in a row, of those that gave the occasion, on which the item has to be done."""
ENOUGH = 2
"""Calls that have to give evidence; of a single call, that one."""
SPEAKING = 5
"""Words a sentence should have to speak for itself when it is quoted alone."""


def choose_focus(
    rubric: Rubric,
    week: Sequence[ReviewedCall],
    today: date,
    current: Focus | None = None,
    since: Sequence[ReviewedCall] = (),
) -> Focus | None:
    """What the rep works on, from the reviewed calls of a week; None where no two calls miss the same thing.

    `current` is the focus until now, `since` the calls since it began up to this week, oldest first. Calls
    without a level in a criterion say nothing about it.
    """
    stays = current is not None and today - current.since < PATIENCE
    if current is not None and stays and not sticks(rubric, current, [*since, *week]):
        return current
    done_with = current.item if current else None
    for criterion in _lowest_first(rubric, week):
        item = _most_missed(criterion, week, done_with)
        if item is not None:
            calls = tuple(call.id for call in week if was_missed(item, call.item(item.id)))
            return Focus(criterion=criterion.key, item=item.id, since=today, calls=calls)
    return None


def sticks(rubric: Rubric, focus: Focus, calls: Iterable[ReviewedCall]) -> bool:
    """Whether the focus was done on the last three calls since it began that gave the occasion for it."""
    item = rubric.criterion(focus.criterion).item(focus.item)
    if item is None:  # a later version of the rubric asks something else
        return True
    asked = [call.item(item.id) for call in calls if call.day >= focus.since and call.id not in focus.calls]
    told = [was_missed(item, one) for one in asked if was_asked(one)]
    return len(told) >= STICKS and not any(told[-STICKS:])


def choose_strength(
    rubric: Rubric, week: Sequence[ReviewedCall], focus: Focus | None = None, before: Focus | None = None
) -> Strength | None:
    """What went well, with a sentence that shows it word for word; None where no sentence does.

    What the rep worked on before comes first, then what a whole sentence shows, what is more than required,
    and the best criterion; the item of the focus is never praised in the same note.
    """
    found = [
        (_praise(rubric, criterion, item, quote, before, week), criterion, item, quote)
        for call in week
        for criterion in rubric.criteria
        for item in criterion.items
        if item.kind is not Kind.MUST_NOT and item.speaker is Speaker.REP
        if not (focus and focus.item == item.id)
        if (quote := _quote(item, call)) is not None
    ]
    if not found:
        return None
    _, criterion, item, quote = max(found, key=lambda one: one[0])  # of equals the first
    return Strength(criterion=criterion.key, item=item.id, quote=quote)


def _praise(
    rubric: Rubric,
    criterion: Criterion,
    item: Item,
    quote: Quote,
    before: Focus | None,
    week: Sequence[ReviewedCall],
) -> tuple[bool, bool, bool, bool, Fraction]:
    mean = _mean(rubric, criterion, week)
    return (
        before is not None and before.item == item.id,
        criterion.weight > 0,
        _speaks(quote.words),
        item.kind is Kind.PLUS,
        mean if mean is not None else Fraction(0),
    )


def _speaks(sentence: str) -> bool:
    """Whether a sentence is understood alone, and short enough to be quoted whole."""
    return len(sentence.split()) >= SPEAKING and len(sentence) <= LONGEST and CUT not in sentence


def _quote(item: Item, call: ReviewedCall) -> Quote | None:
    answered = call.item(item.id)
    if answered is None or answered.verdict is not Answer.YES:
        return None
    own = [e for e in answered.evidence if e.check is not Check.FUZZY and e.speaker is Speaker.REP]
    if not own:
        return None
    shown = next((e for e in own if _speaks(e.quote)), own[0])
    words = quotation(shown.quote)
    return Quote(call=call.id, sentence=shown.sentence, words=words, start=shown.start)


def _lowest_first(rubric: Rubric, week: Sequence[ReviewedCall]) -> list[Criterion]:
    rated = [
        (mean, -criterion.weight, criterion)
        for criterion in rubric.criteria
        if (mean := _mean(rubric, criterion, week)) is not None
    ]
    return [criterion for _, _, criterion in sorted(rated, key=lambda one: one[:2])]


def _mean(rubric: Rubric, criterion: Criterion, week: Sequence[ReviewedCall]) -> Fraction | None:
    """What the criterion's levels are worth on average, over the calls that have one."""
    shown = (c for call in week for c in call.criteria if c.key == criterion.key)
    worth = [rubric.worth[one.level] for one in shown if one.state == "scored" and one.level]
    return Fraction(sum(worth), len(worth)) if worth else None


def _most_missed(criterion: Criterion, week: Sequence[ReviewedCall], done_with: str | None) -> Item | None:
    """The item missed on most calls, musts before pluses; None where no item was missed on enough."""
    missed = Counter(
        item.id for call in week for item in criterion.items if was_missed(item, call.item(item.id))
    )
    needed = min(ENOUGH, len(week))
    often = [i for i in criterion.items if missed[i.id] >= needed and i.id != done_with]
    return max(often, key=lambda item: (item.kind is not Kind.PLUS, missed[item.id]), default=None)


def was_missed(item: Item, answered: ShownItem | None) -> bool:
    """Whether the rep left out what gives, or did what takes; what nobody could tell is no miss."""
    if answered is None:
        return False
    return answered.verdict is (Answer.YES if item.kind is Kind.MUST_NOT else Answer.NO)


def was_asked(answered: ShownItem | None) -> bool:
    """Whether the call gave an answer, yes or no, to the item."""
    return answered is not None and answered.verdict in (Answer.YES, Answer.NO)
