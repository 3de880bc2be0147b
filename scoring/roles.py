"""Which channel is the rep? A channel map says so, or the words do; unsure stays unknown.

Signs are counted: who announces a recording, asks how they can help, speaks of their customers, offers to
send something, asks most of the questions. Who speaks first, who called and who talks most prove nothing:
customers do all three.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.conversation import is_question
from scoring.hearing import Track
from scoring.phrases import normalise, phrase
from scoring.sentences import cut
from scoring.transcript import Roles, Sentence, Speaker

Channel = Literal["left", "right"]

SURE = 0.8
"""Confidence from which roles are taken; below it they stay unknown."""


@dataclass(frozen=True)
class Sign:
    """A phrase that one side of a call says and the other hardly ever does, with its weight.

    `asked` says whether it may stand in a question: "Is this call recorded?" is no announcement.
    """

    pattern: str
    weight: int
    asked: bool = True

    def stands_in(self, sentence: Sentence) -> bool:
        if is_question(sentence) and not self.asked:
            return False
        return phrase(self.pattern).find(normalise(sentence.text)) is not None


REP_SIGNS = (
    Sign("(call|calls|line|conversation|conversations) ... (recorded|recording|monitored)", 3, asked=False),
    Sign("(we|i) [_] (record|recording) (this|the|our|these|all)", 3, asked=False),
    Sign("recorded line", 3, asked=False),
    Sign("how (can|may|could) (i|we) help", 3),
    Sign("(thank you|thanks) [so much] for (calling|joining|taking the time)", 2),
    Sign(
        "(we|i) [_] (work with|help|helps) ... (companies|teams|firms|people|customers|businesses|plants)", 2
    ),
    Sign("(companies|teams|firms|people|someone|somebody) [just] like (you|yours)", 2),
    Sign("our (customers|clients|platform|product|system|software)", 1, asked=False),
    Sign("(put|send|get) you ... (touch|invit*|email|quote|details|offer|documents|link)", 2),
    Sign("(i would|i will|let me) [_] (show|walk) you", 2),
    Sign("(what|how much) ... cost* you", 2),
    Sign("what happens (when|to|if|then)", 1),
    Sign("(walk|talk) me through", 1),
    Sign("how many ... (a day|a week|a month|a year|months|times)", 1),
    Sign("(who else|besides you)", 1),
    Sign("reason (i|for my|for the) ...", 1),
    Sign("(this is|my name is|i am) _ [_] [calling] (from|with|at) _", 1),
)
"""What whoever is on the job says: notices, offers, and questions about the other side's work."""

CUSTOMER_SIGNS = (
    Sign("(who is|what is) (this|calling|this about)", 2),
    Sign("what are you (selling|offering)", 2),
    Sign("not interested", 2),
    Sign("(what|how much) (does|do|would|is|are|will) (it|this|that|they|your) [_] (cost|price|pricing)", 2),
    Sign("(what|how much) (it|this|that) costs", 2),
    Sign("(got|saw|found) your (card|ad|number|website|email|brochure)", 2),
    Sign("(my|our) (boss|husband|wife|manager|finance person|controller)", 1),
    Sign("(we|i) [are] currently (use|using|have)", 1),
    Sign("(send|email) (me|us)", 1),
)

MOST_QUESTIONS = 2
"""What it weighs to ask three times as many questions as the other side, and at least five."""


def tell_roles(tracks: Sequence[Track], rep_channel: Channel | None) -> tuple[tuple[Speaker, ...], Roles]:
    """The speaker of each track, and how that was decided. One track holds both voices: unknown."""
    if len(tracks) == 1:
        return (Speaker.UNKNOWN,), Roles(how="unknown", confidence=0, why="both voices are on one channel")
    sides = [cut([(Speaker.UNKNOWN, track.words)]) for track in tracks]
    gap = _weight(sides[0], sides[1]) - _weight(sides[1], sides[0])
    confidence, heard = _confidence(gap), _channel(gap)
    if rep_channel is not None:
        return _speakers(rep_channel), _named(rep_channel, heard if confidence >= SURE else rep_channel)
    if confidence < SURE:
        why = "neither channel clearly speaks as the rep"
        return (Speaker.UNKNOWN,) * 2, Roles(how="unknown", confidence=confidence, why=why)
    why = f"the {heard} channel says what a rep says: {_quotes(sides[0 if heard == 'left' else 1])}"
    return _speakers(heard), Roles(how="evidence", confidence=confidence, why=why)


def _named(named: Channel, heard: Channel) -> Roles:
    """A named channel decides; where the words clearly say the other one, that is said beside it."""
    why = f"the {named} channel was named as the rep"
    doubt = "" if heard == named else f"{why}, but the {heard} one speaks like a rep: are they swapped?"
    return Roles(how="channel map", confidence=1, why=why, doubt=doubt)


def _channel(gap: int) -> Channel:
    return "left" if gap > 0 else "right"


def _speakers(rep_channel: Channel) -> tuple[Speaker, Speaker]:
    rep_first = (Speaker.REP, Speaker.CUSTOMER)
    return rep_first if rep_channel == "left" else (Speaker.CUSTOMER, Speaker.REP)


def _weight(own: Sequence[Sentence], other: Sequence[Sentence]) -> int:
    """How much speaks for this side being the rep: each sign counts once, a customer's against it."""

    def seen(signs: Sequence[Sign]) -> int:
        return sum(sign.weight for sign in signs if any(map(sign.stands_in, own)))

    asked, answered = sum(map(is_question, own)), sum(map(is_question, other))
    leads = MOST_QUESTIONS if asked >= max(5, 3 * answered) else 0
    return seen(REP_SIGNS) + leads - seen(CUSTOMER_SIGNS)


def _confidence(gap: int) -> float:
    """1/2 for no difference, towards 1 as it grows: a gap of 3 gives .8, of 6 gives .875."""
    return round(1 - 0.5 / (1 + abs(gap) / 2), 3)


def _quotes(own: Sequence[Sentence]) -> str:
    strong = [sign for sign in REP_SIGNS if sign.weight >= 2]
    return " ".join([f"“{s.text}”" for s in own if any(sign.stands_in(s) for sign in strong)][:2])
