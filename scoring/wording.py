"""What was said, ready to be compared: spelling, punctuation and fillers aside, numbers as digits.

"Uh, we'll need twenty-five seats." and "We will need 25 seats" are the same words. Anchor words, required
statements and cues are all held against a transcript in this form.
"""

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

FILLERS = frozenset({"uh", "uhh", "uhm", "um", "umm", "er", "erm", "hm", "hmm"})

NEGATIONS = frozenset(
    "no not never none nothing nobody nowhere neither nor without hardly cannot cant wont dont doesnt didnt "
    "isnt arent wasnt werent wouldnt couldnt shouldnt havent hasnt hadnt".split()
)
"""Words that turn a statement round, as `normalise` leaves them; those that lost their apostrophe too."""

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: value for value, word in enumerate(_UNITS.split())}
_TEN = {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
_SCALE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINAL_UNITS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_ORDINAL = {word: value for value, word in enumerate(_ORDINAL_UNITS.split(), start=1)} | {
    word[:-1] + "ieth": value for word, value in _TEN.items()
}

_MARKS = {"$": "dollars", "€": "euros", "£": "pounds", "%": "percent", "&": "and"}
_SPELLING = {"ok": "okay", "cannot": "can not", "gonna": "going to", "wanna": "want to", "gotta": "got to"}

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u2032\u0060\u00b4]")
# Only where the meaning is certain: the "s" of "company's" stays, the "s" of "that's" is an "is".
_CONTRACTIONS = (
    (re.compile(r"\bcan't\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"\b(i|you|we|they|he|she|it|that|who)'d\b"), r"\1 would"),
    (re.compile(r"\b(it|that|this|what|who|how|where|when|there|here|he|she|name)'s\b"), r"\1 is"),
)
_INITIALS = re.compile(r"\b([^\W\d_])\.(?=[^\W\d_]\b)")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_MONEY = re.compile(r"([$€£])([0-9][0-9.]*k?)")
# A minus stands before a figure and after nothing that it could divide from it, as in "10-15" or "(020)-5".
_MINUS = re.compile(r"(?<![\w)\].,:\-–—−])([$€£]?)[-−](?=[$€£]?\.?[0-9])")
_POINT = re.compile(r"(?<![\w.])\.(?=[0-9])")
_TOKEN = re.compile(r"[0-9]+\.[0-9]+(?:k\b)?|[^\W_]+")
_KILO = re.compile(r"[0-9]+(\.[0-9]+)?k")
_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?")


class Token(NamedTuple):
    """A normalised word, and the first and last word of the text (split at spaces) it came from."""

    text: str
    first: int
    last: int


def normalise(text: str) -> tuple[str, ...]:
    """The words of a text in the form in which texts are compared.

    NFKC, lower case, contractions written out, punctuation and fillers dropped, number words as digits, and
    "minus five" as the one word "-5". Normalising twice changes nothing.
    """
    return tuple(token.text for token in tokens(text))


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[Token, ...]:
    """The normalised words with their places, so that a match can be shown in the words that were said.

    Remembered, because a call's sentences are held against some hundred patterns each.
    """
    found = [
        Token(word, place, place)
        for place, raw in enumerate(text.split())
        for word in _split(raw)
        if word not in FILLERS
    ]
    return tuple(_numbers_as_digits(found))


def _split(raw: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", raw).casefold())
    bare = plain.rstrip(".,?!")
    if bare.isascii() and bare.isalnum():  # most words, and the rest takes twenty times as long
        return _SPELLING.get(bare, bare).split()
    plain = _APOSTROPHES.sub("'", _INVISIBLE.sub("", plain))
    for contraction, full in _CONTRACTIONS:
        plain = contraction.sub(full, plain)
    plain = _INITIALS.sub(r"\1", plain.replace("'", ""))
    plain = _POINT.sub("0.", _MINUS.sub(r"minus \1", _THOUSANDS.sub("", plain)))
    plain = _MONEY.sub(r"\2\1", plain)
    for mark, word in _MARKS.items():
        plain = plain.replace(mark, f" {word} ")
    words = [_SPELLING.get(word, word) for word in _TOKEN.findall(plain)]
    return [part for word in words for part in word.split()]


def _numbers_as_digits(words: list[Token]) -> list[Token]:
    out: list[Token] = []
    place = 0
    while place < len(words):
        length, text = _signed_at(words, place)
        if length == 0:
            length, text = (2, "percent") if _per_cent(words, place) else (1, words[place].text)
        out.append(Token(text, words[place].first, words[place + length - 1].last))
        place += length
    return out


def _per_cent(words: list[Token], place: int) -> bool:
    return words[place].text == "per" and _text(words, place + 1) == "cent"


def _text(words: list[Token], place: int) -> str:
    return words[place].text if place < len(words) else ""


def _signed_at(words: list[Token], start: int) -> tuple[int, str]:
    """`_number_at`, with the minus before it where there is one."""
    if words[start].text != "minus" or start + 1 == len(words):
        return _number_at(words, start)
    length, text = _number_at(words, start + 1)
    return (length + 1, f"-{text}") if _DIGITS.fullmatch(text) else (0, "")


def _number_at(words: list[Token], start: int) -> tuple[int, str]:
    """Length and digits of the number that begins here; length 0 where none does.

    "two hundred and fifty" is one number, "twenty twenty-six" are two (20 26), and "5 million" is 5000000.
    """
    total, group = Fraction(0), Fraction(0)
    room = "any"  # what may follow: any number word, a unit ("twenty" → "five"), or only a scale
    place = start
    while place < len(words):
        word = words[place].text
        if word in _SCALE and _may_scale(total, group, _SCALE[word]):
            total, group = _scaled(total, group, _SCALE[word])
            room = "any"
        elif group >= 100 and _text(words, place + 1) == "hundred":
            break
        elif word in _TEN and room == "any":
            group, room = group + _TEN[word], "unit"
        elif word in _SMALL and (room == "any" or (room == "unit" and 0 < _SMALL[word] < 10)):
            group, room = group + _SMALL[word], "scale"
        elif word in _ORDINAL and (room == "any" or (room == "unit" and _ORDINAL[word] < 10)):
            return place + 1 - start, _ordinal(int(total + group) + _ORDINAL[word])
        elif place == start and (digits := _figure(word)) is not None:
            group, room = digits, "scale"
        elif not _joins(words, start, place):
            break
        place += 1
    return place - start, _digits(total + group) if place > start else ""


def _joins(words: list[Token], start: int, place: int) -> bool:
    """The "and" of "two hundred and fifty"."""
    return (
        place > start
        and words[place].text == "and"
        and words[place - 1].text in _SCALE
        and _text(words, place + 1) in _SMALL | _TEN
    )


def _may_scale(total: Fraction, group: Fraction, scale: int) -> bool:
    """Scales fall: "two hundred three hundred" and "five thousand six thousand" are two numbers each."""
    if scale == 100:
        return group < 100
    return total == 0 or total >= scale * 1000


def _scaled(total: Fraction, group: Fraction, scale: int) -> tuple[Fraction, Fraction]:
    if scale == 100:
        return total, (group or Fraction(1)) * 100
    return total + (group or Fraction(1)) * scale, Fraction(0)


def _figure(word: str) -> Fraction | None:
    if _KILO.fullmatch(word):
        return Fraction(word[:-1]) * 1000
    return Fraction(word) if _DIGITS.fullmatch(word) else None


def _digits(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(float(value))


def _ordinal(value: int) -> str:
    if value % 100 in (11, 12, 13):
        return f"{value}th"
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th') }"
