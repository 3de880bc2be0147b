"""After a round has opened: what the meeting settles is the reference, appended and never overwritten."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.calibration.sheet import Settled, refuse_off_scale
from scoring.errors import BadInput
from scoring.rubric import Rubric
from service.calibration.blindness import is_open
from service.calibration.rounds import open_when_due
from service.calibration.views import NewSettlement
from service.db import audit
from service.db.tables import Consensus, Round, RoundCall, RubricVersion
from service.errors import Conflict, NotFound
from service.people.who import Who


def settle(
    session: Session, who: Who, row: Round, number: int, new: NewSettlement, at: datetime
) -> Consensus:
    """Writes down what a criterion of a call is worth by common judgement. A later one takes its place."""
    open_when_due(session, row, at)
    if not is_open(row, at):
        raise Conflict(
            "The round is not open yet.", "It opens when all are in, or at its deadline.", code="blind"
        )
    if row.state == "settled":
        raise Conflict("The round is settled.", "Its reference stays as it is.", code="settled")
    one = session.scalars(
        select(RoundCall).where(RoundCall.round_id == row.id, RoundCall.number == number)
    ).one_or_none()
    if one is None or one.removed_at is not None:
        raise NotFound(f"The round has no call {number} (any more).")
    form = Rubric.from_document(session.get_one(RubricVersion, row.rubric_id).document)
    settled = _checked(form, new)
    last = select(func.max(Consensus.number)).where(
        Consensus.round_call_id == one.id, Consensus.criterion == new.criterion
    )
    made = Consensus(
        round_call_id=one.id,
        criterion=new.criterion,
        number=(session.scalar(last) or 0) + 1,
        document=settled.model_dump(mode="json"),
        settled_by=who.actor,
        created_at=at,
    )
    session.add(made)
    session.flush()
    audit.record(
        session, who.actor, "calibration.settled", row.public_id, number=number, criterion=new.criterion
    )
    return made


def close(session: Session, who: Who, row: Round, at: datetime) -> None:
    """Ends the meeting: the reference is fixed."""
    open_when_due(session, row, at)
    if row.state != "open":
        raise Conflict(f"The round is {row.state}.", "Only an open round can be closed.", code="state")
    row.state, row.settled_at = "settled", at
    audit.record(session, who.actor, "calibration.closed", row.public_id)


def _checked(form: Rubric, new: NewSettlement) -> Settled:
    criterion = next((one for one in form.criteria if one.key == new.criterion), None)
    if criterion is None:
        raise BadInput(f"{form.slug}@{form.version} has no criterion {new.criterion}.", "Nothing was kept.")
    refuse_off_scale(new.criterion, new.level)
    strangers = sorted(set(new.answers) - {item.id for item in criterion.items})
    if strangers:
        raise BadInput(f"{criterion.title} has no item {strangers[0]}.", "Nothing was kept.")
    return Settled(level=new.level, answers=new.answers, why=new.why)
