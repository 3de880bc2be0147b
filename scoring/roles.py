"""Which channel is the rep? A channel map says so, or the words do; unsure stays unknown.

Signs are counted in the first minutes: who names a company of their own, announces a recording, says why
they call, asks how they can help. Who talks first or most proves nothing: customers do both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.hearing import Track
from scoring.phrases import normalise, phrase
from scoring.sentences import cut
from scoring.transcript import Roles, Sentence, Speaker

Channel = Literal["left", "right"]

EARLY = 150.0
"""Seconds from the start in which people say who they are."""
SURE = 0.75
"""Confidence from which roles are taken; below it they stay unknown."""


@dataclass(frozen=True)
class Sign:
    """A phrase that one side of a call says and the other hardly ever does, with its weight."""

    pattern: str
    weight: int

    def stands_in(self, sentence: Sentence) -> bool:
        return phrase(self.pattern).find(normalise(sentence.text)) is not None


REP_SIGNS = (
    Sign("(call*|line|conversation) ... (recorded|recording|monitored)", 3),
    Sign("(recording|record) (this|the|our) (call|conversation)", 3),
    Sign("how (can|may|could) (i|we) help", 3),
    Sign("(thank you|thanks) [so much] for (calling|joining|taking|making)", 2),
    Sign("(this is|my name is|i am|it is) ... (from|with|at) _", 2),
    Sign("(calling|phoning|reaching out) (from|on behalf of|with|because|about)", 2),
    Sign("(reason|purpose) ... (call|calling)", 2),
    Sign("(we|our) [_] (help|work with|platform|customers|clients|product|team)", 1),
    Sign("(agenda|walk you through|show you)", 1),
)
CUSTOMER_SIGNS = (
    Sign("(who is|what is) (this|calling|this about)", 2),
    Sign("what are you (selling|offering)", 2),
    Sign("not interested", 2),
    Sign("(how much|what) (does|would|is) (it|this|that|your) [_] (cost|price|pricing)", 1),
    Sign("(we|i) [are] currently (use|using|have)", 1),
    Sign("(send|email) (me|us)", 1),
)


def tell_roles(tracks: Sequence[Track], rep_channel: Channel | None) -> tuple[tuple[Speaker, ...], Roles]:
    """The speaker of each track, and how that was decided. One track holds both voices: unknown."""
    if len(tracks) == 1:
        return (Speaker.UNKNOWN,), Roles(how="unknown", confidence=0, why="both voices are on one channel")
    if rep_channel is not None:
        why = f"the {rep_channel} channel was named as the rep"
        return _speakers(rep_channel), Roles(how="channel map", confidence=1, why=why)
    left, right = (_early(track) for track in tracks)
    gap = _rep_score(left) - _rep_score(right)
    confidence = _confidence(gap)
    if confidence < SURE:
        why = "neither channel clearly speaks as the rep"
        return (Speaker.UNKNOWN,) * 2, Roles(how="unknown", confidence=confidence, why=why)
    channel: Channel = "left" if gap > 0 else "right"
    why = f"the {channel} channel says what a rep says: {_quotes(left if gap > 0 else right)}"
    return _speakers(channel), Roles(how="evidence", confidence=confidence, why=why)


def _speakers(rep_channel: Channel) -> tuple[Speaker, Speaker]:
    rep_first = (Speaker.REP, Speaker.CUSTOMER)
    return rep_first if rep_channel == "left" else (Speaker.CUSTOMER, Speaker.REP)


def _early(track: Track) -> list[Sentence]:
    return [s for s in cut([(Speaker.UNKNOWN, track.words)]) if s.start <= EARLY]


def _rep_score(early: Sequence[Sentence]) -> int:
    """The weights of the different signs seen, those of a customer counted against; each counts once."""

    def seen(signs: Sequence[Sign]) -> int:
        return sum(sign.weight for sign in signs if any(map(sign.stands_in, early)))

    return seen(REP_SIGNS) - seen(CUSTOMER_SIGNS)


def _confidence(gap: int) -> float:
    """1/2 for no difference, towards 1 as it grows: a gap of 2 gives .75, of 6 gives .875."""
    return round(1 - 0.5 / (1 + abs(gap) / 2), 3)


def _quotes(early: Sequence[Sentence]) -> str:
    strong = [sign for sign in REP_SIGNS if sign.weight >= 2]
    return " ".join([f"“{s.text}”" for s in early if any(sign.stands_in(s) for sign in strong)][:2])
