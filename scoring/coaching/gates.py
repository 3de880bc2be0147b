"""What a coaching note has to pass before anybody may read it, whoever wrote it.

Over a third of feedback makes people worse, mostly where it talks about the person instead of the task; and
most of a model's suggestions are things that were already done. Each gate answers one of these faults.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from scoring.anchor import contains
from scoring.coaching.choosing import was_missed
from scoring.coaching.note import LONGEST, Note, Quote
from scoring.coaching.quoting import CUT
from scoring.coaching.readability import grade
from scoring.coaching.records import ReviewedCall
from scoring.coaching.words import FORBIDDEN, PROMISES
from scoring.record import Record
from scoring.rubric import Item, Rubric
from scoring.transcript import Speaker
from scoring.wording import normalise

HARDEST = 8.0
"""The school grade a note may have at most."""
NEXT_CALLS = "on your next three calls"
"""What every note asks for: its figure needs no source."""
SAID_ALREADY = 0.8
"""How alike (0–1) a suggestion and a sentence of the rep may not be."""

_FIGURE = re.compile(r"\d[\d.,]*|[$€£%]")


class Refusal(Record):
    """Why a note may not be read, in words that its writer can act on. `part` names where."""

    code: str
    part: str
    message: str

    @property
    def line(self) -> str:
        """Where and why, in one line."""
        return f"{self.part}: {self.message}"


def check_note(note: Note, rubric: Rubric, week: Sequence[ReviewedCall]) -> tuple[Refusal, ...]:
    """All that speaks against the note; empty: it may be read. The same rules for models and for us."""
    return (
        *_quotes(note, rubric, week),
        *_focus(note, rubric, week),
        *_length(note),
        *_language(note),
        *_figures(note, rubric, week),
    )


def _quotes(note: Note, rubric: Rubric, week: Sequence[ReviewedCall]) -> Iterator[Refusal]:
    calls = {call.id: call for call in week}
    for part, quote in (("strength", note.strength_quote), ("happened", note.happened_quote)):
        if quote is not None and (problem := _quote_problem(quote, calls.get(quote.call))):
            yield Refusal(code="quote", part=part, message=problem)
    praised = note.strength_quote and calls.get(note.strength_quote.call)
    if praised and note.strength_quote:
        sentence = praised.transcript.find(note.strength_quote.sentence)
        if sentence is not None and sentence.speaker is not Speaker.REP:
            yield Refusal(code="quote", part="strength", message="the praised sentence is not the rep's")


def _quote_problem(quote: Quote, call: ReviewedCall | None) -> str | None:
    sentence = call.transcript.find(quote.sentence) if call else None
    if sentence is None:
        return "the sentence that is quoted is not in these calls"
    words = normalise(quote.words.strip(CUT))
    if not words or not contains(normalise(sentence.text), words):
        return "the quoted words do not stand in the sentence"
    return None


def _focus(note: Note, rubric: Rubric, week: Sequence[ReviewedCall]) -> Iterator[Refusal]:
    if note.focus is None:
        if note.say_instead or note.practice:
            yield Refusal(code="focus", part="say_instead", message="there is a suggestion without a focus")
        return
    item = rubric.criterion(note.focus.criterion).item(note.focus.item)
    if item is None:
        yield Refusal(code="focus", part="focus", message="the focus is no item of this rubric")
        return
    quoted = next((c for c in week if note.happened_quote and c.id == note.happened_quote.call), None)
    if quoted is not None and not was_missed(item, quoted.item(item.id)):
        yield Refusal(code="done_already", part="happened", message="the call that is quoted did not miss it")
    for part in ("say_instead", "practice"):
        if not getattr(note, part):
            yield Refusal(code="empty", part=part, message=f"{part} is empty")
    if note.made_by == "model" and (twin := _said_already(note.say_instead, item, week)):
        yield Refusal(code="done_already", part="say_instead", message=f"the rep said nearly this: {twin}")


def _said_already(line: str, item: Item, week: Sequence[ReviewedCall]) -> str | None:
    """A sentence of the rep, on a call that missed the item, that says what is suggested."""
    wanted = " ".join(normalise(line))
    if not wanted or wanted == " ".join(normalise(item.say_instead or "")):
        return None  # the rubric's own line was held against the item by the judge already
    for call in week:
        for sentence in call.transcript.said_by(Speaker.REP):
            said = " ".join(normalise(sentence.text))
            matcher = SequenceMatcher(None, wanted, said, autojunk=False)
            if matcher.real_quick_ratio() >= SAID_ALREADY and matcher.ratio() >= SAID_ALREADY:
                return sentence.text
    return None


def _length(note: Note) -> Iterator[Refusal]:
    words = sum(len(text.split()) for _, text in note.parts())
    if words > LONGEST:
        yield Refusal(code="long", part="note", message=f"{words} words; a note has at most {LONGEST}")
    own = " ".join(text for part, text in note.parts() if not part.endswith("_quote") and text)
    reached = grade(own)
    if reached > HARDEST:
        yield Refusal(
            code="hard",
            part="note",
            message=f"reads like school grade {reached:.1f}, not {HARDEST:.0f}: shorter sentences and words",
        )


def _language(note: Note) -> Iterator[Refusal]:
    for part, text in _own(note):
        if part == "say_instead":  # said to a customer, who may well be asked what annoys them
            continue
        row = normalise(text)
        for kind, phrases in FORBIDDEN.items():
            if found := next((p for p in phrases if contains(row, normalise(p))), None):
                yield Refusal(code=kind, part=part, message=f"“{found}”: {REASONS[kind]}")


REASONS = {
    "trait": "a note is about what was said, never about the person",
    "private": "health, family, accent and the like have no place in a note",
    "feeling": "nobody's feelings are judged from a recording",
    "gender": "nobody's gender is guessed from a recording: the customer, or they",
    "sweeping": "a few calls don't show what somebody always or never does",
    "threat": "coaching and consequences stay apart",
    "rating": "a note has no scores, ranks or comparison with others",
}


def _figures(note: Note, rubric: Rubric, week: Sequence[ReviewedCall]) -> Iterator[Refusal]:
    """Figures and promises have to come from the calls or the rubric; the counts of calls are ours."""
    source = _source(note, rubric, week)
    said = normalise(source)
    known = set(_FIGURE.findall(source)) | set(said)
    for part, text in _own(note):
        if note.made_by == "rubric" and part != "say_instead":
            continue
        for figure in [*_FIGURE.findall(text), *(w for w in normalise(text) if w.isdigit())]:
            bare = figure.rstrip(".,")
            if bare and bare not in known:
                yield Refusal(
                    code="figure", part=part, message=f"“{bare}” is in no call and not in the rubric"
                )
        for promise in PROMISES:
            words = normalise(promise)
            if contains(normalise(text), words) and not contains(said, words):
                yield Refusal(code="promise", part=part, message=f"“{promise}” promises what nobody said")


def _source(note: Note, rubric: Rubric, week: Sequence[ReviewedCall]) -> str:
    item = rubric.criterion(note.focus.criterion).item(note.focus.item) if note.focus else None
    lines = [item.say_instead or "", item.example, item.moment or ""] if item else []
    lines.append(NEXT_CALLS)
    numbers = " ".join(str(number) for number in range(len(week) + 1))
    return " ".join([*lines, numbers, *(s.text for call in week for s in call.transcript.sentences)])


def _own(note: Note) -> Iterator[tuple[str, str]]:
    """The parts that somebody wrote; what is quoted was said and stays as it is."""
    yield from ((part, text) for part, text in note.parts() if text and not part.endswith("_quote"))
