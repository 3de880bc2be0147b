"""The study part of a review in the terminal: items with evidence, disclosures, the talk, feedback."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scoring.formats import clock
from scoring.judgement import Answer, Check
from scoring.review import Feedback, Review, ShownCriterion, ShownDisclosure, ShownEvidence, ShownItem
from scoring.rubric import Kind
from scoring.states import CHECKS, DISCLOSURES, FEEDBACK, KINDS, SPEAKERS, State, item_state, level_blocks
from scoring.transcript import Speaker
from scoring.visible import shortened, visible
from service.reports.coaching import TITLE, NotePart, note_parts
from service.reports.ink import ACCENT, QUIET, STRONG, Ink, mark
from service.reports.phrases import disclosure_note, few_feedback, item_note, level_in_words, talk

WIDE = 110
LONGEST_QUOTE = 160


def level(part: ShownCriterion, ink: Ink) -> Text:
    """Five blocks, filled as far as is certain."""
    if part.low is None:
        return ink(level_blocks(0), QUIET)
    return ink(level_blocks(part.low, part.high), ACCENT if part.level else QUIET)


def criterion_details(review: Review, part: ShownCriterion, ink: Ink, width: int) -> Iterator[RenderableType]:
    """A criterion with its items. Wide terminals show the evidence beside the item, narrow ones below."""
    yield _criterion_head(part, ink, width)
    if part.anchor and part.why:
        yield Padding(ink(part.why, QUIET), (0, 0, 0, 2))
    rows = Table.grid(padding=(0, 1, 0, 0))
    rows.add_column(width=1, overflow="fold")
    wide = width >= WIDE
    rows.add_column(width=(width - 8) * 5 // 11 if wide else None, overflow="fold")
    if wide:
        rows.add_column(width=1, overflow="fold")
        rows.add_column(overflow="fold")
    for item in part.items:
        asks, proof = _asks(item, ink), list(_proof(review, item, ink))
        state = mark(item_state(item.kind, item.verdict), ink)
        below = Text("\n").join([asks, *proof])
        rows.add_row(*([state, asks, "", Text("\n").join(proof)] if wide else [state, below]))
    yield Padding(rows, (0, 0, 0, 2))


def _criterion_head(part: ShownCriterion, ink: Ink, width: int) -> Table:
    head = Table.grid(expand=True, padding=(0, 1, 0, 0))
    head.add_column(overflow="fold")
    head.add_column(ratio=1, overflow="fold")
    head.add_column(justify="right", no_wrap=True, overflow="fold")
    title = ink(part.title, STRONG)
    title.append("  ").append_text(level(part, ink)).append_text(ink(f" {level_in_words(part)}", STRONG))
    worth = f"worth {part.worth} · " if part.worth is not None else ""
    weight = f"weight {part.weight}" if part.weight else "beside the score"
    right = ink(worth + weight, QUIET)
    line = max(3, width - title.cell_len - right.cell_len - 3)
    # A title longer than the line stands alone; the rule beside it is only there to lead the eye.
    if title.cell_len > width // 2:
        head.add_row(title, "", right)
    else:
        head.add_row(title, ink("─" * line, QUIET), right)
    return head


def _asks(item: ShownItem, ink: Ink) -> Text:
    text = ink(item.asks)
    tag = "must-have" if item.must_have else "" if item.kind is Kind.MUST else KINDS[item.kind].word
    return text.append_text(ink(f"  {tag}", QUIET)) if tag else text


def _proof(review: Review, item: ShownItem, ink: Ink) -> Iterator[Text]:
    if item.verdict in (Answer.YES, Answer.NO):
        for evidence in item.evidence:
            yield _quote(evidence, ink)
    if note := item_note(review, item):
        yield ink(note, QUIET)


def _quote(evidence: ShownEvidence, ink: Ink) -> Text:
    line = _said(evidence.start, evidence.speaker, evidence.quote, ink)
    if evidence.check is not Check.EXACT:
        line.append_text(ink(f"  {CHECKS[evidence.check].word}", QUIET))
    return line


def _said(start: float, speaker: Speaker, text: str, ink: Ink) -> Text:
    """When, who, and the words: 0:56 rep “How did you find out?”"""
    line = ink(f"{clock(start)} ", ACCENT).append_text(ink(f"{SPEAKERS[speaker].word} ", QUIET))
    return line.append_text(ink(f"“{shortened(visible(text), LONGEST_QUOTE)}”"))


def rest(review: Review, ink: Ink, width: int) -> Iterator[RenderableType]:
    """What stands beside the scorecard; each part only where there is something to say."""
    if review.disclosures:
        yield from _titled("Required statements", _disclosures(review, ink), ink)
    if review.conversation:
        yield from _titled("How the talk went", _talk(review, ink, width), ink)
    if review.flags:
        yield from _titled("Please look at", _flags(review, ink), ink)
    if lines := few_feedback(review):
        yield from _titled("At the sentence", _feedback(review, lines, ink), ink)
    if parts := note_parts(review):
        yield from _titled(TITLE, _note(parts, ink), ink)


def _titled(title: str, body: RenderableType, ink: Ink) -> Iterator[RenderableType]:
    yield ""
    yield ink(title, STRONG)
    yield Padding(body, (0, 0, 0, 2))


def _rows() -> Table:
    rows = Table.grid(padding=(0, 1, 0, 0))
    rows.add_column(width=1, overflow="fold")
    rows.add_column(overflow="fold")
    return rows


def _disclosures(review: Review, ink: Ink) -> Table:
    rows = _rows()
    for statement in review.disclosures:
        rows.add_row(mark(_disclosure_state(statement), ink), _disclosure(review, statement, ink))
    return rows


def _disclosure_state(statement: ShownDisclosure) -> State:
    state = DISCLOSURES[statement.state]
    late = statement.in_time is False and statement.state in ("exact", "paraphrase")
    return DISCLOSURES["partial"] if late else state


def _disclosure(review: Review, statement: ShownDisclosure, ink: Ink) -> Text:
    text = ink(statement.title)
    text.append_text(ink(f": {disclosure_note(review, statement)}"))
    if statement.quote and statement.start is not None:
        speaker = statement.speaker or Speaker.UNKNOWN
        text.append("\n").append_text(_said(statement.start, speaker, statement.quote, ink))
    if statement.why:
        text.append("\n").append_text(ink(statement.why, QUIET))
    return text


def _talk(review: Review, ink: Ink, width: int) -> Table:
    rows = Table.grid(padding=(0, 2, 0, 0))
    assert review.conversation is not None
    facts = [(fact.label, fact.value) for fact in talk(review.conversation)]
    columns = 2 if width >= WIDE else 1
    height = -(-len(facts) // columns)
    for place in range(height):
        cells: list[Text] = []
        for label, value in facts[place::height]:
            cells += [ink(label, QUIET), ink(value)]
        rows.add_row(*cells)
    return rows


def _flags(review: Review, ink: Ink) -> Table:
    rows = _rows()
    titles = {part.key: part.title for part in review.scorecard.criteria} if review.scorecard else {}
    for flag in review.flags:
        text = ink(flag.message)
        if flag.criterion in titles:
            text.append_text(ink(f"  {titles[flag.criterion]}", QUIET))
        if at := _clock_of(review, flag.sentence):
            text.append_text(ink(f"  {at}", ACCENT))
        rows.add_row(ink("→", ACCENT), text)
    return rows


def _feedback(review: Review, lines: tuple[Feedback, ...], ink: Ink) -> Table:
    rows = _rows()
    sentences = {s.id: s for s in review.transcript.sentences} if review.transcript else {}
    for line in lines:
        text = ink("")
        if sentence := sentences.get(line.sentence):
            text.append_text(_said(sentence.start, sentence.speaker, sentence.text, ink)).append("\n")
        text.append_text(ink(line.text))
        if line.say_instead:
            text.append("\n").append_text(ink("say instead: ", QUIET)).append_text(
                ink(f"“{line.say_instead}”")
            )
        rows.add_row(mark(FEEDBACK[line.kind], ink), text)
    if len(lines) < len(review.feedback):
        rows.add_row("", ink(f"{len(lines)} of {len(review.feedback)}; --html and --json have all.", QUIET))
    return rows


def _note(parts: tuple[NotePart, ...], ink: Ink) -> Table:
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    for part in parts:
        text = ink(f"“{part.text}”" if part.spoken else part.text)
        if part.quote is not None:
            text.append("\n").append_text(ink(f"{clock(part.quote.start)} ", ACCENT))
            text.append_text(ink(f"“{visible(part.quote.words)}”", QUIET))
        rows.add_row(ink(part.title, QUIET), text)
    return rows


def _clock_of(review: Review, sentence_id: str | None) -> str:
    sentences = review.transcript.sentences if review.transcript else ()
    return next((clock(sentence.start) for sentence in sentences if sentence.id == sentence_id), "")
