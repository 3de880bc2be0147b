"""Putting the 1:1 page together."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.coaching.note import Note as NoteDocument
from scoring.coaching.note import Quote
from scoring.formats import counted, day_in_words, format_percent
from scoring.visible import visible
from service.calls.details import monday
from service.coaching.earlier import earlier_of
from service.coaching.focus import focus_of, newest_focus, seen
from service.coaching.note_page import quote_view, sentence_ends
from service.coaching.page_views import QuoteView
from service.coaching.queries import calls_to_look_at
from service.coaching.talk_page_views import (
    WENT,
    EarlierRow,
    MomentView,
    NoteDue,
    TalkLine,
    TalkPage,
    TypedTalk,
)
from service.coaching.talks import may_coach, sessions_of
from service.db.base import now
from service.db.tables import (
    Call,
    CoachingSession,
    EarlierRecord,
    Note,
    Person,
    TranscriptVersion,
)
from service.frame.weeks import week_words, written
from service.people.rights import calls_heard_by, calls_visible_to
from service.people.who import Who

MOMENTS = 3
LOOKED_AT = 8
"""Newest calls in which moments for the focus are looked for."""
NOTHING_TYPED = TypedTalk()
NAMES = {True: "The focus, done", False: "The focus, missed"}

Place = tuple[str, str]


def talk_page(session: Session, who: Who, rep: Person, typed: TypedTalk = NOTHING_TYPED) -> TalkPage:
    """The page for the rep, or for who coaches them."""
    coaches = may_coach(session, who, rep.id)
    row, note = _newest_note(session, rep)
    rows = sessions_of(session, rep)
    names = _names(session, rows)
    return TalkPage(
        id=rep.public_id,
        name=visible(rep.name),
        own=who.person == rep.id,
        coaches=coaches,
        focus=focus_of(session, rep),
        note_href=f"/notes/{row.public_id}" if row is not None else "",
        notes_due=tuple(_notes_due(session, rep)) if coaches else (),
        say_instead=visible(note.say_instead) if note is not None else "",
        moments=tuple(
            MomentView(f"{call}:{at}", why, quote, f"{call}:{at}" in typed.moments)
            for (call, at), why, quote in _moments(session, who, rep, note)
        ),
        talks=tuple(_talk(who, one, rep, names, coaches) for one in rows),
        earlier=tuple(_earlier(one) for one in earlier_of(session, rep)),
        held_on=typed.held_on or now().date().isoformat(),
        action=typed.action,
        wrong=typed.wrong,
        wrong_form=typed.form,
        asks_password=who.person is not None and _has_password(session, who),
    )


def _newest_note(session: Session, rep: Person) -> tuple[Note | None, NoteDocument | None]:
    row = session.scalars(
        select(Note).where(Note.rep_id == rep.id, Note.state != "draft").order_by(Note.week.desc()).limit(1)
    ).one_or_none()
    document = NoteDocument.model_validate(row.document) if row is not None and row.document else None
    return row, document


def _notes_due(session: Session, rep: Person) -> Iterator[NoteDue]:
    """This week and the last, where the rep has reviewed calls and no released note."""
    today = now().date()
    for week in (monday(today), monday(today - timedelta(days=7))):
        row = session.scalars(select(Note).where(Note.rep_id == rep.id, Note.week == week)).one_or_none()
        if row is not None and row.state != "draft":
            continue
        calls = len(calls_to_look_at(session, rep, week, None))
        if row is not None or calls:
            words = f"{week_words(week)}, {counted(calls, 'reviewed call', 'reviewed calls')}"
            yield NoteDue(written(week), words, f"/notes/{row.public_id}" if row is not None else "")


def _moments(
    session: Session, who: Who, rep: Person, note: NoteDocument | None
) -> list[tuple[Place, str, QuoteView]]:
    """Three sentences to play: those the note quotes, then the focus on the newest released calls."""
    if note is None:
        return []
    found: dict[Place, tuple[str, Quote]] = {}
    for why, quote in (("Went well", note.strength_quote), ("To work on", note.happened_quote)):
        if quote is not None:
            found[quote.call, quote.sentence] = (why, quote)
    for why, quote in _of_focus(session, rep):
        found.setdefault((quote.call, quote.sentence), (why, quote))
    open_calls = _open(session, who, {call for call, _ in found})
    chosen = [(place, one) for place, one in found.items() if place[0] in open_calls][:MOMENTS]
    ends = sentence_ends(session, tuple(quote for _, (_, quote) in chosen))
    return [(place, why, quote_view(quote, ends.get(place))) for place, (why, quote) in chosen]


def _of_focus(session: Session, rep: Person) -> Iterator[tuple[str, Quote]]:
    """Where the focus was heard on the newest released calls: the first sentence of its evidence."""
    found = newest_focus(session, rep)
    if found is None:
        return
    heard = [one for one in islice(seen(session, rep, found[1]), LOOKED_AT) if one.sentences]
    asked = select(TranscriptVersion.id, TranscriptVersion.document)
    rows = session.execute(asked.where(TranscriptVersion.id.in_([one.transcript for one in heard])))
    transcripts: dict[int, dict[str, Any]] = {row.id: row.document for row in rows}
    for one in heard:
        sentences = transcripts[one.transcript]["sentences"]
        said = next((each for each in sentences if each["id"] == one.sentences[0]), None)
        if said is not None and said["text"].strip():
            words = said["text"][:400]
            yield (
                NAMES[one.done],
                Quote(call=one.call, sentence=said["id"], words=words, start=said["start"]),
            )


def _open(session: Session, who: Who, calls: set[str]) -> set[str]:
    """Those of the calls that they may see and hear."""
    asked = select(Call.public_id).where(
        Call.public_id.in_(calls), calls_visible_to(who), calls_heard_by(who)
    )
    return set(session.scalars(asked)) if calls else set()


def _talk(who: Who, row: CoachingSession, rep: Person, names: dict[int, str], coaches: bool) -> TalkLine:
    coach = names.get(row.coach_id or 0, "")
    both = ((visible(rep.name), row.rep_signed_at), (coach or "who held it", row.coach_signed_at))
    is_rep = who.person == row.rep_id
    is_coach = who.person is not None and coaches and row.coach_id in (None, who.person)
    return TalkLine(
        id=row.public_id,
        version=row.version,
        day=day_in_words(row.held_on),
        coach=coach,
        action=visible(row.action),
        went=WENT[row.went] if row.went else None,
        moments=tuple((f"/calls/{one['call']}#{one['sentence']}", one["sentence"]) for one in row.moments),
        signed=tuple(f"{name}, {day_in_words(at)}" for name, at in both if at is not None),
        missing=tuple(name for name, at in both if at is None),
        may_sign=(is_rep and row.rep_signed_at is None) or (is_coach and row.coach_signed_at is None),
        may_say=coaches,
    )


def meanwhile(row: CoachingSession) -> str:
    """What became of a session while somebody else was saying how its action went."""
    held = f"the session of {day_in_words(row.held_on)}"
    if row.went:
        return f"{held} was changed meanwhile, and its action stands as “{WENT[row.went].word}”."
    return f"{held} was signed meanwhile."


def _earlier(row: EarlierRecord) -> EarlierRow:
    return EarlierRow(
        day=f"{row.day.day} {row.day:%b %Y}",
        kind="score" if row.kind == "score" else "talk",
        value="" if row.value is None else format_percent(row.value),
        says=visible(row.says),
        source=visible(row.source),
    )


def _names(session: Session, rows: list[CoachingSession]) -> dict[int, str]:
    wanted = {row.coach_id for row in rows if row.coach_id is not None}
    found = session.scalars(select(Person).where(Person.id.in_(wanted))) if wanted else ()
    return {one.id: visible(one.name) for one in found}


def _has_password(session: Session, who: Who) -> bool:
    return session.scalar(select(Person.password).where(Person.id == who.person)) is not None
