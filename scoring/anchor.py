"""Do the anchor words stand in the sentence that is cited: exactly, next to it, or nearly?

Anchor words are 4–8 consecutive words of the sentence, or the whole sentence where it is shorter. They
prove that the judge means this sentence and did not make up what was said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from scoring.judgement import Check, Citation
from scoring.phrases import normalise
from scoring.transcript import Sentence, Transcript

FEWEST_WORDS = 4
NEIGHBOURS = (1, -1, 2, -2)
"""Where a slipped id is looked for, nearest first."""
NEARLY = 0.85
"""How alike (0–1, by difflib over characters) anchor and sentence have to be to count as nearly."""
NEGATIONS = frozenset(
    "no not never none nothing nobody without cannot cant wont dont doesnt didnt isnt arent wasnt werent "
    "wouldnt couldnt shouldnt havent hasnt hadnt neither nor hardly".split()
)

Tokens = Sequence[str]


@dataclass(frozen=True)
class Match:
    """The sentence the anchor words were found in, and how."""

    sentence: Sentence
    check: Check


def match_anchor(citation: Citation, transcript: Transcript) -> Match | str:
    """The sentence that carries the anchor words, or in words why there is none."""
    sentence = transcript.find(citation.sentence)
    if sentence is None:
        return f"there is no sentence {citation.sentence} in this transcript"
    anchor = normalise(citation.anchor)
    tokens = normalise(sentence.text)
    if not anchor:
        return f"{sentence.id} was cited without anchor words"
    long_enough = max(len(anchor), len(citation.anchor.split())) >= FEWEST_WORDS
    if not long_enough:
        if anchor == tokens:
            return Match(sentence, Check.EXACT)
        return f"{sentence.id}: {len(anchor)} anchor words are too few, and they are not the whole sentence"
    if contains(tokens, anchor):
        return Match(sentence, Check.EXACT)
    neighbour = _in_neighbour(anchor, sentence, transcript)
    if neighbour is not None:
        return Match(neighbour, Check.REPAIRED)
    if _nearly(anchor, tokens):
        return Match(sentence, Check.FUZZY)
    return f"the anchor words “{citation.anchor}” are not in {sentence.id}"


def contains(tokens: Tokens, part: Tokens) -> bool:
    """Whether `part` stands in `tokens` as consecutive words."""
    width = len(part)
    return any(tuple(tokens[i : i + width]) == tuple(part) for i in range(len(tokens) - width + 1))


def _in_neighbour(anchor: Tokens, sentence: Sentence, transcript: Transcript) -> Sentence | None:
    """The nearest sentence that has the words, or the cited one where they run on into its next.

    Words that run from one sentence into another count only where one person says both.
    """
    for neighbour in _around(sentence, transcript):
        if contains(normalise(neighbour.text), anchor):
            return neighbour
    own = [s for s in transcript.sentences if s.speaker is sentence.speaker]
    place = own.index(sentence)
    if place + 1 < len(own) and contains(normalise(f"{sentence.text} {own[place + 1].text}"), anchor):
        return sentence
    return None


def _around(sentence: Sentence, transcript: Transcript) -> Iterator[Sentence]:
    here = transcript.position[sentence.id]
    for offset in NEIGHBOURS:
        if 0 <= here + offset < len(transcript.sentences):
            yield transcript.sentences[here + offset]


def _nearly(anchor: Tokens, tokens: Tokens) -> bool:
    """Alike but for a slip of spelling; another number or another "not" is another statement."""
    width = len(anchor)
    windows = [tokens[i : i + width] for i in range(max(1, len(tokens) - width + 1))]
    return any(_alike(anchor, window) and _firm(anchor) == _firm(window) for window in windows)


def _alike(left: Tokens, right: Tokens) -> bool:
    return SequenceMatcher(None, " ".join(left), " ".join(right), autojunk=False).ratio() >= NEARLY


def _firm(tokens: Tokens) -> list[str]:
    """The words that may not differ: numbers and negations, in order."""
    return [t for t in tokens if t in NEGATIONS or any(letter.isdigit() for letter in t)]
