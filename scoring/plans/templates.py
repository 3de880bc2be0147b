"""Templates: what a plan for a common gap usually holds, for 30, 60 and 90 days.

A template is a beginning. It says nothing about this rep: numbers, causes and dates are filled in by people.
"""

from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from scoring.errors import BadInput
from scoring.plans.schedule import Cadence, Phase
from scoring.plans.sections import (
    Action,
    Days,
    Expectation,
    Line,
    Monitoring,
    Outcomes,
    PlanContent,
    PlannedMilestone,
    PlanPerson,
    Reason,
    Support,
    Text,
    Who,
)
from scoring.record import Record

TemplateKey = Literal["low_close_rate", "low_qa_score", "adherence"]


class Step(Record):
    """An action or a support of a template: due on a day of the plan, or done at a rhythm."""

    key: str
    what: str
    who: Who
    when: str = ""
    after: int | None = Field(default=None, description="due on that day of the plan")


class Goal(Record):
    """A goal of a template, its numbers left open."""

    key: str
    title: str
    area: str
    improvement: str
    measured_by: str
    decides: bool


class Template(Record):
    """A kind of gap. `complex_skill`: 30 days do not show whether it closed."""

    key: TemplateKey
    title: str
    about: str
    complex_skill: bool
    goals: tuple[Goal, ...]
    actions: tuple[Step, ...]
    support: tuple[Step, ...]
    ways: tuple[str, ...]
    phases: tuple[tuple[tuple[int, ...], int | None], ...]


class Draft(Record):
    """What is known before a template is filled in."""

    person: PlanPerson
    starts: date | None = None
    zone: str = "UTC"
    reason: Reason = Reason()
    rep_said: Text = ""
    severe: bool = Field(default=False, description="the employment may end if the plan is not met")


_COACHING = Step(
    key="coaching",
    what="Coach the rep one to one: one recorded call, one drill, one agreed action each time",
    who="manager",
    when="twice a week for the first 30 days, then weekly",
)

TEMPLATES: dict[TemplateKey, Template] = {
    template.key: template
    for template in (
        Template(
            key="low_close_rate",
            title="Low close rate",
            about="Calls end without a sale more often than the standard for the role.",
            complex_skill=True,
            goals=(
                Goal(
                    key="close_rate",
                    title="Close rate",
                    area="Close rate",
                    improvement="Follow the qualification steps and answer objections",
                    measured_by="Sales out of calls with an occasion to sell, imported with source and date",
                    decides=True,
                ),
                Goal(
                    key="objections",
                    title="Objections are asked about before they are answered",
                    area="Objection handling",
                    improvement="Ask what is behind an objection, then answer it",
                    measured_by="Random calls with an objection, confirmed by a person",
                    decides=False,
                ),
            ),
            actions=(
                Step(key="shadow", what="Shadow a rep who closes well", who="rep", when="4 hours a week"),
                Step(key="training", what="Complete the training on objections", who="rep", after=7),
                Step(key="checklist", what="Use the qualification checklist", who="rep", when="every call"),
                Step(
                    key="call_reviews",
                    what="Review 5 calls with the rep, with written feedback",
                    who="manager",
                    when="every week",
                ),
            ),
            support=(
                _COACHING,
                Step(key="training_time", what="Time off the phone for the training", who="manager", after=7),
                Step(key="mentor", what="A mentor from the team, with time for it", who="manager", after=5),
            ),
            ways=(
                "Close rate every week, with the number of calls it rests on",
                "QA score and criteria of random calls, with their likely range",
                "Whether the coached step was heard on this week's calls",
            ),
            phases=(((1, 4), 30), ((1,), None)),
        ),
        Template(
            key="low_qa_score",
            title="Low QA score",
            about="The QA score of random calls lies below the standard for the role.",
            complex_skill=True,
            goals=(
                Goal(
                    key="qa_score",
                    title="QA score",
                    area="QA score",
                    improvement="Follow the required steps of the call",
                    measured_by="Random calls of the deciding window, confirmed by a calibrated person",
                    decides=True,
                ),
                Goal(
                    key="disclosure",
                    title="Required statements are made",
                    area="Required statements",
                    improvement="Read the recording notice and the required statements in time",
                    measured_by="Random calls on which they were required, misses confirmed by a person",
                    decides=False,
                ),
                Goal(
                    key="wrap_up_notes",
                    title="Wrap-up notes are complete",
                    area="Wrap-up notes",
                    improvement="Finish the notes right after each call",
                    measured_by="Complete notes of all calls, imported with source and date",
                    decides=False,
                ),
            ),
            actions=(
                Step(
                    key="requirements",
                    what="Go through the required statements in a training session",
                    who="rep",
                    after=7,
                ),
                Step(
                    key="listen",
                    what="Listen to 3 calls of reps who do it well",
                    who="rep",
                    when="every week",
                ),
                Step(
                    key="notes",
                    what="Finish wrap-up notes within 2 minutes of the call",
                    who="rep",
                    when="every call",
                ),
                Step(
                    key="call_reviews",
                    what="Review 5 calls with the rep, with written feedback",
                    who="manager",
                    when="every week",
                ),
            ),
            support=(
                _COACHING,
                Step(
                    key="session",
                    what="A training session on the required statements",
                    who="manager",
                    after=7,
                ),
                Step(key="wrap_up_time", what="Two minutes between calls for notes", who="manager", after=3),
            ),
            ways=(
                "QA score of random calls every week, with its likely range",
                "Required statements: how many calls had them, how many did not",
                "Wrap-up notes that are complete, out of all calls",
            ),
            phases=(((2, 4), 30), ((2,), None)),
        ),
        Template(
            key="adherence",
            title="Schedule adherence",
            about="The rep is available for less of the scheduled time than the standard asks.",
            complex_skill=False,
            goals=(
                Goal(
                    key="adherence",
                    title="Schedule adherence",
                    area="Adherence",
                    improvement="Log in, take breaks and log out as scheduled",
                    measured_by="Adherence of each working day, imported with source and date",
                    decides=True,
                ),
            ),
            actions=(
                Step(key="reminders", what="Set reminders for login, breaks and logout", who="rep", after=3),
                Step(
                    key="schedule",
                    what="Go through the schedule and its reasons together",
                    who="manager",
                    after=3,
                ),
                Step(
                    key="say_early",
                    what="Say before the shift when something stands in the way",
                    who="rep",
                    when="every working day",
                ),
            ),
            support=(
                Step(
                    key="shift",
                    what="Look at another shift if the schedule is the problem",
                    who="manager",
                    after=14,
                ),
                Step(
                    key="recovery",
                    what="Agree on what to do after a hard call, so that breaks need not stretch",
                    who="manager",
                    after=7,
                ),
                Step(
                    key="report",
                    what="Show the rep the adherence of the day before",
                    who="manager",
                    when="every working day",
                ),
            ),
            ways=(
                "Adherence of each working day, the day after",
                "Login, breaks, logout and total available time every week",
            ),
            phases=(((0, 1, 2, 3, 4), 14), ((1,), None)),
        ),
    )
}

_MET = (
    "The plan is closed as passed, and the rep goes on like everybody else. That it was passed is written "
    "down and said. We look together at how it goes after 30 and after 60 days."
)
_PARTLY = (
    "Where the evidence does not say whether a goal was met, the plan is extended once, as agreed in the "
    "milestone. If it is still open then, it is closed as: the data do not show that it was not met."
)
_NOT_MET = (
    "HR and the manager decide with the rep what follows: more support, another role, or a formal step."
)
_SEVERE = " The employment may end."


def plan_from_template(key: TemplateKey, days: Days, draft: Draft, short_reason: str = "") -> PlanContent:
    """A plan of that many days, with goals to be filled in.

    Raises BadInput where 30 days are asked for a complex skill without a reason.
    """
    template = TEMPLATES[key]
    refuse_too_short(template, days, short_reason)
    return PlanContent(
        title=f"Performance improvement plan: {_inside(template.title)}",
        person=draft.person,
        starts=draft.starts,
        days=days,
        short_reason=short_reason,
        reason=draft.reason,
        expectations=tuple(
            Expectation(area=goal.area, improvement=goal.improvement) for goal in template.goals
        ),
        milestones=tuple(_milestone(goal, days, draft.starts) for goal in template.goals),
        actions=tuple(_action(step, days, draft.starts) for step in template.actions),
        support=tuple(_support(step, days, draft.starts) for step in template.support),
        monitoring=Monitoring(ways=template.ways, cadence=_cadence(template, days), zone=draft.zone),
        outcomes=_outcomes(template, draft),
        severe=draft.severe,
        rep_said=draft.rep_said,
    )


def _inside(title: str) -> str:
    """The title inside a sentence: "low QA score"."""
    return title[:1].lower() + title[1:]


def refuse_too_short(template: Template, days: Days, short_reason: str) -> None:
    """Raises BadInput for 30 days and a complex skill, unless somebody writes why that is enough."""
    if days == 30 and template.complex_skill and not short_reason.strip():
        raise BadInput(
            f"30 days are too short to show a change in a complex skill ({_inside(template.title)}).",
            "Choose 60 or 90 days, or write why 30 are enough here.",
        )


def _milestone(goal: Goal, days: int, starts: date | None) -> PlannedMilestone:
    return PlannedMilestone(
        key=goal.key,
        title=goal.title,
        wording="",
        measured_by=goal.measured_by,
        decides=goal.decides,
        deadline=None if starts is None else starts + timedelta(days=days - 1),
    )


def _action(step: Step, days: int, starts: date | None) -> Action:
    return Action(key=step.key, what=step.what, who=step.who, when=step.when, due=_due(step, days, starts))


def _support(step: Step, days: int, starts: date | None) -> Support:
    return Support(key=step.key, what=step.what, who=step.who, when=step.when, due=_due(step, days, starts))


def _due(step: Step, days: int, starts: date | None) -> date | None:
    """The day it is due. What has to come early comes as early in a long plan as in a short one."""
    if step.after is None or starts is None:
        return None
    return starts + timedelta(days=min(step.after, days) - 1)


def _cadence(template: Template, days: int) -> Cadence:
    phases = tuple(
        Phase(weekdays=weekdays, until_day=until)
        for weekdays, until in template.phases
        if until is None or until < days
    )
    return Cadence(phases=phases if days > 30 else _to_the_end(template))


def _to_the_end(template: Template) -> tuple[Phase, ...]:
    """For 30 days: the first rhythm for as long as it lasts, which may be all of it."""
    (first, until), *rest = template.phases
    if until is None or until >= 30:
        return (Phase(weekdays=first),)
    return (Phase(weekdays=first, until_day=until), *(Phase(weekdays=weekdays) for weekdays, _ in rest))


def _outcomes(template: Template, draft: Draft) -> Outcomes:
    deciding: Line = next(goal.title for goal in template.goals if goal.decides)
    return Outcomes(
        if_met=_MET,
        if_partly=_PARTLY,
        if_not_met=_NOT_MET + (_SEVERE if draft.severe else ""),
        deciding=f"{deciding} decides the plan; the other goals are signposts and decide nothing.",
    )
