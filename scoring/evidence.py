"""No evidence, no score: a judge's claims are held against the transcript, and only what stands is kept.

A sentence id has to exist, be spoken by the right person in the right place, and contain the anchor words.
What fails becomes *cannot assess* with the reason; nothing is ever filled in for the judge.
"""

from collections.abc import Iterator

from scoring.anchor import Match, match_anchor
from scoring.judgement import (
    Answer,
    Citation,
    Claim,
    CriterionReading,
    Evidence,
    Judgement,
    Span,
    Verdict,
)
from scoring.rubric import Criterion, Item, Place
from scoring.transcript import Sentence, Speaker, Transcript


def check_judgement(
    judgement: Judgement,
    criterion: Criterion,
    transcript: Transcript,
    may_speak: dict[str, tuple[Speaker, ...]] | None = None,
    barred: frozenset[str] = frozenset(),
) -> CriterionReading:
    """Turns a judge's claims about one criterion into verdicts, one for each item in the rubric's order.

    `may_speak` widens who may speak the evidence of an item (a required statement may be read by an
    announcement); every other item takes evidence from its own speaker alone. Sentences in `barred` speak to
    the evaluator (`appeals.py`) and are no evidence for anything.
    """
    if judgement.failed is not None:
        return CriterionReading(criterion=criterion.key, failed=judgement.failed)
    known = {item.id for item in criterion.items}
    strangers = sorted({claim.item for claim in judgement.claims if claim.item not in known})
    verdicts = tuple(
        _unread(item, judgement)
        or _verdict(
            item,
            [claim for claim in judgement.claims if claim.item == item.id],
            transcript,
            (may_speak or {}).get(item.id, (item.speaker,)),
            barred,
        )
        for item in criterion.items
    )
    return CriterionReading(
        criterion=criterion.key,
        verdicts=verdicts,
        problems=(
            *(f"the judge answered an item that is not in the rubric: {item}" for item in strangers),
            *(one.problem for one in judgement.unread if one.item is None),
        ),
    )


def _unread(item: Item, judgement: Judgement) -> Verdict | None:
    problems = [one.problem for one in judgement.unread if one.item == item.id]
    return _cannot_assess(item, None, *problems) if problems else None


def _verdict(
    item: Item,
    claims: list[Claim],
    transcript: Transcript,
    speakers: tuple[Speaker, ...],
    barred: frozenset[str],
) -> Verdict:
    if not claims:
        return _cannot_assess(item, None, "the judge gave no answer to this item")
    claim = claims[0]
    if len(claims) > 1:
        return _cannot_assess(item, None, f"the judge answered this item {len(claims)} times")
    match claim.answer:
        case Answer.YES:
            return _yes(item, claim, transcript, speakers, barred)
        case Answer.NO:
            return _no(item, claim, transcript, speakers)
        case Answer.NOT_APPLICABLE:
            if item.occasion.always:
                return _cannot_assess(item, claim, "every call gives the occasion for this item")
            return Verdict(item=item.id, answer=claim.answer, claimed=claim.answer, why=claim.why)
        case Answer.CANNOT_ASSESS:
            return Verdict(item=item.id, answer=claim.answer, claimed=claim.answer, why=claim.why)


def _yes(
    item: Item,
    claim: Claim,
    transcript: Transcript,
    speakers: tuple[Speaker, ...],
    barred: frozenset[str],
) -> Verdict:
    if not claim.citations:
        return _cannot_assess(item, claim, "a yes without a sentence to show for it")
    kept: dict[str, Evidence] = {}
    problems: list[str] = []
    for citation in claim.citations:
        found = _evidence(citation, item, transcript, speakers, barred)
        if isinstance(found, str):
            problems.append(found)
        else:
            kept.setdefault(found.sentence, found)
    if not kept:
        return _cannot_assess(item, claim, *problems)
    return Verdict(
        item=item.id,
        answer=Answer.YES,
        claimed=Answer.YES,
        evidence=tuple(sorted(kept.values(), key=lambda evidence: evidence.start)),
        why=claim.why,
        problems=tuple(problems),
    )


def _no(item: Item, claim: Claim, transcript: Transcript, speakers: tuple[Speaker, ...]) -> Verdict:
    problem = _span_problem(claim.searched, item.place, transcript, speakers)
    if problem:
        return _cannot_assess(item, claim, problem)
    return Verdict(item=item.id, answer=Answer.NO, claimed=Answer.NO, searched=claim.searched, why=claim.why)


def _cannot_assess(item: Item, claim: Claim | None, *problems: str) -> Verdict:
    return Verdict(
        item=item.id,
        answer=Answer.CANNOT_ASSESS,
        claimed=claim.answer if claim else None,
        why=claim.why if claim else "",
        problems=problems,
    )


def _evidence(
    citation: Citation,
    item: Item,
    transcript: Transcript,
    speakers: tuple[Speaker, ...],
    barred: frozenset[str],
) -> Evidence | str:
    """The sentence as evidence, or what is wrong with it in words."""
    match = match_anchor(citation, transcript)
    if not isinstance(match, Match):
        return match
    sentence = match.sentence
    if barred.intersection(sentence.id for sentence in match.sentences):
        return f"{sentence.id} speaks to the one who evaluates the call, so it is evidence for nothing"
    if sentence.speaker not in speakers:
        wanted = " or ".join(speaker.value for speaker in speakers)
        return f"{sentence.id} is spoken by the {sentence.speaker.value}, this item needs the {wanted}"
    misplaced = place_problem(sentence, item.place, transcript)
    if misplaced:
        return misplaced
    return Evidence(
        sentence=sentence.id,
        quote=sentence.text,
        start=sentence.start,
        end=sentence.end,
        check=match.check,
    )


def place_problem(sentence: Sentence, place: Place, transcript: Transcript) -> str | None:
    """Why this sentence is not where the item's evidence has to stand; None where it is."""
    if place.within_first is not None:
        begins = transcript.rep_starts
        if begins is None:
            return f"{sentence.id} can't be timed: the rep never speaks"
        if sentence.start - begins > place.within_first:
            late = sentence.start - begins
            return (
                f"{sentence.id} comes {late:.0f} s after the rep begins, {place.within_first:g} are allowed"
            )
    if place.within_last is not None and transcript.ends - sentence.end > place.within_last:
        early = transcript.ends - sentence.end
        return f"{sentence.id} comes {early:.0f} s before the end, {place.within_last:g} are allowed"
    return None


def sentences_in(place: Place, transcript: Transcript) -> Iterator[Sentence]:
    """The sentences in which evidence for an item with that place could stand."""
    return (s for s in transcript.sentences if place_problem(s, place, transcript) is None)


def _span_problem(
    span: Span | None, place: Place, transcript: Transcript, speakers: tuple[Speaker, ...]
) -> str | None:
    if span is None:
        return "a no without the part of the call that was searched"
    first, last = transcript.position.get(span.first), transcript.position.get(span.last)
    if first is None or last is None:
        return f"the searched part {span.first}–{span.last} is not in this transcript"
    if last < first:
        return f"the searched part ends ({span.last}) before it starts ({span.first})"
    searched = transcript.sentences[first : last + 1]
    own = [sentence for sentence in searched if sentence.speaker in speakers]
    if not any(place_problem(sentence, place, transcript) is None for sentence in own):
        return f"the searched part {span.first}–{span.last} leaves out where this could have been said"
    return None
