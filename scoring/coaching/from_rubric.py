"""The note in the rubric's own words: verified sentences, nothing made up, no language model."""

from collections.abc import Sequence

from scoring.coaching.choosing import was_asked, was_missed
from scoring.coaching.drills import drill_for
from scoring.coaching.note import Focus, Note, Quote
from scoring.coaching.quoting import quotation
from scoring.coaching.records import ReviewedCall, Strength
from scoring.feedback import told
from scoring.rubric import Item, Rubric

NOTHING_TO_WORK_ON = "Nothing was missed often enough this week to work on."
NOTHING_TO_GO_BY = "Too little of this week's calls could be assessed to say what to work on."
NO_OCCASION = "No call of this week shows whether it was done."
QUESTION = "What makes this hard on a real call?"


def note_from_rubric(
    rubric: Rubric, week: Sequence[ReviewedCall], strength: Strength | None, focus: Focus | None
) -> Note:
    """The note of a week of reviewed calls for a strength and a focus that were chosen."""
    praised = rubric.criterion(strength.criterion).item(strength.item) if strength else None
    praise = {
        "strength": told(praised, good=True) if praised else "",
        "strength_quote": strength.quote if strength else None,
    }
    if focus is None:
        return Note.model_validate({**praise, "happened": _without_focus(week)})
    criterion = rubric.criterion(focus.criterion)
    item = criterion.item(focus.item)
    if item is None:
        raise KeyError(focus.item)
    return Note.model_validate(
        {
            **praise,
            "focus": focus,
            "happened": happened(item, week),
            "happened_quote": occasion_quote(item, week),
            "matters": criterion.purpose,
            "say_instead": item.say_instead or item.example,
            "practice": practice(item),
            "question": QUESTION,
            "drill": drill_for(focus.criterion),
        }
    )


def happened(item: Item, week: Sequence[ReviewedCall]) -> str:
    """What was missed or, where the focus of the weeks before was done this time, that it was done."""
    answers = [answered for call in week if was_asked(answered := call.item(item.id))]
    missed = sum(was_missed(item, answered) for answered in answers)
    if missed:
        return _counted(told(item, good=False), missed, len(answers))
    if answers and item.good:
        return _counted(item.good, len(answers), len(answers))
    return NO_OCCASION if not answers else "It did not happen this week."


def _without_focus(week: Sequence[ReviewedCall]) -> str:
    """Why there is nothing to work on: nothing was missed, or no criterion of any call has a level."""
    if not week:
        return ""
    told_of = any(part.state == "scored" for call in week for part in call.criteria)
    return NOTHING_TO_WORK_ON if told_of else NOTHING_TO_GO_BY


def practice(item: Item) -> str:
    """If this happens, then say that: a plan for the next calls."""
    when = item.moment or "the moment comes"
    return f"On your next three calls: when {when}, say it in your own words."


def occasion_quote(item: Item, week: Sequence[ReviewedCall]) -> Quote | None:
    """The sentence that shows it: what the rep said, or what gave the occasion; the latest call first."""
    for call in reversed(week):
        answered = call.item(item.id)
        if answered is None or not was_missed(item, answered):
            continue
        cited = answered.evidence[0].sentence if answered.evidence else None
        chance = call.missed_at(item.id)
        sentence = call.transcript.find(cited or (chance.sentence if chance else ""))
        if sentence is not None:
            words = quotation(sentence.text)
            return Quote(call=call.id, sentence=sentence.id, words=words, start=sentence.start)
    return None


def _counted(told_to_rep: str, number: int, of: int) -> str:
    return told_to_rep.removesuffix(".") + (f" (on {number} of {of} calls)." if of > 1 else ".")
