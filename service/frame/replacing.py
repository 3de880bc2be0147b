"""Replacing a drawn call that cannot be used: the next of the draw stands in, and the reason is kept."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from scoring.sampling import Drawn, next_of_draw
from service.calls.states import ENDED
from service.db import audit
from service.db.base import now
from service.db.tables import Call, Draw, DrawnCall, LoggedCall
from service.errors import Conflict, NotFound
from service.frame.drawing import closed_frame, tell_to_fetch
from service.frame.sample_queries import draw_row
from service.frame.sample_views import NewReplacement
from service.frame.selection import RANDOM, leave_sample, select_drawn

OF_RECORDING = ("no_audio", "not_a_conversation")
"""Reasons that lie in the recording; a call that was scored has neither."""


def replace(session: Session, draw: str, new: NewReplacement, actor: str) -> DrawnCall | None:
    """Replaces a place of a draw; the place that stands in, None where the draw has no call left.

    Raises NotFound for a place that is not there, and Conflict for one that was replaced already or whose
    call the reason does not fit: whoever draws must not choose.
    """
    row = draw_row(session, draw)
    session.refresh(row, with_for_update=True)
    places = session.scalars(select(DrawnCall).where(DrawnCall.draw_id == row.id)).all()
    place = next((one for one in places if one.place == new.place), None)
    if place is None:
        raise NotFound(f"The draw has no place {new.place}.", f"It has {len(places)}.")
    line = session.get_one(LoggedCall, place.logged_call_id)
    call = None if line.call_id is None else session.get_one(Call, line.call_id)
    note = new.note.strip() or None
    _refuse_unfit(place, call, new.why, note)
    place.replaced_for, place.replaced_because, place.replaced_at = new.why, note, now()
    if call is not None and call.selection == RANDOM:
        leave_sample(session, call)
    stands_in = _next(session, row, places, place)
    audit.record(
        session,
        actor,
        "sample.replaced",
        row.public_id,
        place=place.place,
        why=new.why,
        by=stands_in and stands_in.place,
    )
    if stands_in is not None:
        _select(session, stands_in, actor)
        instead = session.get_one(LoggedCall, stands_in.logged_call_id)
        tell_to_fetch(session, [instead], f"{row.public_id}:{stands_in.place}")
    return stands_in


def _refuse_unfit(place: DrawnCall, call: Call | None, why: str, note: str | None) -> None:
    if place.replaced_for is not None:
        raise Conflict(f"Place {place.place} was replaced already.", "Nothing was changed.", code="replaced")
    if why in OF_RECORDING and call is not None and (call.state not in ENDED or call.state == "scored"):
        state = "scored" if call.state == "scored" else "being reviewed"
        raise Conflict(
            f"The recording of place {place.place} is here and {state}.",
            "Wait for its review, or name another reason. Nothing was changed.",
            code="does_not_fit",
        )
    told = why == "no_audio" or (why == "not_a_conversation" and call is not None)
    if note is None and not told:
        raise BadInput(
            "The reason is missing.", "Say in words why the call cannot be used. Nothing was changed."
        )


def _next(session: Session, row: Draw, places: Sequence[DrawnCall], place: DrawnCall) -> DrawnCall | None:
    frame, by_id = closed_frame(session, row)
    names = {line.id: name for name, line in by_id.items()}
    drawn = Drawn.model_validate(row.document)
    used = {names[one.logged_call_id] for one in places}
    name = next_of_draw(frame, drawn.rule, row.seed, used, names[place.logged_call_id])
    if name is None:
        return None
    last = session.scalar(select(func.max(DrawnCall.place)).where(DrawnCall.draw_id == row.id))
    stands_in = DrawnCall(
        draw_id=row.id, place=(last or 0) + 1, logged_call_id=by_id[name].id, stands_for=place.place
    )
    session.add(stands_in)
    session.flush()
    return stands_in


def _select(session: Session, place: DrawnCall, actor: str) -> None:
    line = session.get_one(LoggedCall, place.logged_call_id)
    if line.call_id is not None:
        select_drawn(session, line, session.get_one(Call, line.call_id), actor)
