"""Is a plan the right tool? Some questions before anything is written, and what is right where a plan is not.

A plan is for a gap that lies with the rep and that the rep can close: skill, will or knowledge. It mends no
broken territory, punishes no misconduct, and starts no conversation that should have been had long ago.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from scoring.milestone.exact import Day
from scoring.plans.sections import Text
from scoring.record import Record

FEWEST_DAYS = 60
"""A gap has to be documented for two to three months: before that it may be chance, or a bad month."""
USUAL_DAYS = 90
FAR_TOO_LONG = 365

YesNo = Literal["yes", "no", "unsure"]


class Cause(StrEnum):
    """What is behind the gap."""

    SKILL = "skill"
    WILL = "will"
    KNOWLEDGE = "knowledge"
    SYSTEM = "system"
    MISCONDUCT = "misconduct"
    CONFLICT = "conflict"
    UNSURE = "unsure"


class Question(Record):
    """One question, with why it is asked and what may be answered."""

    key: str
    asks: str
    why: str
    choices: tuple[tuple[str, str], ...] = Field(default=(), description="value and words; empty: a day")


_YES_NO = (("yes", "Yes"), ("no", "No"), ("unsure", "Not sure"))

QUESTIONS = (
    Question(
        key="cause",
        asks="What is behind the gap?",
        why="A plan coaches a person. It cannot mend anything else.",
        choices=(
            (Cause.SKILL, "Skill: they don't know how to do it yet"),
            (Cause.WILL, "Will: they know how and don't do it"),
            (Cause.KNOWLEDGE, "Knowledge: product, process or rules are not known"),
            (Cause.SYSTEM, "System: territory, routing, tools, pay, staffing"),
            (Cause.MISCONDUCT, "Misconduct: theft, fraud, a serious breach of rules"),
            (Cause.CONFLICT, "A conflict between this rep and somebody else"),
            (Cause.UNSURE, "We don't know yet"),
        ),
    ),
    Question(
        key="can_fix",
        asks="Can the rep close the gap themselves, in the time a plan has?",
        why="A goal that depends on others is not theirs to reach.",
        choices=_YES_NO,
    ),
    Question(
        key="expectations",
        asks="Was the standard told to the rep, in writing, before the gap was counted?",
        why="Nobody can miss what they were never asked for.",
        choices=_YES_NO,
    ),
    Question(
        key="tools",
        asks="Did the rep have the training, tools and time that others in the role have?",
        why="What is missing is given first.",
        choices=_YES_NO,
    ),
    Question(
        key="said_before",
        asks="Was the gap talked about with the rep before, and coached?",
        why="A plan must not be the first that they hear of it.",
        choices=_YES_NO,
    ),
    Question(
        key="gap_since",
        asks="Since which day is the gap documented?",
        why="Two to three months of records tell a pattern from a bad month.",
    ),
    Question(
        key="outside",
        asks="Did something from outside cause it: an outage, a change of territory, an absence?",
        why="What passes by itself needs no plan. Say only that there was something, and nothing of health.",
        choices=_YES_NO,
    ),
    Question(
        key="role_fits",
        asks="Is this the right role for the rep, one in which they can reach the standard?",
        why="More coaching does not turn a role around that was wrong from the start.",
        choices=_YES_NO,
    ),
    Question(
        key="want_to_keep",
        asks="If they reach the goals, do they stay, without anything else being held against them?",
        why="A plan that was decided beforehand is dishonest, and can be shown to be.",
        choices=_YES_NO,
    ),
)


class Answers(Record):
    """The answers as they are stored with the plan."""

    cause: Cause | None = None
    can_fix: YesNo | None = None
    expectations: YesNo | None = None
    tools: YesNo | None = None
    said_before: YesNo | None = None
    gap_since: Day | None = None
    outside: YesNo | None = None
    role_fits: YesNo | None = None
    want_to_keep: YesNo | None = None
    notes: Text = ""


class FitFinding(Record):
    """A reason why a plan is the wrong tool, or one to look at again, and what is right instead."""

    code: str
    stops: bool = Field(description="false: something to see to before or in the plan")
    because: str
    instead: str


class Fit(Record):
    """The result. `wrong`: going on needs HR, who writes why."""

    state: Literal["right", "wrong", "unanswered"]
    sentence: str
    unanswered: tuple[str, ...] = ()
    findings: tuple[FitFinding, ...] = ()
    hr_must_write: str = Field(default="", description="what HR has to write to go on all the same")


def judge_fit(answers: Answers, today: Day) -> Fit:
    """Whether a plan is the right tool, by the answers given on that day."""
    findings = (*_by_cause(answers), *_by_history(answers, today), *_by_chance(answers))
    stops = [finding for finding in findings if finding.stops]
    unanswered = tuple(one.key for one in QUESTIONS if getattr(answers, one.key) is None)
    if stops:
        return Fit(
            state="wrong",
            sentence=f"A plan is the wrong tool here: {stops[0].because}",
            unanswered=unanswered,
            findings=findings,
            hr_must_write=_what_hr_writes(stops),
        )
    if unanswered:
        asked = [one.asks for one in QUESTIONS if one.key in unanswered]
        return Fit(
            state="unanswered",
            sentence=f"Still to be answered: {' '.join(asked)}",
            unanswered=unanswered,
            findings=findings,
        )
    sentence = "A plan can be the right tool: the gap lies with the rep, was said before, and can be closed."
    return Fit(state="right", sentence=sentence, findings=findings)


_INSTEAD = {
    Cause.SYSTEM: (
        "system",
        "the cause lies in the system, not in the person.",
        "Mend the territory, routing, tools or pay, or take it to whoever can; look at the numbers again "
        "eight weeks later.",
    ),
    Cause.MISCONDUCT: (
        "misconduct",
        "misconduct is not a gap that coaching closes.",
        "Take it to HR today, as the rules for misconduct say. Don't mix it with coaching.",
    ),
    Cause.CONFLICT: (
        "conflict",
        "two people do not get on, and only one of them would be put on a plan.",
        "Have HR or somebody neutral talk with both; let somebody else look at the rep's calls blind.",
    ),
    Cause.UNSURE: (
        "cause_unknown",
        "nobody knows yet what is behind the gap.",
        "Listen to at least eight calls drawn at random, and ask the rep what gets in the way. Skill and "
        "will need opposite coaching.",
    ),
}


def _by_cause(answers: Answers) -> list[FitFinding]:
    found = []
    if answers.cause in _INSTEAD:
        code, because, instead = _INSTEAD[answers.cause]
        found.append(_stop(code, because, instead))
    if answers.can_fix == "no":
        found.append(
            _stop(
                "cannot_fix",
                "the rep cannot close the gap in the time a plan has.",
                "Choose goals that are theirs to reach, or change what stands in the way first.",
            )
        )
    if answers.outside == "yes":
        found.append(
            _stop(
                "outside",
                "something from outside has caused it.",
                "Wait until it is over and take a new baseline. An absence for a reason that HR knows is "
                "HR's to look at first.",
            )
        )
    return found


def _by_history(answers: Answers, today: Day) -> list[FitFinding]:
    found = []
    if answers.expectations == "no":
        found.append(
            _stop(
                "never_told",
                "the standard was never told.",
                "Tell it in writing now, to everybody in the role, and count from that day.",
            )
        )
    if answers.tools == "no":
        found.append(
            _stop(
                "no_tools",
                "the rep lacked training, tools or time that others have.",
                "Give what is missing first, and look again when it had time to work.",
            )
        )
    if answers.said_before == "no":
        found.append(
            _stop(
                "never_said",
                "the gap was never talked about with the rep.",
                "Have the talk, agree on one thing to change, coach it for some weeks, and write both down.",
            )
        )
    if answers.gap_since is not None:
        found += _by_length(answers.gap_since, today)
    return found


def _by_length(since: Day, today: Day) -> list[FitFinding]:
    days = (today - since).days
    if days < 0:
        raise ValueError(f"the gap cannot begin on {since}, after {today}")
    if days < FEWEST_DAYS:
        ready = since + timedelta(days=FEWEST_DAYS)
        return [
            _stop(
                "too_short",
                f"the gap is documented for {days} days, and two to three months are needed.",
                f"Go on coaching and documenting; look again on {ready} at the earliest.",
            )
        ]
    if days < USUAL_DAYS:
        return [
            _look(
                "rather_short",
                f"the gap is documented for {days} days: two months, and three are better.",
                "Check that the weeks were ordinary ones.",
            )
        ]
    if days > FAR_TOO_LONG:
        return [
            _look(
                "very_long",
                f"the gap is documented for {days} days, longer than a year.",
                "Ask why nothing was done for so long, and whether the standard changed meanwhile. A gap "
                "that was put up with for years is not the rep's alone.",
            )
        ]
    return []


def _by_chance(answers: Answers) -> list[FitFinding]:
    found = []
    if answers.role_fits == "no":
        found.append(
            _stop(
                "wrong_role",
                "the role does not fit the rep.",
                "Look for another role together; a clear misfit is settled by moving, not by a plan.",
            )
        )
    if answers.want_to_keep == "no":
        found.append(
            _stop(
                "decided_already",
                "it is decided already that the rep goes.",
                "Be honest, and have HR end it cleanly. A plan would only pretend.",
            )
        )
    unsure = [one.asks for one in QUESTIONS if getattr(answers, one.key) == "unsure" and one.key != "cause"]
    found += [
        _look("unsure", f'not sure: "{asks}"', "Find out before the plan is written.") for asks in unsure
    ]
    return found


def _stop(code: str, because: str, instead: str) -> FitFinding:
    return FitFinding(code=code, stops=True, because=because, instead=instead)


def _look(code: str, because: str, instead: str) -> FitFinding:
    return FitFinding(code=code, stops=False, because=because, instead=instead)


def _what_hr_writes(stops: list[FitFinding]) -> str:
    named = " and ".join(finding.because.rstrip(".") for finding in stops)
    return f"Going on needs HR, and in writing: why a plan is fair although {named}."
