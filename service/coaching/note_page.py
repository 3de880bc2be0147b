"""Putting the page of a coaching note together."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.coaching.note import Note as NoteDocument
from scoring.coaching.note import Quote
from scoring.formats import clock
from scoring.visible import visible
from service.coaching.page_views import ANSWERS, NOTES, CallOf, NotePage, PartView, QuoteView
from service.coaching.rights import may_decide
from service.db.tables import Call, Note, Person, Review, Run, TranscriptVersion
from service.frame.weeks import week_words, written
from service.people.rights import calls_heard_by
from service.people.who import Who
from service.reports.coaching import whose_words
from service.web.moments import local_moment

LEAD, TAIL = 1.0, 0.3
"""Seconds before and after a quote that its clip has."""
LONGEST = 24.0
TITLES = {
    "strength": "Went well",
    "happened": "To work on",
    "matters": "Why it matters",
    "say_instead": "Say instead",
    "practice": "Practise",
    "question": "A question",
    "note": "The note",
    "focus": "The focus",
}
"""What the parts of a note are called on its page."""


def note_page(session: Session, who: Who, row: Note, rep: Person) -> NotePage:
    """The note as that person sees it: a rep reads and answers, a manager words and releases."""
    note = NoteDocument.model_validate(row.document) if row.document else None
    decides = may_decide(session, who, row)
    ends = sentence_ends(session, note.quotes) if note else {}
    before = NoteDocument.model_validate(row.written) if row.written and decides else note
    parts = tuple(parts_of(note, ends, before)) if note else ()
    at_call = f"/calls/{row.answer_call}#{row.answer_sentence}" if row.answer_call else ""
    return NotePage(
        id=row.public_id,
        version=row.version,
        rep=visible(rep.name),
        rep_id=rep.public_id,
        week=week_words(row.week),
        monday=written(row.week),
        state=NOTES[row.state],
        ready=note is not None,
        parts=tuple(part for part in parts if part.text),
        fields=tuple(part for part in parts if part.field) if decides and row.state == "draft" else (),
        by=whose_words(note) if note else "",
        warnings=tuple(warning_words(one) for one in row.warnings) if decides else (),
        calls=calls_of(session, who, row),
        own=who.person == row.rep_id,
        may_decide=decides and row.state == "draft",
        may_answer=who.person == row.rep_id and row.state == "released",
        answer=ANSWERS[row.answer] if row.answer else "",
        answer_text=visible(row.answer_text or ""),
        answer_href=at_call,
    )


def as_typed(view: NotePage, typed: Mapping[str, str], wrong: str) -> NotePage:
    """The page with what somebody typed and could not be taken; both wordings in sight."""
    if not view.fields:
        titles = {part.field: (part.title, part.text) for part in view.parts}
        unkept = tuple(
            (titles.get(field, (field, ""))[0], visible(text))
            for field, text in typed.items()
            if text and text != titles.get(field, ("", ""))[1]
        )
        return replace(view, wrong=wrong, unkept=unkept)
    fields = tuple(
        replace(part, text=typed[part.field], stands=part.text if part.text != typed[part.field] else "")
        for part in view.fields
    )
    return replace(view, fields=fields, wrong=wrong)


def parts_of(
    note: NoteDocument, ends: dict[tuple[str, str], float], before: NoteDocument | None = None
) -> Iterator[PartView]:
    """The parts in the order they are read, with the words that can be heard.

    `before`: as it was written first; what a person worded anew has it beside it.
    """
    first = {} if before is None else dict(before.parts())

    def part(field: str, text: str, quote: Quote | None = None, spoken: bool = False) -> PartView:
        shown = quote_view(quote, ends.get((quote.call, quote.sentence))) if quote else None
        was = first.get(field, text)
        return PartView(
            TITLES[field], field, visible(text), spoken, shown, "", "" if was == text else visible(was)
        )

    yield part("strength", note.strength, note.strength_quote)
    yield part("happened", note.happened, note.happened_quote)
    yield part("matters", note.matters)
    yield part("say_instead", note.say_instead, spoken=True)
    yield part("practice", note.practice)
    yield part("question", note.question)
    if note.drill is not None:
        yield PartView("An exercise", "", visible(f"{note.drill.name}. {note.drill.how}"), False, None)


def warning_words(line: str) -> str:
    """What speaks against a note, with its part as the page calls it."""
    part, _, problem = line.partition(": ")
    return visible(f"{TITLES[part]}: {problem}" if part in TITLES else line)


def quote_view(quote: Quote, end: float | None) -> QuoteView:
    """The quote with its clip; where its sentence is not known any more, the words alone lead to the call."""
    until = min(end or quote.start + 8, quote.start + LONGEST - LEAD - TAIL)
    return QuoteView(
        href=f"/calls/{quote.call}#{quote.sentence}",
        at=clock(quote.start),
        words=visible(quote.words),
        clip=f"/calls/{quote.call}/clip",
        start=f"{max(0.0, quote.start - LEAD):.2f}",
        end=f"{until + TAIL:.2f}",
    )


def sentence_ends(session: Session, quotes: tuple[Quote, ...]) -> dict[tuple[str, str], float]:
    """When each quoted sentence ends: (call, sentence) → seconds."""
    rows = session.execute(
        select(Call.public_id, TranscriptVersion.document)
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .join(TranscriptVersion, TranscriptVersion.id == Run.transcript_id)
        .where(Call.public_id.in_({quote.call for quote in quotes}))
    )
    wanted = {(quote.call, quote.sentence) for quote in quotes}
    return {
        (call, one["id"]): one["end"]
        for call, document in rows
        for one in document["sentences"]
        if (call, one["id"]) in wanted
    }


def calls_of(session: Session, who: Who, row: Note) -> tuple[CallOf, ...]:
    """The calls the note was made from, as far as they may be listened to, oldest first."""
    asked = select(Call).where(Call.public_id.in_(row.calls), calls_heard_by(who)).order_by(Call.started_at)
    return tuple(
        CallOf(call.public_id, local_moment(call.started_at, call.zone, call.time_known))
        for call in session.scalars(asked)
    )
