"""The coaching note in a language model's words: what it is asked, and its reply read.

What is praised and what is worked on is chosen before (`choosing.py`); the model finds the moment and the
words, and every word of it has to pass the gates.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from scoring.anchor import match_anchor
from scoring.asking.lines import line, unmarked
from scoring.asking.objects import Faulty, one_object
from scoring.coaching.choosing import was_asked, was_missed
from scoring.coaching.drills import drill_for
from scoring.coaching.note import Focus, Note, Quote
from scoring.coaching.quoting import quotation
from scoring.coaching.records import ReviewedCall, Strength
from scoring.feedback import told
from scoring.formats import counted
from scoring.judgement import Citation
from scoring.prompts import Message, Prompt
from scoring.record import Record
from scoring.rubric import Item, Kind, Rubric
from scoring.visible import shortened, visible

WORDED = ("strength", "happened", "matters", "say_instead", "practice", "question")
NOTE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["strength", "moment", *WORDED[1:]],
    "properties": {
        **{part: {"type": "string"} for part in WORDED},
        "moment": {
            "anyOf": [
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["id", "words"],
                    "properties": {"id": {"type": "string"}, "words": {"type": "string"}},
                },
                {"type": "null"},
            ]
        },
    },
}
LONGEST_PART = 600


class Asked(Record):
    """What a note is asked about: the rubric and week it comes from, and what was chosen."""

    rubric: Rubric
    week: tuple[ReviewedCall, ...]
    strength: Strength | None
    focus: Focus

    @property
    def item(self) -> Item:
        item = self.rubric.criterion(self.focus.criterion).item(self.focus.item)
        if item is None:
            raise KeyError(self.focus.item)
        return item

    @property
    def call(self) -> ReviewedCall | None:
        """The call to talk about: the latest that missed it. None: the focus was done all week."""
        missed = (call for call in reversed(self.week) if was_missed(self.item, call.item(self.item.id)))
        return next(missed, None)


class Writer(Protocol):
    """Words a note. Never raises for what a model says or leaves out."""

    def write(self, asked: Asked) -> Note | str:
        """A note that passes the gates, or in words why there is none."""


class BadNote(Record):
    """A reply no note can be made of; `problems` say why, in words the model can act on."""

    problems: tuple[str, ...]


def ask_for_note(asked: Asked, prompt: Prompt, nonce: str) -> tuple[Message, ...]:
    """The messages that ask for a note. Raises ValueError where no call of the week missed the focus."""
    if asked.call is None:
        raise ValueError("no call of the week missed the focus: there is nothing to ask a model about")
    answered = [call.item(asked.item.id) for call in asked.week if was_asked(call.item(asked.item.id))]
    missed = sum(was_missed(asked.item, one) for one in answered)
    return prompt.fill(
        nonce=nonce,
        strength=_strength(asked),
        focus=_focus(asked.item),
        count=f"{missed} of {counted(len(answered), 'call')}",
        transcript="\n".join(line(sentence, nonce) for sentence in asked.call.transcript.sentences),
    )


def read_note(text: str, asked: Asked, prompt: Prompt, model: str, nonce: str) -> Note | BadNote:
    """The note of a reply, not yet through the gates; the quoted moment is held against the transcript."""
    try:
        reply = one_object(text, "say_instead")
        odd = sorted(set(reply) - set(NOTE_SCHEMA["properties"]))
        if odd:
            raise Faulty(
                f"the reply has fields nobody asked for: {', '.join(visible(o)[:40] for o in odd[:5])}"
            )
        parts = {part: _text(reply, part) for part in WORDED}
        moment = _moment(reply.get("moment"), asked, nonce)
    except Faulty as fault:
        return BadNote(problems=(str(fault),))
    return Note(
        **parts,
        strength_quote=asked.strength.quote if asked.strength else None,
        focus=asked.focus,
        happened_quote=moment,
        drill=drill_for(asked.focus.criterion),
        made_by="model",
        model=model,
        prompt_fingerprint=prompt.fingerprint(),
    )


def _strength(asked: Asked) -> str:
    if asked.strength is None:
        return "nothing that a sentence shows. Leave strength empty."
    item = asked.rubric.criterion(asked.strength.criterion).item(asked.strength.item)
    what = told(item, good=True) if item else ""
    return f"{what} The rep said: “{visible(asked.strength.quote.words)}”"


def _focus(item: Item) -> str:
    lines = [
        told(item, good=False),
        f"What is meant: {' '.join(item.definition.split())}",
        f"Said well elsewhere: “{item.example if item.kind is not Kind.MUST_NOT else item.say_instead}”",
    ]
    if item.kind is Kind.MUST_NOT:
        lines.append(f"What not to say: “{item.example}”")
    return "\n".join(lines)


def _text(reply: dict[str, Any], part: str) -> str:
    said = reply.get(part)
    if not isinstance(said, str):
        raise Faulty(f"“{part}” is missing or no text")
    if len(said) > LONGEST_PART:
        raise Faulty(f"“{part}” has {len(said)} characters; one short sentence is wanted")
    return " ".join(visible(said).split())


def _moment(moment: Any, asked: Asked, nonce: str) -> Quote | None:
    if moment is None:
        return None
    if not isinstance(moment, dict) or not all(isinstance(moment.get(key), str) for key in ("id", "words")):
        raise Faulty("the moment is neither null nor a sentence id with its words")
    call = asked.call
    if call is None:
        return None
    given = Citation(sentence=unmarked(moment["id"], nonce), anchor=visible(moment["words"]))
    found = match_anchor(given, call.transcript)
    if isinstance(found, str):
        raise Faulty(f"the moment: {found}")
    words = quotation(found.sentence.text, given.anchor)
    return Quote(call=call.id, sentence=found.sentence.id, words=words, start=found.sentence.start)


def complaints(problems: Sequence[str]) -> Message:
    """The message that asks once more, with what was wrong."""
    lines = "\n".join(f"- {shortened(problem, 300)}" for problem in problems[:24])
    return Message(
        role="user",
        content=f"The note cannot be used as it is:\n{lines}\n\nWrite it once more, as one JSON object.",
    )
