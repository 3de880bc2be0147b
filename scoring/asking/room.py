"""Whether a call fits into a model's window, and in which parts it is shown where it does not."""

from scoring.asking.items import item_texts
from scoring.asking.rendering import DIRECTIONS
from scoring.asking.tokens import count_tokens
from scoring.asking.windows import LONGEST_NONCE, TooLong, Window, windows
from scoring.judgement import JudgeRequest
from scoring.prompts import Prompt

REPLY = 2_000
"""Tokens kept free for a reply; in trials on calls of up to 100 turns the longest took about 1,200."""
RETRY = 2_000
"""Tokens kept free for the first reply and the complaint, which a retry sends along."""
TEMPLATE = 100
"""Tokens a server puts around the messages."""
PART = "A long call. This is part 1000 of 1000 of it; the parts overlap. Answer from this part."
"""The longest that is said about a part."""
LEAST = 1_000
"""Tokens of a call, some 25 sentences, below which a part says too little."""


def parts(request: JudgeRequest, prompt: Prompt, window: int, reply: int = REPLY) -> tuple[Window, ...]:
    """The parts in which a call is shown to a model whose window has `window` tokens, reply included.

    The same for all criteria of a rubric, so that the server's cache holds part by part: the criterion with
    the longest items decides. Raises TooLong where next to no call fits beside them.
    """
    around = max(instructions(request, prompt, key.key) for key in request.rubric.criteria)
    room = window - around - reply - RETRY - TEMPLATE
    if room < LEAST:
        raise TooLong(
            f"a window of {window:,} tokens has no room for a call: instructions and items take {around:,}, "
            f"the reply and one retry {reply + RETRY:,}; use a model with a larger window"
        )
    return windows(request.transcript, room)


def instructions(request: JudgeRequest, prompt: Prompt, criterion: str) -> int:
    """Tokens of a request about that criterion without its call, estimated from above."""
    asked = request.model_copy(update={"criterion": request.rubric.criterion(criterion)})
    items = item_texts(asked.criterion.items, asked, LONGEST_NONCE, asked.transcript.sentences)
    messages = prompt.fill(
        nonce=LONGEST_NONCE,
        call=f"{max(DIRECTIONS.values(), key=len)} {PART}",
        transcript="",
        criterion=f"{asked.criterion.title}. {asked.criterion.purpose}",
        items="\n\n".join(items),
    )
    return sum(count_tokens(message.content) for message in messages)
