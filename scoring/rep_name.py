"""The rep's name as a sign of who the rep is: who goes by it, and who surely is somebody else.

A first name is no proof, since customers share it: alone it decides nothing. It weighs more where the other
side goes by another name, and most with its surname. What both sides say of themselves proves nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from scoring.redaction.first_names import DOUBTFUL, FIRST_NAMES
from scoring.transcript import Sentence

ALIKE = 0.75
"""How alike (by difflib) two writings of one name are: Ana and Anna, Catherine and Katherine."""
UNLIKE = 0.5
"""Below this, and with another first letter, two names are those of two people."""

WHOLE = 3.0
"""Weight of first name and surname: as much as a notice of the recording."""
TOLD_APART = 1.0
"""Weight of a first name on one side, where the other side goes by another one. No more: reps use other names
at work, and the customer may have the one that is known."""
HINT = 0.5
"""Weight of a first name alone: with it nothing becomes sure that was not so before."""
AGAINST = 2.0
"""Weight of a first name, even alone, where the other signs point to the other side: they may be wrong."""

_TITLES = frozenset("mr mrs ms miss dr prof sir".split())
_PLAIN = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
_FILLERS = re.compile(r",?\s+(?:uh|um|er|erm),?(?=\s)", re.IGNORECASE)
_NAME = r"(?P<name>(?-i:[A-Z\u00c0-\u00de])[\w'\-]*(?:\s(?-i:[A-Z\u00c0-\u00de])[\w'\-]*){0,2})"
_INTRODUCES = re.compile(
    r"\b(?:this is|it(?: is|'s)|my name(?: is|'s)|i(?:'m| am)|call me"
    r"|you(?:'re| are) (?:speaking|talking) (?:with|to)"
    rf"|you(?:'ve| have) reached|you(?:'re| are) through to)\s+{_NAME}",
    re.IGNORECASE,
)
_HERE = re.compile(
    rf"(?:^|[,.!]\s*|\b(?:hi|hello|hey|yes|yeah|it's)\s+){_NAME}\s+(?:here|speaking)"
    r"(?=\s*$|[,.!]|\s+(?:from|with|at|calling|again|and|how)\b)",
    re.IGNORECASE,
)
_GREETS = re.compile(
    r"\b(?:hi|hello|hey|thanks|thank you|morning|afternoon|evening|bye|goodbye)(?: there| again| so much)?"
    rf",?\s+{_NAME}(?=\s*[,.!?]|\s*$)",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\s*(?:\?|,?\s*(?:right|correct|isn't it|is it|yes)\s*\?)", re.IGNORECASE)
_REPORTED = frozenset(
    "if whether said says say thought think thinks guess hope assume tell told not don't didn't never heard "
    "until unless suppose supposing believe like".split()
)
"""Words shortly before a name that make it a report, a guess or a denial."""
_SHORTLY = 4


@dataclass(frozen=True)
class Named:
    """What the rep's name says for one side, in the units of `roles.Sign`.

    `against`: what it weighs where the other signs point to the other side. `rests_on`: the sentences.
    """

    weight: float = 0.0
    against: float = 0.0
    rests_on: tuple[Sentence, ...] = ()


NOTHING = Named()


@dataclass(frozen=True)
class _Said:
    """A name that somebody goes by or is called by, and the sentence."""

    parts: tuple[str, ...]
    sentence: Sentence

    def is_of(self, known: Sequence[str]) -> bool:
        return _alike(self.parts[0], known[0])

    def is_another(self, known: Sequence[str]) -> bool:
        first = self.parts[0]
        listed = first in FIRST_NAMES and first not in DOUBTFUL
        return listed and first[0] != known[0][0] and _likeness(first, known[0]) < UNLIKE


def named(rep: str | None, own: Sequence[Sentence], other: Sequence[Sentence]) -> Named:
    """How much the rep's name speaks for the side that says `own`, beside the one that says `other`."""
    known = name_parts(rep)
    if not known:
        return NOTHING
    mine, theirs = list(_introduced(own)), list(_introduced(other))
    calls, called = list(_said(_GREETS, own)), list(_said(_GREETS, other))
    if any(said.is_of(known) for said in (*theirs, *calls)) or any(said.is_another(known) for said in mine):
        return NOTHING
    says, addressed = _of(known, mine), _of(known, called)
    if says is not None and len(known) > 1 and len(says.parts) > 1:
        # The same first name with another surname is somebody else, or misheard: no sign either way.
        same = any(_alike(one, surname) for one in says.parts[1:] for surname in known[1:])
        return Named(WHOLE, WHOLE, (says.sentence,)) if same else NOTHING
    first = says or addressed
    if first is None:
        return NOTHING
    against = AGAINST if says else HINT
    apart = next((said for said in (*theirs, *calls) if said.is_another(known)), None)
    if says is None or apart is None:
        return Named(HINT, against, (first.sentence,))
    return Named(TOLD_APART, against, (first.sentence, apart.sentence))


def name_parts(name: str | None) -> tuple[str, ...]:
    """First name and surnames in small letters without accents; nothing where no first name is known."""
    turned = " ".join(reversed((name or "").split(",", 1)))
    parts = tuple(part for part in _PLAIN.findall(_plain(turned)) if part not in _TITLES)
    return parts if parts and len(parts[0]) > 1 else ()


def _of(known: Sequence[str], said: Sequence[_Said]) -> _Said | None:
    """Where that name is said: the place with the surname too, if there is one."""
    found = [one for one in said if one.is_of(known)]
    return max(found, key=lambda one: len(one.parts), default=None)


def _introduced(sentences: Sequence[Sentence]) -> Iterator[_Said]:
    yield from _said(_INTRODUCES, sentences)
    yield from _said(_HERE, sentences)


def _said(pattern: re.Pattern[str], sentences: Sequence[Sentence]) -> Iterator[_Said]:
    for sentence in sentences:
        text = _FILLERS.sub("", sentence.text.replace("\u2019", "'"))
        for found in pattern.finditer(text):
            before = text[: found.start()].casefold().split()[-_SHORTLY:]
            parts = tuple(_plain(found["name"]).split())
            owned = any(part.endswith("'s") for part in parts)
            asked = pattern is not _GREETS and _ASKED.match(text, found.end())
            if not owned and not asked and not _REPORTED.intersection(before):
                yield _Said(parts, sentence)


def _alike(one: str, other: str) -> bool:
    return _likeness(one, other) >= ALIKE


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _plain(text: str) -> str:
    """Small letters without accents."""
    split = unicodedata.normalize("NFD", text.casefold().replace("\u2019", "'"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))
