"""The parts of a plan as they are written, versioned and signed."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, StringConstraints, model_validator

from scoring.milestone.exact import Day, Zone
from scoring.milestone.rule import Milestone
from scoring.plans.schedule import DEFAULT_CADENCE, Cadence
from scoring.record import Record, fingerprint

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
"""One line of text. It may be empty while a plan is being drafted."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=6000)]
"""Some paragraphs."""
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""What a part is called where versions are compared: it stays while its words change."""

Times = Annotated[
    int | None, Field(default=None, ge=1, le=200, description="how often in all; null: once, or not counted")
]
Who = Literal["rep", "manager", "hr", "other"]
Days = Literal[30, 60, 90]


class Audience(StrEnum):
    """Who reads."""

    REP = "rep"
    MANAGER = "manager"
    HR = "hr"


class PlanPerson(Record):
    """Whom the plan is for, and who answers for it. Ids are those of the HR system."""

    name: Line
    employee_id: Line = ""
    department: Line = ""
    job_title: Line = ""
    manager: Line = ""
    hr: Line = Field(default="", description="the person in HR who publishes and closes")


class Quote(Record):
    """A sentence of a call that shows what is meant."""

    text: Text
    call: Line = Field(default="", description="public id of the call")
    sentence: Line = ""
    when: Line = ""


class Fact(Record):
    """One thing that the data say, with where it comes from. Never a bare number."""

    text: Line
    figure: Line = Field(default="", description='in words, with range and n: "71, likely 66–76, 12 calls"')
    period: Line = ""
    source: Line = ""
    quotes: tuple[Quote, ...] = Field(default=(), max_length=10)


class Reason(Record):
    """Why there is a plan."""

    summary: Text = ""
    facts: tuple[Fact, ...] = Field(default=(), max_length=20)
    root_cause: Text = ""
    standards: Text = Field(default="", description="the standard that applies to everybody in the role")
    earlier_talks: Text = Field(default="", description="when it was said before, and what was agreed")
    since: Day | None = Field(default=None, description="since when the gap is documented")


class Expectation(Record):
    """A row of the table of expectations."""

    area: Line
    current: Line = ""
    expected: Line = ""
    improvement: Line = ""


class WeeklyTarget(Record):
    """Where the plan expects the rep at the end of a week: a signpost, which decides nothing."""

    week: int = Field(ge=1, le=53)
    last_day: Day
    target: Line


class PlannedMilestone(Record):
    """A measurable goal. `rule` is what decides it, fixed when the plan starts; null: it is a signpost."""

    key: Key
    title: Line
    wording: Line = Field(description='"Raise the enrolment rate from 12 % to 20 % by 31 March 2026"')
    measured_by: Line = ""
    deadline: Day | None = None
    decides: StrictBool = True
    weekly: tuple[WeeklyTarget, ...] = Field(default=(), max_length=53)
    a_week: int | None = Field(
        default=None,
        ge=1,
        le=5000,
        description="calls or cases a week, as HR declares them where the call log or the figures hold none",
    )
    rule: Milestone | None = None


class Action(Record):
    """Something somebody does: what, who, and by when or how often."""

    key: Key
    what: Line
    who: Who = "rep"
    name: Line = ""
    when: Line = Field(default="", description='"twice a week", "every call"; else `due`')
    due: Day | None = None
    times: Times = None


class Support(Record):
    """Something the company gives: training, time, a mentor, a tool."""

    key: Key
    what: Line
    who: Who = "manager"
    name: Line = ""
    when: Line = ""
    due: Day | None = None
    times: Times = None


class Monitoring(Record):
    """How progress is seen, and when people meet."""

    ways: tuple[Line, ...] = Field(default=(), max_length=20)
    cadence: Cadence = DEFAULT_CADENCE
    zone: Zone = "UTC"
    mid_point: Day | None = None
    final: Day | None = None


class Outcomes(Record):
    """What happens at the end, said at the beginning."""

    if_met: Text = ""
    if_partly: Text = ""
    if_not_met: Text = ""
    deciding: Text = Field(default="", description="how the milestones together become the outcome")


class PlanContent(Record):
    """A plan as it is written. `hr_only` is seen by HR alone; everything else by the rep too."""

    schema_version: Literal[1] = 1
    title: Line = "Performance improvement plan"
    person: PlanPerson
    issued: Day | None = None
    starts: Day | None = None
    days: Days = 60
    short_reason: Text = Field(default="", description="why 30 days are enough for a complex skill")
    reason: Reason = Reason()
    expectations: tuple[Expectation, ...] = Field(default=(), max_length=20)
    milestones: tuple[PlannedMilestone, ...] = Field(default=(), max_length=10)
    actions: tuple[Action, ...] = Field(default=(), max_length=40)
    support: tuple[Support, ...] = Field(default=(), max_length=40)
    monitoring: Monitoring = Monitoring()
    outcomes: Outcomes = Outcomes()
    severe: StrictBool = Field(default=False, description="the employment may end: *not met* needs .95")
    outcome_rule: Literal["one_decides", "error_split"] = Field(
        default="one_decides", description="one milestone decides, or all that decide share the error"
    )
    cycle_days: int | None = Field(
        default=None, ge=1, le=2000, description="from first call to a closed sale, the usual number of days"
    )
    rep_said: Text = Field(default="", description="what the rep said about it in earlier talks")
    hr_only: Text = ""

    @property
    def deadline(self) -> Day | None:
        """The last day of the plan: day `days`, the first being day 1."""
        return None if self.starts is None else self.starts + timedelta(days=self.days - 1)

    @property
    def zone(self) -> Zone:
        """By which clocks the days of the plan are counted."""
        return self.monitoring.zone

    def fingerprint(self) -> str:
        """The hash that is signed: of all that both sides see. A note for HR alone does not change it."""
        found = self.model_dump(mode="json", exclude={"hr_only"})
        # Left out while nobody gave it: plans that were signed before there was the field keep their hash.
        for part, name in ((found, "cycle_days"), *((one, "a_week") for one in found["milestones"])):
            if part[name] is None:
                del part[name]
        return fingerprint(found)

    @model_validator(mode="after")
    def _keys_once(self) -> Self:
        for part in ("milestones", "actions", "support"):
            keys = [one.key for one in getattr(self, part)]
            if twice := sorted({key for key in keys if keys.count(key) > 1}):
                raise ValueError(f'{part}: the key "{twice[0]}" is there twice')
        return self


class Missing(Record):
    """A part without which a plan is not complete."""

    part: str
    why: str


def missing_parts(content: PlanContent) -> tuple[Missing, ...]:
    """What has to be written before HR can publish. Empty: the plan is complete."""
    return (*_who_and_why(content), *_what_and_how(content), *_when_and_then(content))


def _who_and_why(content: PlanContent) -> list[Missing]:
    person, reason = content.person, content.reason
    checks = (
        (person.name, "person", "the name of the rep"),
        (person.manager, "person", "the manager in charge"),
        (person.hr, "person", "who in HR answers for the plan"),
        (content.starts, "person", "the day the plan starts"),
        (reason.summary, "reason", "what the plan is about, in words"),
        (reason.facts, "reason", "at least one fact, with its figure and source"),
        (all(fact.figure or fact.quotes for fact in reason.facts), "reason",
         "a figure or a quoted sentence for each fact"),
        (all(fact.source for fact in reason.facts), "reason", "where each fact comes from"),
        (reason.standards, "reason", "the standard that applies to everybody in the role"),
        (reason.earlier_talks, "reason", "when it was said before"),
    )  # fmt: skip
    return _absent(checks)


def _what_and_how(content: PlanContent) -> list[Missing]:
    rows, milestones = content.expectations, content.milestones
    checks = (
        (rows, "expectations", "at least one area with its current and expected value"),
        (all(row.current and row.expected and row.improvement for row in rows), "expectations",
         "current, expected and improvement in each row"),
        (milestones, "milestones", "at least one measurable goal"),
        (any(one.decides for one in milestones) or not milestones, "milestones",
         "one that decides; the others are signposts"),
        (all(one.rule for one in milestones if one.decides), "milestones",
         "the rule of each one that decides"),
        (all(one.wording for one in milestones), "milestones", "each one in words"),
        (all(one.deadline for one in milestones), "milestones", "a deadline for each"),
        (content.actions, "actions", "what is done, by whom and by when"),
        (all(one.when or one.due for one in content.actions), "actions", "when each action is done"),
        (content.support, "support", "what the company gives: a plan without support is no plan"),
        (_of_manager(content), "support",
         "something that the manager promises"),
    )  # fmt: skip
    return _absent(checks)


def _when_and_then(content: PlanContent) -> list[Missing]:
    outcomes = content.outcomes
    checks = (
        (content.monitoring.ways, "monitoring", "how progress is seen"),
        (outcomes.if_met, "outcomes", "what happens if the goals are met"),
        (outcomes.if_not_met, "outcomes", "what happens if they are not"),
        (outcomes.deciding or len([one for one in content.milestones if one.decides]) < 2, "outcomes",
         "how several milestones together become the outcome"),
    )  # fmt: skip
    return _absent(checks)


def _of_manager(content: PlanContent) -> bool:
    promised = [*(one.who for one in content.actions), *(one.who for one in content.support)]
    return "manager" in promised


def _absent(checks: tuple[tuple[object, str, str], ...]) -> list[Missing]:
    return [Missing(part=part, why=why) for there, part, why in checks if not there]
