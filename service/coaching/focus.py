"""How a rep's focus is going: how often it was done before the note that named it, and since."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.coaching.note import Focus
from scoring.coaching.note import Note as NoteDocument
from scoring.judgement import Answer
from scoring.rubric import Item, Kind, Rubric
from scoring.visible import visible
from service.coaching.page_views import FocusView
from service.db.tables import Call, Note, Override, Person, Review, RubricVersion, Run, VerdictRow

MOST = 100
"""Calls that are looked back over."""


class Seen(NamedTuple):
    """One call of the rep on which there was an occasion for the focus, and the sentences that show how."""

    call: str
    at: datetime
    zone: str
    done: bool
    transcript: int
    sentences: tuple[str, ...]


def focus_of(session: Session, rep: Person) -> FocusView | None:
    """The focus of the rep's newest released note, over their released reviews; None where there is none.

    Calls that gave no occasion, or on which it could not be assessed, are in neither count.
    """
    found = newest_focus(session, rep)
    if found is None:
        return None
    focus, item = found
    before = since = (0, 0)
    for one in seen(session, rep, item):
        starts = datetime.combine(focus.since, time(), ZoneInfo(one.zone))
        if one.at < starts:
            before = before[0] + one.done, before[1] + 1
        else:
            since = since[0] + one.done, since[1] + 1
    return FocusView(
        title=visible(item.asks),
        before=f"{before[0]} of {before[1]}",
        since=f"{since[0]} of {since[1]}",
        since_day=f"{focus.since.day} {focus.since:%B}",
    )


def newest_focus(session: Session, rep: Person) -> tuple[Focus, Item] | None:
    """The focus of the newest released note that has one, and what it asks."""
    rows = session.execute(
        select(Note.document, RubricVersion.document)
        .join(RubricVersion, RubricVersion.id == Note.rubric_id)
        .where(Note.rep_id == rep.id, Note.state != "draft")
        .order_by(Note.week.desc())
        .limit(8)
    )
    for note, rubric in rows:
        focus = NoteDocument.model_validate(note).focus if note else None
        if focus is not None:
            item = Rubric.from_document(rubric).criterion(focus.criterion).item(focus.item)
            return None if item is None else (focus, item)
    return None


def seen(session: Session, rep: Person, item: Item) -> Iterator[Seen]:
    """The rep's released calls that gave an occasion, newest first, as people corrected them."""
    rows = session.execute(
        select(
            Call.public_id,
            Call.started_at,
            Call.zone,
            Run.id,
            Run.transcript_id,
            VerdictRow.answer,
            VerdictRow.document,
        )
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .join(VerdictRow, VerdictRow.run_id == Run.id)
        .where(Call.rep_id == rep.id, Review.state == "released", VerdictRow.item == item.id)
        .order_by(Call.started_at.desc())
        .limit(MOST)
    ).all()
    corrected = _corrected(session, [row.id for row in rows], item.id)
    wanted = Answer.NO if item.kind is Kind.MUST_NOT else Answer.YES
    for call, at, zone, run, transcript, read, document in rows:
        answer, verdict = corrected.get(run, (read, document))
        if answer in (Answer.YES, Answer.NO):
            sentences = tuple(one["sentence"] for one in verdict.get("evidence") or ())
            yield Seen(call, at, zone, answer == wanted, transcript, sentences)


def _corrected(session: Session, runs: list[int], item: str) -> dict[int, tuple[str, dict[str, Any]]]:
    """What people put in the place of a reading's answer; the newest holds, and one taken back is none."""
    rows = session.execute(
        select(Override.run_id, Override.answer, Override.document)
        .where(Override.run_id.in_(runs), Override.item == item)
        .order_by(Override.id)
    )
    newest = {run: (answer, document) for run, answer, document in rows}
    return {
        run: (answer, document["verdict"])
        for run, (answer, document) in newest.items()
        if answer is not None and document is not None
    }
