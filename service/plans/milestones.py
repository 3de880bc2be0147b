"""Where a milestone stands: gathers the calls or figures it is about and asks the core. Nothing is stored."""

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.milestone.case import Case
from scoring.milestone.course import Course
from scoring.milestone.decide import decide
from scoring.milestone.decision import Decision
from scoring.milestone.figures import Figures
from scoring.milestone.goals import ImportedCount
from scoring.milestone.plan_days import PlanDays, dates_of, recent_days
from scoring.milestone.rule import Milestone
from scoring.rubric import Rubric
from service.calibration.clearance import calibrated_days, clearances_of
from service.db.tables import Person, Plan, PlanEvent, PlanMilestone, RubricVersion
from service.metrics.queries import figures_for
from service.plans.cases import Confirmer, Reviewed, coaching_only, criterion_keys, places_of, scored_call
from service.plans.changing import absences_of
from service.plans.starting import milestones_of
from service.reviews.counting import CallFacts, facts_of


def look(session: Session, plan: Plan, row: PlanMilestone, at: datetime) -> Decision | None:
    """The milestone at that moment; None where it is about imported figures and there are none yet."""
    case = case_of(session, plan, row, at)
    return None if case is None else decide(case)


def looks(session: Session, plan: Plan, at: datetime) -> list[tuple[PlanMilestone, Decision | None]]:
    """All milestones at that moment."""
    return [(row, look(session, plan, row, at)) for row in milestones_of(session, plan)]


def case_of(session: Session, plan: Plan, row: PlanMilestone, at: datetime) -> Case | None:
    """Everything the milestone rests on, as `sidetone milestone` reads it. None without imported figures."""
    rule = Milestone.model_validate(row.rule)
    course = course_of(session, plan, row, at)
    day = at.astimezone(ZoneInfo(rule.zone)).date()
    if not rule.reads_calls:
        figures = _figures(session, plan, rule, course, day)
        return Case(milestone=rule, course=course, figures=figures, today=day) if figures else None
    places = [one for one in places_of(session, plan.rep_id, rule.starts) if one.at <= at]
    reviewed = Gathered(session, plan, rule).reviewed([one.call for one in places if one.call is not None])
    may_not = coaching_only(session, places)
    calls = tuple(
        scored_call(
            one,
            rule,
            reviewed.get(one.call) if one.call is not None else None,
            coaching_only=one.id in may_not,
        )
        for one in places
    )
    return Case(milestone=rule, course=course, calls=calls, today=day)


def course_of(session: Session, plan: Plan, row: PlanMilestone, at: datetime) -> Course:
    """What happened to it since it was fixed: absences, the extension, a reason written by HR."""
    events = session.scalars(
        select(PlanEvent)
        .where(PlanEvent.plan_id == plan.id, PlanEvent.kind.in_(("extended", "reason_written")))
        .order_by(PlanEvent.id)
    ).all()
    mine = [one for one in events if one.document.get("milestone") == row.key]
    reasons = [str(one.document["why"]) for one in mine if one.kind == "reason_written"]
    zone = ZoneInfo(str(row.rule["zone"]))
    return Course(
        absences=absences_of(session, plan, at.astimezone(zone).date()),
        extended=any(one.kind == "extended" for one in mine),
        hr_reason=reasons[-1] if reasons else "",
    )


class Gathered:
    """What is known of reviewed calls, for one milestone: read once for all of them."""

    def __init__(self, session: Session, plan: Plan, rule: Milestone) -> None:
        self._session, self._plan, self._rule = session, plan, rule
        self._in_charge = in_charge_ever(session, plan)
        self._rubric = cache(self._read_rubric)
        self._cleared = cache(self._ask_clearance)

    def reviewed(self, calls: Sequence[int]) -> Mapping[int, Reviewed]:
        """By call, those that have a review."""
        facts = facts_of(self._session, calls)
        confirmed = {
            (one.confirmed_by, one.confirmed_at.date())
            for one in facts.values()
            if one.confirmed_by is not None and one.confirmed_at is not None
        }
        calibrated = calibrated_days(self._session, confirmed)
        return {call: self._one(known, calibrated) for call, known in facts.items()}

    def _one(self, known: CallFacts, calibrated: Set[tuple[int, date]]) -> Reviewed:
        rubric, confirmer = self._rubric(known.rubric_id), self._confirmer(known, calibrated)
        if known.state == "scored_by_person":
            return Reviewed(known, None, False, confirmer, rubric)
        return Reviewed(
            known, known.judge, self._cleared(known.rubric_id, known.judge_key), confirmer, rubric
        )

    def _confirmer(self, known: CallFacts, calibrated: Set[tuple[int, date]]) -> Confirmer | None:
        if known.state == "unconfirmed":
            return None
        if known.confirmed_by is None or known.confirmed_at is None:
            return "not_calibrated"  # the installation's token is nobody who was ever calibrated
        if known.confirmed_by == self._plan.rep_id:
            return "the_rep"
        if known.confirmed_by in self._in_charge:
            return "manager_in_charge"
        then = (known.confirmed_by, known.confirmed_at.date())
        return "calibrated" if then in calibrated else "not_calibrated"

    def _ask_clearance(self, rubric_id: int, key: str) -> bool:
        rubric = self._rubric(rubric_id)
        marks = [rubric.criterion_fingerprint(one) for one in criterion_keys(self._rule, rubric)]
        return bool(marks) and set(clearances_of(self._session, marks, key).values()) == {"pip"}

    def _read_rubric(self, rubric_id: int) -> Rubric:
        return Rubric.from_document(self._session.get_one(RubricVersion, rubric_id).document)


def in_charge_ever(session: Session, plan: Plan) -> set[int]:
    """Everybody who was in charge of the plan at some time."""
    handed = session.scalars(
        select(PlanEvent.document).where(PlanEvent.plan_id == plan.id, PlanEvent.kind == "handed_over")
    ).all()
    names = {str(one["before"]) for one in handed}
    before = session.scalars(select(Person.id).where(Person.public_id.in_(names))) if names else ()
    return {plan.manager_id, *before}


def export(case: Case) -> dict[str, object]:
    """The case as a file that `sidetone milestone` decides again."""
    return case.model_dump(mode="json", exclude_none=True)


def _figures(session: Session, plan: Plan, rule: Milestone, course: Course, day: date) -> Figures | None:
    """Imported figures of exactly the days of the window, as it lies after absences and the extension.

    Until the deadline those of as many days up to then; a count always begins with the window.
    """
    days = PlanDays(rule.starts, course.absences)
    dates = dates_of(rule, days, extended=course.extended)
    window = dates.window
    if day <= dates.deadline and not isinstance(rule.goal, ImportedCount):
        window = recent_days(rule, days, day)
    found: Figures | None = figures_for(session, plan.rep_id, rule.goal.of, window.first, window.last)
    return found
