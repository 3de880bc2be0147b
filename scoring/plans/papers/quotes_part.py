"""What was said on the calls that count, on paper: each item that cost points or that a goal is about."""

from collections import Counter
from collections.abc import Iterator, Sequence

from scoring.formats import counted, day_in_words
from scoring.plans.document import EvidenceCall, QuotedItem
from scoring.plans.papers.records import Block, Paragraph, Section, section, table

ABOUT = (
    "Of each call the items that cost points, or that a goal is about, with the answers and sentences as they"
    " stand after all corrections. What identifies people is masked in the sentences."
)
NOTHING = "Nothing cost points on it."
NOT_FOUND = "It was not found."


def quoted_sections(calls: Sequence[EvidenceCall]) -> tuple[Section, ...]:
    """A section for each call that is quoted, and what is said of those that are not."""
    if not calls:
        return ()
    shown = [one for one in calls if not one.no_quotes]
    about = (Paragraph(text=ABOUT, look="quiet"),) if shown else ()
    return (
        *section("What was said on them", about, _left_out(calls)),
        *(part for one in shown for part in section(_title(one), _said(one), level=3)),
    )


def _left_out(calls: Sequence[EvidenceCall]) -> Sequence[Block]:
    """A line for each reason."""
    reasons = Counter[str](one.no_quotes for one in calls if one.no_quotes)
    return [
        Paragraph(text=f"Left out are the sentences of {counted(number, 'call')}: {why}", look="strong")
        for why, number in reasons.items()
    ]


def _title(one: EvidenceCall) -> str:
    return ", ".join(part for part in (one.day and day_in_words(one.day), one.score, one.call) if part)


def _said(one: EvidenceCall) -> Sequence[Block]:
    if not one.quotes:
        return (Paragraph(text=NOTHING),)
    rows = (row for item in one.quotes for row in _rows(item))
    return table(("What is asked", "Answer", "Sentence", "Time"), (6, 2, 7, 3), rows)


def _rows(item: QuotedItem) -> Iterator[tuple[str, str, str, str]]:
    if not item.sentences and item.occasion:
        text = f"{NOT_FOUND} What gave occasion for it: “{item.occasion.text}”"
        yield item.asks, item.answer, text, item.occasion.when
    elif not item.sentences:
        yield item.asks, item.answer, NOT_FOUND, item.searched
    for one in item.sentences:
        yield item.asks, item.answer, f"“{one.text}”", one.when
