"""The plans of the demo: Leo's, which runs, and Mia's, which Sam is still writing."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from statistics import fmean

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.milestone.goals import MeanGoal, Scale
from scoring.milestone.rule import AgreedExtension, Baseline, Milestone, Window
from scoring.plans.fit import Answers
from scoring.plans.schedule import DEFAULT_CADENCE
from scoring.plans.sections import (
    Action,
    Expectation,
    Fact,
    Monitoring,
    Outcomes,
    PlanContent,
    PlannedMilestone,
    PlanPerson,
    Reason,
    Support,
)
from service.db.tables import Person, Plan
from service.demo.calls import ZONE
from service.demo.people import Staff
from service.plans import check_ins, commitments, drafting, publishing, saying, starting
from service.plans.check_ins import Held, NoteText
from service.plans.occasions import settled_calls
from service.plans.publishing import Delivery

DAYS = 60
BASELINE = timedelta(days=90)
"""How far back a baseline looks."""
QUESTIONS: tuple[saying.Kind, ...] = ("root_cause", "achievable", "support")
"""What a rep is asked before the plan runs."""
TARGET = 70


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def answers(since: date) -> Answers:
    """The check for which a plan is the right tool: a skill that was spoken about before."""
    return Answers.model_validate(
        {
            "cause": "skill",
            "can_fix": "yes",
            "expectations": "yes",
            "tools": "yes",
            "said_before": "yes",
            "gap_since": since.isoformat(),
            "outside": "no",
            "role_fits": "yes",
            "want_to_keep": "yes",
        }
    )


def baseline_of(staff: Staff, rep: str, day: date) -> Baseline:
    """The mean QA score of the rep's random calls before that day, of those that people confirmed."""
    with staff.database.read() as session:
        calls = settled_calls(session, staff.keys[rep], day - BASELINE, day - timedelta(days=1))
        scores = [one.facts.scorecard.qa_score.value for one in calls]
    found = [value for value in scores if value is not None]
    return Baseline(value=Fraction(round(fmean(found))), n=len(found), day=day)


def content(rep: str, starts: date, base: Baseline) -> PlanContent:
    """The plan as its manager writes it: the QA score of random calls, 60 days, both sides' promises."""
    deadline = starts + timedelta(days=DAYS - 1)
    now_at, day = f"{int(base.value)}", day_in_words(deadline)
    rule = Milestone(
        title="QA score",
        goal=MeanGoal(
            kind="mean", of="qa_score", scale=Scale.PERCENT, target=Fraction(TARGET), team_sd=Fraction(13)
        ),
        starts=starts,
        window=Window(first=deadline - timedelta(days=27), last=deadline),
        deadline=deadline,
        zone=ZONE,
        dispute_days=5,
        baseline=base,
        rubric="b2b-discovery@1",
        extension=AgreedExtension(calls=12, days=28),
    )
    return PlanContent(
        person=PlanPerson(name=rep, employee_id=rep.lower(), manager="Sam", hr="Hana"),
        starts=starts,
        days=DAYS,
        reason=Reason(
            summary="Calls end without a dated next step, and objections are answered before they are heard.",
            facts=(
                Fact(
                    text="QA score", figure=f"{now_at}, {base.n} random calls", source="random calls, drawn"
                ),
            ),
            standards=f"A QA score of {TARGET} for everybody in their first year.",
            earlier_talks="Two talks in the quarter before, each with two calls that both listened to.",
        ),
        expectations=(
            Expectation(
                area="QA score", current=now_at, expected=str(TARGET), improvement="Agree on a dated step"
            ),
        ),
        milestones=(
            PlannedMilestone(
                key="qa_score",
                title="QA score",
                wording=f"Raise the average QA score of random calls from {now_at} to {TARGET} by {day}",
                measured_by="Random calls that a person scored",
                deadline=deadline,
                rule=rule,
            ),
        ),
        actions=(
            Action(key="own_calls", what="Listen to three own calls", when="every week"),
            Action(key="day_first", what="Name a day before hanging up", when="every call"),
        ),
        support=(
            Support(key="coaching", what="A coaching session", who="manager", when="twice a week"),
            Support(
                key="training",
                what="A training session on next steps",
                who="manager",
                due=starts + timedelta(days=14),
            ),
        ),
        monitoring=Monitoring(ways=("Random calls each week",), cadence=DEFAULT_CADENCE, zone=ZONE),
        outcomes=Outcomes(
            if_met="The plan is closed.",
            if_not_met="HR and the manager decide what follows.",
            deciding="The QA score decides.",
        ),
    )


def draft(staff: Staff, rep: str, starts: date, at: datetime) -> str:
    """A plan that Sam begins; its public id."""
    sam, base = staff.who("Sam"), baseline_of(staff, rep, at.date())
    with staff.database.write() as session:
        person = session.get_one(Person, staff.keys[rep])
        check = drafting.check_fit(session, sam, person, answers(at.date() - timedelta(days=90)), at.date())
        return drafting.begin(session, sam, check, content(rep, starts, base), None, at).public_id


def start_running(staff: Staff, rep: str, starts: date) -> str:
    """A plan that was published, delivered, answered by its rep, and started on that day."""
    sam, hana, own = (staff.who(name) for name in ("Sam", "Hana", rep))
    drafted, published, delivered = (noon(starts - timedelta(days=days)) for days in (12, 9, 7))
    name = draft(staff, rep, starts, drafted)
    with staff.database.write() as session:
        plan = plan_of(session, name)
        publishing.submit(session, sam, plan)
        publishing.publish(session, hana, plan, published)
    with staff.database.write() as session:
        plan = plan_of(session, name)
        talk = Delivery(
            how="in_person", at=delivered, there=[rep, "Sam"], summary="Gone through it together."
        )
        publishing.deliver(session, sam, plan, talk, delivered)
        for kind in QUESTIONS:
            word = saying.say(
                session, own, plan, kind, "I see it too, and I want to work on it.", delivered.date()
            )
            saying.answer(session, sam, plan, word, "Thank you; I keep two hours a week for it.")
        starting.start(session, sam, plan, starts, starts)
    return name


def hold_check_ins(staff: Staff, name: str, rep: str, at: datetime) -> None:
    """Sam held the meetings until today, but for one; what was promised was done, but for the last week."""
    sam, own = staff.who("Sam"), staff.who(rep)
    with staff.database.write() as session:
        plan = plan_of(session, name)
        over = [row for row in check_ins.check_ins_of(session, plan) if row.at + timedelta(hours=1) < at]
        for number, row in enumerate(over):
            if number == 1:
                check_ins.skip(session, sam, plan, row, "Sam was at a customer's all day.")
                continue
            text = NoteText(
                helped="Writing the day down before the call.",
                action="Ask for a day before saying goodbye.",
                drill="Closing a call with a day, five times in role-play.",
            )
            took = Held(at=row.at, present=[rep, "Sam"], text=text)
            check_ins.hold(session, sam, plan, row, took, row.at + timedelta(hours=1))
        for promise in commitments.promises_of(session, plan):
            if promise.due < at.date() - timedelta(days=7):
                side = own if promise.side == "rep" else sam
                commitments.settle(session, side, plan, promise, "done", "")
        saying.take_receipt(session, own, plan, "given", plan.newest)


def plan_of(session: Session, name: str) -> Plan:
    return session.scalars(select(Plan).where(Plan.public_id == name)).one()
