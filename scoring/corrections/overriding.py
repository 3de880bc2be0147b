"""Changing one answer of a reading: what it needs, and what becomes of the QA score."""

from collections.abc import Mapping
from fractions import Fraction

from scoring.corrections.answering import (
    UNKNOWN,
    Said,
    bare_verdict,
    check_claim,
    claim_of,
    item_of,
    speaks_against,
    stands,
)
from scoring.corrections.effective import Corrections, Readings, answers, card, corrected
from scoring.errors import BadInput
from scoring.judgement import Answer, Facts, Verdict
from scoring.record import Record
from scoring.review import ShownScore
from scoring.rubric import Item, Rubric
from scoring.scorecard import CriterionScore, Scorecard
from scoring.transcript import Transcript

KEPT = "The answer stands as it was."


class Change(Record):
    """What one changed answer does: old and new, and what level and QA score become."""

    item: str
    criterion: str
    before: Answer | None
    after: Answer
    costs_points: bool
    level_before: tuple[int | None, int | None]
    level_after: tuple[int | None, int | None]
    score_before: ShownScore
    score_after: ShownScore


def preview(rubric: Rubric, readings: Readings, corrections: Corrections, said: Said) -> Change:
    """What the answer would do. Raises BadInput for an item that is not of this rubric."""
    criterion, item = item_of(rubric, said.item)
    old = answers(corrected(rubric, readings, corrections).values()).get(item.id)
    before = card(rubric, readings, corrections)
    after = card(rubric, readings, {**corrections, item.id: bare_verdict(said)})
    levels = [_criterion(one, criterion.key) for one in (before, after)]
    return Change(
        item=item.id,
        criterion=criterion.key,
        before=old.answer if old else None,
        after=said.answer,
        costs_points=_costs(item, said.answer, before, after, *levels),
        level_before=(levels[0].low, levels[0].high),
        level_after=(levels[1].low, levels[1].high),
        score_before=shown_score(before),
        score_after=shown_score(after),
    )


def settle(
    rubric: Rubric,
    readings: Readings,
    corrections: Corrections,
    said: Said,
    transcript: Transcript,
    facts: Facts = UNKNOWN,
) -> tuple[Verdict, Change]:
    """The verdict that takes the place of the old one, and what it changes.

    Raises BadInput where the answer is no other than before, where what is pointed at does not carry it, and
    where it costs points and nothing shows it.
    """
    change = preview(rubric, readings, corrections, said)
    _, item = item_of(rubric, said.item)
    if change.before is said.answer:
        raise BadInput(f"That is the answer already: {said.answer.value.replace('_', ' ')}.", KEPT)
    if said.answer is Answer.NOT_APPLICABLE and item.occasion.always:
        raise BadInput("Every call gives the occasion for this item, so it always applies.", KEPT)
    if not said.sentences and said.searched is None:
        if change.costs_points:
            raise BadInput(
                "This answer costs points, so it needs something to show for it.",
                "Click the sentence that shows it, or name the part of the call you searched.",
            )
        return bare_verdict(said), change
    verdict = _shown_by(rubric, said, transcript, facts)
    if not stands(verdict):
        raise BadInput(f"That does not carry the answer: {'; '.join(verdict.problems)}.", KEPT)
    return verdict, change


def _shown_by(rubric: Rubric, said: Said, transcript: Transcript, facts: Facts) -> Verdict:
    """The verdict on an answer with something to show for it."""
    _, item = item_of(rubric, said.item)
    if said.answer in (Answer.YES, Answer.NO):
        return check_claim(rubric, claim_of(said, transcript), transcript, facts)
    # Nothing can show that there was no occasion; but what was searched for one has to be in the call.
    if said.searched is None:
        problem: tuple[str, ...] = ("for this answer, name the part of the call that was searched",)
    else:
        asked = Said(item=item.id, answer=Answer.NO, searched=said.searched)
        problem = check_claim(rubric, claim_of(asked, transcript), transcript, facts).problems
    return bare_verdict(said).model_copy(update={"problems": problem})


def _costs(
    item: Item, answer: Answer, before: Scorecard, after: Scorecard, was: CriterionScore, now: CriterionScore
) -> bool:
    """Whether the answer speaks against the rep, or takes anything from a level or the score."""
    if speaks_against(item, answer):
        return True
    falls: list[tuple[Fraction | int | None, Fraction | int | None]] = [
        (was.low, now.low),
        (was.high, now.high),
        (before.qa_score.low, after.qa_score.low),
        (before.qa_score.high, after.qa_score.high),
    ]
    return any(old is not None and new is not None and new < old for old, new in falls)


def _criterion(found: Scorecard, key: str) -> CriterionScore:
    return next(one for one in found.criteria if one.key == key)


def shown_score(found: Scorecard) -> ShownScore:
    """The QA score as numbers that are not rounded."""
    qa = found.qa_score
    return ShownScore(state=qa.state, value=_number(qa.value), low=_number(qa.low), high=_number(qa.high))


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def known_items(rubric: Rubric) -> Mapping[str, Item]:
    """Item id → item, in the rubric's order."""
    return {item.id: item for criterion in rubric.criteria for item in criterion.items}
