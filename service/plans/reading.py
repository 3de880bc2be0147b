"""The rows of a plan, each kind read once for an answer that needs them in several places."""

from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.tables import CheckIn, CheckInNote, Commitment, Plan, PlanAbsence, PlanEvent, PlanMilestone
from service.plans.commitments import promises_of
from service.plans.starting import milestones_of
from service.reviews.counting import FactsOnce


class Reading:
    """What is read of a plan for one answer. It holds for as long as nothing of the plan is changed."""

    def __init__(self, session: Session, plan: Plan) -> None:
        self._session, self._plan = session, plan
        self.facts = FactsOnce(session)
        """Of the rep's calls."""

    @cached_property
    def milestones(self) -> Sequence[PlanMilestone]:
        """As they were fixed, in order; none before the plan runs."""
        return milestones_of(self._session, self._plan)

    @cached_property
    def events(self) -> Sequence[PlanEvent]:
        """What happened to the plan, oldest first."""
        asked = select(PlanEvent).where(PlanEvent.plan_id == self._plan.id).order_by(PlanEvent.id)
        return self._session.scalars(asked).all()

    @cached_property
    def absences(self) -> Sequence[PlanAbsence]:
        """By their first days, those that were withdrawn included."""
        asked = select(PlanAbsence).where(PlanAbsence.plan_id == self._plan.id).order_by(PlanAbsence.first)
        return self._session.scalars(asked).all()

    @cached_property
    def check_ins(self) -> Sequence[CheckIn]:
        """In the order of their times."""
        asked = select(CheckIn).where(CheckIn.plan_id == self._plan.id).order_by(CheckIn.at, CheckIn.id)
        return self._session.scalars(asked).all()

    @cached_property
    def notes(self) -> Sequence[CheckInNote]:
        """All notes and corrections, oldest first."""
        return self._session.scalars(
            select(CheckInNote)
            .join(CheckIn, CheckIn.id == CheckInNote.check_in_id)
            .where(CheckIn.plan_id == self._plan.id)
            .order_by(CheckInNote.id)
        ).all()

    @cached_property
    def promises(self) -> Sequence[Commitment]:
        """The earliest due first."""
        return promises_of(self._session, self._plan)
