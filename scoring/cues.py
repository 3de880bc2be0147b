"""Which sentences do an item's cues recognise, and did the call give an occasion for it?

This is the whole intelligence of the offline judge: phrases, order, timing, speaker and figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from scoring.anchor import FEWEST_WORDS, spoken_words
from scoring.conversation import figures, is_question
from scoring.evidence import sentences_in
from scoring.phrases import Match, phrase
from scoring.rubric import Cues, Figure, Item, Rubric
from scoring.transcript import Sentence, Speaker, Transcript
from scoring.wording import tokens

MOST_WORDS = 8
"""Words an anchor has at most."""

ASKING = "(tell me|walk me|talk me|take me through|describe|help me understand)"


@dataclass(frozen=True)
class Hit:
    """A sentence that cues recognise, with the words that gave it away (anchor words, as they were said)."""

    sentence: Sentence
    anchor: str


def recognise(cues: Cues, sentence: Sentence) -> Hit | None:
    """The sentence as a hit, where its words alone make it one; order and counts are not looked at."""
    texts = [word.text for word in tokens(sentence.text)]
    if cues.question is not None and asks(sentence, texts) is not cues.question:
        return None
    if len(texts) < cues.min_words or _first(cues.unless, texts):
        return None
    groups = [group for group in (cues.any, *cues.all) if group]
    matches = [_first(group, texts) for group in groups]
    if not matches or matches[0] is None or None in matches:
        return None
    return Hit(sentence, anchor(sentence.text, matches[0]))


def asks(sentence: Sentence, texts: Sequence[str]) -> bool:
    """Whether it is a question, or asks without a question mark: "Tell me what happened." """
    return is_question(sentence) or phrase(ASKING).find(texts) is not None


def hits(item: Item, cues: Cues, transcript: Transcript, since: Sequence[Sentence] | None) -> list[Hit]:
    """The sentences that answer the item with yes; none where fewer count than the cues ask for.

    `since` are the occasions that the evidence has to follow, where the cues set `after_occasion`.
    """
    where = eligible(item, cues, transcript, since)
    found = [hit for sentence in where if (hit := recognise(cues, sentence)) is not None]
    if len(found) < cues.at_least or not _within(cues.figure, transcript):
        return []
    return found


def eligible(
    item: Item, cues: Cues | None, transcript: Transcript, since: Sequence[Sentence] | None = None
) -> list[Sentence]:
    """The sentences in which a yes could stand: right speaker, right place, right order."""
    where = [s for s in sentences_in(item.place, transcript) if s.speaker is item.speaker]
    if cues is None:
        return where
    if cues.until is not None:
        where = where[: _end(cues.until, where)]
    if cues.after_occasion is not None and since is not None:
        own = transcript.said_by(item.speaker)
        near = {s.id for occasion in since for s in _following(occasion, own, cues.after_occasion)}
        where = [s for s in where if s.id in near]
    return where


def occasions(item: Item, transcript: Transcript) -> list[Hit] | None:
    """What gave the occasion for the item. None: the rubric has no cues for it, so it can't be known."""
    cues = item.occasion.cues
    if cues is None:
        return None
    spoken = transcript.said_by(item.occasion.speaker)
    return [hit for sentence in spoken if (hit := recognise(cues, sentence)) is not None]


def chances(rubric: Rubric, transcript: Transcript) -> dict[str, str]:
    """Item id → the sentence that gave the first occasion for it, for items that need one."""
    items = chain.from_iterable(criterion.items for criterion in rubric.criteria)
    found = {item.id: occasions(item, transcript) for item in items if not item.occasion.always}
    return {item_id: seen[0].sentence.id for item_id, seen in found.items() if seen}


def anchor(text: str, match: Match | None = None) -> str:
    """4–8 consecutive words of the text around the match, or all of it where it is shorter.

    Four words as they were spoken: "it's $350" is compared as four and says only two.
    """
    words, raw = tokens(text), text.split()
    if spoken_words(text) <= FEWEST_WORDS or not words:
        return text
    start, end = (match.start, match.end) if match else (0, MOST_WORDS)
    end = min(end, start + MOST_WORDS, len(words))
    while True:
        shown = " ".join(raw[words[start].first : words[end - 1].last + 1])
        if spoken_words(shown) >= FEWEST_WORDS:
            return shown
        start, end = (start, end + 1) if end < len(words) else (start - 1, end)


def _first(patterns: Sequence[str], texts: Sequence[str]) -> Match | None:
    found = (phrase(pattern).find(texts) for pattern in patterns)
    return next((match for match in found if match is not None), None)


def _end(until: Cues, where: Sequence[Sentence]) -> int:
    """How many of the sentences come before the first one that ends the search."""
    return next((place for place, s in enumerate(where) if recognise(until, s) is not None), len(where))


def _following(occasion: Sentence, own: Sequence[Sentence], count: int) -> Sequence[Sentence]:
    after = [sentence for sentence in own if sentence.start >= occasion.start and sentence is not occasion]
    return after[:count]


def _within(figure: Figure | None, transcript: Transcript) -> bool:
    if figure is None:
        return True
    value = getattr(figures(transcript), figure.name)
    if value is None:
        return False
    return (figure.at_least is None or value >= figure.at_least) and (
        figure.at_most is None or value <= figure.at_most
    )


def speaks(speaker: Speaker, transcript: Transcript) -> bool:
    """Whether it is known what this person says: the roles are known and they say something."""
    return transcript.roles.how != "unknown" and bool(transcript.said_by(speaker))
