"""Which of the call's numbers are to be hidden: by the words before them, or by their shape.

A number that nothing announces stays unless it has the shape of a card, a social security or a telephone
number: prices, seats, dates and times are what a review needs.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from scoring.redaction.cues import Expected, cues
from scoring.redaction.digits import Chain, Piece
from scoring.redaction.masks import Hidden
from scoring.redaction.row import Row

REACH = 45
"""Atoms after a cue in which its number is expected."""
SENTENCES = 8
"""Sentences of either side between a cue and its number, at most."""
BEHIND = 5
"""Atoms before a cue in which its number may stand: "4471 is my account number"."""
ECHO = 120
"""Atoms after a hidden number in which parts of it are known again."""

UNITS = frozenset(
    "dollars dollar bucks euros euro pounds cents percent percentage seats seat users user people "
    "employees agents reps staff customers clients leads calls accounts licenses licences machines sites "
    "locations stores minutes minute mins seconds second hours hour days day weeks week months month "
    "quarters years year times points point tickets orders units pieces devices sensors screens vans "
    "trucks miles feet square degrees pages emails invoices boxes pallets tons pounds kilos gigabytes "
    "megabytes a per each am pm oclock o'clock thousand million billion hundred grand dozen or students "
    "patients beds rooms cases records contacts deals meetings features technicians drivers x times plus "
    "and-a-half half".split()
)
"""Words after a number that make it a quantity."""
ROUND = frozenset(
    "dollars euros pounds about around roughly approximately under over than least most almost nearly "
    "till until maybe like since by top".split()
)
"""Words before a number that make it one."""
_MBI = re.compile(r"[1-9][a-z][a-z0-9][0-9][a-z][a-z0-9][0-9][a-z]{2}[0-9]{2}")
_IBAN = re.compile(r"[a-z]{2}[0-9]{2}[a-z0-9]{11,30}")


def hidden_numbers(row: Row, chained: Sequence[Chain]) -> dict[int, Hidden]:
    """Word of the row → what it hides, for every number that has to be hidden."""
    found = _Finder(row)
    for chain in chained:
        found.look_at(chain)
    found.look_for_echoes()
    return found.covered


class _Finder:
    """Goes through the chains of a call in order and remembers what was announced and hidden so far."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.covered: dict[int, Hidden] = {}
        self.cues = list(cues(row))
        self.next_cue = 0
        self.expected: tuple[int, Expected] | None = None
        """Where the newest cue (or the number it announced) ends, and what it announces."""
        self.open: list[Chain] = []
        """What was not hidden, so far."""
        self.secrets: list[tuple[int, str, Hidden]] = []
        """Where hidden digits stand, the digits, and what they are."""

    def look_at(self, chain: Chain) -> None:
        self._hear_cues(chain.first)
        kind, look = self._announced(chain) or self._announced_behind(chain), shape(self.row, chain)
        if kind is None or (kind is Hidden.PHONE and look is Hidden.CARD):
            kind = look
        if kind is None:
            self.open.append(chain)
        else:
            self._hide(chain, kind)

    def look_for_echoes(self) -> None:
        """Hides what repeats a hidden number: all of it anywhere, a part of it close by."""
        whole = {digits: kind for _, digits, kind in self.secrets if len(digits) >= 6}
        near = 0
        for chain in self.open:
            if chain.text in whole:
                self._cover(chain, whole[chain.text])
                continue
            while near < len(self.secrets) and self.secrets[near][0] < chain.first - ECHO:
                near += 1
            for at, digits, kind in self.secrets[near : near + 8]:
                close = abs(at - chain.first) <= ECHO and len(chain.text) >= 3
                if close and chain.text in digits and not is_quantity(self.row, chain):
                    self._cover(chain, kind)
                    break

    def _hear_cues(self, until: int) -> None:
        while self.next_cue < len(self.cues) and self.cues[self.next_cue][0] < until:
            _, end, expected = self.cues[self.next_cue]
            self.expected = (end, self._told_apart(expected, end))
            self.next_cue += 1

    def _told_apart(self, expected: Expected, end: int) -> Expected:
        """ "The last four" belongs to what was spoken of just before."""
        if expected.most == 4 and self.expected is not None and end - self.expected[0] <= REACH:
            kind = self.expected[1].kind
            if kind is not None and kind is not Hidden.PHONE:
                return Expected(kind, expected.fewest, expected.most, plain_digits=True)
        return expected

    def _announced(self, chain: Chain) -> Hidden | None:
        """What the words before the chain announce, where the chain can be that."""
        if self.expected is None:
            return None
        end, expected = self.expected
        far = chain.first - end > REACH
        if far or self.row.sentence(chain.first) - self.row.sentence(max(end - 1, 0)) > SENTENCES:
            self.expected = None
            return None
        if expected.kind is None:
            if shape(self.row, chain) is Hidden.CARD:
                return Hidden.CARD
            return None
        if not fits(self.row, chain, expected):
            return None
        self.expected = (chain.last + 1, expected)
        return expected.kind

    def _announced_behind(self, chain: Chain) -> Hidden | None:
        """What a cue right behind the chain says it was: "4471 0032 is my account number"."""
        if self.next_cue >= len(self.cues):
            return None
        first, _, expected = self.cues[self.next_cue]
        links = [self.row.text(at) for at in range(chain.last + 1, first)]
        linked = 0 < len(links) <= BEHIND and links[0] in ("is", "was", "that's", "thats", "that", "as")
        if (
            not linked
            or expected.kind is None
            or self.row.sentence(first) - self.row.sentence(chain.last) > 1
        ):
            return None
        return expected.kind if fits(self.row, chain, expected) else None

    def _hide(self, chain: Chain, kind: Hidden) -> None:
        self._cover(chain, kind)
        self.secrets.append((chain.first, chain.text, kind))
        for at in before_digits(self.row, chain):
            self.covered[self.row.atoms[at].word] = kind

    def _cover(self, chain: Chain, kind: Hidden) -> None:
        for piece in chain.pieces:
            for atom in self.row.atoms[piece.first : piece.last + 1]:
                self.covered[atom.word] = kind
        for one, other in pairwise(chain.pieces):
            self._cover_between(one, other, kind)

    def _cover_between(self, one: Piece, other: Piece, kind: Hidden) -> None:
        """A filler inside a number, said in the same sentence, is hidden with it: one mask, not four."""
        gap = self.row.atoms[one.last + 1 : other.first]
        if len(gap) <= 2 and self.row.sentence(one.last) == self.row.sentence(other.first):
            self.covered.update({atom.word: kind for atom in gap})


def before_digits(row: Row, chain: Chain) -> Iterator[int]:
    """Capitals right before a number that belong to it: "HX 449 201", "GB82 WEST 1234"."""
    joints: list[int] = []
    for at in range(chain.first - 1, max(chain.first - 4, row.begins(chain.first) - 1), -1):
        if row.text(at) in ("dash", "hyphen"):
            joints.append(at)
            continue
        raw = row.words[row.atoms[at].word].raw.strip(".,:#")
        short = raw.isalpha() and raw.isupper() and 2 <= len(raw) <= 4
        if row.atoms[at].comma or not (short or re.fullmatch(r"[A-Z]{2}[0-9]{2}", raw)):
            return
        yield from (*joints, at)


def fits(row: Row, chain: Chain, expected: Expected) -> bool:
    """Whether a chain can be what was announced: long enough, and no price, time or count."""
    text = chain.text
    size = sum(map(str.isdigit, text)) if expected.plain_digits else len(text)
    if expected.plain_digits and any(piece.letters for piece in chain.pieces):
        size = sum(len(piece.text) for piece in chain.pieces if not piece.letters)
    if not any(map(str.isdigit, text)) or size < expected.fewest or is_quantity(row, chain):
        return False
    if expected.most > 4 and is_round(chain, expected):
        return False
    # Whoever repeats a number doubles it, and a third time is said now and then.
    return size <= 3 * expected.most


def is_quantity(row: Row, chain: Chain) -> bool:
    """Whether words around the chain, or its look, make it a price, a count, a time or a year."""
    if row.text(chain.last + 1) in UNITS and not row.atoms[chain.last].comma and not row.closes(chain.last):
        return len(chain.text) < 9
    short = len(chain.pieces) == 1 and not chain.pieces[0].spelled
    if short and row.text(chain.last) == "hundred":
        return True
    before = row.text(chain.first - 1)
    if short and before in ROUND and len(chain.text) < 7:
        return True
    return is_year(chain) and before in (
        "in",
        "since",
        "by",
        "until",
        "of",
        "year",
        "for",
        "from",
        "summer",
        "spring",
    )


def is_round(chain: Chain, expected: Expected) -> bool:
    """One short number in one word ("4500", "250"): a sum rather than what was announced."""
    if len(chain.pieces) > 1 or chain.pieces[0].spelled or len(chain.text) > 5:
        return False
    return chain.text.endswith("00") or (expected.kind is Hidden.PHONE and chain.text[0] != "0")


def is_year(chain: Chain) -> bool:
    return len(chain.pieces) <= 2 and re.fullmatch(r"(19|20)[0-9]{2}", chain.text) is not None


def shape(row: Row, chain: Chain) -> Hidden | None:
    """What a chain is by its look alone: a card, social security, Medicare or telephone number."""
    for part in (*by_speaker(row, chain), chain):
        kind = _shape(row, part)
        if kind is not None:
            return kind
    return None


def by_speaker(row: Row, chain: Chain) -> Iterator[Chain]:
    """What each side said of a chain that goes back and forth."""
    speakers = [row.speaker(piece.first) for piece in chain.pieces]
    for speaker in dict.fromkeys(speakers) if len(set(speakers)) > 1 else ():
        yield Chain(tuple(p for p, who in zip(chain.pieces, speakers, strict=True) if who is speaker))


def _shape(row: Row, chain: Chain) -> Hidden | None:
    text = chain.text
    if any(piece.letters for piece in chain.pieces):
        if _MBI.fullmatch(text):
            return Hidden.MEDICARE
        if _IBAN.fullmatch(text) and sum(map(str.isdigit, text)) >= 10:
            return Hidden.ACCOUNT
        runs = _digit_runs(chain)
        return next((kind for run in runs if (kind := _shape(row, run))), None) if len(runs) else None
    if len(text) < 7 or is_quantity(row, chain) or is_counting(row, chain) or _years(chain):
        return None
    if _card(chain):
        return Hidden.CARD
    if is_list(row, chain):
        return None
    return _telephone(row, chain) or _long(chain)


def _digit_runs(chain: Chain) -> list[Chain]:
    """The digits of a chain between its letters."""
    runs: list[list[Piece]] = [[]]
    for piece in chain.pieces:
        if piece.letters:
            runs.append([])
        else:
            runs[-1].append(piece)
    return [Chain(tuple(run)) for run in runs if run]


def is_counting(row: Row, chain: Chain) -> bool:
    """Whether somebody counts; a number in uneven groups ("one two three, four five") is none."""
    commas = {row.atoms[piece.last].comma for piece in chain.pieces[:-1]}
    return chain.counts() and len(commas) == 1


def _years(chain: Chain) -> bool:
    return all(re.fullmatch(r"(19|20)[0-9]{2}", piece.text) for piece in chain.pieces)


def _card(chain: Chain) -> bool:
    """Whether 13 to 19 digits in a row, from one piece to another, satisfy Luhn's check."""
    sizes = chain.groups
    for start in range(len(sizes)):
        digits, end = "", start
        while end < len(sizes) and len(digits) < 13:
            digits += chain.pieces[end].text
            end += 1
        while 13 <= len(digits) <= 19:
            if luhn(digits) and len(set(digits)) > 1:
                return True
            if end >= len(sizes):
                break
            digits += chain.pieces[end].text
            end += 1
    return False


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit that ISO/IEC 7812-1 asks for."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_list(row: Row, chain: Chain) -> bool:
    """Whether somebody lists numbers: "600, 400 and 300"; digits one by one are no list."""
    pairs = list(pairwise(chain.pieces))
    divided = [
        row.atoms[one.last].comma
        or any(row.text(at) in ("and", "to", "then") for at in range(one.last + 1, other.first))
        for one, other in pairs
        if not (one.spelled and other.spelled)
    ]
    return bool(divided) and sum(divided) * 2 > len(pairs) and not _as_telephone(chain.groups)


def _as_telephone(groups: Sequence[int]) -> bool:
    return tuple(groups) in {
        (3, 3, 4),
        (1, 3, 3, 4),
        (10,),
        (11,),
        (1, 10),
        (3, 7),
        (6, 4),
        (5, 6),
        (4, 3, 4),
        (3, 4, 4),
    }


def _telephone(row: Row, chain: Chain) -> Hidden | None:
    size, groups, spelled = len(chain.text), chain.groups, chain.spelled
    if row.text(chain.first - 1) == "+" and 8 <= size <= 15:
        return Hidden.PHONE
    if size in (10, 11) and (
        _as_telephone(groups) or spelled >= 5 or len(groups) >= 4 or chain.text[0] == "0"
    ):
        return Hidden.PHONE
    if size == 9 and (groups in ((3, 2, 4), (9,), (3, 3, 3)) or spelled >= 5 or len(groups) >= 4):
        return Hidden.SSN
    if size == 7 and (spelled >= 5 or (groups == (3, 4) and _one_word(row, chain))):
        return Hidden.PHONE
    return None


def _one_word(row: Row, chain: Chain) -> bool:
    return row.atoms[chain.first].word == row.atoms[chain.last].word


def _long(chain: Chain) -> Hidden | None:
    """Twelve digits and more are no quantity; eight and more said one by one neither."""
    size = len(chain.text)
    if size >= 20:
        return Hidden.ACCOUNT
    if size >= 13:
        return Hidden.CARD
    if size == 12 or (size >= 8 and chain.spelled >= 7):
        return Hidden.ACCOUNT
    return None
