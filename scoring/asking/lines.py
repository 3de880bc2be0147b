"""The transcript as the judge gets it: one JSON line a sentence, each id with the mark of this run.

What callers say is data. It cannot end its line, cannot pretend to be another sentence (it does not know
the nonce) and cannot speak the control words of a chat template.
"""

import json
import re
from string import ascii_lowercase

from scoring.redaction.masks import Hidden
from scoring.transcript import Sentence, Transcript
from scoring.visible import visible

NONCE = re.compile(r"[a-z0-9]{4,16}")

_BRACKET = re.compile(r"\[(?!(?:" + "|".join(Hidden) + r")\])")
"""An opening bracket that is not that of a mask such as [CARD]."""
_MARKED = re.compile(r"\bS\d{4,}\b")


def nonce_of(transcript: Transcript) -> str:
    """The mark of a call's sentences: four letters from its fingerprint, for all requests about it.

    Nobody can have spoken it: it depends on all that was said. Four letters, because it stands in every line:
    eight digits and letters would make the call a tenth longer in tokens.
    """
    number = int(transcript.fingerprint(), 16)
    return "".join(ascii_lowercase[number // 26**place % 26] for place in range(4))


def marked(sentence_id: str, nonce: str) -> str:
    """The id of a sentence as the judge sees it: S0001-k3v9."""
    return f"{sentence_id}-{nonce}"


def mark_all(text: str, nonce: str) -> str:
    """A text of ours about sentences, with each id as the judge knows it."""
    return _MARKED.sub(lambda found: marked(found[0], nonce), text)


def unmarked(given: str, nonce: str) -> str:
    """The id without the mark of this run; one with another mark stays whole, and so fits no sentence."""
    bare, dash, mark = visible(given).strip().rpartition("-")
    return bare.upper() if dash and mark.lower() == nonce else visible(given).strip()


def line(sentence: Sentence, nonce: str, speaker: str | None = None) -> str:
    """One sentence as a line of JSON. `speaker`: what the speaker is called there instead."""
    who = speaker or sentence.speaker.value.upper()
    said = json.dumps(" ".join(visible(sentence.text).split()), ensure_ascii=False)
    return f'{{"id":"{marked(sentence.id, nonce)}","spk":"{who}","t":{_tame(said)}}}'


def _tame(said: str) -> str:
    """Angle brackets and brackets, from which templates build their control words, as JSON escapes."""
    return _BRACKET.sub(r"\\u005b", said.replace("<", r"\u003c").replace(">", r"\u003e"))
