"""From the arithmetic to what is shown: a scorecard with its items, evidence, reasons and flags."""

from collections.abc import Mapping
from fractions import Fraction

from scoring.explain import explain, why
from scoring.judgement import CriterionReading, Verdict
from scoring.review import (
    ShownCriterion,
    ShownEvidence,
    ShownItem,
    ShownMustHave,
    ShownScore,
    ShownScorecard,
)
from scoring.rubric import Criterion, Item, Rubric
from scoring.scorecard import CriterionScore, Scorecard
from scoring.transcript import Speaker, Transcript

Readings = Mapping[str, CriterionReading]
"""Criterion key → its reading."""


def shown_scorecard(
    rubric: Rubric, card: Scorecard, readings: Readings, transcript: Transcript
) -> ShownScorecard:
    asks = {item.id: item.asks for criterion in rubric.criteria for item in criterion.items}
    return ShownScorecard(
        qa_score=ShownScore(
            state=card.qa_score.state,
            value=_number(card.qa_score.value),
            low=_number(card.qa_score.low),
            high=_number(card.qa_score.high),
        ),
        criteria=tuple(
            _shown_criterion(rubric.criterion(score.key), score, readings.get(score.key), transcript)
            for score in card.criteria
        ),
        must_haves=tuple(
            ShownMustHave(item=m.item, criterion=m.criterion, asks=asks[m.item], result=m.result)
            for m in card.must_haves
        ),
        sums=explain(rubric, card),
    )


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _shown_criterion(
    criterion: Criterion, score: CriterionScore, reading: CriterionReading | None, transcript: Transcript
) -> ShownCriterion:
    verdicts = reading.verdicts if reading else ()
    failed = reading.failed if reading else None
    return ShownCriterion(
        key=criterion.key,
        title=criterion.title,
        state=score.state,
        level=score.level,
        low=score.low,
        high=score.high,
        weight=score.weight,
        worth=score.worth_low if score.level else None,
        anchor=criterion.anchors[score.level] if score.level else None,
        why=f"{why(criterion, score)}: {failed}" if failed else why(criterion, score),
        items=tuple(_shown_item(criterion, verdict, transcript) for verdict in verdicts),
    )


def _shown_item(criterion: Criterion, verdict: Verdict, transcript: Transcript) -> ShownItem:
    item = _item(criterion, verdict.item)
    return ShownItem(
        id=item.id,
        kind=item.kind,
        asks=item.asks,
        verdict=verdict.answer,
        evidence=tuple(
            ShownEvidence(
                sentence=evidence.sentence,
                speaker=_speaker(evidence.sentence, transcript),
                quote=evidence.quote,
                start=evidence.start,
                end=evidence.end,
                check=evidence.check,
            )
            for evidence in verdict.evidence
        ),
        searched=verdict.searched,
        why=_why(verdict),
        must_have=item.must_have,
    )


def _why(verdict: Verdict) -> str:
    """The judge's reason; where its answer did not stand, why not: it argued for something else."""
    problems = "; ".join(verdict.problems)
    stands = verdict.answer is verdict.claimed
    return verdict.why or problems if stands else problems or verdict.why


def _item(criterion: Criterion, item_id: str) -> Item:
    item = criterion.item(item_id)
    if item is None:
        raise KeyError(item_id)
    return item


def _speaker(sentence_id: str, transcript: Transcript) -> Speaker:
    sentence = transcript.find(sentence_id)
    return sentence.speaker if sentence else Speaker.UNKNOWN
