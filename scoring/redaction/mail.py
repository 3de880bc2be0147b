"""E-mail addresses, written and spoken: "j.smith@gmail.com", "j dot smith at gmail dot com"."""

from collections.abc import Iterator

from scoring.redaction.digits import ALPHABET, BETWEEN, TEENS, TENS, UNITS
from scoring.redaction.masks import Hidden
from scoring.redaction.row import Row

ENDINGS = frozenset(
    "com org net edu gov mil io co uk us ca de fr eu ai app dev biz info me tv nl ch at ie au nz es it se "
    "dk no fi pl be law health example shop store online cloud tech".split()
)
PROVIDERS = frozenset(
    "gmail googlemail yahoo hotmail outlook icloud aol protonmail proton gmx msn comcast verizon".split()
)
JOINTS = frozenset("dot period point underscore dash hyphen minus plus".split())
NO_NAME = frozenset(
    "is its it's email mail address e at to me us my your his her their our the a an and or so then just "
    "yes yeah okay ok sure right uh um that thats that's this here use send reach write try on for of by "
    "would be like you can i i'm we him them it was will get contact under with from sent".split()
)
"""Words that are no part of an address, before its "at"."""
PAGES = frozenset(
    "us me look website site web visit find online page pages go check out more up information info_at is "
    "are see read them it him you here there working work works job demo pricing everything learn sign "
    "available today now".split()
)
"""Before "at copperfinch dot com" these make it a page, and no address."""
LONGEST = 14
"""Atoms of an address before its "at"; also of a domain that is spelled."""


def hidden_mail(row: Row) -> dict[int, Hidden]:
    """Word of the row → EMAIL, for every word of an e-mail address."""
    covered: dict[int, Hidden] = {}
    for first, last in _addresses(row):
        told = {row.sentence(at) for at in range(first, last + 1) if row.text(at) not in BETWEEN}
        for at in range(first, last + 1):
            if row.sentence(at) in told:
                covered[row.atoms[at].word] = Hidden.EMAIL
    return covered


def _addresses(row: Row) -> Iterator[tuple[int, int]]:
    for at, atom in enumerate(row.atoms):
        if atom.text == "@":
            yield from _written(row, at)
        elif atom.text == "at":
            end = _domain(row, at)
            if end is None:
                continue
            first = _local(row, at)
            if first is not None:
                yield first, end


def _written(row: Row, at: int) -> Iterator[tuple[int, int]]:
    """ "j.smith@gmail.com" is one word; "@copperfinch" alone is a name in a network, and stays."""
    word = row.atoms[at].word
    before, behind = row.atoms[at - 1] if at else None, row.atoms[at + 1] if at + 1 < len(row.atoms) else None
    joined = before is not None and before.word == word
    end = _domain(row, at)
    if joined or (end is not None and before is not None and behind is not None):
        yield at - 1, end if end is not None else at
        yield at, at


def _domain(row: Row, at: int) -> int | None:
    """The last atom of the domain behind an "at"; None where none stands there."""
    place = at + 1
    if row.text(place) in PROVIDERS and row.text(place + 1) != "dot":
        return place
    spelled = 0
    while place < len(row.atoms) and place - at <= LONGEST:
        if row.text(place) == "dot" and place > at + 1 and row.text(place + 1) in ENDINGS:
            end = place + 1
            while row.text(end + 1) == "dot" and row.text(end + 2) in ENDINGS:
                end += 2
            return end
        spelled += len(row.text(place)) == 1
        # Words of a domain are few; only a spelled one is long.
        if place - at - spelled > 5 or row.text(place) in ("at", "is", "the", "and", "we", "you"):
            return None
        place += 1
    return None


def _local(row: Row, at: int) -> int | None:
    """The first atom of what stands before the "at"; None where it is no address."""
    place = at - 1
    while place >= 0 and row.text(place) in BETWEEN and row.sentence(place) != row.sentence(at):
        place -= 1
    if place < 0 or row.text(place) in PAGES or row.text(place) in NO_NAME:
        return None
    first, whole = place, 0
    while place >= 0 and at - place <= LONGEST + 6:
        text = row.text(place)
        if _joins(row, place) or _short(text):
            first = place
        elif text in NO_NAME or text in BETWEEN or (whole and row.text(place + 1) not in JOINTS):
            break
        else:
            first, whole = place, whole + 1
        place -= 1
    return first


def _joins(row: Row, place: int) -> bool:
    """A "dot" inside an address, and the "as in boy" behind a letter."""
    text = row.text(place)
    if text in JOINTS or text in ("double", "triple"):
        return True
    return text in ("as", "in", "like") and len(row.text(place - 1 - (text == "in"))) == 1


def _short(text: str) -> bool:
    """A letter, a digit or a number word: parts of an address without a joint between them."""
    return (
        len(text) == 1 or text.isdigit() or text in UNITS or text in TEENS or text in TENS or text in ALPHABET
    )
