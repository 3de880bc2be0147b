"""Postal addresses: "412 Maple Street, apartment 4B", "PO box 117". A city or a state alone stays."""

import re
from collections.abc import Iterator, Mapping

from scoring.redaction.digits import SCALES, TEENS, TENS, UNITS, ZEROS
from scoring.redaction.masks import Hidden
from scoring.redaction.numbers import UNITS as COUNTED
from scoring.redaction.row import Row

SUFFIXES = frozenset(
    "street avenue road drive lane boulevard court place terrace parkway circle highway square "
    "trail way close crescent row turnpike plaza alley gardens mews st ave rd dr ln blvd ct pl "
    "pkwy hwy sq ter cir".split()
)
LOOSE = frozenset(
    "drive lane court place circle square trail way close row plaza gardens st dr ct pl".split()
)
"""Words of their own, too: they end an address only with a capital."""
DIRECTIONS = frozenset(
    "north south east west northeast northwest southeast southwest n s e w ne nw se sw".split()
)
PARTS = frozenset("apartment apt suite unit flat floor room building bldg lot number no # ste".split())
LIVES = frozenset(
    "live lives lived living home house reside resides address moved located deliver delivered".split()
)
ASKED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "address": (("address",),),
    "where": (("where", "do", "you", "live"),),
    "ship": (("ship", "it", "to"),),
    "send": (("send", "it", "to"),),
    "live": (("live", "at"),),
}
"""First atom → words before an address."""
OTHER_ADDRESSES = frozenset("email e-mail mail e ip web mac wallet to that this".split())
"""Before "address" these make it another kind, or a verb."""
FUNCTION = frozenset(
    "a an the and or of in on at to for from with by is are was were it its this that my your our their "
    "we i you he she they have has had do does did not no yes so but if as than then per each every about "
    "around over under more less most least way up out off down into all both one other another same next "
    "last".split()
)
STATES = frozenset(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii "
    "idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan "
    "minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee "
    "texas utah vermont virginia washington wisconsin wyoming al ak az ar ca co ct de fl ga hi id il in "
    "ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa "
    "wv wi wy dc".split()
)
NEAR = 25
"""Atoms behind a question for an address in which it is looked for without a "street"."""
NAME = 4
"""Words of a street's name, at most."""

_HOUSE = re.compile(r"[0-9]{1,6}[a-z]?|[0-9]{1,3},[0-9]{3}")
_OUTWARD, _INWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?"), re.compile(r"[0-9][A-Z]{2}[.,?!]?")


def hidden_addresses(row: Row) -> dict[int, Hidden]:
    """Word of the row → ADDRESS, for every word of a postal address."""
    covered: dict[int, Hidden] = {}
    for first, last in (*_streets(row), *_boxes(row), *_asked_for(row), *_postcodes(row)):
        for at in range(first, _whole(row, last) + 1):
            covered[row.atoms[at].word] = Hidden.ADDRESS
    return covered


def _streets(row: Row) -> Iterator[tuple[int, int]]:
    for at, atom in enumerate(row.atoms):
        if atom.text not in SUFFIXES or (atom.text in LOOSE and row.cased and not atom.capital):
            continue
        if atom.text in LOOSE and not row.cased and atom.text not in ("drive", "lane", "court"):
            continue
        name = _name(row, at)
        if name is None:
            continue
        first = _house(row, name)
        if first is not None:
            yield first, at
        elif row.atoms[name].capital and atom.capital and _lives(row, name):
            yield name, at


def _name(row: Row, at: int) -> int | None:
    """The first atom of a street's name, where one stands before its "street"."""
    first = at
    while first > row.begins(at) and at - first < NAME and _names_street(row, first - 1):
        first -= 1
    if first == at or not (
        not row.cased or row.atoms[at].capital or any(row.atoms[place].capital for place in range(first, at))
    ):
        return None
    return first


def _names_street(row: Row, at: int) -> bool:
    text, atom = row.text(at), row.atoms[at]
    if atom.comma or text in FUNCTION or text in COUNTED or _is_number(text):
        return False
    return text.replace("'", "").isalpha() or re.fullmatch(r"[0-9]+(st|nd|rd|th)", text) is not None


def _is_number(text: str) -> bool:
    return (
        _HOUSE.fullmatch(text) is not None
        or text in UNITS
        or text in TEENS
        or text in TENS
        or text in ZEROS
        or text == "hundred"
    )


def _house(row: Row, name: int) -> int | None:
    """Where the house number begins that stands before a street's name."""
    first = name
    while first > row.begins(name) and name - first < 6 and _is_number(row.text(first - 1)):
        first -= 1
    if first == name or row.text(first - 1) in ("dollars", "euros", "pounds") or row.text(name) in SCALES:
        return None
    return first


def _lives(row: Row, at: int) -> bool:
    return any(row.text(back) in LIVES for back in range(max(row.begins(at), at - 6), at))


def _boxes(row: Row) -> Iterator[tuple[int, int]]:
    for at, atom in enumerate(row.atoms):
        if atom.text != "box" or not _is_number(row.text(at + 1)):
            continue
        before = [row.text(at - step) for step in (1, 2, 3)]
        if before[0] in ("po", "office"):
            yield at - (2 if before[0] == "office" else 1), at + 1
        elif before[0] == "o" and "p" in before:
            yield at - 1 - before.index("p"), at + 1


def _asked_for(row: Row) -> Iterator[tuple[int, int]]:
    """ "What's your address?" – "412 Maple." """
    for at in range(len(row.atoms)):
        cues = ASKED.get(row.texts[at], ())
        if not any(all(row.text(at + i) == word for i, word in enumerate(cue)) for cue in cues):
            continue
        if row.text(at) == "address" and row.text(at - 1) in OTHER_ADDRESSES:
            continue
        for place in range(at + 1, min(at + NEAR, len(row.atoms) - 1)):
            if (
                _HOUSE.fullmatch(row.text(place))
                and row.atoms[place + 1].capital
                and _names_street(row, place + 1)
            ):
                last = place + 1
                while last < place + NAME and not row.closes(last) and row.atoms[last + 1].capital:
                    last += 1
                yield place, last
                break


def _postcodes(row: Row) -> Iterator[tuple[int, int]]:
    """British ones, by their look: "SW1A 1AA"."""
    for place in range(len(row.words) - 1):
        one, other = row.words[place], row.words[place + 1]
        if (
            len(one.raw) <= 4
            and len(other.raw) <= 4
            and _OUTWARD.fullmatch(one.raw)
            and _INWARD.fullmatch(other.raw)
        ):
            yield row.first_of_word(place), row.first_of_word(place + 1)


def _whole(row: Row, last: int) -> int:
    """The end of an address: behind its street come a flat, a city, a state and a postal code."""
    end = row.ends(last)
    while last + 1 < end:
        step = _flat(row, last + 1) or _city(row, last + 1, end) or _state(row, last + 1, end)
        if step == 0:
            break
        last += step
    return last


def _flat(row: Row, at: int) -> int:
    if row.text(at) in DIRECTIONS and row.atoms[at].capital:
        return 1
    if row.text(at) in PARTS and at + 1 < len(row.atoms):
        text = row.text(at + 1)
        size = 2 if _is_number(text) or len(text) <= 3 else 0
        return 3 if size and len(row.text(at + 2)) == 1 and row.text(at + 2) not in ("a", "i") else size
    return 0


def _city(row: Row, at: int, end: int) -> int:
    """Capitals up to a state, a code or the end of the clause."""
    place = at
    while place < end and place - at < 3 and row.atoms[place].capital and row.text(place) not in FUNCTION:
        place += 1
        if row.atoms[place - 1].comma:
            break
    if place == at or not (row.atoms[at - 1].comma or _state(row, place, end)):
        return 0
    return place - at


def _state(row: Row, at: int, end: int) -> int:
    if at >= end:
        return 0
    if re.fullmatch(r"[0-9]{5}", row.text(at)):
        return 2 if at + 1 < end and re.fullmatch(r"[0-9]{4}", row.text(at + 1)) else 1
    if row.text(at) in ("new", "north", "south", "west", "rhode") and at + 1 < end and row.atoms[at].capital:
        return 2
    return int(row.text(at) in STATES and row.atoms[at].capital)
