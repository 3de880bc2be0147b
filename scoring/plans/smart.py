"""Is a goal specific, measurable, within reach, the rep's own, and dated? If not: a better wording.

It reads the wording and the numbers of one goal. It points; people decide. What it cannot know (whether a
goal matters) it does not judge.
"""

from fractions import Fraction

from pydantic import Field

from scoring.formats import day_in_words, plain
from scoring.milestone.exact import Day, Exact
from scoring.milestone.goals import CountGoal, Direction
from scoring.plans.goal_words import (
    VAGUE,
    about_a_person,
    has_date,
    has_number,
    is_closed_business,
    vague_words,
)
from scoring.plans.sections import PlanContent, PlannedMilestone
from scoring.record import Record

FEWEST_PEERS = 5
"""With fewer peers, what they reach says little, and may say who they are."""


class GoalText(Record):
    """A goal as it is written, with the numbers it is about as far as they are known."""

    wording: str = Field(min_length=1)
    measure: str = Field(default="", description='what is counted: "enrolment rate", "QA score"')
    baseline: Exact | None = None
    target: Exact | None = None
    direction: Direction = Direction.HIGHER
    unit: str = ""
    starts: Day | None = None
    deadline: Day | None = None
    cycle_days: int | None = Field(
        default=None, ge=0, le=2000, description="from first call to a closed sale, the usual number of days"
    )


class Peers(Record):
    """What others in the same role reach: quarters and ends of their averages, never who they are."""

    n: int = Field(ge=0)
    worst: Exact
    middle: Exact
    upper_quarter: Exact = Field(
        description="what one in four reaches; where less is better, the lower quarter"
    )
    best: Exact
    period: str = ""


class Pointed(Record):
    """Something that is pointed at: what, why it matters, and how it could read."""

    code: str
    what: str
    why: str
    better: str


def check_goal(goal: GoalText, peers: Peers | None = None) -> tuple[Pointed, ...]:
    """What could be better about one goal. Empty: nothing to point at."""
    return (*_specific(goal), *_measurable(goal), *_within_reach(goal, peers), *_own(goal), *_dated(goal))


def check_plan(content: PlanContent, peers: dict[str, Peers] | None = None) -> dict[str, tuple[Pointed, ...]]:
    """What is pointed at in each milestone of a plan, by its key; one without a remark is left out."""
    found = {
        one.key: check_goal(goal_of(one, content), (peers or {}).get(one.key)) for one in content.milestones
    }
    return {key: pointed for key, pointed in found.items() if pointed}


def goal_of(milestone: PlannedMilestone, content: PlanContent) -> GoalText:
    """What is checked of a milestone: its wording, and the numbers of its rule where it has one."""
    rule = milestone.rule
    return GoalText(
        wording=milestone.wording or milestone.title or "-",
        measure=milestone.title,
        baseline=rule.baseline.value if rule and rule.baseline else None,
        target=rule.goal.target if rule else None,
        unit="% of occasions" if rule and isinstance(rule.goal, CountGoal) else "",
        direction=rule.goal.direction if rule else Direction.HIGHER,
        starts=content.starts,
        deadline=milestone.deadline,
        cycle_days=content.cycle_days,
    )


def _specific(goal: GoalText) -> list[Pointed]:
    found = []
    if named := about_a_person(goal.wording):
        found.append(
            Pointed(
                code="about_the_person",
                what=f'"{named}" says something about the person, and nothing that could be seen or heard.',
                why="A goal is about what somebody does. Nobody can show that their character has changed.",
                better=_example(goal, "Name what would be heard on a call, and how often"),
            )
        )
    for word in vague_words(goal.wording):
        found.append(
            Pointed(
                code="vague",
                what=f'"{word}" leaves open what counts.',
                why="Two people could read it and disagree at the end.",
                better=_example(goal, VAGUE.get(word.lower(), "Say what, how much and by when")),
            )
        )
    return found


def _measurable(goal: GoalText) -> list[Pointed]:
    if goal.target is not None or has_number(goal.wording):
        return []
    return [
        Pointed(
            code="no_number",
            what="There is no number in it.",
            why="Without one, whether it was reached is a matter of opinion.",
            better=_example(goal, "Say from what to what"),
        )
    ]


def _dated(goal: GoalText) -> list[Pointed]:
    if goal.deadline is not None or has_date(goal.wording):
        return []
    return [
        Pointed(
            code="no_date",
            what="There is no date in it.",
            why="A goal without a day is never missed and never met.",
            better=_example(goal, "Say by which day"),
        )
    ]


def _within_reach(goal: GoalText, peers: Peers | None) -> list[Pointed]:
    found = []
    sign = goal.direction.sign
    if goal.target is not None and goal.baseline is not None and sign * (goal.target - goal.baseline) <= 0:
        found.append(
            Pointed(
                code="no_improvement",
                what=f"The target {_number(goal, goal.target)} is no better than today's "
                f"{_number(goal, goal.baseline)}.",
                why="It asks for nothing, or the direction is the wrong way round.",
                better=_example(goal, "Set the standard that applies to everybody in the role"),
            )
        )
    if goal.target is None or peers is None or peers.n < FEWEST_PEERS:
        return found
    if sign * (goal.target - peers.best) > 0:
        found.append(_out_of_reach(goal, peers, goal.target))
    elif sign * (goal.target - peers.upper_quarter) > 0:
        found.append(_ambitious(goal, peers, goal.target))
    return found


def _out_of_reach(goal: GoalText, peers: Peers, target: Fraction) -> Pointed:
    return Pointed(
        code="out_of_reach",
        what=f"The target {_number(goal, target)} lies outside what any of {peers.n} others in the role "
        f"reaches (best {_number(goal, peers.best)}, middle {_number(goal, peers.middle)}).",
        why="A target that nobody reaches asks this rep for more than everybody else.",
        better=_with_target(goal, peers.middle),
    )


def _ambitious(goal: GoalText, peers: Peers, target: Fraction) -> Pointed:
    return Pointed(
        code="above_most_peers",
        what=f"Three in four of the {peers.n} others in the role do not reach {_number(goal, target)} either "
        f"(middle {_number(goal, peers.middle)}).",
        why="The standard has to be the one that applies to all.",
        better=_with_target(goal, peers.middle),
    )


def _own(goal: GoalText) -> list[Pointed]:
    """A result of a sale that takes longer than the plan is not in the rep's hands while it runs."""
    if not is_closed_business(f"{goal.wording} {goal.measure}"):
        return []
    days = _days(goal)
    if goal.cycle_days is None or days is None or goal.cycle_days <= days:
        return []
    return [
        Pointed(
            code="not_in_their_hands",
            what=f"A sale takes about {goal.cycle_days} days, and the plan has {days}: what closes in it was "
            "mostly begun before.",
            why="The rep cannot change it in the time, and pressing for it harms the sales that are on the "
            "way.",
            better="Ask for what can be done and seen every week: discovery calls held, new opportunities "
            f"with a dated next step, the step from discovery to opportunity{_by(goal)}. Show the closed "
            "sales beside it without deciding on them.",
        )
    ]


def _days(goal: GoalText) -> int | None:
    if goal.starts is None or goal.deadline is None:
        return None
    return (goal.deadline - goal.starts).days + 1


def _example(goal: GoalText, otherwise: str) -> str:
    """The goal said anew with its own numbers; where they are not known, what to put in."""
    if goal.target is None or not goal.measure:
        return f'{otherwise}: "{_measure(goal)} from … to … by …".'
    return _with_target(goal, goal.target)


def _with_target(goal: GoalText, target: Fraction) -> str:
    verb = "Raise" if goal.direction is Direction.HIGHER else "Lower"
    start = "" if goal.baseline is None else f" from {_number(goal, goal.baseline)}"
    day = _by(goal) or " by …"
    return f'"{verb} the {_measure(goal)}{start} to {_number(goal, target)}{day}."'


def _measure(goal: GoalText) -> str:
    return goal.measure or "the number that is meant"


def _by(goal: GoalText) -> str:
    return "" if goal.deadline is None else f" by {day_in_words(goal.deadline)}"


def _number(goal: GoalText, value: Fraction) -> str:
    return f"{plain(value)} {goal.unit}".strip()
