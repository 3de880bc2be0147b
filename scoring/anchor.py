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
BREATH = 3.0
"""Seconds between two sentences of one person that a quotation may run across."""
SHORTEST_SLIP = 5
MOST_LETTERS = 2
FIRM = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december never nothing nobody without neither every always".split()
)
"""Words a letter or two from which lies another meaning."""

Tokens = Sequence[str]


@dataclass(frozen=True)
class Match:
    """The sentence the anchor words were found in, and how. `runs_into`: where the same person goes on."""

    sentence: Sentence
    check: Check
    runs_into: Sentence | None = None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences that hold the words."""
        return (self.sentence,) if self.runs_into is None else (self.sentence, self.runs_into)


def match_anchor(citation: Citation, transcript: Transcript) -> Match | str:
    """The sentence that carries the anchor words, or in words why there is none."""
    sentence = transcript.find(citation.sentence)
    if sentence is None:
        return f"there is no sentence {citation.sentence} in this transcript"
    anchor = normalise(citation.anchor)
    tokens = normalise(sentence.text)
    if not anchor:
        return f"{sentence.id} was cited without anchor words"
    words = spoken_words(citation.anchor)
    if words < FEWEST_WORDS:
        if anchor == tokens:
            return Match(sentence, Check.EXACT)
        return f"{sentence.id}: {words} anchor words are too few, and they are not the whole sentence"
    if contains(tokens, anchor):
        return Match(sentence, Check.EXACT)
    neighbour = _in_neighbour(anchor, sentence, transcript)
    if neighbour is not None:
        return neighbour
    if _nearly(anchor, tokens):
        return Match(sentence, Check.FUZZY)
    return f"the anchor words “{citation.anchor}” are not in {sentence.id}"


def spoken_words(text: str) -> int:
    """How many words of a text say something: fillers, dashes and invisible characters do not count.

    "Five hundred thirty two" is four words, though it is compared as one number.
    """
    return sum(bool(normalise(word)) for word in text.split())


def contains(tokens: Tokens, part: Tokens) -> bool:
    """Whether `part` stands in `tokens` as consecutive words."""
    width = len(part)
    return any(tuple(tokens[i : i + width]) == tuple(part) for i in range(len(tokens) - width + 1))


def _in_neighbour(anchor: Tokens, sentence: Sentence, transcript: Transcript) -> Match | None:
    """The nearest sentence that has the words, or the cited one where they run on into its next.

    Words that run from one sentence into another count only where one person says both.
    """
    for neighbour in _around(sentence, transcript):
        if contains(normalise(neighbour.text), anchor):
            return Match(neighbour, Check.REPAIRED)
    following = _said_on(sentence, transcript)
    if following and contains(normalise(f"{sentence.text} {following.text}"), anchor):
        return Match(sentence, Check.REPAIRED, runs_into=following)
    return None


def _said_on(sentence: Sentence, transcript: Transcript) -> Sentence | None:
    """The sentence with which the same person goes on at once; a word of the other between does not count."""
    here = transcript.position[sentence.id]
    for following in transcript.sentences[here + 1 : here + 1 + max(NEIGHBOURS)]:
        if following.speaker is sentence.speaker:
            return following if following.start - sentence.end <= BREATH else None
    return None


def _around(sentence: Sentence, transcript: Transcript) -> Iterator[Sentence]:
    here = transcript.position[sentence.id]
    for offset in NEIGHBOURS:
        if 0 <= here + offset < len(transcript.sentences):
            yield transcript.sentences[here + offset]


def _nearly(anchor: Tokens, tokens: Tokens) -> bool:
    """Alike but for a slip of spelling, word by word; another word is another statement."""
    width = len(anchor)
    windows = [tokens[i : i + width] for i in range(len(tokens) - width + 1)]
    return any(_alike(anchor, window) for window in windows)


def _alike(anchor: Tokens, window: Tokens) -> bool:
    differing = [pair for pair in zip(anchor, window, strict=True) if pair[0] != pair[1]]
    if not all(_slip(*pair) for pair in differing):
        return False
    return SequenceMatcher(None, " ".join(anchor), " ".join(window), autojunk=False).ratio() >= NEARLY


def _slip(left: str, right: str) -> bool:
    """Whether two words may be one word, misspelled: long, same beginning, a letter or two apart.

    So *able* is not *unable*, *increase* not *decrease*; days and numbers are never misspelled.
    """
    if min(len(left), len(right)) < SHORTEST_SLIP or left[0] != right[0]:
        return False
    if {left, right} & FIRM or not (left + right).isalpha():
        return False
    kept = sum(
        block.size for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    )
    return max(len(left), len(right)) - kept <= MOST_LETTERS
