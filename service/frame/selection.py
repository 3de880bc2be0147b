"""Making a call `random`: it was drawn, and its scores move to the sums of the drawn ones with it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from service.db import audit
from service.db.tables import Call, DrawnCall, LoggedCall, Review, Run, Score
from service.reviews.roll_ups import add_to_roll_ups, take_from_roll_ups

RANDOM = "random"


def drawn_start(call: Call) -> datetime | None:
    """When the call began, if it was drawn: its review keeps that beside its state."""
    return call.started_at if call.selection == RANDOM else None


def select_drawn(session: Session, line: LoggedCall, call: Call, actor: str) -> bool:
    """Makes the call of a drawn line `random`; whether it was changed.

    A line that was not drawn, or was replaced, changes nothing; nor does a recording that names another rep.
    A call without a time, or without a rep, takes them from the line: the log knows them.
    """
    session.flush()
    session.refresh(call, with_for_update=True)  # a worker may be writing its scores just now
    drawn = exists().where(DrawnCall.logged_call_id == line.id, DrawnCall.replaced_at.is_(None))
    if call.selection == RANDOM or not session.scalar(select(drawn)) or not is_of_line(session, line, call):
        return False
    found = _scores(session, call)
    for run, scores in found:
        take_from_roll_ups(session, run, scores)
    call.selection, call.rep_id = RANDOM, line.rep_id
    if not call.time_known:
        call.started_at, call.zone, call.week, call.time_known = line.started_at, line.zone, line.week, True
    session.execute(
        update(Review)
        .where(Review.call_id == call.id)
        .values(drawn_started_at=drawn_start(call), updated_at=Review.updated_at)
    )
    for run, scores in found:
        for score in scores:
            score.selection, score.week = call.selection, call.week
        session.flush()
        add_to_roll_ups(session, run, scores)
    audit.record(session, actor, "call.selected", call.public_id, selection=RANDOM)
    return True


def is_of_line(session: Session, line: LoggedCall, call: Call) -> bool:
    """Whether the recording is of the line's rep. One that names nobody can be, until it is scored."""
    if call.rep_id is None:
        return not session.scalar(select(exists().where(Run.call_id == call.id)))
    return call.rep_id == line.rep_id


def leave_sample(session: Session, call: Call) -> None:
    """Takes the scores of a replaced call out of the trend: another call stands in its place."""
    session.refresh(call, with_for_update=True)
    for run, scores in _scores(session, call):
        take_from_roll_ups(session, run, scores)
        session.execute(delete(Score).where(Score.run_id == run.id))


def has_left_sample(session: Session, call: Call) -> bool:
    """Whether the call was drawn and replaced: then none of its scores counts in the trend."""
    replaced = (
        select(DrawnCall.id)
        .join(LoggedCall, LoggedCall.id == DrawnCall.logged_call_id)
        .where(LoggedCall.call_id == call.id, DrawnCall.replaced_at.is_not(None))
    )
    return call.selection == RANDOM and bool(session.scalar(select(replaced.exists())))


def _scores(session: Session, call: Call) -> list[tuple[Run, Sequence[Score]]]:
    """The call's scores that are in the sums, by their run."""
    rows = session.execute(
        select(Run, Score).join(Score, Score.run_id == Run.id).where(Run.call_id == call.id).order_by(Run.id)
    ).all()
    return [(run, [score for _, score in of_run]) for run, of_run in groupby(rows, key=lambda row: row[0])]
