"""From the manager's desk over HR's to the rep's: handing in, sending back, publishing, delivering."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.plans.sections import PlanContent, missing_parts
from scoring.plans.templates import TEMPLATES
from scoring.plans.working_days import add_working_days
from service.db.tables import Person, Plan, TeamRules
from service.errors import Conflict, NotAllowed, Unprocessable
from service.frame.rules import fix_rule
from service.frame.sample_views import NewRule
from service.house import house_of
from service.people.queries import team_at
from service.people.who import Who
from service.plans.cases import criterion_keys
from service.plans.drafting import needs_reason
from service.plans.forecasting import Foreseen, foresee
from service.plans.judges import judge_cleared, rubric_named
from service.plans.moments import Moment
from service.plans.rights import Part, in_charge_of_open_plan, needs_part
from service.plans.signing import sign
from service.plans.states import happened, needs_state, step
from service.plans.versions import content_of, day_in, version_row

SAY_DAYS = 5
"""Working days in which the rep answers before the plan runs."""
SHORTEST_CALL = 60.0
COMPLEX = {goal.key for one in TEMPLATES.values() if one.complex_skill for goal in one.goals}
"""Figures that rest on a skill of which 30 days show nothing, such as the close rate."""
RULE_AFTER = timedelta(weeks=20)
"""How long after the deadline the rep's own draw rate still holds: extension, absences, settling."""


class Delivery(BaseModel):
    """The talk in which the plan was handed over. Never by mail or chat."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "how": "in_person",
                    "at": "2026-11-20T14:00:00+01:00",
                    "there": ["Ana", "Sam", "Hana"],
                    "summary": "We went through each section. Ana asked what counts as a dated next step.",
                }
            ]
        },
    )

    how: Literal["in_person", "video"]
    at: Moment
    there: list[str] = Field(min_length=2, max_length=20, description="Who was there, by name.")
    summary: str = Field(min_length=1, max_length=4000, description="What was said; the rep gets it.")


def submit(session: Session, who: Who, plan: Plan) -> None:
    """The manager hands the draft to HR."""
    needs_part(session, who, plan, "manager", "hr")
    step(session, who, plan, "submitted", number=plan.newest)


def send_back(session: Session, who: Who, plan: Plan, why: str) -> None:
    """HR gives it back with what is to be changed; a plan that was delivered stays with HR."""
    needs_part(session, who, plan, "hr")
    needs_reason(why, "what has to be changed")
    step(session, who, plan, "sent_back", why=why.strip())


def problems_before_publishing(session: Session, plan: Plan, content: PlanContent, today: date) -> list[str]:
    """What keeps HR from publishing, one line each. Empty: nothing does."""
    return _problems(session, plan, content, today, foresee(session, plan, content, today))


def _problems(
    session: Session, plan: Plan, content: PlanContent, today: date, foreseen: Sequence[Foreseen]
) -> list[str]:
    found = [f"{one.part}: missing: {one.why}" for one in missing_parts(content)]
    found += _outcome_rule(content)
    for one in foreseen:
        found += [f"{one.title}: {line}" for line in one.refused]
    found += _dates(session, plan, content, today)
    return found + _judges(session, content)


def publish(session: Session, who: Who, plan: Plan, at: datetime) -> None:
    """HR publishes: complete, able to decide, and with the draw rate its milestones need. Raises Conflict."""
    needs_part(session, who, plan, "hr")
    if in_charge_of_open_plan(session, who.person, plan.rep_id):
        raise NotAllowed("You are in charge of this plan.", "Somebody else in HR has to publish it.")
    needs_state(plan, "hr_review")
    content, today = content_of(session, plan), day_in(session, plan, at)
    foreseen = foresee(session, plan, content, today)
    problems = _problems(session, plan, content, today, foreseen)
    if problems:
        raise Conflict(
            "The plan cannot be published as it is.", "\n".join(problems), code="not_ready", problems=problems
        )
    plan.hr_id, plan.published_at = who.person, at
    step(session, who, plan, "published", number=plan.newest)
    _sign_version(session, who, plan, "published", "hr")
    _fix_draw_rate(session, who, plan, content, foreseen, today)


def check_again(
    session: Session, who: Who, plan: Plan, before: PlanContent, content: PlanContent, today: date
) -> None:
    """Refuses a change by which the plan could not have been published; draws more where it needs more."""
    asked, foreseen = foresee(session, plan, before, today), foresee(session, plan, content, today)
    known = _problems(session, plan, before, today, asked)
    problems = [one for one in _problems(session, plan, content, today, foreseen) if one not in known]
    if problems:
        raise Conflict(
            "Changed so, the plan could not have been published.",
            "\n".join(problems),
            code="not_ready",
            problems=problems,
        )
    if _draw_rate(foreseen) > _draw_rate(asked):
        _fix_draw_rate(session, who, plan, content, foreseen, today)


def deliver(session: Session, who: Who, plan: Plan, talk: Delivery, now: datetime) -> None:
    """Says that the plan was gone through with the rep: from now on they see it and can answer."""
    part = needs_part(session, who, plan, "manager", "hr")
    if talk.at > now:
        raise Unprocessable("That moment has not come yet.", "Deliver the plan first, then note it here.")
    if plan.published_at is not None and talk.at < plan.published_at:
        raise Unprocessable("Then the plan was not published yet.", "Only a published plan is delivered.")
    step(session, who, plan, "delivered", number=plan.newest, **talk.model_dump(mode="json"))
    plan.delivered_at = talk.at
    plan.say_until = add_working_days(day_in(session, plan, talk.at), SAY_DAYS, house_of(session).holidays)
    plan.receipt, plan.receipt_for = "none", None
    _sign_version(session, who, plan, "delivered", part)


def scores_count_from(session: Session, team_id: int) -> date | None:
    """From which day on scores of the team may enter plans. None: they are for coaching only."""
    return session.scalar(select(TeamRules.scores_count_from).where(TeamRules.team_id == team_id))


def _sign_version(session: Session, who: Who, plan: Plan, what: str, part: Part) -> None:
    row = version_row(session, plan)
    sign(session, who, plan, what, f"{plan.public_id}@{row.number}", row.fingerprint, part)


def _outcome_rule(content: PlanContent) -> list[str]:
    """One milestone decides, or all that do share the error; fixed here, before anybody knows a result."""
    deciding = [one for one in content.milestones if one.decides]
    if len(deciding) < 2 or content.outcome_rule == "error_split":
        return []
    return [
        f"milestones: {len(deciding)} of them decide. Let one decide and make the others signposts, or split "
        "the error among them."
    ]


def _dates(session: Session, plan: Plan, content: PlanContent, today: date) -> list[str]:
    found = []
    if content.starts is not None and content.starts < today:
        day = day_in_words(content.starts)
        found.append(f"starts: {day} lies in the past; the plan begins after it was delivered.")
    if content.days == 30 and content.short_reason == "" and _reads_a_skill(content):
        found.append(
            "days: 30 are too short for a skill such as this. Take 60 or 90, or write why 30 are enough."
        )
    on_calls = [one.rule for one in content.milestones if one.rule and one.rule.reads_calls and one.decides]
    count_from = _counts_from(session, plan, today)
    for rule in on_calls:
        if count_from is None or rule.window.first < count_from:
            since = "no day is set yet" if count_from is None else f"they do from {day_in_words(count_from)}"
            needed = day_in_words(rule.window.first)
            found.append(
                f"{rule.title}: the team's scores have to count for plans from {needed} on, and {since}. "
                "HR sets that day for the team."
            )
    return found


def _counts_from(session: Session, plan: Plan, today: date) -> date | None:
    """From which day on the rep's calls may count, in the plan's team and in the one they are in by now."""
    rep, noon = session.get_one(Person, plan.rep_id), datetime.combine(today, time(12), UTC)
    now_in = team_at(session, rep, noon)
    teams = {plan.team_id, now_in.id if now_in else plan.team_id}
    days = [scores_count_from(session, team) for team in teams]
    return None if None in days else max(day for day in days if day is not None)


def _judges(session: Session, content: PlanContent) -> list[str]:
    """A judge that is named in a deciding rule is cleared for plans on all that the rule reads."""
    found = []
    for one in content.milestones:
        if not one.decides or one.rule is None or not one.rule.reads_calls:
            continue
        rubric = rubric_named(session, one.rule.rubric)
        if rubric is None:
            found.append(f"{one.title}: there is no rubric {one.rule.rubric} here.")
        elif not (keys := criterion_keys(one.rule, rubric)):
            found.append(f"{one.title}: {one.rule.rubric} has nothing called {one.rule.goal.of}.")
        elif one.rule.judge and not judge_cleared(session, one.rule.judge, rubric, keys):
            found.append(
                f"{one.title}: {one.rule.judge} is not cleared for plans on {', '.join(keys)}. Leave the "
                "judge empty: then people score every call on an empty sheet."
            )
    return found


def _reads_a_skill(content: PlanContent) -> bool:
    """Whether it decides on something that is heard on calls, or that a template calls a complex skill."""
    decided = [one.rule for one in content.milestones if one.decides and one.rule]
    return any(rule.reads_calls or rule.goal.of in COMPLEX for rule in decided)


def _draw_rate(foreseen: Sequence[Foreseen]) -> int:
    """Calls a week that the most demanding milestone needs."""
    return max((one.a_week for one in foreseen), default=0)


def _fix_draw_rate(
    session: Session,
    who: Who,
    plan: Plan,
    content: PlanContent,
    foreseen: tuple[Foreseen, ...],
    today: date,
) -> None:
    """Fixes how many of the rep's calls are drawn a week, before the first of them is made."""
    wanted = _draw_rate(foreseen)
    if not wanted or content.starts is None or content.deadline is None:
        return
    rep = session.get_one(Person, plan.rep_id)
    name = rep.external_id or rep.email
    first = max(content.starts, today) - timedelta(days=max(content.starts, today).weekday())
    rule = NewRule.model_validate(
        {
            "calls": wanted,
            "shortest": SHORTEST_CALL,
            "from": first.isoformat(),
            "until": (content.deadline + RULE_AFTER).isoformat(),
            "rep": name,
        }
    )
    row = fix_rule(session, rule, who.actor)
    happened(session, who, plan, "draw_rate_fixed", rule=row.public_id, calls=wanted, from_week=row.from_week)
