"""Required statements: was it said, in the approved words or in others, by whom, and in time?

*Exact*: an approved wording, give or take what a speech model mishears. *Paraphrase*: all its elements
within three neighbouring sentences of one speaker. *Partial*: some of them. What the customer says never
counts, and a "not" before the words undoes them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.applies import required
from scoring.judgement import Facts, Span
from scoring.phrases import normalise, phrase
from scoring.review import ShownDisclosure
from scoring.rubric import RequiredStatement, Rubric
from scoring.said import Found, find_said
from scoring.transcript import Sentence, Transcript


def find_disclosures(rubric: Rubric, transcript: Transcript, facts: Facts) -> tuple[ShownDisclosure, ...]:
    """What became of every required statement of the rubric, in the rubric's order."""
    found: dict[str, ShownDisclosure] = {}
    for statement in _in_order(rubric.statements):
        earlier = found.get(statement.after) if statement.after else None
        found[statement.key] = _disclosure(statement, transcript, facts, earlier)
    return tuple(found[statement.key] for statement in rubric.statements)


def _in_order(statements: Sequence[RequiredStatement]) -> Iterator[RequiredStatement]:
    """Each statement behind the one it comes `after`; those in a circle as they stand."""
    done: set[str | None] = {None}
    waiting = list(statements)
    while waiting:
        ready = [statement for statement in waiting if statement.after in done] or waiting
        yield from ready
        done |= {statement.key for statement in ready}
        waiting = [statement for statement in waiting if statement.key not in done]


def _disclosure(
    statement: RequiredStatement, transcript: Transcript, facts: Facts, earlier: ShownDisclosure | None
) -> ShownDisclosure:
    spoken = [s for s in transcript.sentences if s.speaker in statement.speakers]
    limits = Limits(statement, transcript, _topic(statement, spoken), earlier)
    best = min(find_said(statement, spoken), key=limits.rank, default=None)
    return ShownDisclosure.model_validate(
        {"key": statement.key, "title": statement.title, **_result(facts, limits, spoken, best)}
    )


def _result(
    facts: Facts, limits: "Limits", spoken: Sequence[Sentence], best: Found | None
) -> dict[str, object]:
    statement = limits.statement
    does_apply, reason = required(statement, facts, limits.transcript)
    if does_apply is False:
        return {"state": "not_applicable", "why": reason}
    if limits.only_its_topic and limits.topic is None and (best is None or best.state == "partial"):
        return {"state": "not_applicable", "why": "the subject it has to precede did not come up"}
    if does_apply is None:
        return {"state": "cannot_tell", "why": reason}
    if best is not None:
        return _as_found(best, limits)
    if not spoken:
        return {"state": "cannot_tell", "why": "nobody who may say it is known to speak"}
    return {
        "state": "absent",
        "missing": tuple(statement.elements),
        "searched": Span(first=spoken[0].id, last=spoken[-1].id),
        "why": f"not found in the {len(spoken)} sentences of those who may say it",
    }


def _as_found(found: Found, limits: "Limits") -> dict[str, object]:
    late = limits.broken(found)
    why = [late] if late else []
    if found.missing:
        why.append(f"missing: {', '.join(found.missing)}")
    return {
        "state": found.state,
        "speaker": found.sentences[0].speaker,
        "sentences": tuple(sentence.id for sentence in found.sentences),
        "quote": " ".join(sentence.text for sentence in found.sentences),
        "start": found.sentences[0].start,
        "end": found.sentences[-1].end,
        "in_time": late is None if limits.can_be_timed else None,
        "missing": found.missing,
        "why": "; ".join(why),
    }


@dataclass(frozen=True)
class Limits:
    """When the statement has to be said: by its deadline, before its topic, after another statement."""

    statement: RequiredStatement
    transcript: Transcript
    topic: Sentence | None
    earlier: ShownDisclosure | None

    @property
    def only_its_topic(self) -> bool:
        """Without a deadline, only the subject asks for the statement: no subject, no duty."""
        return bool(self.statement.before_topic) and self.statement.deadline is None

    @property
    def can_be_timed(self) -> bool:
        """A deadline runs from the rep's first word: where the rep never speaks, nobody can tell."""
        return self.statement.deadline is None or self.transcript.rep_starts is not None

    def broken(self, found: Found) -> str | None:
        """What was not kept, in words; None where it was said in time."""
        begins, deadline = self.transcript.rep_starts, self.statement.deadline
        if deadline is not None and begins is not None and found.start - begins > deadline:
            return f"said {found.start - begins:.0f} s after the rep's first word, {deadline:g} s are allowed"
        if self.topic is not None and found.start > self.topic.start:
            return f"said after its subject came up in {self.topic.id}"
        if self.earlier is not None and self.earlier.start is not None and found.start < self.earlier.start:
            return f"said before “{self.earlier.title}”"
        return None

    def rank(self, found: Found) -> tuple[bool, bool, int, float, bool]:
        """Whole before part, in time before late, then the earliest, the approved words first."""
        part = found.state == "partial"
        return part, self.broken(found) is not None, len(found.missing), found.start, found.state != "exact"


def _topic(statement: RequiredStatement, spoken: Sequence[Sentence]) -> Sentence | None:
    patterns = [phrase(text) for text in statement.before_topic]
    for sentence in spoken:
        tokens = normalise(sentence.text)
        if any(pattern.find(tokens) for pattern in patterns):
            return sentence
    return None
