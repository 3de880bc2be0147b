"""Numbers as they are said and written: "four one one", "forty-one eleven", "double seven", "4111-1111".

A *piece* is one number or letter as it was said, a *chain* pieces that follow each other with nothing but
fillers and back-channels between: so a number that somebody reads out in groups, and somebody else repeats.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from scoring.redaction.row import Row

_ONES = "zero one two three four five six seven eight nine"
UNITS = {word: str(value) for value, word in enumerate(_ONES.split())}
ZEROS = {"oh": "0", "o": "0", "nought": "0", "aught": "0"}
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
TEENS = {word: str(value) for value, word in enumerate(_TEENS.split(), start=10)}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: str(value) for value, word in enumerate(_TENS.split(), start=2)}
PLURALS = {f"{word}{'es' if word == 'six' else 's'}": digit for word, digit in UNITS.items()}
"""As in "four ones"."""
REPEATS = {"double": 2, "triple": 3, "treble": 3}
SCALES = frozenset("thousand million billion grand k".split())
ALPHABET = {
    word: word[0]
    for word in (
        "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november "
        "oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu zed"
    ).split()
}

BETWEEN = frozenset(
    "uh um er hm hmm mm mmhm mhm dash hyphen minus space slash stroke then and okay ok yes yeah yep right "
    "sure alright so got it gotcha go ahead again thats that's that is um-hum uhhuh huh perfect great "
    "thanks thank you on for to too sorry next correct".split()
)
"""Words that may stand between two pieces of one number, said by either side."""
FARTHEST = 6
"""How many of them in a row."""
PAUSE = 20.0
"""Seconds of silence that no number runs across."""

_MIXED = re.compile(r"(?=[a-z0-9]*[0-9])(?=[a-z0-9]*[a-z])[a-z0-9]{2,}")
_DOTTED = re.compile(r"(?:1\.)?[0-9]{3}\.[0-9]{3}\.[0-9]{4}")
_QUANTITY = re.compile(r"[0-9]+(?:st|nd|rd|th|k|m|s|am|pm|h|x|min|gb|mb|tb)")


@dataclass(frozen=True)
class Piece:
    """Digits and letters that were said in one go: from atom `first` up to and with atom `last`."""

    first: int
    last: int
    text: str
    spelled: bool
    """Whether it was one digit or letter alone, or a "double seven"."""

    @property
    def letters(self) -> bool:
        return not self.text.isdigit()


@dataclass(frozen=True)
class Chain:
    """Pieces of one number, as far as its words tell."""

    pieces: tuple[Piece, ...]

    @property
    def first(self) -> int:
        return self.pieces[0].first

    @property
    def last(self) -> int:
        return self.pieces[-1].last

    @cached_property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def spelled(self) -> int:
        """How many digits or letters were said one by one."""
        return sum(len(piece.text) for piece in self.pieces if piece.spelled)

    @cached_property
    def groups(self) -> tuple[int, ...]:
        return tuple(len(piece.text) for piece in self.pieces)

    def counts(self) -> bool:
        """Whether its numbers rise or fall evenly: "one two three four", "10 20 30 40", "five four three"."""
        if len(self.pieces) < 3 or any(piece.letters for piece in self.pieces):
            return False
        steps = {int(b.text[:9]) - int(a.text[:9]) for a, b in pairwise(self.pieces)}
        return len(steps) == 1 and steps != {0}


def chains(row: Row) -> Iterator[Chain]:
    """All chains of the call in order. What is certainly a quantity ("1,200", "3.5", "12th") is in none."""
    run: list[Piece] = []
    for piece in pieces(row):
        if run and not _goes_on(row, run[-1], piece):
            yield Chain(tuple(run))
            run = []
        run.append(piece)
    if run:
        yield Chain(tuple(run))


def pieces(row: Row) -> Iterator[Piece]:
    """Every number and lone letter, in order."""
    at = 0
    while at < len(row.atoms):
        piece = _piece(row, at)
        if piece is None:
            at = max(at + 1, _quantity_end(row, at))
            continue
        yield piece
        at = piece.last + 1


def _piece(row: Row, at: int) -> Piece | None:
    if _quantity_end(row, at):
        return None
    text = row.text(at)
    if text in REPEATS and (single := _digit(row, at + 1) or _letter(row, at + 1)):
        return Piece(at, at + 1, single * REPEATS[text], spelled=True)
    if text in UNITS and (many := PLURALS.get(row.text(at + 1))):
        return Piece(at, at + 1, many * int(UNITS[text]), spelled=True)
    if (digits := re.sub("[,.]", "", text)).isdigit():
        return Piece(at, at, digits, spelled=len(text) == 1)
    if text in UNITS:
        return _hundred(row, at, UNITS[text]) or Piece(at, at, UNITS[text], spelled=True)
    if text in TEENS:
        return _hundred(row, at, TEENS[text]) or Piece(at, at, TEENS[text], spelled=False)
    if text in TENS:
        return _tens(row, at)
    if text in ZEROS and _is_zero(row, at):
        return Piece(at, at, "0", spelled=True)
    return _letters(row, at)


def _is_zero(row: Row, at: int) -> bool:
    """An "oh" beside a digit of its own sentence, not the one before a thought."""
    if not row.opens(at) and _digit(row, at - 1) and not row.atoms[at - 1].comma:
        return True
    beside = _digit(row, at + 1) or row.text(at + 1) in TENS | TEENS
    return bool(beside) and not row.closes(at) and not row.atoms[at].comma


def _digit(row: Row, at: int) -> str:
    text = row.text(at)
    return text if len(text) == 1 and text.isdigit() else UNITS.get(text) or ZEROS.get(text, "")


def _letter(row: Row, at: int) -> str:
    text = row.text(at)
    return text if len(text) == 1 and text.isalpha() else ""


def _tens(row: Row, at: int) -> Piece:
    unit = UNITS.get(row.text(at + 1), "0")
    if unit == "0" or row.atoms[at].comma:
        return Piece(at, at, TENS[row.text(at)] + "0", spelled=False)
    number = TENS[row.text(at)] + unit
    return _hundred(row, at + 1, number, at) or Piece(at, at + 1, number, spelled=False)


def _hundred(row: Row, at: int, number: str, first: int | None = None) -> Piece | None:
    """ "eight hundred" in a telephone number; an "and" behind it makes it a quantity."""
    if row.text(at + 1) != "hundred":
        return None
    return Piece(at if first is None else first, at + 1, number + "00", spelled=False)


def _letters(row: Row, at: int) -> Piece | None:
    """A lone letter, a word of the spelling alphabet beside one, or a mix such as "4b7"."""
    text, atom = row.text(at), row.atoms[at]
    if _MIXED.fullmatch(text) and not _QUANTITY.fullmatch(text):
        return Piece(at, at, text, spelled=False)
    if len(text) == 1 and text.isalpha():
        beside = (_spells(row, at - 1), _spells(row, at + 1))
        explained = row.text(at + 1) == "as" and row.text(at + 2) == "in"
        if text in ("a", "i") and not (explained or all(beside) or (atom.capital and any(beside))):
            return None
        return Piece(at, _as_in(row, at), text, spelled=True)
    if text in ALPHABET and (_spells(row, at - 1) or _spells(row, at + 1)):
        return Piece(at, at, ALPHABET[text], spelled=True)
    return None


def _spells(row: Row, at: int) -> bool:
    text = row.text(at)
    if text in ALPHABET or text in UNITS or text.isdigit():
        return True
    return len(text) == 1 and text.isalpha() and text not in ("a", "i")


def _as_in(row: Row, at: int) -> int:
    """The last atom of "B as in boy" and "B for Bravo"; the letter itself where nothing explains it."""
    following = (row.text(at + 1), row.text(at + 2))
    letter = row.text(at)
    if following == ("as", "in") or following == ("like", "in"):
        return min(at + 3, len(row.atoms) - 1) if row.text(at + 3) else at
    if following[0] in ("for", "like") and following[1][:1] == letter and len(following[1]) > 1:
        return at + 2
    return at


def _quantity_end(row: Row, at: int) -> int:
    """The place after a quantity that begins here; 0 where none does."""
    text = row.text(at)
    if not text or not (text[0].isdigit() or text in UNITS or text in TEENS or text in TENS):
        return 0
    if text[0].isdigit() and not text.isalnum():
        # A card read as one number comes as 4,111,111,111,111,111: too many digits for a quantity.
        long = "," in text and sum(map(str.isdigit, text)) >= 13
        return 0 if long or _DOTTED.fullmatch(text) else at + 1
    if _QUANTITY.fullmatch(text):
        return at + 1
    end = at
    while end - at <= 3 and (row.text(end) in UNITS or row.text(end) in TEENS or row.text(end) in TENS):
        end += 1
    end = max(end, at + 1)
    if end - at > 3:
        return 0
    if row.text(end) in SCALES:
        return _scaled(row, end)
    if row.text(end) == "hundred" and (
        row.text(end + 1) in SCALES
        or (row.text(end + 1) == "and" and row.text(end + 2) in UNITS | TEENS | TENS)
    ):
        return _scaled(row, end)
    return 0


def _scaled(row: Row, at: int) -> int:
    """The place after "thousand two hundred and fifty": all number words from a scale on."""
    words = UNITS | TEENS | TENS
    while row.text(at) in words or row.text(at) in SCALES or row.text(at) in ("hundred", "and"):
        if row.text(at) == "and" and row.text(at + 1) not in words:
            break
        at += 1
    return at


def _goes_on(row: Row, before: Piece, piece: Piece) -> bool:
    gap = range(before.last + 1, piece.first)
    if len(gap) > FARTHEST or any(row.text(at) not in BETWEEN for at in gap):
        return False
    if before.letters != piece.letters and any(
        row.text(at) in ("for", "to", "too", "and", "so") for at in gap
    ):
        return False
    one, other = row.sentence(before.last), row.sentence(piece.first)
    if one == other:
        return True
    sentences = row.transcript.sentences
    return sentences[other].start - sentences[one].end <= PAUSE
