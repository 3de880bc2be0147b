"""Which channel or voice is the rep? A channel map says so, or the words do; unsure stays unknown.

Signs are counted: who announces a recording, asks how they can help, speaks of their customers, offers to
send something, asks most of the questions, goes by the rep's name where that is known (`rep_name.py`). Where
all that leaves it open, a language model may be one voice more (`model_voice.py`). Who speaks first, who
called and who talks most prove nothing: customers do all three.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.conversation import is_question
from scoring.hearing import Track
from scoring.model_voice import TIPS, ModelVoice
from scoring.phrases import normalise, phrase
from scoring.rep_name import named
from scoring.sentences import cut
from scoring.transcript import Roles, Sentence, Speaker

Channel = Literal["left", "right", "1", "2", "3", "4"]
"""Where the rep may be: on a channel, or the voice of that number on the one channel there is."""

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


@dataclass(frozen=True)
class Hints:
    """What is known beside the words: the name of whose call it is, and a language model's voice."""

    rep_name: str | None = None
    voice: ModelVoice | None = None


NO_HINTS = Hints()


def tell_roles(
    tracks: Sequence[Track], rep_channel: Channel | None, hints: Hints = NO_HINTS
) -> tuple[tuple[Speaker, ...], Roles]:
    """The speaker of each track, and how that was decided.

    A track that may hold both voices, and voices that may not be told apart rightly, stay unknown, unless
    somebody says which voice is the rep. Of three voices and more, the one who says most beside the rep is
    the customer, the rest are *other*. `rep_channel` is a channel, or the number of a voice.
    """
    if len(tracks) == 1:
        return (Speaker.UNKNOWN,), Roles(how="unknown", confidence=0, why=_why_one(tracks[0]))
    sides = [cut([(Speaker.UNKNOWN, track.words)]) for track in tracks]
    heard, gap = _ranking(sides, hints.rep_name)[0]
    confidence = _confidence(gap)
    named = next((n for n, track in enumerate(tracks) if track.name == rep_channel), None)
    if named is not None:
        doubted = heard if confidence >= SURE else named
        return _speakers(tracks, named), _named(tracks[named], tracks[doubted])
    if not all(track.voice_sure for track in tracks):
        why = "the voices on the one channel are too much alike to be told apart surely"
        return (Speaker.UNKNOWN,) * len(tracks), Roles(how="unknown", confidence=0, why=why)
    if confidence < SURE and hints.voice is not None:
        tipped = _tipped(tracks, sides, hints)
        if tipped is not None:
            return tipped
    if confidence < SURE:
        unsure = "neither channel" if len(tracks) == 2 and tracks[0].voice is None else "no voice"
        why = f"{unsure} clearly speaks as the rep"
        return (Speaker.UNKNOWN,) * len(tracks), Roles(how="unknown", confidence=confidence, why=why)
    others = [side for n, side in enumerate(sides) if n != heard]
    why = _why(_called(tracks[heard]), _quotes(sides[heard]), _by_name(hints.rep_name, sides[heard], others))
    return _speakers(tracks, heard), Roles(how="evidence", confidence=confidence, why=why)


def _why(called: str, quotes: str, by_name: str) -> str:
    if by_name and not quotes:
        return f"the {called} goes by the rep's name: {by_name}"
    also = f"; and goes by the rep's name: {by_name}" if by_name else ""
    return f"the {called} says what a rep says: {quotes}{also}"


def _by_name(rep_name: str | None, own: Sequence[Sentence], others: Sequence[Sequence[Sentence]]) -> str:
    """The sentences in which this side goes by the rep's name, and another by a different one."""
    found = [named(rep_name, own, other).rests_on for other in others]
    texts = dict.fromkeys(sentence.text for one in found for sentence in one) if all(found) else {}
    return " ".join(f"“{text}”" for text in texts)


def _tipped(
    tracks: Sequence[Track], sides: Sequence[Sequence[Sentence]], hints: Hints
) -> tuple[tuple[Speaker, ...], Roles] | None:
    """The roles as a language model takes them, where no other sign speaks against it; None: it is not asked.

    It is one voice: two sides that the words leave even, or lean its way, it may tip, and nothing else.
    """
    voice = hints.voice
    rep = next((n for n, track in enumerate(tracks) if voice and track.name == voice.rep), None)
    if voice is None or rep is None or len(tracks) != 2:
        return None
    own, other = sides[rep], sides[1 - rep]
    if _weight(own, other) < _weight(other, own) or named(hints.rep_name, other, own).weight > 0:
        return None
    confidence = _confidence(_gap(own, other, hints.rep_name) + TIPS)
    quotes = " ".join(f"“{text}”" for text in voice.quotes)
    why = (
        "the words alone left open who the rep is; a language model was one of the voices: "
        f"{voice.model} takes the {_called(tracks[rep])} for the rep, by {quotes}"
    )
    doubt = f"{why} Listen whether that is so."
    roles = Roles(how="evidence", confidence=confidence, why=why, doubt=doubt)
    return (_speakers(tracks, rep), roles) if confidence >= SURE else None


def _why_one(track: Track) -> str:
    one = track.voice is not None and track.voice_sure
    return "only one voice was heard" if one else "both voices are on one channel"


def _ranking(sides: Sequence[Sequence[Sentence]], rep_name: str | None) -> list[tuple[int, float]]:
    """Each side with the weight by which it speaks more like a rep than whoever else does; best first."""
    gaps = []
    for place, own in enumerate(sides):
        others = [other for n, other in enumerate(sides) if n != place]
        gaps.append((min(_gap(own, other, rep_name) for other in others), -place))
    return [(-negative, gap) for gap, negative in sorted(gaps, reverse=True)]


def _gap(own: Sequence[Sentence], other: Sequence[Sentence], rep_name: str | None) -> float:
    """By how much this side speaks more like the rep than the other, what is known of names included."""
    words = _weight(own, other) - _weight(other, own)
    mine, theirs = named(rep_name, own, other), named(rep_name, other, own)
    return (
        words
        + (mine.against if words < 0 else mine.weight)
        - (theirs.against if words > 0 else theirs.weight)
    )


def _called(track: Track) -> str:
    return f"{track.channel} channel" if track.voice is None else f"voice {track.voice}"


def _named(named: Track, heard: Track) -> Roles:
    """A named channel decides; where the words clearly say the other one, that is said beside it."""
    why = f"the {_called(named)} was named as the rep"
    other = f"{heard.channel} one" if heard.voice is None else _called(heard)
    doubt = "" if heard is named else f"{why}, but the {other} speaks like a rep: are they swapped?"
    return Roles(how="channel map", confidence=1, why=why, doubt=doubt)


def _speakers(tracks: Sequence[Track], rep: int) -> tuple[Speaker, ...]:
    others = [n for n in range(len(tracks)) if n != rep]
    customer = max(others, key=lambda n: (len(tracks[n].words), -n))
    roles = {rep: Speaker.REP, customer: Speaker.CUSTOMER}
    return tuple(roles.get(n, Speaker.OTHER) for n in range(len(tracks)))


def _weight(own: Sequence[Sentence], other: Sequence[Sentence]) -> int:
    """How much speaks for this side being the rep: each sign counts once, a customer's against it."""

    def seen(signs: Sequence[Sign]) -> int:
        return sum(sign.weight for sign in signs if any(map(sign.stands_in, own)))

    asked, answered = sum(map(is_question, own)), sum(map(is_question, other))
    leads = MOST_QUESTIONS if asked >= max(5, 3 * answered) else 0
    return seen(REP_SIGNS) + leads - seen(CUSTOMER_SIGNS)


def _confidence(gap: float) -> float:
    """1/2 for no difference, towards 1 as it grows: a gap of 3 gives .8, of 6 gives .875."""
    return round(1 - 0.5 / (1 + abs(gap) / 2), 3)


def _quotes(own: Sequence[Sentence]) -> str:
    strong = [sign for sign in REP_SIGNS if sign.weight >= 2]
    return " ".join([f"“{s.text}”" for s in own if any(sign.stands_in(s) for sign in strong)][:2])
