"""How far draws have come: frame, drawn, fetched, scored, replaced, missing, and why what is missing is."""

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from service.db.tables import Draw, LoggedCall, Person
from service.frame.sample_queries import LONGEST_LIST, SampleFilter, draw_views
from service.frame.sample_views import Coverage, Covered, DrawView, NotDrawn


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
