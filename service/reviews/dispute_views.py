"""Questions of reps as they are shown: what each is about is read for all of a list together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.deadlines import is_over
from service.db.base import now
from service.db.tables import Call, Dispute, Override, Person, Review, RubricVersion, Run, VerdictRow
from service.people.who import Who
from service.reviews.disputing import may_settle_among
from service.reviews.views import DisputeView, PersonRef

ASKS = {"not_me": "This wasn't me", "swapped": "The speakers are swapped"}
May = Literal["settle", "withdraw", "name_decider"]


@dataclass(frozen=True)
class _Around:
    """What stands around the questions of a list, by their keys; calls and people by their own.

    `stands`: the answer of the item in the review as it is today. `theirs`: what who looks may decide.
    """

    calls: Mapping[int, Call]
    people: Mapping[int, Person]
    asks: Mapping[int, str]
    stands: Mapping[int, str | None]
    theirs: Collection[int]

    def person(self, key: int | None) -> PersonRef | None:
        return None if key is None else PersonRef(id=self.people[key].public_id, name=self.people[key].name)


def views_of(session: Session, who: Who, rows: Sequence[Dispute]) -> tuple[DisputeView, ...]:
    """The questions in that order. So many queries, however many there are."""
    if not rows:
        return ()
    around = _around(session, who, rows)
    return tuple(_view(who, row, around) for row in rows)


def _around(session: Session, who: Who, rows: Sequence[Dispute]) -> _Around:
    about_items = [row for row in rows if row.kind == "item"]
    its_calls = select(Call).where(Call.id.in_({row.call_id for row in rows}))
    calls = {call.id: call for call in session.scalars(its_calls)}
    waiting = [(calls[row.call_id], row) for row in rows if row.state == "open"]
    named = {key for row in rows for key in (row.decider_id, row.settled_by) if key is not None}
    people = session.scalars(select(Person).where(Person.id.in_(named))) if named else ()
    return _Around(
        calls=calls,
        people={one.id: one for one in people},
        asks={row.id: ASKS[row.kind] for row in rows if row.kind != "item"} | _asked(session, about_items),
        stands=_stand(session, about_items),
        theirs=may_settle_among(session, who, waiting),
    )


def _asked(session: Session, rows: Sequence[Dispute]) -> dict[int, str]:
    """The question of each one's item, as its form has it."""
    if not rows:
        return {}
    forms = select(Run.id, Run.rubric_id).where(Run.id.in_({row.run_id for row in rows}))
    form_of = dict(session.execute(forms).all())
    asked = select(RubricVersion.id, RubricVersion.document).where(RubricVersion.id.in_(form_of.values()))
    items = {
        form: {item["id"]: item["asks"] for part in document["criteria"] for item in part["items"]}
        for form, document in session.execute(asked)
    }
    return {row.id: items[form_of[row.run_id]].get(row.subject, row.subject) for row in rows}


def _stand(session: Session, rows: Sequence[Dispute]) -> dict[int, str | None]:
    """The answer of each one's item in the review as it is today."""
    if not rows:
        return {}
    pinned = select(Review.id, Review.run_id).where(Review.id.in_({row.review_id for row in rows}))
    run_of = dict(session.execute(pinned).all())
    # A correction that was taken back has no answer: then the reading's own stands.
    corrected = _answers(session, Override, run_of.values(), rows)
    read = _answers(session, VerdictRow, run_of.values(), rows)
    keys = {row.id: (run_of[row.review_id], row.subject) for row in rows}
    return {row: corrected.get(key) or read.get(key) for row, key in keys.items()}


def _answers(
    session: Session,
    table: type[Override | VerdictRow],
    runs: Collection[int],
    rows: Sequence[Dispute],
) -> dict[tuple[int, str], str | None]:
    """The newest answer in that table to each item of the questions, by run and item."""
    asked = select(table.run_id, table.item, table.answer).where(
        table.run_id.in_(runs), table.item.in_({row.subject for row in rows})
    )
    return {(run, item): answer for run, item, answer in session.execute(asked.order_by(table.id))}


def _view(who: Who, row: Dispute, around: _Around) -> DisputeView:
    call = around.calls[row.call_id]
    overdue = row.state == "open" and is_over(row.due, now(), call.zone)
    return DisputeView.model_validate(
        {
            "id": row.public_id,
            "call": call.public_id,
            "kind": row.kind,
            "item": row.subject if row.kind == "item" else None,
            "asks": around.asks[row.id],
            "proposed": row.proposed,
            "stands": around.stands.get(row.id),
            "sentence": row.sentence,
            "says": row.says,
            "state": row.state,
            "opened_at": row.created_at,
            "due": row.due,
            "overdue": overdue,
            "decider": around.person(row.decider_id),
            "reason": row.reason,
            "answer": row.answer,
            "settled_by": around.person(row.settled_by),
            "settled_at": row.settled_at,
            "may": _may(who, row, overdue, theirs=row.id in around.theirs),
            "version": row.version,
        }
    )


def _may(who: Who, row: Dispute, overdue: bool, *, theirs: bool) -> tuple[May, ...]:
    if row.state != "open":
        return ()
    if row.opened_by == who.person:
        return ("withdraw",)
    found: list[May] = ["settle"] if theirs else []
    if overdue and who.has("hr"):
        found.append("name_decider")
    return tuple(found)
