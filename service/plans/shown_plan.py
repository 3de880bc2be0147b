"""A plan as its page shows it: everything worked out, so that the template only writes it down."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import day_in_words
from scoring.milestone.rule import Milestone
from scoring.plans.consistency import Consistency
from scoring.plans.papers.rules import rule_in_words
from scoring.plans.schedule import cadence_in_words
from scoring.plans.sections import PlanContent
from scoring.plans.smart import Pointed, check_plan
from service.db.tables import Membership, Person, Plan
from service.people.who import Who
from service.plans.attachments import attachments_for, may_remove
from service.plans.closing import obstacles
from service.plans.comparing import consistency_of
from service.plans.deciding import decisions_of, is_open_again, standing_decision
from service.plans.peers import peers_of
from service.plans.promises_shown import PromiseShown, promises_shown
from service.plans.proving import has_password
from service.plans.publishing import problems_before_publishing
from service.plans.queries import deadline_of, plan_page
from service.plans.rights import reads_for_hr
from service.plans.saying import RECEIPT
from service.plans.starting import milestones_of
from service.plans.telling import concern_readers
from service.plans.versions import content_of
from service.plans.views import CheckInView, MilestoneView, PlanPage, WordView
from service.web.charts import Chart, Point, Step

LOOKS = {
    "met": ("met", "good"),
    "on_track": ("on track", "good"),
    "at_risk": ("at risk", "short"),
    "not_met": ("not met", "short"),
    "insufficient_evidence": ("too early to say", "neutral"),
    "waiting": ("waiting", "neutral"),
}
PATH = (
    "the glide path to the target. A point looks back over its calls: it is held against the path at their"
    " middle day"
)
OUTCOMES = (
    ("passed", "Passed"),
    ("not_shown", "The data do not show “not met” (handled as passed, unless HR writes otherwise)"),
    ("not_met", "Not met"),
    ("withdrawn", "Withdrawn"),
    ("wrong_tool", "Stopped: a plan was the wrong tool"),
)
ASKED = {
    "root_cause": "What do you think is behind it?",
    "achievable": "Can the goals be reached in this time? If not, what could?",
    "support": "What support do you need?",
}
KINDS = {
    "root_cause": "Root cause",
    "achievable": "Achievable or not",
    "support": "Support needed",
    "request": "To be written in",
    "comment": "Comment",
    "concern": "Concern, for HR only",
}


@dataclass(frozen=True)
class GoalShown:
    """A milestone with its word, its look, and its chart."""

    goal: MilestoneView
    word: str
    look: str
    chart: Chart | None
    weeks: tuple[tuple[int, date, float], ...]
    may_decide: bool
    may_extend: bool


@dataclass(frozen=True)
class EndShown:
    """One way in which the plan could end, with what stands against it today."""

    outcome: str
    words: str
    refused: tuple[str, ...]
    needs_reason: tuple[str, ...]


@dataclass(frozen=True)
class FileShown:
    """A file beside the plan, and whether the reader may take it away."""

    id: str
    name: str
    about: str
    may_remove: bool


@dataclass(frozen=True)
class PlanShown:
    """What the page of a plan shows. `typed` is what was in a form that was refused, for `problems`.

    `rules`: how each milestone is decided, in words, by its key. `pointed` and `in_line` are for HR's review.
    """

    plan: PlanPage
    zone: str
    deadline: date | None
    goals: tuple[GoalShown, ...]
    next_meeting: CheckInView | None
    meetings: tuple[CheckInView, ...]
    yours: tuple[PromiseShown, ...]
    ours: tuple[PromiseShown, ...]
    words: tuple[WordView, ...]
    concerns: tuple[WordView, ...]
    rhythm: str
    receipt_text: str
    kinds: Mapping[str, str]
    asked: Mapping[str, str]
    ends: tuple[EndShown, ...]
    hinders: tuple[str, ...]
    rules: Mapping[str, tuple[str, ...]]
    pointed: tuple[tuple[str, Pointed], ...]
    in_line: Consistency | None
    managers: tuple[tuple[str, str], ...]
    files: tuple[FileShown, ...]
    told_to: tuple[str, ...]
    has_archive: bool
    outcome_words: str
    has_password: bool
    problems: tuple[str, ...] = ()
    typed: Mapping[str, str] | None = None

    def was(self, form: str, name: str, otherwise: str = "") -> str:
        """What was typed into that field of that form, where it was the one that was refused."""
        if self.typed is None or self.typed.get("form") != form:
            return otherwise
        return self.typed.get(name, otherwise)

    def may(self, step: str) -> bool:
        return step in self.plan.may


def shown_plan(
    session: Session,
    who: Who,
    plan: Plan,
    at: datetime,
    problems: tuple[str, ...] = (),
    typed: Mapping[str, str] | None = None,
) -> PlanShown:
    """The plan for whoever asks, who may see it."""
    found, content = plan_page(session, who, plan, at), content_of(session, plan)
    zone = content.monitoring.zone
    today = at.astimezone(ZoneInfo(zone)).date()
    planned = [one for one in found.check_ins if one.state == "planned" and not one.skipped]
    is_hr = found.part == "hr"
    return PlanShown(
        plan=found,
        zone=zone,
        deadline=deadline_of(session, plan, content, today),
        goals=goals_shown(session, plan, found.milestones, found.may, today),
        next_meeting=planned[0] if planned and plan.state != "closed" else None,
        meetings=tuple(one for one in found.check_ins if one not in planned[:1]),
        yours=promises_shown(one for one in found.commitments if one.side == "rep"),
        ours=promises_shown(one for one in found.commitments if one.side != "rep"),
        words=tuple(one for one in found.words if one.kind != "concern"),
        concerns=tuple(one for one in found.words if one.kind == "concern"),
        rhythm=cadence_in_words(content.monitoring.cadence),
        receipt_text=RECEIPT,
        kinds=KINDS,
        asked=ASKED,
        ends=_ends(session, plan, at) if "close" in found.may or "withdraw" in found.may else (),
        hinders=_hinders(session, plan, found, today),
        rules={one.key: rule_in_words(one.rule) for one in content.milestones if one.rule is not None},
        pointed=_pointed(session, plan, content, today) if "publish" in found.may else (),
        in_line=consistency_of(session, who, plan) if "publish" in found.may else None,
        managers=_managers(session, plan) if is_hr and "hand_over" in found.may else (),
        files=_files(session, who, plan, found),
        told_to=_told_to(session, plan) if "concern" in found.may else (),
        has_archive=is_hr and reads_for_hr(session, who, plan),
        outcome_words=_ended_as(plan),
        has_password=has_password(session, who),
        problems=problems,
        typed=typed,
    )


def goals_shown(
    session: Session, plan: Plan, milestones: Sequence[MilestoneView], may: Collection[str], today: date
) -> tuple[GoalShown, ...]:
    """The milestones with their charts: where each stood at every check-in, and today.

    `may`: what the reader can do now.
    """
    rows = {row.key: row for row in milestones_of(session, plan)}
    decides, extends = "decide" in may, "extend" in may
    shown = []
    for goal in milestones:
        row = rows[goal.key]
        kept = [(one.day, one.document) for one in decisions_of(session, row, final=False)]
        word, look = LOOKS.get(goal.status, (goal.status.replace("_", " "), "neutral"))
        standing = standing_decision(session, plan, row)
        undecided = standing is None or is_open_again(standing, extended=goal.extended)
        due = goal.dates is not None and goal.dates.decision_day <= today
        left_open = standing is not None and standing.status == "insufficient_evidence"
        shown.append(
            GoalShown(
                goal=goal,
                word=word,
                look=look,
                chart=_chart(goal, Milestone.model_validate(row.rule), kept, today),
                weeks=tuple(
                    (int(one["week"]), date.fromisoformat(one["last_day"]), float(one["target"]))
                    for one in goal.weekly
                ),
                may_decide=decides and due and undecided,
                may_extend=extends and left_open and not goal.extended,
            )
        )
    return tuple(shown)


def _ended_as(plan: Plan) -> str:
    """The outcome in words: of what was left open, whether it is handled as passed."""
    if plan.outcome != "not_shown":
        return dict(OUTCOMES).get(plan.outcome or "", "")
    otherwise = bool((plan.closing or {}).get("otherwise"))
    return "The data do not show “not met”" + ("" if otherwise else " (handled as passed)")


def _chart(
    goal: MilestoneView, rule: Milestone, kept: list[tuple[date, dict[str, Any]]], today: date
) -> Chart | None:
    """The path with what was found at each check-in. None where nothing was found yet and nothing asked."""
    points = [point for day, one in kept if (point := _point(day, one)) is not None]
    if goal.value is not None:
        last = min(today, goal.dates.deadline) if goal.dates else today
        points = [one for one in points if one.day < last]
        points.append(Point(day=last, value=goal.value, low=goal.low, high=goal.high, n=goal.n or 0))
    path = tuple(
        Step(day=date.fromisoformat(str(one["last_day"])), value=float(one["target"])) for one in goal.weekly
    )
    if not points:
        return None
    level = getattr(rule.goal, "scale", "percent") == "level"
    is_count = rule.goal.kind in ("imported_count", "imported_average")
    highest = max([one.value for one in path] + [one.high or one.value or 0 for one in points])
    least = min([one.value for one in path] + [one.low or one.value or 0 for one in points])
    return Chart(
        points=tuple(points),
        label=goal.title,
        path=path,
        path_label=PATH if goal.reads_calls else "the glide path to the target",
        unit="" if level or is_count else "%",
        # From the ten below all of it: on a scale from 0 a range of some points is a line.
        lowest=1 if level else 0 if is_count else max(0, 10 * (int(least) // 10) - 10),
        highest=5 if level else highest * 1.1 if is_count else 100,
    )


def _point(day: date, document: dict[str, Any]) -> Point | None:
    estimate = document.get("estimate")
    if estimate is None:
        return None
    return Point(
        day=day,
        value=_number(estimate["value"]),
        low=estimate["low"],
        high=estimate["high"],
        n=estimate.get("n") or 0,
    )


def _number(value: object) -> float:
    """A number as decisions keep it: as such, or as a fraction in words such as "431/5"."""
    above, _, below = str(value).partition("/")
    return float(above) / float(below or 1)


def _ends(session: Session, plan: Plan, at: datetime) -> tuple[EndShown, ...]:
    found = []
    for outcome, words in OUTCOMES:
        stands = obstacles(session, plan, outcome, at)
        found.append(EndShown(outcome, words, stands.refused, stands.needs_reason))
    return tuple(found)


def _hinders(session: Session, plan: Plan, found: PlanPage, today: date) -> tuple[str, ...]:
    if found.part == "rep" or plan.state not in ("draft", "hr_review"):
        return ()
    return tuple(problems_before_publishing(session, plan, content_of(session, plan), today))


def _pointed(
    session: Session, plan: Plan, content: PlanContent, today: date
) -> tuple[tuple[str, Pointed], ...]:
    titles = {one.key: one.title for one in content.milestones}
    found = check_plan(content, peers_of(session, plan, content, today))
    return tuple((titles[key], one) for key, pointed in found.items() for one in pointed)


def _managers(session: Session, plan: Plan) -> tuple[tuple[str, str], ...]:
    rows = session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.role == "manager",
            Membership.until.is_(None),
            Person.id.notin_((plan.rep_id, plan.manager_id)),
            Person.left_at.is_(None),
        )
        .order_by(Person.name)
        .distinct()
    )
    return tuple((row.public_id, row.name) for row in rows)


def _told_to(session: Session, plan: Plan) -> tuple[str, ...]:
    """By name, who reads what the rep tells HR alone."""
    ids = concern_readers(session, plan)
    asked = select(Person.name).where(Person.id.in_(ids), Person.left_at.is_(None)).order_by(Person.name)
    return tuple(session.scalars(asked))


def _files(session: Session, who: Who, plan: Plan, found: PlanPage) -> tuple[FileShown, ...]:
    rows = attachments_for(session, who, plan)
    return tuple(
        FileShown(
            row.public_id,
            row.name,
            f"{row.kind.replace('_', ' ')}, {day_in_words(row.added_at.date())}, "
            f"for {', '.join(row.seen_by)}",
            may_remove(session, who, plan, row),
        )
        for row in rows
    )
