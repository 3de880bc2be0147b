"""Who sees an example: everybody at work with calls while it is shared; else those it is between."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from service.calibration.blindness import not_blind_for
from service.db.tables import Call, SharedExample
from service.errors import NotFound
from service.people.who import Who

OF_ITS_REP = SharedExample.rep_id == Call.rep_id
"""Who agreed is on the call: where it turned out to be somebody else's, nobody has agreed yet."""


def examples_heard_by(who: Who) -> ColumnElement[bool]:
    """Those that are shared; nobody meets a call here that they are about to score blind."""
    shared = and_(SharedExample.state == "shared", OF_ITS_REP)
    return shared if who.installation else and_(shared, not_blind_for(who.person))


def examples_between(who: Who) -> ColumnElement[bool]:
    """Those of their own calls, and those they asked for."""
    if who.installation:
        return OF_ITS_REP
    return and_(OF_ITS_REP, or_(SharedExample.rep_id == who.person, SharedExample.asked_by == who.person))


def known_example(session: Session, who: Who, public_id: str) -> tuple[SharedExample, Call]:
    """The example and its call, for those who see it or whom it is between. Raises NotFound."""
    return _found(session, public_id, or_(examples_heard_by(who), examples_between(who)))


def heard_example(session: Session, who: Who, public_id: str) -> tuple[SharedExample, Call]:
    """The example and its call, where it may be heard: while it is shared, and by its own rep before.

    Raises NotFound: what was taken back is gone.
    """
    asked = and_(OF_ITS_REP, SharedExample.rep_id == (who.person or -1), SharedExample.state == "asked")
    return _found(session, public_id, or_(examples_heard_by(who), asked))


def _found(session: Session, public_id: str, visible: ColumnElement[bool]) -> tuple[SharedExample, Call]:
    found = session.execute(
        select(SharedExample, Call)
        .join(Call, Call.id == SharedExample.call_id)
        .where(SharedExample.public_id == public_id, visible)
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no example {public_id}.", "It may have been taken back.")
    return found[0], found[1]
