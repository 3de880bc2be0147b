"""What both reports say about a review, in words: its answer, where was searched, how the talk went."""

from collections.abc import Iterator
from typing import NamedTuple

from scoring.formats import clock, clock_span, counted, format_percent, format_range, format_share, took
from scoring.judgement import Answer, Span
from scoring.review import (
    Conversation,
    Feedback,
    Reason,
    Review,
    ShownCriterion,
    ShownDisclosure,
    ShownItem,
    ShownScore,
)
from scoring.rubric import Kind
from scoring.states import CRITERIA, DISCLOSURES, REVIEWS, item_state
from scoring.visible import visible

FEW = 2
"""How many strengths and how many missed chances are worth reading at the end of a day."""


class Stretch(NamedTuple):
    """A part of the recording, in seconds."""

    start: float
    end: float


class Fact(NamedTuple):
    """One thing about how the talk went; `start` is where it can be heard."""

    label: str
    value: str
    start: float | None = None


def file_name(review: Review) -> str:
    """The file's name; empty where no file could be opened."""
    return visible(review.call.file) if review.call else ""


def answer(review: Review) -> str:
    """The review in a sentence: "QA score 66–82, incomplete: objection handling could not be assessed"."""
    if review.status != "scored" or review.scorecard is None:
        return visible(_without_score(REVIEWS[review.status].word, review.reason))
    score = review.scorecard.qa_score
    if score.state == "complete":
        return f"QA score {score_in_words(score)}"
    open_parts = ", ".join(_open_part(part) for part in review.scorecard.criteria if _is_open(part))
    gaps = f": {open_parts}" if open_parts else ""
    return visible(f"QA score {score_in_words(score).replace(' (incomplete)', ', incomplete')}{gaps}")


def score_in_words(score: ShownScore) -> str:
    """ "80", "66–82 (incomplete)", or "–" where nothing carries a weight."""
    if score.value is not None:
        return format_percent(score.value)
    if score.low is None or score.high is None:
        return "–"
    return format_range(score.low, score.high)


def level_in_words(part: ShownCriterion) -> str:
    """ "3", "2–4", or "–" where the criterion has no level."""
    if part.level is not None:
        return str(part.level)
    if part.low is None or part.high is None:
        return "–"
    return f"{part.low}–{part.high}"


def about(part: ShownCriterion) -> str:
    """The rubric's words for the level, or the words for why there is none."""
    if part.anchor:
        return visible(part.anchor)
    word = CRITERIA[part.state].word
    return visible(f"{word}: {part.why}" if part.why else word)


def stretch(review: Review, span: Span | None) -> Stretch | None:
    """Where in the recording a span of sentences lies; None where the transcript has no such sentences."""
    if span is None or review.transcript is None:
        return None
    at = {sentence.id: sentence for sentence in review.transcript.sentences}
    first, last = at.get(span.first), at.get(span.last)
    return None if first is None or last is None else Stretch(first.start, max(first.end, last.end))


def item_note(review: Review, item: ShownItem) -> str:
    """What stands beside an item besides its evidence: "searched 4:00–11:30", "no occasion"."""
    parts = []
    state = item_state(item.kind, item.verdict)
    settled = item.verdict in (Answer.YES, Answer.NO)
    if item.kind is Kind.MUST_NOT or not settled:
        parts.append(state.word)
    if item.why and not settled:
        parts[-1] += f": {visible(item.why)}"
    if item.verdict is Answer.NO and (searched := stretch(review, item.searched)):
        parts.append(f"searched {clock_span(*searched)}")
    return " · ".join(parts)


def disclosure_note(review: Review, statement: ShownDisclosure) -> str:
    """What became of a required statement: "paraphrase, in time", "not found, searched 0:01–1:00"."""
    parts = [DISCLOSURES[statement.state].word]
    if statement.state in ("exact", "paraphrase", "partial") and statement.in_time is not None:
        parts.append("in time" if statement.in_time else "not in time")
    if statement.missing and statement.state == "partial":
        parts.append("without " + ", ".join(f"“{visible(element)}”" for element in statement.missing))
    if searched := stretch(review, statement.searched):
        parts.append(f"searched {clock_span(*searched)}")
    return ", ".join(parts)


def talk(conversation: Conversation) -> Iterator[Fact]:
    """How the talk went, the figure that says most first."""
    c = conversation
    if c.talk_ratio is not None:
        yield Fact("rep speaks", format_share(c.talk_ratio))
    yield Fact("longest monologue", clock(c.longest_monologue), c.longest_monologue_starts)
    yield Fact("questions", f"{c.rep_questions} by the rep, {c.customer_questions} by the customer")
    if c.first_question is not None:
        yield Fact("first question at", clock(c.first_question), c.first_question)
    yield Fact("longest pause", took(c.longest_pause))
    both = f", {took(c.overlap_seconds)}" if c.overlaps else ""
    yield Fact("both at once", counted(c.overlaps, "time") + both)


def few_feedback(review: Review) -> tuple[Feedback, ...]:
    """A few strengths and a few missed chances, in the order of the call.

    Of the strengths those come first that go beyond what is required, of the chances those for which
    there are words to offer.
    """
    parts = review.scorecard.criteria if review.scorecard else ()
    beyond = {item.id for part in parts for item in part.items if item.kind is Kind.PLUS}
    good = [line for line in review.feedback if line.kind == "good"]
    missed = [line for line in review.feedback if line.kind == "missed"]
    good.sort(key=lambda line: line.item not in beyond)
    missed.sort(key=lambda line: not line.say_instead)
    return tuple(sorted([*good[:FEW], *missed[:FEW]], key=lambda line: line.sentence))


def seconds_in_words(review: Review) -> str:
    """How long the parts of the job took: "38 s: decoding 0.4 s, hearing 37 s, judging 0.2 s"."""
    if review.run is None:
        return ""
    s = review.run.seconds
    steps = [("decoding", s.decoding), ("hearing", s.hearing), ("judging", s.judging)]
    return f"{took(s.total)}: " + ", ".join(f"{name} {took(seconds)}" for name, seconds in steps)


def tokens_in_words(review: Review) -> str:
    """What asking a model took: "9,120 tokens read, 7,300 of them cached, 840 written; 6 requests"."""
    run = review.run
    if run is None or not run.requests:
        return ""
    cached = f", {run.tokens_cached:,} of them cached" if run.tokens_cached else ""
    read = f"{run.tokens_in:,} tokens read{cached}, {run.tokens_out:,} written"
    return f"{read}; {counted(run.requests, 'request')}"


def _without_score(word: str, reason: Reason | None) -> str:
    """ "not scored: only one voice took part"; a reason that begins with the word itself is not given it."""
    if reason is None:
        return f"{word}."
    why = _lower_first(reason.message)
    return why if why.startswith(f"{word}: ") else f"{word}: {why}"


def _is_open(part: ShownCriterion) -> bool:
    return part.weight > 0 and part.state in ("range", "cannot_assess", "failed")


def _open_part(part: ShownCriterion) -> str:
    title = _lower_first(part.title)
    if part.state == "range":
        return f"{title} is between {part.low} and {part.high}"
    return f"{title} {CRITERIA[part.state].word}"


def _lower_first(text: str) -> str:
    """For the middle of a sentence; a word in capitals ("QA …") keeps them."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
