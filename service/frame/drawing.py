"""Drawing: the frame of a rep and week is closed and drawn from in one transaction, once and for all."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.sampling import Drawn, Frame, FrameCall, Rule, draw
from service.db import audit
from service.db.engine import Database
from service.db.tables import Call, Draw, DrawnCall, LoggedCall, Person, Team
from service.errors import Conflict
from service.frame.rules import rule_for
from service.frame.sample_queries import draw_views
from service.frame.sample_views import DrawReport, NotDrawn
from service.frame.selection import select_drawn
from service.frame.weeks import is_over, written
from service.notices.audience import managers_of
from service.notices.telling import tell_all

SEED_BYTES = 16
NO_RULE = "no rule was fixed for this week: `sidetone sample rule`"
NO_LINE = "the log was changed meanwhile and has no call of theirs any more"


def draw_week(database: Database, week: int, rep: Person | None, at: datetime, actor: str) -> DrawReport:
    """Draws the calls of a week, of one rep or of everybody in the log; each rep in a transaction.

    What was drawn before stays as it was. Raises Conflict where the log has no call of the week, and where
    the week is not over yet: a call that comes later would have had no chance.
    """
    with database.read() as session:
        reps = _reps(session, week, rep, at)
    report = DrawReport(new=[], draws=[])
    for person in reps:
        with database.write() as session:
            made = _draw_once(session, person, week, actor)
        if isinstance(made, NotDrawn):
            report.not_drawn.append(made)
        elif made is not None:
            report.new.append(made.public_id)
    with database.read() as session:
        report.draws = draw_views(session, Draw.week == week, Draw.rep_id.in_([one.id for one in reps]))
    return report


def frame_of(lines: Sequence[tuple[LoggedCall, str]]) -> tuple[Frame, dict[str, LoggedCall]]:
    """The frame of lines with the public ids of their teams, and the line of each id in it.

    A call goes by its external id. Where two teams have given the same one, every id of the frame has its
    team behind it: an id may look like another one with its team.
    """
    twice = len({line.external_id for line, _ in lines}) < len(lines)
    by_id = {f"{line.external_id}@{team}" if twice else line.external_id: line for line, team in lines}
    frame = Frame(
        calls=tuple(
            FrameCall(id=name, kind=line.kind or "", seconds=line.seconds) for name, line in by_id.items()
        )
    )
    return frame, by_id


def closed_frame(session: Session, row: Draw) -> tuple[Frame, dict[str, LoggedCall]]:
    """The frame a draw was made from, as the log has it today."""
    lines = _lines(session, row.rep_id, row.week)
    return frame_of([(line, team) for line, team in lines if line.draw_id == row.id])


def tell_to_fetch(session: Session, lines: Sequence[LoggedCall], occasion: str) -> None:
    """Tells the managers of teams that recordings of theirs were drawn and are not here yet."""
    for team in dict.fromkeys(line.team_id for line in lines if line.call_id is None):
        tell_all(session, managers_of(session, team), "drawn_to_fetch", "", occasion)


def _reps(session: Session, week: int, rep: Person | None, at: datetime) -> Sequence[Person]:
    """Everybody with calls in the week, by name. Raises Conflict as `draw_week` says."""
    found = select(LoggedCall.rep_id).where(LoggedCall.week == week).distinct()
    if rep is not None:
        found = found.where(LoggedCall.rep_id == rep.id)
    reps = session.scalars(select(Person).where(Person.id.in_(found)).order_by(Person.name, Person.id)).all()
    if not reps:
        of_whom = "" if rep is None else f" of {rep.name}"
        raise Conflict(
            f"The call log has no call{of_whom} in the week of {written(week)}.",
            "Bring it in first: `sidetone log import`, or POST /api/v1/log.",
            code="empty_frame",
        )
    zones = select(LoggedCall.zone).where(
        LoggedCall.week == week, LoggedCall.rep_id.in_([one.id for one in reps])
    )
    if not all(is_over(week, zone, at) for zone in session.scalars(zones.distinct())):
        raise Conflict(
            f"The week of {written(week)} is not over.",
            "Draw it when it is, and when the log is complete.",
            code="week_not_over",
        )
    return reps


def _draw_once(session: Session, rep: Person, week: int, actor: str) -> Draw | NotDrawn | None:
    """The draw that was made now; None where there was one before."""
    lines = _lines(session, rep.id, week)
    # Looked for after the lines are locked: whoever drew at the same moment has committed by now.
    if session.scalar(select(Draw.id).where(Draw.rep_id == rep.id, Draw.week == week)) is not None:
        return None
    rule = rule_for(session, rep.id, week)
    if rule is None or not lines:
        why = NO_LINE if rule else NO_RULE
        return NotDrawn(rep=rep.public_id, rep_name=rep.name, week=week, calls=len(lines), why=why)
    frame, by_id = frame_of(lines)
    drawn = draw(frame, Rule(calls=rule.calls, shortest=rule.shortest), secrets.token_hex(SEED_BYTES))
    row = Draw(
        rep_id=rep.id,
        week=week,
        seed=drawn.seed,
        frame_size=drawn.frame_size,
        fingerprint=drawn.fingerprint,
        rule_id=rule.id,
        document=drawn.model_dump(mode="json"),
    )
    session.add(row)
    session.flush()
    for line, _ in lines:
        line.draw_id = row.id
    session.add_all(
        DrawnCall(draw_id=row.id, place=place, logged_call_id=by_id[name].id)
        for place, name in enumerate(drawn.places, start=1)
    )
    _record(session, row, rep, drawn, actor)
    tell_to_fetch(session, [by_id[name] for name in drawn.places], str(week))
    for name in drawn.places:
        if by_id[name].call_id is not None:
            select_drawn(session, by_id[name], session.get_one(Call, by_id[name].call_id), actor)
    return row


def _record(session: Session, row: Draw, rep: Person, drawn: Drawn, actor: str) -> None:
    audit.record(
        session,
        actor,
        "sample.drawn",
        row.public_id,
        rep=rep.public_id,
        week=row.week,
        generator=drawn.generator,
        seed=drawn.seed,
        fingerprint=drawn.fingerprint,
        frame_size=drawn.frame_size,
        eligible=drawn.eligible,
        drawn=len(drawn.places),
        **drawn.rule.model_dump(),
    )


def _lines(session: Session, rep_id: int, week: int) -> list[tuple[LoggedCall, str]]:
    """Lines of the rep's week with the public ids of their teams, locked until the transaction ends."""
    rows = session.execute(
        select(LoggedCall, Team.public_id)
        .join(Team, Team.id == LoggedCall.team_id)
        .where(LoggedCall.rep_id == rep_id, LoggedCall.week == week)
        .order_by(LoggedCall.id)
        .with_for_update(of=LoggedCall)
    )
    return [(line, team) for line, team in rows]
