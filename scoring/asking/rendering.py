"""The request to the judge about one criterion: the call first, the same for all six; the items last.

What comes before the items is byte for byte the same for every criterion of a call, so that a server
keeps the transcript it has read. Nothing about the rep, a plan, a target or a score is in it.
"""

from scoring.asking.items import item_texts
from scoring.asking.lines import NONCE, line
from scoring.asking.windows import Window, asked_items
from scoring.judgement import JudgeRequest
from scoring.prompts import Message, Prompt

DIRECTIONS = {
    "outbound": "The rep called the customer.",
    "inbound": "The customer called the rep.",
    None: "It is not known who called whom.",
}


def render(
    request: JudgeRequest, prompt: Prompt, nonce: str, window: Window | None = None, *, turn: int = 0
) -> tuple[Message, ...]:
    """The messages that ask about one criterion.

    `nonce` marks this run (4–16 small letters and digits, the same for all its requests). `window` shows a
    part of a long call. `turn` begins the list of items elsewhere, so that a second reading is not led by
    the order of the first. Raises ValueError for a nonce that is none.
    """
    if not NONCE.fullmatch(nonce):
        raise ValueError(f"a nonce has 4 to 16 small letters and digits, not {nonce!r}")
    heard = window.sentences(request.transcript) if window else request.transcript.sentences
    items = asked_items(request, window)
    start = turn % max(1, len(items))
    texts = item_texts((*items[start:], *items[:start]), request, nonce, heard)
    return prompt.fill(
        nonce=nonce,
        call=_call(request, window),
        transcript="\n".join(line(sentence, nonce) for sentence in heard),
        criterion=f"{request.criterion.title}. {' '.join(request.criterion.purpose.split())}",
        items="\n\n".join(texts),
    )


def _call(request: JudgeRequest, window: Window | None) -> str:
    direction = DIRECTIONS[request.facts.direction]
    if window is None or window.of == 1:
        return f"A call between a rep and a customer. {direction}"
    part = f"This is part {window.part} of {window.of} of it; the parts overlap. Answer from this part."
    return f"A long call between a rep and a customer. {direction} {part}"
