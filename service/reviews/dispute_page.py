"""Putting the page together on which a rep's question is answered, beside the call it is about."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from scoring.corrections.answering import MOST_SENTENCES
from scoring.errors import BadInput
from scoring.judgement import Answer, Span
from scoring.states import ANSWERS
from scoring.visible import visible
from service.calls.queries import call_row
from service.calls.voices import channel_word, not_the_rep
from service.people.who import Who
from service.reviews.around import DISPUTES
from service.reviews.call_beside import call_beside
from service.reviews.dispute_board import line_of
from service.reviews.filled_in import sentences_in, span_in
from service.reviews.rep_views import DisputePage
from service.reviews.views import REASON_WORDS, DisputeView
from service.reviews.whose import may_be_of

CHOICES = tuple((answer.value, ANSWERS[answer].word) for answer in Answer)
NOBODY = (("", "not known"),)


def dispute_page(
    session: Session,
    who: Who,
    one: DisputeView,
    picked: tuple[str, ...] = (),
    typed: Mapping[str, str] | None = None,
    wrong: str = "",
) -> DisputePage:
    """The question and the call. `wrong`: why an answer could not be taken, with what was chosen in it."""
    call = call_row(session, one.call)
    beside = call_beside(session, call)
    lines = beside.review.lines
    reps = ((row.public_id, visible(row.name)) for row in may_be_of(session, who, call))
    channels = not_the_rep(session, call) if one.kind == "swapped" else ()
    return DisputePage(
        line=line_of(session, one),
        beside=beside,
        choices=tuple(choice for choice in CHOICES if choice[0] != one.stands) if one.kind == "item" else (),
        named=next((line for line in lines if line.play.sentence == one.sentence), None),
        ends=(lines[0].play.sentence, lines[-1].play.sentence) if lines else ("", ""),
        reps=(*NOBODY, *reps) if one.kind == "not_me" else (),
        channels=tuple((name, f"The rep is {channel_word(name)}") for name in channels),
        reasons=tuple(REASON_WORDS.items()),
        picked=picked,
        typed=typed or {},
        wrong=wrong,
        closed="settle" not in one.may,
    )


def meanwhile(one: DisputeView) -> str:
    """What became of a question while somebody else was answering it."""
    if one.state == "withdrawn":
        return "the rep has taken the question back."
    if one.settled_by is not None:
        why = f", because {REASON_WORDS[one.reason]}" if one.reason else ""
        said = f"{one.settled_by.name} was quicker. It is {DISPUTES[one.state]}{why}. {one.answer or ''}"
        return visible(said.strip())
    named = f" hr has named {one.decider.name} to decide it." if one.decider else ""
    return visible(f"the question was changed.{named}")


def shown_by(picked: tuple[str, ...], fields: Mapping[str, str]) -> tuple[tuple[str, ...], Span | None]:
    """What carries an answer: sentences, or the part searched, from the first chosen one to the last.

    Raises BadInput for a part without sentences, and for more sentences than an answer points at.
    """
    chosen = sorted(sentences_in(" ".join(picked), most=len(picked)), key=lambda one: int(one[1:]))
    how = fields.get("shown_by", "sentences")
    if how == "whole":
        return (), span_in(fields.get("first", ""), fields.get("last", ""))
    if how == "part":
        if not chosen:
            raise BadInput("The part that was searched has no sentence.", "Choose its first and its last.")
        return (), span_in(chosen[0], chosen[-1])
    if len(chosen) > MOST_SENTENCES:
        raise BadInput(f"An answer points at {MOST_SENTENCES} sentences at most.", "Take some of them back.")
    return tuple(chosen), None
