"""Doing draws again from their seed and frame: what was drawn must come out."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.sampling import GENERATOR, Drawn, Frame, draw, next_of_draw
from service.db.tables import Draw, DrawnCall, LoggedCall
from service.frame.drawing import closed_frame


def check_draws(session: Session) -> Iterator[tuple[Draw, str]]:
    """Every draw with what does not fit in it; an empty text where it came out as it stands."""
    for row in session.scalars(select(Draw).order_by(Draw.id)).all():
        yield row, _mistake(session, row)


def _mistake(session: Session, row: Draw) -> str:
    stored = Drawn.model_validate(row.document)
    if stored.generator != GENERATOR:
        return f"it was drawn by {stored.generator}, which this version does not know"
    frame, by_id = closed_frame(session, row)
    if frame.fingerprint() != row.fingerprint:
        return "the calls of its frame are not those it was drawn from"
    if draw(frame, stored.rule, row.seed) != stored:
        return "its seed and frame give another draw"
    return _wrong_place(session, row, frame, stored, by_id)


def _wrong_place(
    session: Session, row: Draw, frame: Frame, stored: Drawn, by_id: dict[str, LoggedCall]
) -> str:
    names = {line.id: name for name, line in by_id.items()}
    places = session.scalars(
        select(DrawnCall).where(DrawnCall.draw_id == row.id).order_by(DrawnCall.place)
    ).all()
    expected = list(stored.places)
    at: dict[int, str] = {}
    for number, place in enumerate(places):
        if place.stands_for is not None and place.stands_for in at:
            stands_in = next_of_draw(frame, stored.rule, row.seed, expected, at[place.stands_for])
            expected.append(stands_in or "")
        if number >= len(expected) or names.get(place.logged_call_id) != expected[number]:
            return f"place {place.place} is not the call that was drawn for it"
        at[place.place] = expected[number]
    return "" if len(places) == len(expected) else "places are missing"
