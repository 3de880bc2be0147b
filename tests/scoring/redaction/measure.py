"""How well redaction does on dialogues with marks around what has to be hidden."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.redaction import redact
from scoring.transcript import Transcript
from tests.cast import call

VOICES = {"a": "ana", "b": "ben"}


@dataclass(frozen=True)
class Marked:
    """A dialogue, and of each sentence the words that have to be hidden: one set a span."""

    transcript: Transcript
    spans: tuple[tuple[int, frozenset[int]], ...]


def marked(dialogue: str) -> Marked:
    lines, spans = [], []
    for place, turn in enumerate(dialogue.split(" / ")):
        voice, _, said = turn.partition(": ")
        lines.append(f"{VOICES[voice]}: {said.replace('«', '').replace('»', '')}")
        inside: set[int] | None = None
        for number, word in enumerate(said.split()):
            if "«" in word:
                inside = set()
            if inside is not None:
                inside.add(number)
            if "»" in word and inside is not None:
                spans.append((place, frozenset(inside)))
                inside = None
    return Marked(call(*lines), tuple(spans))


@dataclass(frozen=True)
class Outcome:
    """Spans fully hidden, spans that show a word, and words hidden that were to stay (with the dialogue)."""

    dialogue: str
    hidden: int
    leaked: int
    too_much: int
    kinds: frozenset[str]


def outcome(dialogue: str, *, health: bool = False) -> Outcome:
    case = marked(dialogue)
    masks = redact(case.transcript, health=health).masks
    covered = {
        (case.transcript.position[mask.sentence], word)
        for mask in masks
        for word in range(mask.first_word, mask.last_word + 1)
    }
    wanted = {(place, word) for place, words in case.spans for word in words}
    hidden = sum(all((place, word) in covered for word in words) for place, words in case.spans)
    return Outcome(
        dialogue,
        hidden,
        len(case.spans) - hidden,
        len(covered - wanted),
        frozenset(mask.kind.value for mask in masks),
    )


def outcomes(listed: str) -> Iterator[Outcome]:
    return (outcome(line) for line in listed.strip().splitlines())
