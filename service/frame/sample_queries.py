"""Reading draws and how far they have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from scoring.sampling import Drawn
from service.db.tables import Call, Draw, DrawnCall, LoggedCall, Person, SamplingRule, Team
from service.errors import Conflict, NotFound
from service.frame.sample_views import Coverage, Covered, DrawnCallView, DrawPage, DrawView, NotDrawn

State = Literal["missing", "fetched", "scored", "replaced"]
MOST = 100
"""Draws on a page."""
LONGEST_LIST = 5000
"""Draws whose coverage is shown at once."""
REASONS: dict[str, str] = {
    "no_audio": "there is no recording of it",
    "not_a_conversation": "it is no conversation",
    "cannot_assess": "nobody can assess it",
    "excluded": "excluded",
}
NOT_HERE = "its recording is not here yet"
NOBODY = "its recording is here, but names no rep and was scored without one"
OTHER_REP = "its recording is here, but names another rep than the log"


@dataclass(frozen=True)
class SampleFilter:
    """Which draws are shown; None leaves a field open."""

    week: int | None = None
    rep: str | None = None
    draw: str | None = None

    def of_draws(self) -> list[ColumnElement[bool]]:
        given = ((self.week, Draw.week), (self.rep, Person.public_id), (self.draw, Draw.public_id))
        return [column == value for value, column in given if value is not None]


@dataclass(frozen=True)
class Frames:
    """What the log says of a draw's week: the first call of its frame, and how many came too late for it."""

    first: datetime | None
    late: int


def draw_page(session: Session, wanted: SampleFilter, cursor: str | None, limit: int) -> DrawPage:
    """A page of draws, newest first."""
    conditions = wanted.of_draws()
    if cursor is not None:
        before = session.scalar(select(Draw.id).where(Draw.public_id == cursor))
        conditions.append(Draw.id < (before or 0))
    views = draw_views(session, *conditions, limit=limit + 1)
    return DrawPage(items=views[:limit], next=views[limit - 1].id if len(views) > limit else None)


def draw_views(session: Session, *which: ColumnElement[bool], limit: int = LONGEST_LIST) -> list[DrawView]:
    """Draws with their calls, newest first."""
    rows = session.execute(
        select(Draw, Person, SamplingRule)
        .join(Person, Person.id == Draw.rep_id)
        .join(SamplingRule, SamplingRule.id == Draw.rule_id)
        .where(*which)
        .order_by(Draw.id.desc())
        .limit(limit)
    ).all()
    ids = [row.id for row, _, _ in rows]
    calls, frames = _calls_of(session, ids), _frames_of(session, ids)
    return [_draw_view(row, rep, rule, calls.get(row.id, []), frames[row.id]) for row, rep, rule in rows]


def draw_shown(session: Session, public_id: str) -> DrawView:
    """One draw with its calls. Raises NotFound."""
    return draw_views(session, Draw.id == draw_row(session, public_id).id)[0]


def draw_row(session: Session, public_id: str) -> Draw:
    """The draw with that public id. Raises NotFound."""
    row = session.scalars(select(Draw).where(Draw.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no draw {public_id}.", "Look for it in the list of draws.")
    return row


def place_of(session: Session, external_id: str, team: str | None) -> tuple[str, int]:
    """The draw and the place of a drawn call. Raises NotFound, and Conflict where two teams have its id."""
    asked = (
        select(Draw.public_id, DrawnCall.place)
        .join(Draw, Draw.id == DrawnCall.draw_id)
        .join(LoggedCall, LoggedCall.id == DrawnCall.logged_call_id)
        .join(Team, Team.id == LoggedCall.team_id)
        .where(LoggedCall.external_id == external_id)
    )
    if team is not None:
        asked = asked.where(Team.name == team)
    found = session.execute(asked).all()
    if not found:
        raise NotFound(f"No call {external_id} was drawn.", "`sidetone sample list` shows the drawn ones.")
    if len(found) > 1:
        raise Conflict(f"Two drawn calls are called {external_id}.", "Name the team too: --team.")
    return found[0][0], found[0][1]


def drawn_calls(session: Session, wanted: SampleFilter) -> list[DrawnCallView]:
    """All places of the draws, by week, rep and place."""
    asked = select(Draw.id).join(Person, Person.id == Draw.rep_id).where(*wanted.of_draws())
    found = _calls_of(session, session.scalars(asked.order_by(Draw.id.desc()).limit(LONGEST_LIST)).all())
    places = [place for places in found.values() for place in places]
    return sorted(places, key=lambda one: (one.week, one.rep_name, one.rep, one.place))


def coverage(session: Session, wanted: SampleFilter) -> Coverage:
    """How far the draws have come, and each drawn call that is not scored, with the reason."""
    views = sorted(draw_views(session, *wanted.of_draws()), key=lambda one: (one.week, one.rep_name, one.id))
    return Coverage(
        rows=[_covered(view) for view in views],
        not_scored=[place for view in views for place in view.calls if place.state != "scored"],
        not_drawn=_not_drawn(session, wanted),
    )


def _covered(view: DrawView) -> Covered:
    states = [place.state for place in view.calls]
    return Covered(
        draw=view.id,
        rep=view.rep,
        rep_name=view.rep_name,
        week=view.week,
        frame=view.frame_size,
        eligible=view.eligible,
        wanted=view.wanted,
        late=view.late,
        drawn=len(states),
        fetched=states.count("fetched") + states.count("scored"),
        scored=states.count("scored"),
        replaced=states.count("replaced"),
        none_left=sum(place.none_left for place in view.calls),
        missing=states.count("missing"),
    )


def _not_drawn(session: Session, wanted: SampleFilter) -> list[NotDrawn]:
    """Reps and weeks with calls in the log and without a draw."""
    if wanted.draw is not None:
        return []
    asked = (
        select(Person, LoggedCall.week, func.count())
        .join(Person, Person.id == LoggedCall.rep_id)
        .outerjoin(Draw, and_(Draw.rep_id == LoggedCall.rep_id, Draw.week == LoggedCall.week))
        .where(Draw.id.is_(None))
        .group_by(Person.id, LoggedCall.week)
        .order_by(LoggedCall.week, Person.name, Person.id)
        .limit(LONGEST_LIST)
    )
    if wanted.week is not None:
        asked = asked.where(LoggedCall.week == wanted.week)
    if wanted.rep is not None:
        asked = asked.where(Person.public_id == wanted.rep)
    return [
        NotDrawn(rep=rep.public_id, rep_name=rep.name, week=week, calls=calls, why="not drawn yet")
        for rep, week, calls in session.execute(asked)
    ]


def _frames_of(session: Session, draws: Sequence[int]) -> dict[int, Frames]:
    in_it, late = LoggedCall.draw_id == Draw.id, LoggedCall.draw_id.is_(None)
    # Joined by rep and week, for which there is an index; a line in a frame keeps both.
    same = and_(LoggedCall.rep_id == Draw.rep_id, LoggedCall.week == Draw.week)
    rows = session.execute(
        select(
            Draw.id,
            func.min(LoggedCall.started_at).filter(in_it),
            func.count(LoggedCall.id).filter(late),
        )
        .outerjoin(LoggedCall, same)
        .where(Draw.id.in_(draws))
        .group_by(Draw.id)
    )
    return {draw: Frames(first, late_ones) for draw, first, late_ones in rows}


def _calls_of(session: Session, draws: Sequence[int]) -> dict[int, list[DrawnCallView]]:
    """The places of draws in order, by the draw's key."""
    rows = session.execute(
        select(DrawnCall, Draw, Person, LoggedCall, Team, Call)
        .join(Draw, Draw.id == DrawnCall.draw_id)
        .join(Person, Person.id == Draw.rep_id)
        .join(LoggedCall, LoggedCall.id == DrawnCall.logged_call_id)
        .join(Team, Team.id == LoggedCall.team_id)
        .outerjoin(Call, Call.id == LoggedCall.call_id)
        .where(DrawnCall.draw_id.in_(draws))
        .order_by(DrawnCall.draw_id, DrawnCall.place)
    ).all()
    stands_in = {
        (place.draw_id, place.stands_for): place.place for place, *_ in rows if place.stands_for is not None
    }
    found: dict[int, list[DrawnCallView]] = {}
    for place, row, rep, line, team, call in rows:
        by = stands_in.get((place.draw_id, place.place))
        found.setdefault(row.id, []).append(_drawn_call_view(place, row, rep, line, team, call, by))
    return found


def _drawn_call_view(
    place: DrawnCall,
    row: Draw,
    rep: Person,
    line: LoggedCall,
    team: Team,
    call: Call | None,
    stands_in: int | None,
) -> DrawnCallView:
    state, why = _state(place, line, call)
    return DrawnCallView.model_validate(
        {
            "draw": row.public_id,
            "rep": rep.public_id,
            "rep_name": rep.name,
            "rep_external_id": rep.external_id,
            "week": row.week,
            "place": place.place,
            "external_id": line.external_id,
            "team": team.name,
            "started_at": line.started_at,
            "zone": line.zone,
            "seconds": line.seconds,
            "kind": line.kind,
            "direction": line.direction,
            "call": call and call.public_id,
            "state": state,
            "why": why,
            "stands_for": place.stands_for,
            "replaced_for": place.replaced_for,
            "replaced_by": stands_in,
            "none_left": state == "replaced" and stands_in is None,
        }
    )


def _state(place: DrawnCall, line: LoggedCall, call: Call | None) -> tuple[State, str]:
    """How far the call of a place has come, and why it is no further."""
    if place.replaced_for is not None:
        words = f": {place.replaced_because}" if place.replaced_because else ""
        return "replaced", f"{REASONS[place.replaced_for]}{words}"
    if call is None:
        return "missing", NOT_HERE
    if call.selection != "random":
        return "missing", NOBODY if call.rep_id is None else OTHER_REP
    if call.state == "scored":
        return "scored", ""
    message = (call.reason or {}).get("message")
    return "fetched", message or f"its call is {call.state.replace('_', ' ')}"


def _draw_view(
    row: Draw, rep: Person, rule: SamplingRule, calls: list[DrawnCallView], frame: Frames
) -> DrawView:
    drawn = Drawn.model_validate(row.document)
    return DrawView(
        id=row.public_id,
        rep=rep.public_id,
        rep_name=rep.name,
        week=row.week,
        drawn_at=row.created_at,
        generator=drawn.generator,
        seed=row.seed,
        fingerprint=row.fingerprint,
        frame_size=row.frame_size,
        eligible=drawn.eligible,
        wanted=drawn.rule.calls,
        shortest=drawn.rule.shortest,
        late=frame.late,
        rule=rule.public_id,
        rule_fixed_at=rule.created_at,
        fixed_beforehand=frame.first is not None and rule.created_at < frame.first,
        strata=list(drawn.strata),
        calls=calls,
    )
