"""How far draws have come: frame, drawn, fetched, scored, replaced, missing, and why what is missing is."""

from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from service.db.tables import Draw, LoggedCall, Person
from service.frame.sample_queries import LONGEST_LIST, SampleFilter, draw_views
from service.frame.sample_views import Coverage, Covered, DrawView, NotDrawn
from service.people.rights import draws_visible_to, lines_visible_to
from service.people.who import Who


def coverage(session: Session, wanted: SampleFilter, who: Who) -> Coverage:
    """How far the draws they may see have come, and each drawn call that is not scored, with the reason."""
    return coverage_of(draws_covered(session, wanted, who), not_drawn(session, wanted, who))


def draws_covered(session: Session, wanted: SampleFilter, who: Who) -> list[DrawView]:
    """The draws they may see, by week and rep."""
    which = (*wanted.of_draws(), draws_visible_to(who))
    return sorted(draw_views(session, *which), key=lambda one: (one.week, one.rep_name, one.id))


def coverage_of(views: Sequence[DrawView], not_drawn: list[NotDrawn]) -> Coverage:
    """How far these draws have come."""
    return Coverage(
        rows=[_covered(view) for view in views],
        not_scored=[place for view in views for place in view.calls if place.state != "scored"],
        not_drawn=not_drawn,
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


def not_drawn(session: Session, wanted: SampleFilter, who: Who) -> list[NotDrawn]:
    """Reps and weeks with calls in the log and without a draw."""
    if wanted.draw is not None:
        return []
    asked = (
        select(Person, LoggedCall.week, func.count())
        .join(Person, Person.id == LoggedCall.rep_id)
        .outerjoin(Draw, and_(Draw.rep_id == LoggedCall.rep_id, Draw.week == LoggedCall.week))
        .where(Draw.id.is_(None), lines_visible_to(who))
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
