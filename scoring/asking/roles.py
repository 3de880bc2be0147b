"""Which of two voices works for the company: what a language model is asked about it, and its reply read.

It is asked only where the words leave the roles unsure. It gets the redacted call with the voices as A and B,
and nothing of who the rep is; its answer counts only with sentences of the voice it names.
"""

from collections.abc import Sequence
from typing import Any, Literal

from scoring.anchor import Match, match_anchor
from scoring.appeals import find_appeals
from scoring.asking.lines import line, nonce_of, unmarked
from scoring.asking.objects import Faulty, one_object
from scoring.asking.replies import CITED
from scoring.hearing import Track
from scoring.judgement import Citation
from scoring.model_voice import ModelVoice
from scoring.phrases import normalise, phrase
from scoring.prompts import Message, Prompt
from scoring.record import Record
from scoring.redaction import Hidden, Names, redact
from scoring.sentences import cut
from scoring.transcript import Roles, Sentence, Speaker, Transcript
from scoring.visible import shortened, visible

ANSWER = "works_for_the_company"
MOST_CITED = 3
LONGEST_WHY = 300
MOST_SENTENCES = 120
"""Sentences that are shown: who is who shows at the beginning, and a long call fits into a small window."""

ROLES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["evidence", "why", ANSWER],
    "properties": {
        "evidence": {"type": "array", "items": CITED},
        "why": {"type": "string"},
        ANSWER: {"type": "string", "enum": ["A", "B", "unsure"]},
    },
}

SAYS_WHO_IS_WHO = (
    "(voice|speaker) (a|b)",
    "(i am|he is|she is|you are|they are) [not] the (agent|rep|representative|customer|caller|seller|buyer)",
    "the (agent|rep|representative|customer|caller|seller|buyer) is [me|him|her|them|you|the|not] ...",
)
"""What somebody says who wants to be taken for one of the two: it shows nothing, whoever says it."""

_NAMED = (Hidden.REP, Hidden.CUSTOMER)
_SIDES = {"A": Speaker.REP, "B": Speaker.CUSTOMER}
"""Two speakers to tell the voices apart by while they are checked; they say nothing about who is who."""


class TwoVoices(Record):
    """A call as it is shown: `tracks` are the names of the tracks that are A and B."""

    transcript: Transcript
    tracks: tuple[str, str]

    @property
    def nonce(self) -> str:
        """The mark of its sentences, as in the judge's requests."""
        return nonce_of(self.transcript)


class RolesReading(Record):
    """A reply as it was read. `voice` is None where it is unsure or its evidence does not hold: `problem`."""

    answer: Literal["A", "B", "unsure"] | None = None
    why: str = ""
    voice: ModelVoice | None = None
    problem: str = ""


def two_voices(tracks: Sequence[Track], names: Names, *, health: bool = False) -> TwoVoices | None:
    """What is to be shown of a call, redacted; A speaks first.

    None where there are not two voices, and where somebody speaks to whoever evaluates the call: who tries
    to lead the judge is not to choose who the rep is.
    """
    if len(tracks) != 2 or not all(track.words and track.voice_sure for track in tracks):
        return None
    first, second = sorted(tracks, key=lambda track: track.words[0].start)
    spoken = [(Speaker.REP, first.words), (Speaker.CUSTOMER, second.words)]
    sentences = cut(spoken, one_channel=first.voice is not None)
    unknown = Roles(how="unknown", confidence=0)
    call = Transcript(sentences=sentences, roles=unknown, duration=max(s.end for s in sentences))
    if find_appeals(call):
        return None
    shown = redact(call, names, health=health).transcript
    neutral = tuple(_neutral(sentence) for sentence in shown.sentences[:MOST_SENTENCES])
    return TwoVoices(
        transcript=shown.model_copy(update={"sentences": neutral}), tracks=(first.name, second.name)
    )


def _neutral(sentence: Sentence) -> Sentence:
    """Without the masks that say whose name it is: they are set by who spoke, which is what is asked."""
    text = sentence.text
    for hidden in _NAMED:
        text = text.replace(f"[{hidden.value}]", f"[{Hidden.PERSON.value}]")
    return sentence.model_copy(update={"text": text, "words": ()})


def ask_for_roles(call: TwoVoices, prompt: Prompt) -> tuple[Message, ...]:
    """The messages that ask which voice works for the company."""
    letters = {speaker: letter for letter, speaker in _SIDES.items()}
    lines = [line(one, call.nonce, letters[one.speaker]) for one in call.transcript.sentences]
    return prompt.fill(nonce=call.nonce, transcript="\n".join(lines))


def read_roles(text: str, call: TwoVoices, model: str) -> RolesReading:
    """The answer of a reply, held against the call. Never raises for what a model says."""
    try:
        reply = one_object(text, ANSWER)
        answer, why, cited = _parts(reply)
        if answer == "unsure":
            return RolesReading(answer=answer, why=why)
        quotes = _checked(cited, call, answer)
    except Faulty as fault:
        return RolesReading(problem=str(fault))
    rep = call.tracks[0 if answer == "A" else 1]
    return RolesReading(answer=answer, why=why, voice=ModelVoice(model=model, rep=rep, quotes=quotes))


def _parts(reply: dict[str, Any]) -> tuple[Literal["A", "B", "unsure"], str, list[Any]]:
    odd = sorted(set(reply) - set(ROLES_SCHEMA["properties"]))
    if odd:
        raise Faulty(f"the reply has fields nobody asked for: {', '.join(visible(o)[:40] for o in odd[:5])}")
    answer, why, cited = reply[ANSWER], reply.get("why", ""), reply.get("evidence")
    if answer not in ("A", "B", "unsure"):
        raise Faulty("the answer is neither A nor B nor unsure")
    if not isinstance(why, str) or not isinstance(cited, list):
        raise Faulty("why is no text, or evidence no list")
    return answer, shortened(visible(why), LONGEST_WHY), cited


def _checked(cited: Sequence[Any], call: TwoVoices, answer: Literal["A", "B"]) -> tuple[str, ...]:
    """The sentences of the voice that is named, as shown. One that does not hold makes all of it useless."""
    if not 1 <= len(cited) <= MOST_CITED:
        raise Faulty(f"{len(cited)} sentences to show for it; one to {MOST_CITED} are wanted")
    quotes: dict[str, str] = {}
    for one in cited:
        if not isinstance(one, dict) or not all(isinstance(one.get(key), str) for key in ("id", "words")):
            raise Faulty("a piece of evidence is no sentence id with its words")
        given = Citation(sentence=unmarked(one["id"], call.nonce), anchor=visible(one["words"]))
        found = match_anchor(given, call.transcript)
        if not isinstance(found, Match):
            raise Faulty(found)
        for sentence in found.sentences:
            if sentence.speaker is not _SIDES[answer]:
                raise Faulty(f"{sentence.id} is not spoken by voice {answer}")
            if any(phrase(pattern).find(normalise(sentence.text)) for pattern in SAYS_WHO_IS_WHO):
                raise Faulty(f"{sentence.id} says who is who, which shows nothing")
        quotes.setdefault(found.sentence.id, found.sentence.text)
    return tuple(quotes.values())
