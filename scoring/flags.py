"""What a person should look at before trusting a review: every doubt that rules can see, in words."""

from collections.abc import Mapping, Sequence

from scoring.appeals import find_appeals
from scoring.hearing import Heard
from scoring.judgement import Answer, Check, CriterionReading, Verdict
from scoring.review import Flag, ShownDisclosure
from scoring.rubric import Item, Rubric
from scoring.transcript import Sentence, Transcript

UNSURE = 0.6
"""Mean confidence (0–1) of a sentence's words below which nobody should rely on it unheard."""


def call_flags(heard: Heard, transcript: Transcript) -> tuple[Flag, ...]:
    """What hearing noticed, and doubt about who is who."""
    flags = [Flag(code=notice.code, message=notice.message) for notice in heard.notices]
    if transcript.roles.doubt:
        flags.append(Flag(code="roles_doubtful", message=transcript.roles.doubt))
    return tuple(flags)


def appeal_flags(redacted: Transcript) -> tuple[Flag, ...]:
    """Sentences that speak to whoever evaluates the call."""
    return tuple(
        Flag(code="appeal", message=appeal.message, sentence=appeal.sentence)
        for appeal in find_appeals(redacted)
    )


def disagreements(
    rubric: Rubric, readings: Mapping[str, CriterionReading], disclosures: Sequence[ShownDisclosure]
) -> tuple[Flag, ...]:
    """Items on which the judge and the disclosure matcher differ: a person decides, neither of the two."""
    found = {statement.key: statement for statement in disclosures}
    flags = []
    for criterion in rubric.criteria:
        reading = readings.get(criterion.key)
        verdicts = {verdict.item: verdict for verdict in reading.verdicts} if reading else {}
        for item in criterion.items:
            message = _disagreement(item, verdicts.get(item.id), found.get(item.statement or ""))
            if message:
                flags.append(
                    Flag(code="disclosure_disagrees", message=message, criterion=criterion.key, item=item.id)
                )
    return tuple(flags)


def _disagreement(item: Item, verdict: Verdict | None, found: ShownDisclosure | None) -> str | None:
    if verdict is None or found is None or verdict.answer is Answer.CANNOT_ASSESS:
        return None
    match found.state:
        case "exact" | "paraphrase":
            said, words = (
                found.in_time is not False,
                "said in time" if found.in_time else "said, but too late",
            )
        case "partial":
            said, words = False, f"said in part, without {', '.join(found.missing) or 'some of it'}"
        case "absent":
            said, words = False, "not said"
        case _:
            return None
    if said is (verdict.answer is Answer.YES):
        return None
    if verdict.answer is Answer.NO and found.state == "partial":
        return None
    answer = verdict.answer.value.replace("_", " ")
    return f"the judge answers {answer}; by its wording “{found.title}” was {words}: listen to it"


def unsure_words(readings: Mapping[str, CriterionReading], transcript: Transcript) -> tuple[Flag, ...]:
    """Verdicts that rest on sentences of which even the best was heard with little confidence."""
    flags = []
    for key, reading in readings.items():
        for verdict in reading.verdicts:
            cited = [s for e in verdict.evidence if (s := transcript.find(e.sentence)) is not None]
            heard = [(confidence, s.id) for s in cited if (confidence := _confidence(s)) is not None]
            best = max(heard, default=None)
            if verdict.answer is Answer.YES and best is not None and best[0] < UNSURE:
                flags.append(
                    Flag(
                        code="words_unsure",
                        message="the words this rests on were heard with little confidence: listen to it",
                        criterion=key,
                        item=verdict.item,
                        sentence=best[1],
                    )
                )
    return tuple(flags)


def _confidence(sentence: Sentence) -> float | None:
    known = [word.confidence for word in sentence.words if word.confidence is not None]
    return sum(known) / len(known) if known else None


def reading_flags(readings: Sequence[CriterionReading]) -> tuple[Flag, ...]:
    """What a person should look at in the readings: evidence that was refused, moved or only nearly there."""
    flags: list[Flag] = []
    for reading in readings:
        if reading.failed is not None:
            flags.append(Flag(code="judge_failed", message=reading.failed, criterion=reading.criterion))
        flags += [
            Flag(code="judge_reply", message=problem, criterion=reading.criterion)
            for problem in reading.problems
        ]
        for verdict in reading.verdicts:
            flags += _verdict_flags(reading.criterion, verdict)
    return tuple(flags)


def _verdict_flags(criterion: str, verdict: Verdict) -> list[Flag]:
    flags = [
        Flag(code="evidence_refused", message=problem, criterion=criterion, item=verdict.item)
        for problem in verdict.problems
    ]
    words = {
        Check.REPAIRED: "the words stand next to the sentence that was cited",
        Check.FUZZY: "the words are only nearly those of the sentence",
    }
    flags += [
        Flag(
            code=f"evidence_{evidence.check.value}",
            message=words[evidence.check],
            criterion=criterion,
            item=verdict.item,
            sentence=evidence.sentence,
        )
        for evidence in verdict.evidence
        if evidence.check in words
    ]
    return flags
