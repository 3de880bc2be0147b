"""Dates of birth: dates that words such as "born" or "date of birth" announce. No other date is hidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scoring.redaction.digits import BETWEEN, SCALES, TEENS, TENS, UNITS, ZEROS
from scoring.redaction.masks import Hidden
from scoring.redaction.numbers import UNITS as COUNTED
from scoring.redaction.row import Row

CUES: dict[str, tuple[tuple[tuple[str, ...], int], ...]] = {
    "date": ((("date", "of", "birth"), 45),),
    "birth": ((("birth", "date"), 45), (("birth", "year"), 30), (("birth",), 20)),
    "birthdate": ((("birthdate",), 45),),
    "dob": ((("dob",), 45),),
    "d": ((("d", "o", "b"), 45), (("d", "dot", "o", "dot", "b"), 45)),
    "birthday": ((("birthday",), 14),),
    "born": ((("born",), 12),),
    "year": ((("year", "of", "birth"), 30),),
}
"""First atom → cues that begin so, with the atoms behind them in which the date is looked for."""
AGAIN = 12
"""Atoms behind a date of birth in which it is said again, or goes on."""
THINGS = frozenset(
    "company business idea firm product brand startup concept project plan it give gave "
    "given giving gives".split()
)
"""What is born without being anybody."""
MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec".split()
)
DOUBTFUL = frozenset("may march mar jan".split())
"""Months that are words of their own: they are months beside a number only."""
ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth".split()
)
LINKS = frozenset("of the in on comma slash dash year month day s".split()) | BETWEEN

_NUMERIC = re.compile(r"[0-9]{1,4}([/.-][0-9]{1,4}){1,2}|[0-9]{1,2}(st|nd|rd|th)|[0-9]{1,8}")


@dataclass(frozen=True)
class Date:
    """Atoms from `first` up to and with `last` that may be a date."""

    first: int
    last: int


def hidden_births(row: Row) -> dict[int, Hidden]:
    """Word of the row → BIRTH_DATE, for every word of a date of birth."""
    found = list(dates(row))
    covered: dict[int, Hidden] = {}
    place = 0
    for first, end, reach in _cues(row):
        while place < len(found) and found[place].last < first - 10:
            place += 1
        limit, told = end + reach, None
        for date in found[place:]:
            if date.first >= limit or (told is not None and row.atoms[date.first].word in covered):
                break
            if date.last < first:
                if not _stands_before(row, date, first):
                    continue
            elif told is not None and not _goes_on(row, told, date):
                continue
            else:
                told = date
                limit = max(date.last + AGAIN, end)
            covered.update({row.atoms[at].word: Hidden.BIRTH_DATE for at in _own(row, date)})
    return covered


def _cues(row: Row) -> Iterator[tuple[int, int, int]]:
    for at, atom in enumerate(row.atoms):
        for words, reach in CUES.get(atom.text.removesuffix("'s"), ()):
            if all(row.text(at + step).removesuffix("'s") == word for step, word in enumerate(words)):
                if not THINGS.isdisjoint(row.text(back) for back in range(at - 3, at)):
                    break
                yield at, at + len(words), reach
                break


def _stands_before(row: Row, date: Date, cue: int) -> bool:
    """ "April 19th, 1988 is my date of birth"."""
    between = [row.text(at) for at in range(date.last + 1, cue)]
    return row.sentence(date.last) == row.sentence(cue) and len(between) <= 4 and "is" in between


def _own(row: Row, date: Date) -> Iterator[int]:
    """The atoms of a date without what the other side says meanwhile."""
    told = {row.sentence(at) for at in range(date.first, date.last + 1) if _part(row, at)}
    return (at for at in range(date.first, date.last + 1) if row.sentence(at) in told)


def _goes_on(row: Row, told: Date, date: Date) -> bool:
    """Whether a second date completes the first ("April nineteenth" … "eighty-eight") or repeats it."""
    if all(row.text(at) in LINKS for at in range(told.last + 1, date.first)):
        return True
    return bool(_numbers(row, told) & _numbers(row, date))


def _numbers(row: Row, date: Date) -> set[str]:
    texts = [row.text(at) for at in range(date.first, date.last + 1)]
    spoken = {UNITS.get(text) or TEENS.get(text) or TENS.get(text, "") for text in texts}
    return (spoken | set(re.findall("[0-9]+", " ".join(texts)))) - {""}


def dates(row: Row) -> Iterator[Date]:
    """Runs of words that can be a date: a month with a number, a year, or two numbers and more."""
    at = 0
    while at < len(row.atoms):
        if not _part(row, at):
            at += 1
            continue
        last, end = at, at + 1
        while end < len(row.atoms) and end - last <= 5:
            if _part(row, end):
                last = end
            elif row.text(end) not in LINKS:
                break
            end += 1
        date = Date(at, last)
        if _is_date(row, date):
            yield date
        at = last + 1


def _part(row: Row, at: int) -> bool:
    text = row.text(at)
    if text in MONTHS:
        near = [row.text(at + step) for step in (-3, -2, -1, 1, 2)]
        return text not in DOUBTFUL or any(_number(word) for word in near)
    return _number(text) or (text in SCALES and text == "thousand")


def _number(text: str) -> bool:
    return (
        text in ORDINALS
        or text in UNITS
        or text in TEENS
        or text in TENS
        or text in ZEROS
        or _NUMERIC.fullmatch(text) is not None
    )


def _is_date(row: Row, date: Date) -> bool:
    texts = [row.text(at) for at in range(date.first, date.last + 1)]
    parts = [text for text in texts if text in MONTHS or _number(text)]
    if row.text(date.last + 1) in COUNTED and not row.closes(date.last) and not row.atoms[date.last].comma:
        return False
    if any(text in MONTHS for text in parts):
        return len(parts) >= 2
    digits = sum(len(re.sub(r"[^0-9]", "", text)) or 1 for text in parts)
    alone = re.fullmatch(r"(19|20)[0-9]{2}", parts[0]) is not None if len(parts) == 1 else False
    slashed = any(re.search(r"[/.]", text) for text in parts)
    raw = row.words[row.atoms[date.first].word].raw
    alone = alone or (len(parts) == 1 and raw[:1] in "'’" and digits == 2)
    return alone or slashed or (len(parts) >= 2 and digits >= 3) or (len(parts) == 1 and digits in (6, 8))
