"""Where a milestone stands: gathers the calls or figures it is about and asks the core. Nothing is stored."""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, datetime
from functools import cache, cached_property, partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.milestone.calls import ScoredCall
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
from service.db.tables import Person, Plan, PlanEvent, PlanMilestone
from service.metrics.queries import figures_for
from service.plans.cases import (
    Confirmer,
    Place,
    Reviewed,
    coaching_only,
    criterion_keys,
    places_of,
    scored_call,
)
from service.plans.changing import days_away
from service.plans.reading import Reading
from service.reviews.counting import CallFacts
from service.rubrics.forms import forms_of


def look(session: Session, plan: Plan, row: PlanMilestone, at: datetime) -> Decision | None:
    """The milestone at that moment; None where it is about imported figures and there are none yet."""
    case = case_of(session, plan, row, at)
    return None if case is None else decide(case)


def looks(
    session: Session, plan: Plan, at: datetime, reading: Reading | None = None
) -> list[tuple[PlanMilestone, Decision | None]]:
    """All milestones at that moment. `reading`: what was read of the plan already."""
    reading = reading or Reading(session, plan)
    gathered = Gathered(session, plan, at, reading)
    cases = [(row, _case(session, plan, row, gathered)) for row in reading.milestones]
    return [(row, None if case is None else decide(case)) for row, case in cases]


def case_of(session: Session, plan: Plan, row: PlanMilestone, at: datetime) -> Case | None:
    """Everything the milestone rests on, as `sidetone milestone` reads it. None without imported figures."""
    return _case(session, plan, row, Gathered(session, plan, at))


def _case(session: Session, plan: Plan, row: PlanMilestone, gathered: "Gathered") -> Case | None:
    rule = Milestone.model_validate(row.rule)
    day = gathered.at.astimezone(ZoneInfo(rule.zone)).date()
    course = gathered.course(row, day)
    if not rule.reads_calls:
        figures = _figures(session, plan, rule, course, day)
        return Case(milestone=rule, course=course, figures=figures, today=day) if figures else None
    return Case(milestone=rule, course=course, calls=gathered.calls(rule), today=day)


def course_of(session: Session, plan: Plan, row: PlanMilestone, at: datetime) -> Course:
    """What happened to it since it was fixed: absences, the extension, a reason written by HR."""
    day = at.astimezone(ZoneInfo(str(row.rule["zone"]))).date()
    return Gathered(session, plan, at).course(row, day)


class Seen(NamedTuple):
    """Calls of the rep, with what is known of them: the same for every milestone."""

    places: Sequence[Place]
    facts: Mapping[int, CallFacts]
    calibrated: Set[tuple[int, date]]
    coaching_only: Set[str]
    forms: Mapping[int, Rubric]


class Gathered:
    """What a plan's milestones rest on at a moment, each kind read once for all of them."""

    def __init__(self, session: Session, plan: Plan, at: datetime, reading: Reading | None = None) -> None:
        self.at = at
        self._session, self._plan = session, plan
        self._reading = reading = reading or Reading(session, plan)
        self._absences = cache(lambda day: days_away(plan, reading.absences, day))
        # No cache of an own method: the cycle would keep the rows after the answer.
        self._seen: dict[date, Seen] = {}
        self._marks: dict[int, Mapping[str, str]] = {}
        self._given: dict[tuple[int, str], Mapping[str, str]] = {}

    def course(self, row: PlanMilestone, day: date) -> Course:
        """What happened to the milestone up to that day."""
        mine = [one for one in self._reading.events if one.document.get("milestone") == row.key]
        reasons = [str(one.document["why"]) for one in mine if one.kind == "reason_written"]
        return Course(
            absences=self._absences(day),
            extended=any(one.kind == "extended" for one in mine),
            hr_reason=reasons[-1] if reasons else "",
        )

    def calls(self, rule: Milestone) -> tuple[ScoredCall, ...]:
        """The rep's calls as that milestone reads them."""
        if rule.starts not in self._seen:
            self._seen[rule.starts] = self._see(rule.starts)
        seen = self._seen[rule.starts]
        cleared = cache(partial(self._is_cleared, rule, seen))
        return tuple(
            scored_call(
                one,
                rule,
                None if one.call is None else self._reviewed(one.call, seen, cleared),
                coaching_only=one.id in seen.coaching_only,
            )
            for one in seen.places
        )

    @cached_property
    def _in_charge(self) -> set[int]:
        return in_charge_ever(self._session, self._plan, self._reading.events)

    def _see(self, since: date) -> Seen:
        places = [one for one in places_of(self._session, self._plan.rep_id, since) if one.at <= self.at]
        facts = self._reading.facts.of([one.call for one in places if one.call is not None])
        confirmed = {
            (one.confirmed_by, one.confirmed_at.date())
            for one in facts.values()
            if one.confirmed_by is not None and one.confirmed_at is not None
        }
        return Seen(
            places=places,
            facts=facts,
            calibrated=calibrated_days(self._session, confirmed),
            coaching_only=coaching_only(self._session, places),
            forms=forms_of(self._session, {one.rubric_id for one in facts.values()}),
        )

    def _reviewed(self, call: int, seen: Seen, cleared: Callable[[int, str], bool]) -> Reviewed | None:
        """None for a call without a review."""
        known = seen.facts.get(call)
        if known is None:
            return None
        rubric, confirmer = seen.forms[known.rubric_id], self._confirmer(known, seen.calibrated)
        if known.state == "scored_by_person":
            return Reviewed(known, None, False, confirmer, rubric)
        return Reviewed(known, known.judge, cleared(known.rubric_id, known.judge_key), confirmer, rubric)

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

    def _is_cleared(self, rule: Milestone, seen: Seen, rubric_id: int, key: str) -> bool:
        asked = criterion_keys(rule, seen.forms[rubric_id])
        if not asked:
            return False
        marks, given = self._words(seen, rubric_id), self._clearances(seen, rubric_id, key)
        return all(given[marks[one]] == "pip" for one in asked)

    def _words(self, seen: Seen, rubric_id: int) -> Mapping[str, str]:
        """Criterion → the fingerprint of its words, for every milestone the same."""
        if rubric_id not in self._marks:
            form = seen.forms[rubric_id]
            self._marks[rubric_id] = {one.key: form.criterion_fingerprint(one.key) for one in form.criteria}
        return self._marks[rubric_id]

    def _clearances(self, seen: Seen, rubric_id: int, key: str) -> Mapping[str, str]:
        """For what the judge of that key is cleared, by the fingerprints of the rubric's criteria."""
        if (rubric_id, key) not in self._given:
            marks = self._words(seen, rubric_id).values()
            self._given[rubric_id, key] = clearances_of(self._session, list(marks), key)
        return self._given[rubric_id, key]


def in_charge_ever(session: Session, plan: Plan, events: Sequence[PlanEvent]) -> set[int]:
    """Everybody who was in charge of the plan at some time, by what happened to it."""
    names = {str(one.document["before"]) for one in events if one.kind == "handed_over"}
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
