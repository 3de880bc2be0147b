"""How far draws have come: frame, drawn, fetched, scored, replaced, missing, and why what is missing is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from service.db.tables import Draw, DrawnCall, LoggedCall, Person
from service.frame.sample_queries import LONGEST_LIST, STATE, SampleFilter, in_order, joined, places
from service.frame.sample_views import Coverage, Covered, DrawView, NotDrawn
from service.people.rights import draws_visible_to, lines_visible_to
from service.people.who import Who

Counts = Mapping[str, int]
"""Places by their state."""


def coverage(session: Session, wanted: SampleFilter, who: Who) -> Coverage:
    """How far the draws they may see have come, and each drawn call that is not scored, with the reason."""
    which = (*wanted.of_draws(), draws_visible_to(who))
    # Of the many that are scored only the number is asked.
    open_ones = in_order(one for _, one in places(session, *which, STATE != "scored"))
    none_left = [one.draw for one in open_ones if one.none_left]
    return Coverage(
        rows=_covered_draws(session, which, none_left),
        not_scored=open_ones,
        not_drawn=not_drawn(session, wanted, who),
    )


def covered(view: DrawView) -> Covered:
    """How far one draw has come."""
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
        none_left=sum(place.none_left for place in view.calls),
        **in_numbers({state: states.count(state) for state in states}),
    )


def in_numbers(counts: Counts) -> dict[str, int]:
    """All places, and those of each state; what is scored was fetched too."""
    return {
        "drawn": sum(counts.values()),
        "fetched": counts.get("fetched", 0) + counts.get("scored", 0),
        "scored": counts.get("scored", 0),
        "replaced": counts.get("replaced", 0),
        "missing": counts.get("missing", 0),
    }


def not_drawn(
    session: Session, wanted: SampleFilter, who: Who, *lines: ColumnElement[bool]
) -> list[NotDrawn]:
    """Reps and weeks with calls in the log and without a draw; with `lines` only with such calls."""
    if wanted.draw is not None:
        return []
    logged = (
        select(LoggedCall.rep_id, LoggedCall.week, func.count().label("calls"))
        .where(lines_visible_to(who), *lines)
        .group_by(LoggedCall.rep_id, LoggedCall.week)
    )
    if wanted.week is not None:
        logged = logged.where(LoggedCall.week == wanted.week)
    if wanted.rep is not None:
        of_rep = select(Person.id).where(Person.public_id == wanted.rep)
        logged = logged.where(LoggedCall.rep_id.in_(of_rep))
    # First the lines are counted, then draws are looked for: once a rep and week, and not once a line.
    found = logged.subquery()
    asked = (
        select(Person.public_id, Person.name, found.c.week, found.c.calls)
        .join(Person, Person.id == found.c.rep_id)
        .outerjoin(Draw, and_(Draw.rep_id == found.c.rep_id, Draw.week == found.c.week))
        .where(Draw.id.is_(None))
        .order_by(found.c.week, Person.name, Person.id)
        .limit(LONGEST_LIST)
    )
    return [
        NotDrawn(rep=rep, rep_name=name, week=week, calls=calls, why="not drawn yet")
        for rep, name, week, calls in session.execute(asked)
    ]


def _covered_draws(
    session: Session, which: Sequence[ColumnElement[bool]], none_left: Sequence[str]
) -> list[Covered]:
    """By week and rep."""
    counts, late = _states_of(session, which), _late_of(session, which)
    # Of a draw's document two numbers: all of it, read for everybody, takes longer than the rest of this.
    eligible, wanted = Draw.document["eligible"], Draw.document["rule"]["calls"]
    rows = session.execute(
        select(
            Draw.id,
            Draw.public_id.label("draw"),
            Person.public_id.label("rep"),
            Person.name.label("rep_name"),
            Draw.week,
            Draw.frame_size.label("frame"),
            eligible.as_integer().label("eligible"),
            wanted.as_integer().label("wanted"),
        )
        .join(Person, Person.id == Draw.rep_id)
        .where(*which)
        .order_by(Draw.id.desc())
        .limit(LONGEST_LIST)
    )
    found = [
        Covered(
            draw=row.draw,
            rep=row.rep,
            rep_name=row.rep_name,
            week=row.week,
            frame=row.frame,
            eligible=row.eligible,
            wanted=row.wanted,
            late=late.get(row.id, 0),
            none_left=none_left.count(row.draw),
            **in_numbers(counts[row.id]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.week, one.rep_name, one.draw))


def _states_of(session: Session, which: Iterable[ColumnElement[bool]]) -> Mapping[int, Counts]:
    """How many places of each draw are in which state."""
    asked = joined(select(DrawnCall.draw_id, STATE, func.count())).join(Person, Person.id == Draw.rep_id)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for draw, state, number in session.execute(asked.where(*which).group_by(DrawnCall.draw_id, STATE)):
        counts[draw][state] = number
    return counts


def _late_of(session: Session, which: Iterable[ColumnElement[bool]]) -> Mapping[int, int]:
    """How many calls came into the log after each draw, where any did."""
    same = and_(LoggedCall.rep_id == Draw.rep_id, LoggedCall.week == Draw.week)
    rows = session.execute(
        select(Draw.id, func.count())
        .join(Person, Person.id == Draw.rep_id)
        .join(LoggedCall, same)
        .where(*which, LoggedCall.draw_id.is_(None))
        .group_by(Draw.id)
    )
    return {row[0]: row[1] for row in rows}
