"""All words of a call in one row, so that a number may run over sentences and turns.

A *word* is what stands between two spaces of a sentence. An *atom* is a part of it that can be compared:
"forty-one," is one word and two atoms; "$25" is the atoms "dollars" and "25".
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from scoring.transcript import Speaker, Transcript

LONGEST_WORD = 120
"""Characters of a word that are looked at; a longer one is no word that anybody said."""

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u2032`\u00b4]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_PIECE = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:[:/.][0-9]+)+|[0-9]+(?:st|nd|rd|th)\b"
    r"|[^\W_]+(?:'[^\W_]+)*|[$€£%@+_#&]"
)
SHORTENED = frozenset("mr mrs ms dr st prof jr sr vs etc inc ltd co".split())
"""Behind these a full stop ends no sentence."""
_MARKS = {"$": "dollars", "€": "euros", "£": "pounds", "%": "percent", "@": "@", "+": "+", "_": "underscore"}


class Atom(NamedTuple):
    """A comparable part of a word: in lower case, without marks; `word` is the word's place in the row."""

    text: str
    word: int
    capital: bool
    """Whether it was written with a capital first."""
    comma: bool
    """Whether a comma, a semicolon or a full stop stands behind it."""
    stop: bool
    """Whether it ends a clause that could be a sentence: imported transcripts hold whole turns as one."""


@dataclass(frozen=True)
class Word:
    """A word with its place: sentence and number in the sentence, counted from 0."""

    raw: str
    sentence: int
    number: int


@dataclass
class Row:
    """The words of a call, their atoms, and what is told of their sentences."""

    transcript: Transcript
    words: list[Word] = field(default_factory=list)
    atoms: list[Atom] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """The texts of the atoms: they are looked at some thirty times each."""
    bounds: list[int] = field(default_factory=list)
    """Of each sentence: its first atom; and one number more, the end of all."""

    @classmethod
    def of(cls, transcript: Transcript) -> "Row":
        """Reads a transcript. Takes time in proportion to its length."""
        row, known = cls(transcript), dict[str, tuple[tuple[str, bool, bool, bool], ...]]()
        for place, sentence in enumerate(transcript.sentences):
            row.bounds.append(len(row.atoms))
            for number, raw in enumerate(sentence.text.split()):
                if raw not in known:
                    known[raw] = tuple(_atoms(raw))
                row.atoms += (Atom(text, len(row.words), *more) for text, *more in known[raw])
                row.words.append(Word(raw, place, number))
        row.bounds.append(len(row.atoms))
        row.texts += [atom.text for atom in row.atoms]
        return row

    @cached_property
    def cased(self) -> bool:
        """Whether the transcript has capitals at all."""
        return any(atom.capital for atom in self.atoms)

    def sentence(self, atom: int) -> int:
        """The place of the sentence an atom stands in."""
        return self.words[self.atoms[atom].word].sentence

    def opens(self, atom: int) -> bool:
        """Whether the atom begins a sentence, where a capital says nothing."""
        return atom == 0 or self.atoms[atom - 1].stop or self.sentence(atom) != self.sentence(atom - 1)

    def closes(self, atom: int) -> bool:
        """Whether the atom ends a sentence."""
        return atom + 1 >= len(self.atoms) or self.opens(atom + 1)

    def ends(self, atom: int) -> int:
        """Where the sentence of an atom ends: the place after its last atom."""
        return self.bounds[self.sentence(atom) + 1]

    def begins(self, atom: int) -> int:
        """Where the sentence of an atom begins."""
        return self.bounds[self.sentence(atom)]

    def speaker(self, atom: int) -> Speaker:
        return self.transcript.sentences[self.sentence(atom)].speaker

    def text(self, atom: int) -> str:
        """The atom's text; empty beyond either end."""
        return self.texts[atom] if 0 <= atom < len(self.texts) else ""

    def first_of_word(self, word: int) -> int:
        """The first atom of a word, or of the next word that has one."""
        return bisect_left(self.atoms, word, key=lambda atom: atom.word)


def plain(text: str) -> str:
    """Compatibility forms resolved, invisible characters gone, digits of every script as 0–9."""
    made = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    made = _DASHES.sub("-", _APOSTROPHES.sub("'", made))
    if made.isascii():
        return made
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character for character in made
    )


def _atoms(raw: str) -> Iterator[tuple[str, bool, bool, bool]]:
    seen = plain(raw[:LONGEST_WORD])
    pieces = list(_PIECE.finditer(seen))
    for place, piece in enumerate(pieces):
        text, following = piece[0], pieces[place + 1] if place + 1 < len(pieces) else None
        between = seen[piece.end() : following.start() if following else None]
        stop = text.casefold() not in SHORTENED and len(text) > 1 and any(mark in between for mark in ".?!")
        comma = any(mark in between for mark in ",;.?!")
        yield _MARKS.get(text, text.casefold()), text[0].isupper(), comma, stop and following is None
        if following and between == "." and (text + following[0]).isalnum():
            yield "dot", False, False, False
