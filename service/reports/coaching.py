"""The draft of a coaching note as the reports show it."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.coaching.note import Note, Quote
from scoring.review import Review
from scoring.visible import visible

TITLE = "A note for the rep (draft)"


@dataclass(frozen=True)
class NotePart:
    """One part of a note: what it is called, its words, and the sentence it stands on."""

    title: str
    text: str
    quote: Quote | None = None
    spoken: bool = False


def note_parts(review: Review) -> tuple[NotePart, ...]:
    """The parts that have something to say, in the order they are read; none where there is no note."""
    return tuple(part for part in _parts(review.note) if part.text) if review.note else ()


def whose_words(note: Note) -> str:
    """Who worded it, so that nobody takes a machine's words for a person's."""
    if note.made_by == "model":
        return f"Worded by {visible(note.model or 'a language model')}; a person releases it."
    return "In the words of the form, from sentences of this call; a person releases it."


def _parts(note: Note) -> Iterator[NotePart]:
    yield NotePart("Went well", visible(note.strength), note.strength_quote)
    yield NotePart("To work on", visible(note.happened), note.happened_quote)
    yield NotePart("Why it matters", visible(note.matters))
    yield NotePart("Say instead", visible(note.say_instead), spoken=True)
    yield NotePart("Practise", visible(note.practice))
    yield NotePart("A question", visible(note.question))
    if note.drill is not None:
        yield NotePart("An exercise", visible(f"{note.drill.name}. {note.drill.how}"))
