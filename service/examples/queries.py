"""Reading examples: those everybody hears, and those of whoever looks."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from scoring.formats import clock, counted
from scoring.visible import visible
from service.db.base import now
from service.db.tables import Call, ExampleView, Review, RubricVersion, Run, SharedExample
from service.examples import views
from service.examples.actions import OPEN
from service.examples.passages import passage_shown
from service.examples.rights import examples_between, examples_heard_by
from service.examples.views import STATES, ExampleGroup, ExampleLine, ExamplesPage
from service.people.who import Who

MOST = 60
"""Examples a page shows."""
SPEAKERS = {"rep": "Rep", "customer": "Customer"}

Row = tuple[SharedExample, Call]


def examples_page(session: Session, who: Who, wrong: str = "") -> ExamplesPage:
    """What waits for them and what is theirs first; then what everybody hears, by criterion."""
    mine = _rows(session, examples_between(who), SharedExample.state.in_(OPEN)) if who.person else []
    shown = _rows(session, examples_heard_by(who))
    seen = views_of(session, [row.id for row, _ in mine])
    titles = _titles(session, [call.id for _, call in shown])
    groups: dict[str, list[ExampleLine]] = {}
    for row, call in shown:
        groups.setdefault(row.criterion, []).append(_line(session, who, row, call, {}))
    return ExamplesPage(
        mine=tuple(_line(session, who, row, call, seen) for row, call in mine),
        groups=tuple(
            ExampleGroup(key, visible(titles.get(key, key)), tuple(lines))
            for key, lines in sorted(groups.items())
        ),
        wrong=wrong,
    )


def not_kept(row: SharedExample, chosen: str) -> str:
    """Why a choice about an example came too late: what became of it meanwhile."""
    stands = STATES[row.state]
    said = f"Your “{chosen}” was not kept: “{row.title}” was changed meanwhile and is {stands.word} now."
    return visible(f"{said} {stands.help}")


def examples_shown_to(session: Session, who: Who) -> list[views.ExampleView]:
    """The same for programs, newest first."""
    rows = _rows(session, or_(examples_heard_by(who), examples_between(who)))
    seen = views_of(session, [row.id for row, _ in rows])
    return [example_view(session, who, row, call, seen) for row, call in rows]


def example_view(
    session: Session, who: Who, row: SharedExample, call: Call, seen: dict[int, int]
) -> views.ExampleView:
    """One example. What was taken back or declined has no words any more."""
    lines = passage_shown(session, row, call).lines if row.state in OPEN else ()
    return views.ExampleView(
        id=row.public_id,
        criterion=row.criterion,
        title=row.title,
        first=row.first,
        last=row.last,
        state=row.state,
        text=[f"{SPEAKERS.get(speaker, 'Other')}: {words}" for speaker, words in lines],
        asked_at=row.created_at,
        views=seen.get(row.id, 0) if who.person == row.rep_id else None,
        version=row.version,
    )


def note_seen(session: Session, who: Who, rows: Sequence[SharedExample]) -> None:
    """Notes that somebody looked at these; their own rep is not counted."""
    session.add_all(
        ExampleView(example_id=row.id, person_id=who.person, seen_at=now())
        for row in rows
        if who.person is not None and who.person != row.rep_id
    )


def views_of(session: Session, examples: Sequence[int]) -> dict[int, int]:
    """How often each was heard by others."""
    rows = session.execute(
        select(ExampleView.example_id, func.count())
        .where(ExampleView.example_id.in_(examples))
        .group_by(ExampleView.example_id)
    )
    return {row[0]: row[1] for row in rows}


def _rows(session: Session, *which: ColumnElement[bool]) -> list[Row]:
    asked = (
        select(SharedExample, Call)
        .join(Call, Call.id == SharedExample.call_id)
        .where(*which)
        .order_by(SharedExample.id.desc())
        .limit(MOST)
    )
    return [(row, call) for row, call in session.execute(asked)]


def _line(session: Session, who: Who, row: SharedExample, call: Call, seen: dict[int, int]) -> ExampleLine:
    passage = passage_shown(session, row, call)
    own = who.person is not None and who.person == row.rep_id
    heard = row.state == "shared" or own
    return ExampleLine(
        id=row.public_id,
        version=row.version,
        title=visible(row.title),
        text=tuple((SPEAKERS.get(speaker, "Other"), words) for speaker, words in passage.lines),
        clip=f"/examples/{row.public_id}/clip" if heard else "",
        length=clock(passage.end - passage.start),
        state=STATES[row.state],
        views=f"heard {counted(seen.get(row.id, 0), 'time', 'times')} by others" if own else "",
        may_answer=own and row.state == "asked",
        # Before they answered, a rep says no instead.
        may_withdraw=row.state == "shared" if own else row.state in OPEN and who.person == row.asked_by,
    )


def _titles(session: Session, calls: Sequence[int]) -> dict[str, str]:
    """The criteria of these calls' rubrics as they are called."""
    documents = session.scalars(
        select(RubricVersion.document)
        .where(
            RubricVersion.id.in_(
                select(Run.rubric_id).join(Review, Review.run_id == Run.id).where(Review.call_id.in_(calls))
            )
        )
        .order_by(RubricVersion.id)
    )
    return {one["key"]: one["title"] for document in documents for one in document["criteria"]}
