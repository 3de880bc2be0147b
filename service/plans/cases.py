"""From the calls of a rep to what a milestone is decided on: each drawn call, and how far people got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from scoring.judgement import Answer
from scoring.milestone.calls import CallState, Score, ScoredCall, Selection
from scoring.milestone.goals import MeanGoal
from scoring.milestone.rule import Milestone
from scoring.rubric import Kind, Rubric
from scoring.scorecard import Scorecard
from service.calls.details import monday
from service.calls.states import ENDED
from service.db.tables import Call, Draw, DrawnCall, LoggedCall, TeamRules
from service.privacy.sound_gone import ERASED

NOT_USABLE = {
    "no_audio": "there is no recording of it",
    "not_a_conversation": "it is no conversation",
    "cannot_assess": "nobody can assess it",
    "excluded": "excluded",
}
WHY_ERASED = "it was deleted because a customer asked to be forgotten"
Confirmer = Literal["calibrated", "not_calibrated", "manager_in_charge", "the_rep"]


class Facts(Protocol):
    """How far people got with a call that has a review, and what came out with all corrections."""

    @property
    def state(self) -> str: ...
    @property
    def dispute(self) -> Literal["none", "open", "settled"]: ...
    @property
    def rubric(self) -> str: ...
    @property
    def scorecard(self) -> Scorecard: ...
    @property
    def answers(self) -> Mapping[str, Answer]: ...


@dataclass(frozen=True)
class Reviewed:
    """The facts of a call, with the judge's name, whether it is cleared here, and what the confirmer is."""

    facts: Facts
    judge: str | None
    cleared: bool
    confirmer: Confirmer | None
    rubric: Rubric


@dataclass(frozen=True)
class Place:
    """A call of the rep: drawn, with its place and what became of it, or one that came in otherwise."""

    id: str
    at: datetime
    zone: str
    selection: str
    call: int | None = None
    team: int | None = None
    call_state: str | None = None
    call_reason: str = ""
    replaced_for: str | None = None
    replaced_because: str = ""
    replaced_by: str | None = None

    @property
    def day(self) -> date:
        return self.at.astimezone(ZoneInfo(self.zone)).date()


def places_of(session: Session, rep_id: int, since: date) -> list[Place]:
    """Every drawn call of the rep from that day on, and every other call of theirs, oldest first."""
    drawn = _drawn(session, rep_id, since)
    seen = {one.call for one in drawn if one.call is not None}
    others = [
        Place(row.public_id, row.started_at, row.zone, _not_drawn(row.selection), row.id, row.team_id)
        for row in session.execute(
            select(Call.id, Call.public_id, Call.started_at, Call.zone, Call.selection, Call.team_id)
            .where(Call.rep_id == rep_id, Call.week >= monday(since))
            .order_by(Call.started_at)
        )
        if row.id not in seen
    ]
    found = [one for one in (*drawn, *others) if one.day >= since]
    return sorted(found, key=lambda one: (one.at, one.id))


def coaching_only(session: Session, places: Sequence[Place]) -> set[str]:
    """Those whose team's scores did not enter plans on their day, whatever team their rep is in by now."""
    rows = session.execute(
        select(TeamRules.team_id, TeamRules.scores_count_from).where(
            TeamRules.team_id.in_({one.team for one in places if one.team is not None})
        )
    )
    since = {team: day for team, day in rows if day is not None}
    return {one.id for one in places if one.team not in since or one.day < since[one.team]}


def scored_call(
    place: Place, rule: Milestone, reviewed: Reviewed | None, *, coaching_only: bool = False
) -> ScoredCall:
    """One call as the core reads it."""
    known: dict[str, Any] = {
        "id": place.id,
        "at": place.at,
        "zone": place.zone,
        "selection": place.selection,
        "replaced_by": place.replaced_by,
        "coaching_only": coaching_only,
    }
    if place.replaced_for is not None:
        excluded = place.replaced_for == "excluded"
        return ScoredCall(
            **known,
            state=CallState.EXCLUDED if excluded else CallState.NOT_SCORABLE,
            reason=place.replaced_because or NOT_USABLE[place.replaced_for],
            none_left=place.replaced_by is None,
        )
    if reviewed is None:
        return _without_review(place, known)
    state = CallState(reviewed.facts.state)
    return ScoredCall(
        **known,
        state=state,
        score=score_for(rule, reviewed.facts, reviewed.rubric),
        dispute=reviewed.facts.dispute,
        confirmer=reviewed.confirmer,
        judge=reviewed.judge,
        rubric=reviewed.facts.rubric,
        cleared=reviewed.cleared,
    )


def score_for(rule: Milestone, facts: Facts, rubric: Rubric) -> Score:
    """What the call says about the goal: an average's part, or an item's answer."""
    goal = rule.goal
    if not isinstance(goal, MeanGoal):
        return _of_item(goal.of, facts.answers, rubric)
    if goal.of == "qa_score":
        qa = facts.scorecard.qa_score
        if qa.value is not None:
            return Score(state="complete", value=qa.value)
        if qa.low is None:
            return Score(state="no_occasion")
        return Score(state="incomplete", low=qa.low, high=qa.high)
    return _of_criterion(goal, facts.scorecard)


def undrawn_weeks(session: Session, rep_id: int, first: date, last: date) -> list[int]:
    """Weeks in these days with calls in the log and no draw: nothing is settled while they are not drawn."""
    drawn = select(Draw.week).where(Draw.rep_id == rep_id)
    return list(
        session.scalars(
            select(LoggedCall.week)
            .where(
                LoggedCall.rep_id == rep_id,
                LoggedCall.week >= monday(first),
                LoggedCall.week <= monday(last),
                LoggedCall.week.not_in(drawn),
            )
            .distinct()
            .order_by(LoggedCall.week)
        )
    )


def criterion_keys(rule: Milestone, rubric: Rubric) -> list[str]:
    """The criteria that the judge has to be cleared on: all with weight for a QA score, else the one."""
    goal = rule.goal
    if isinstance(goal, MeanGoal):
        if goal.of == "qa_score":
            return [one.key for one in rubric.criteria if one.weight]
        return [goal.of]
    return [one.key for one in rubric.criteria if any(item.id == goal.of for item in one.items)]


def _of_criterion(goal: MeanGoal, scorecard: Scorecard) -> Score:
    found = next((one for one in scorecard.criteria if one.key == goal.of), None)
    if found is None or found.state == "not_applicable":
        return Score(state="no_occasion")
    percent = goal.scale.value == "percent"
    low, high = (found.worth_low, found.worth_high) if percent else (found.low, found.high)
    if found.state == "scored" and low is not None:
        return Score(state="complete", value=Fraction(low))
    return Score(state="incomplete", low=low and Fraction(low), high=high and Fraction(high))


def _of_item(item: str, answers: Mapping[str, Answer], rubric: Rubric) -> Score:
    """A must or plus passes by yes; of a must-not, a no is the pass."""
    kind = next((one.kind for part in rubric.criteria for one in part.items if one.id == item), None)
    answer = answers.get(item, Answer.CANNOT_ASSESS)
    if kind is None or answer is Answer.NOT_APPLICABLE:
        return Score(state="no_occasion")
    if answer is Answer.CANNOT_ASSESS:
        return Score(state="cannot_tell")
    good = Answer.NO if kind is Kind.MUST_NOT else Answer.YES
    return Score(state="pass" if answer is good else "fail")


def _without_review(place: Place, known: dict[str, Any]) -> ScoredCall:
    """Not here, on its way, or one that ended without a score: that one has to be replaced."""
    if place.call_state in ENDED and place.call_state != "scored":
        reason = place.call_reason or f"the call is {place.call_state}"
        return ScoredCall(**known, state=CallState.NOT_SCORABLE, reason=reason)
    return ScoredCall(**known, state=CallState.PENDING)


PLACE = (
    DrawnCall.draw_id,
    DrawnCall.place,
    DrawnCall.stands_for,
    DrawnCall.replaced_for,
    DrawnCall.replaced_because,
    LoggedCall.public_id.label("line"),
    LoggedCall.external_id,
    LoggedCall.started_at,
    LoggedCall.zone,
    LoggedCall.team_id.label("line_team"),
    Call.id.label("call"),
    Call.public_id.label("call_name"),
    Call.team_id.label("call_team"),
    Call.state.label("call_state"),
    Call.reason.label("call_reason"),
)
"""Of a place, its line of the log, and the call where it is the rep's: else those are empty."""


def _drawn(session: Session, rep_id: int, since: date) -> list[Place]:
    rows = session.execute(
        select(*PLACE, LoggedCall.call_id.label("recorded"))
        .join(Draw, Draw.id == DrawnCall.draw_id)
        .join(LoggedCall, LoggedCall.id == DrawnCall.logged_call_id)
        .outerjoin(Call, and_(Call.id == LoggedCall.call_id, Call.rep_id == rep_id))
        .where(Draw.rep_id == rep_id, Draw.week >= monday(since))
        .order_by(DrawnCall.draw_id, DrawnCall.place)
    ).all()
    stands_in = {(row.draw_id, row.stands_for): _name(row) for row in rows if row.stands_for is not None}
    return [_place(row, stands_in) for row in rows]


def _place(row: Any, stands_in: Mapping[tuple[int, int], str]) -> Place:
    is_here = row.call is not None
    erased = row.recorded is None and row.external_id.startswith(ERASED)
    return Place(
        id=_name(row),
        at=row.started_at,
        zone=row.zone,
        selection=Selection.RANDOM.value,
        call=row.call,
        team=row.call_team if is_here else row.line_team,
        call_state=row.call_state if is_here else "cancelled" if erased else None,
        call_reason=_reason(row) if is_here else WHY_ERASED if erased else "",
        replaced_for=row.replaced_for,
        replaced_because=row.replaced_because or "",
        replaced_by=stands_in.get((row.draw_id, row.place)),
    )


def _reason(row: Any) -> str:
    return str((row.call_reason or {}).get("message", ""))


def _name(row: Any) -> str:
    """The call's public id; a drawn call whose recording is not here goes by its line of the log."""
    return str(row.line if row.call is None else row.call_name)


def _not_drawn(selection: str) -> str:
    """A call that says it is random and is in no draw of this rep counts as one that a manager chose."""
    return Selection.MANAGER.value if selection == Selection.RANDOM.value else selection
