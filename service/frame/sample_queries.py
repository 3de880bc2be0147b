"""Reading draws and their calls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from scoring.sampling import Drawn
from service.db.tables import Call, Draw, DrawnCall, LoggedCall, Person, SamplingRule, Team
from service.errors import Conflict, NotFound
from service.frame.sample_views import DrawnCallView, DrawPage, DrawView
from service.frame.selection import RANDOM
from service.people.rights import draws_visible_to
from service.people.who import Who

MOST = 100
"""Draws on a page."""
LONGEST_LIST = 5000
"""Draws that are shown at once."""
REASONS: dict[str, str] = {
    "no_audio": "there is no recording of it",
    "not_a_conversation": "it is no conversation",
    "cannot_assess": "nobody can assess it",
    "excluded": "excluded",
}
NOT_HERE = "its recording is not here yet"
NOBODY = "its recording is here, but names no rep and was scored without one"
OTHER_REP = "its recording is here, but names another rep than the log"

_instead = aliased(DrawnCall)
STATE: ColumnElement[str] = case(
    (DrawnCall.replaced_for.is_not(None), "replaced"),
    (Call.id.is_(None), "missing"),
    (Call.selection != RANDOM, "missing"),
    (Call.state == "scored", "scored"),
    else_="fetched",
)
"""How far the call of a place has come, where places are joined with lines of the log and calls."""

PLACE = (
    Draw.public_id.label("draw"),
    Person.public_id.label("rep"),
    Person.name.label("rep_name"),
    Person.external_id.label("rep_external_id"),
    Draw.week.label("week"),
    DrawnCall.place.label("place"),
    LoggedCall.external_id.label("external_id"),
    Team.name.label("team"),
    LoggedCall.started_at.label("started_at"),
    LoggedCall.zone.label("zone"),
    LoggedCall.seconds.label("seconds"),
    LoggedCall.kind.label("kind"),
    LoggedCall.direction.label("direction"),
    Call.public_id.label("call"),
    STATE.label("state"),
    DrawnCall.stands_for.label("stands_for"),
    DrawnCall.replaced_for.label("replaced_for"),
    _instead.place.label("replaced_by"),
)
"""What a place shows as it stands in the tables, by the names of its view."""
NAMES = tuple(column.name for column in PLACE)
BESIDE = (
    DrawnCall.draw_id,
    DrawnCall.replaced_because,
    Call.selection.label("call_selection"),
    Call.rep_id.label("call_rep"),
    Call.state.label("call_state"),
    Call.reason.label("call_reason"),
)


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


def draw_page_visible_to(
    who: Who, session: Session, wanted: SampleFilter, cursor: str | None, limit: int
) -> DrawPage:
    """A page of the draws they may see, newest first."""
    conditions = [*wanted.of_draws(), draws_visible_to(who)]
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
    calls, frames = _by_draw(places(session, DrawnCall.draw_id.in_(ids))), _frames_of(session, ids)
    return [_draw_view(row, rep, rule, calls.get(row.id, []), frames[row.id]) for row, rep, rule in rows]


def draw_shown_to(who: Who, session: Session, public_id: str) -> DrawView:
    """One draw with its calls, where they may see it. Raises NotFound."""
    views = draw_views(session, Draw.public_id == public_id, draws_visible_to(who))
    if not views:
        raise no_such_draw(public_id)
    return views[0]


def draw_shown(session: Session, public_id: str) -> DrawView:
    """One draw with its calls. Raises NotFound."""
    return draw_views(session, Draw.id == draw_row(session, public_id).id)[0]


def draw_row(session: Session, public_id: str) -> Draw:
    """The draw with that public id. Raises NotFound."""
    row = session.scalars(select(Draw).where(Draw.public_id == public_id)).one_or_none()
    if row is None:
        raise no_such_draw(public_id)
    return row


def no_such_draw(public_id: str) -> NotFound:
    return NotFound(f"There is no draw {public_id}.", "Look for it in the list of draws.")


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


def drawn_calls(session: Session, wanted: SampleFilter, who: Who) -> list[DrawnCallView]:
    """All places of the draws they may see, by week, rep and place."""
    asked = select(Draw.id).join(Person, Person.id == Draw.rep_id)
    asked = asked.where(*wanted.of_draws(), draws_visible_to(who))
    draws = session.scalars(asked.order_by(Draw.id.desc()).limit(LONGEST_LIST)).all()
    return in_order(one for _, one in places(session, DrawnCall.draw_id.in_(draws)))


def in_order(found: Iterable[DrawnCallView]) -> list[DrawnCallView]:
    """By week, rep and place."""
    return sorted(found, key=lambda one: (one.week, one.rep_name, one.rep, one.place))


def places(session: Session, *which: ColumnElement[bool]) -> list[tuple[int, DrawnCallView]]:
    """The places of draws, each with its draw's key, in order. `which` may ask for all that is joined."""
    # Columns and not rows of tables: a draw's document would be read again for each of its places.
    rows = session.execute(
        joined(select(*PLACE, *BESIDE))
        .join(Person, Person.id == Draw.rep_id)
        .join(Team, Team.id == LoggedCall.team_id)
        .outerjoin(
            _instead, and_(_instead.draw_id == DrawnCall.draw_id, _instead.stands_for == DrawnCall.place)
        )
        .where(*which)
        .order_by(DrawnCall.draw_id, DrawnCall.place)
    )
    return [(row.draw_id, _view(row)) for row in rows]


def joined(asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Of places: with their draws, lines of the log, and calls where recordings are here."""
    return (
        asked.select_from(DrawnCall)
        .join(Draw, Draw.id == DrawnCall.draw_id)
        .join(LoggedCall, LoggedCall.id == DrawnCall.logged_call_id)
        .outerjoin(Call, Call.id == LoggedCall.call_id)
    )


def _by_draw(found: Iterable[tuple[int, DrawnCallView]]) -> dict[int, list[DrawnCallView]]:
    by_draw: dict[int, list[DrawnCallView]] = {}
    for draw, place in found:
        by_draw.setdefault(draw, []).append(place)
    return by_draw


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


def _view(row: Any) -> DrawnCallView:
    none_left = row.state == "replaced" and row.replaced_by is None
    return DrawnCallView(**dict(zip(NAMES, row, strict=False)), why=_why(row), none_left=none_left)


def _why(row: Any) -> str:
    """Why the call of a place is not scored; empty where it is."""
    if row.state == "scored":
        return ""
    if row.state == "replaced":
        words = f": {row.replaced_because}" if row.replaced_because else ""
        return f"{REASONS[row.replaced_for]}{words}"
    if row.state == "fetched":
        message = (row.call_reason or {}).get("message")
        return message or f"its call is {row.call_state.replace('_', ' ')}"
    if row.call is None:
        return NOT_HERE
    return NOBODY if row.call_rep is None else OTHER_REP


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
