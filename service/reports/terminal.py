"""A review in the terminal: the levels first, then the score, then every item with its evidence."""

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.segment import Segment, Segments
from rich.table import Table
from rich.text import Text

from scoring.formats import clock
from scoring.review import Review, ShownMustHave, ShownScorecard
from scoring.states import ANSWERS, MUST_HAVES
from service.reports.ink import ACCENT, QUIET, STRONG, Ink, mark
from service.reports.phrases import (
    about,
    answer,
    file_name,
    level_in_words,
    score_in_words,
    seconds_in_words,
    tokens_in_words,
)
from service.reports.terminal_details import criterion_details, level, rest

WIDEST = 128
NARROW = 50
"""Columns below which what stands side by side leaves too few letters a line."""


def print_review(review: Review, console: Console, *, explain: bool = False) -> None:
    """Print a review for people; `explain` adds the sums behind every number."""
    ink = Ink(console)
    width = min(console.width, WIDEST)
    for block in _blocks(review, ink, width, explain):
        console.print(_without_trailing_spaces(block, console, width), end="", soft_wrap=True)


def _blocks(review: Review, ink: Ink, width: int, explain: bool) -> Iterator[RenderableType]:
    yield ""
    yield from _head(review, ink)
    card = review.scorecard
    if review.status == "scored" and card is not None:
        yield ""
        yield _levels(card, ink, width)
        yield ""
        yield from _score(review, card, ink, width)
        for part in card.criteria:
            yield ""
            yield from criterion_details(review, part, ink, width)
        yield ""
        yield _legend(ink)
        if explain:
            yield from _sums(card, ink)
    yield from rest(review, ink, width)
    yield from _foot(review, ink)


def _head(review: Review, ink: Ink) -> Iterator[RenderableType]:
    if review.call:
        yield ink(file_name(review), STRONG)
        facts = [clock(review.call.duration), review.call.topology]
        if review.run:
            facts.append(f"{review.run.rubric.title}, version {review.run.rubric.version}")
        yield ink(" · ".join(facts), QUIET)
        if review.run:
            yield ink(review.run.notice, QUIET)
    if review.status != "scored" or review.scorecard is None:
        if review.call:
            yield ""
        yield from _reason(review, ink)


def _reason(review: Review, ink: Ink) -> Iterator[RenderableType]:
    sentence = answer(review)
    yield ink(sentence[:1].upper() + sentence[1:], STRONG)
    if review.reason and review.reason.next_step:
        yield ink(review.reason.next_step)


def _levels(card: ShownScorecard, ink: Ink, width: int) -> Table:
    narrow = width < NARROW
    levels = Table.grid(padding=(0, 2, 0, 0))
    levels.add_column(no_wrap=True, overflow="fold")
    if not narrow:
        levels.add_column(no_wrap=True, overflow="fold")
        levels.add_column(ratio=1, min_width=20, overflow="fold")
    levels.add_column(ratio=2, overflow="fold")
    for part in card.criteria:
        blocks, number, title = level(part, ink), ink(level_in_words(part), STRONG), ink(part.title, STRONG)
        words = ink(about(part), "" if part.anchor else QUIET)
        if narrow:
            levels.add_row(blocks, Text("\n").join([Text(" ").join([number, title]), words]))
        else:
            levels.add_row(blocks, number, title, words)
    return levels


def _score(review: Review, card: ShownScorecard, ink: Ink, width: int) -> Iterator[RenderableType]:
    score = ink("QA score   ", STRONG)
    yield score.append_text(ink(score_in_words(card.qa_score), f"{STRONG} {ACCENT}"))
    if card.qa_score.state == "incomplete":
        yield ink(answer(review).partition(": ")[2].capitalize() + ".")
    if card.must_haves:
        if width < NARROW:
            yield ink("Must-haves", STRONG)
        yield _must_haves(card.must_haves, ink, titled=width >= NARROW)


def _must_haves(must_haves: tuple[ShownMustHave, ...], ink: Ink, *, titled: bool) -> Table:
    """A row for each; in a narrow terminal their title stands above them, and not beside."""
    rows = Table.grid(padding=(0, 1, 0, 0))
    if titled:
        rows.add_column(no_wrap=True, overflow="fold")
    rows.add_column(no_wrap=True, overflow="fold")
    rows.add_column(overflow="fold")
    for place, must_have in enumerate(must_haves):
        state = MUST_HAVES[must_have.result]
        text = ink(must_have.asks)
        text.append_text(ink(f"  {state.word}", STRONG if must_have.result == "fail" else QUIET))
        title = [ink("Must-haves" if place == 0 else "", STRONG)] if titled else []
        rows.add_row(*title, mark(state, ink), text)
    return rows


def _legend(ink: Ink) -> Text:
    return ink("   ".join(f"{state.mark} {state.word}" for state in ANSWERS.values()), QUIET)


def _sums(card: ShownScorecard, ink: Ink) -> Iterator[RenderableType]:
    """Each sum under its name, a step a line, so that it can be followed with a pencil."""
    yield ""
    yield ink("The sums", STRONG)
    for line in card.sums:
        name, equals, steps = line.partition(" = ")
        if equals:
            body = [f"= {step}" for step in steps.split(" = ")]
        else:
            name, _, rest_of_line = line.partition(": ")
            body = [rest_of_line.replace(" → level", "\n→ level")]
        yield Padding(ink(name), (0, 0, 0, 2))
        *way, result = "\n".join(body).split("\n")
        for step in way:
            yield Padding(ink(step, QUIET), (0, 0, 0, 4))
        yield Padding(ink(result, ACCENT), (0, 0, 0, 4))


def _foot(review: Review, ink: Ink) -> Iterator[RenderableType]:
    """The answer once more: after a long print the end is what is on the screen."""
    yield ""
    if review.status == "scored":
        yield ink(f"{file_name(review)}: {answer(review)}", STRONG)
    if seconds := seconds_in_words(review):
        yield ink(f"Took {seconds}", QUIET)
    if tokens := tokens_in_words(review):
        yield ink(f"AI reading: {tokens}", QUIET)


def _without_trailing_spaces(block: RenderableType, console: Console, width: int) -> Segments:
    """Tables fill their lines with spaces, which is in the way of whoever copies or pipes them."""
    kept: list[Segment] = []
    for line in console.render_lines(block, console.options.update(width=width, highlight=False), pad=False):
        while line and not line[-1].text.strip():
            line.pop()
        if line:
            text, style, control = line.pop()
            line.append(Segment(text.rstrip(), style, control))
        kept += [*line, Segment.line()]
    return Segments(kept)
