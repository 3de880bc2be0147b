"""A long call in parts, where a model's window is too small, and the parts' answers made one again.

Nothing is cut off: every sentence is in a part, and parts overlap, so that an answer stands beside its
question. The merged claims are held against the whole transcript, so time rules are checked after merging.
"""

from collections.abc import Sequence

from scoring.asking.items import can_stand
from scoring.asking.lines import line
from scoring.asking.tokens import count_tokens
from scoring.judgement import Answer, Claim, Judgement, JudgeRequest, Span
from scoring.record import Record
from scoring.rubric import Item
from scoring.transcript import Sentence, Transcript

OVERLAP = 60.0
"""Seconds of the call before a part that it repeats, where there is room."""
MOST_OVERLAP = 0.25
"""Share of a part that may be repetition."""
LONGEST_NONCE = "z" * 16

RANK = (Answer.YES, Answer.CANNOT_ASSESS, Answer.NO, Answer.NOT_APPLICABLE)
"""Over the parts of a call the first of these that any part answered holds."""


class Window(Record):
    """A part of a call: sentences `first` up to, not including, `end`, counted from 0."""

    first: int
    end: int
    part: int = 1
    of: int = 1

    def sentences(self, transcript: Transcript) -> tuple[Sentence, ...]:
        return transcript.sentences[self.first : self.end]


class TooLong(ValueError):
    """A sentence does not fit into a model's window, so the call cannot be shown whole."""


def windows(transcript: Transcript, tokens: int) -> tuple[Window, ...]:
    """Parts of at most `tokens` tokens of transcript each; one part where the call fits. Raises TooLong."""
    costs = [count_tokens(line(sentence, LONGEST_NONCE)) + 1 for sentence in transcript.sentences]
    widest = max(costs, default=0)
    if widest > tokens:
        at = transcript.sentences[costs.index(widest)].id
        raise TooLong(f"{at} alone takes {widest} tokens, and a part of the call has room for {tokens}")
    bounds: list[tuple[int, int]] = []
    first = 0
    while not bounds or bounds[-1][1] < len(costs):
        end = _end(costs, first, tokens)
        bounds.append((first, end))
        first = _overlapping(transcript.sentences, costs, bounds[-1], tokens)
    return tuple(
        Window(first=first, end=end, part=part, of=len(bounds))
        for part, (first, end) in enumerate(bounds, start=1)
    )


def _end(costs: Sequence[int], first: int, tokens: int) -> int:
    """How far a part reaches that begins at `first`."""
    end, left = first, tokens
    while end < len(costs) and costs[end] <= left:
        left -= costs[end]
        end += 1
    return end


def _overlapping(
    sentences: Sequence[Sentence], costs: Sequence[int], part: tuple[int, int], tokens: int
) -> int:
    """Where the next part begins: up to OVERLAP seconds back, and always so that it gets further."""
    start = part[1]
    room = tokens * MOST_OVERLAP
    if start < len(costs):
        room = min(room, tokens - costs[start])
    since = sentences[start - 1].end - OVERLAP if start else 0.0
    while start - 1 > part[0] and costs[start - 1] <= room and sentences[start - 1].start >= since:
        room -= costs[start - 1]
        start -= 1
    return start


def asked_items(request: JudgeRequest, window: Window | None) -> tuple[Item, ...]:
    """The items this part of the call can answer: one whose place lies elsewhere is left out."""
    if window is None or window.of == 1:
        return request.criterion.items
    heard = window.sentences(request.transcript)
    return tuple(item for item in request.criterion.items if can_stand(item, request.transcript, heard))


def merge_windows(request: JudgeRequest, parts: Sequence[tuple[Window, Judgement]]) -> Judgement:
    """One judgement of the answers to all parts: yes > cannot assess > no > not applicable.

    The raw replies of all parts are kept. Where the judge was away for one part, the criterion waits.
    """
    key = request.criterion.key
    replies = tuple(reply for _, judgement in parts for reply in judgement.replies)
    failed = [judgement for _, judgement in parts if judgement.failed is not None]
    away = [judgement for judgement in failed if judgement.away is not None]
    if away or (failed and len(failed) == len(parts)):
        return (*away, *failed)[0].model_copy(update={"replies": replies})
    claims: list[Claim] = []
    for item in request.criterion.items:
        asked = [(w, j) for w, j in parts if item in asked_items(request, w)]
        claims += _merged(item, asked)
    known = {item.id for item in request.criterion.items}
    strangers = [claim for _, j in parts for claim in j.claims if claim.item not in known]
    return Judgement(criterion=key, claims=(*claims, *strangers), replies=replies)


def _merged(item: Item, parts: Sequence[tuple[Window, Judgement]]) -> list[Claim]:
    given = [[c for c in judgement.claims if c.item == item.id] for _, judgement in parts]
    claims = [answers[0] for answers in given if len(answers) == 1]
    unanswered = len(claims) < len(given)
    best = min((claim.answer for claim in claims), key=RANK.index, default=None)
    if best is None or (unanswered and best is not Answer.YES):
        return [_unknown(item, len(given) - len(claims), len(given))] if given else []
    same = [claim for claim in claims if claim.answer is best]
    spans = [claim.searched for claim in same if claim.searched is not None]
    return [
        Claim(
            item=item.id,
            answer=best,
            citations=tuple(citation for claim in same for citation in claim.citations),
            searched=Span(first=spans[0].first, last=spans[-1].last) if len(spans) == len(same) else None,
            why=same[0].why,
        )
    ]


def _unknown(item: Item, missing: int, parts: int) -> Claim:
    why = f"no usable answer for {missing} of {parts} parts of this long call"
    return Claim(item=item.id, answer=Answer.CANNOT_ASSESS, why=why)
