"""Taking corrections along to a newer reading of the same call: only where the cited words still stand."""

from collections.abc import Iterable

from scoring.corrections.answering import UNKNOWN, Said, bare_verdict, check_claim, item_of, stands
from scoring.errors import BadInput
from scoring.judgement import Answer, Citation, Claim, Facts, Span, Verdict
from scoring.record import Record
from scoring.rubric import Rubric
from scoring.transcript import Transcript


class Correction(Record):
    """One item as a person answered it, with the verdict that was made of it."""

    said: Said
    verdict: Verdict


class Carried(Record):
    """Corrections that hold for the newer reading too, and items with the reason where they do not."""

    kept: tuple[Correction, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()


def carry_over(
    corrections: Iterable[Correction],
    before: Transcript,
    rubric: Rubric,
    transcript: Transcript,
    facts: Facts = UNKNOWN,
) -> Carried:
    """What of these corrections holds on another transcript, or by another version of the rubric.

    `before` is the transcript they were made on.
    """
    kept: list[Correction] = []
    lost: list[tuple[str, str]] = []
    for one in corrections:
        found = _carried(one, before, rubric, transcript, facts)
        if isinstance(found, Correction):
            kept.append(found)
        else:
            lost.append((one.said.item, found))
    return Carried(kept=tuple(kept), lost=tuple(lost))


def _carried(
    one: Correction, before: Transcript, rubric: Rubric, transcript: Transcript, facts: Facts
) -> Correction | str:
    """The correction as it stands now, or why it does not."""
    try:
        _, item = item_of(rubric, one.said.item)
    except BadInput:
        return "the form has no such item any more"
    if one.said.answer is Answer.NOT_APPLICABLE and item.occasion.always:
        return "the item always applies now"
    same = before.fingerprint() == transcript.fingerprint()
    if not one.said.sentences and one.said.searched is None:
        return one if same else "it cites no words that could be found again"
    span = one.said.searched
    if span is not None and not same and not _same_ends(span, before, transcript):
        return "the searched part does not begin and end with the same words"
    if one.said.answer not in (Answer.YES, Answer.NO):
        return Correction(said=one.said, verdict=bare_verdict(one.said))
    cited = [(name, before.find(name)) for name in one.said.sentences]
    claim = Claim(
        item=one.said.item,
        answer=one.said.answer,
        citations=tuple(Citation(sentence=name, anchor=s.text if s else "") for name, s in cited),
        searched=span,
        why=one.said.why,
    )
    verdict = check_claim(rubric, claim, transcript, facts)
    if not stands(verdict):
        return "; ".join(verdict.problems) or "what it cites does not stand any more"
    sentences = tuple(evidence.sentence for evidence in verdict.evidence)
    return Correction(said=one.said.model_copy(update={"sentences": sentences}), verdict=verdict)


def _same_ends(span: Span, before: Transcript, after: Transcript) -> bool:
    for name in (span.first, span.last):
        old, new = before.find(name), after.find(name)
        if old is None or new is None or old.text != new.text:
            return False
    return True
