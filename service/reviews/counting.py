"""What of a call may count in a plan, and for what is missing each reason in words."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.deadlines import local_day
from scoring.corrections.effective import answers, corrected
from scoring.corrections.sheets import PERSON
from scoring.judgement import Answer
from scoring.record import Record
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard, score
from service.calibration.clearance import calibrated_on, clearance_of
from service.db.tables import (
    Call,
    Confirmation,
    Dispute,
    Override,
    Review,
    Run,
)
from service.frame.selection import RANDOM, has_left_sample
from service.reviews.as_read import AsRead, as_read
from service.reviews.counted import QA
from service.reviews.desk import correction_of, readings_of
from service.reviews.team_rules import rules_of
from service.rubrics.forms import forms_of

State = Literal["scored_by_person", "confirmed", "unconfirmed"]
Why = Literal[
    "not_drawn", "replaced", "not_scored", "withheld", "unconfirmed", "seen", "not_calibrated",
    "disputed", "open_ended", "not_cleared", "too_early",
]  # fmt: skip
SETTLED = ("scored", "not_applicable")
OF_REVIEW = (Review.id, Review.call_id, Review.run_id, Review.state, Review.confirmed_as, Review.withheld)
"""What is read of a review."""


@dataclass(frozen=True)
class CallFacts:
    """What a review comes to, corrections in it. *Seen* is *unconfirmed* here."""

    state: State
    confirmed_by: int | None
    confirmed_at: datetime | None
    judge: str
    judge_key: str
    rubric: str
    rubric_id: int
    dispute: Literal["none", "open", "settled"]
    scorecard: Scorecard
    answers: Mapping[str, Answer]
    released: bool


class Missing(Record):
    """Something that keeps a call from counting."""

    code: Why
    words: str


class Counting(Record):
    """Whether the call may count for a criterion (or `qa`), and all that is missing where it may not."""

    criterion: str
    counts: bool
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Standards:
    """What people and judges have earned: who was calibrated on a day, what a judge is cleared for."""

    calibrated_on: Callable[[Session, int, date], bool] = calibrated_on
    clearance_of: Callable[[Session, str, str], str] = clearance_of


EARNED = Standards()


def facts_of(session: Session, call_ids: Sequence[int]) -> dict[int, CallFacts]:
    """The facts of each of these calls that has a review. So many queries, however many calls."""
    # Columns and not rows of tables: documents that nobody reads here would be most of the work.
    rows = session.execute(
        select(*OF_REVIEW, Run.public_id, Run.rubric_id, Run.judge)
        .join(Run, Run.id == Review.run_id)
        .where(Review.call_id.in_(call_ids))
    ).all()
    beside = Beside(session, [row.id for row in rows], {row.run_id: row.rubric_id for row in rows})
    read = as_read(session, {row.public_id: row.run_id for row in rows}, beside.forms)
    return {row.call_id: _facts(row, read[row.public_id], beside) for row in rows}


class FactsOnce:
    """The facts of calls for one answer: whatever asks for them, those of a call are read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[int, CallFacts | None] = {}

    def of(self, call_ids: Sequence[int]) -> dict[int, CallFacts]:
        """As `facts_of`; calls without a review are left out."""
        if missing := [one for one in call_ids if one not in self._read]:
            self._read |= dict.fromkeys(missing) | facts_of(self._session, missing)
        return {one: facts for one in call_ids if (facts := self._read[one]) is not None}


class Confirmed(NamedTuple):
    """Who stood for a review, when, and whether on an empty sheet."""

    by: int | None
    at: datetime
    blind: bool


class Beside:
    """What stands beside reviews and their runs, each kind read once for all of them."""

    def __init__(self, session: Session, reviews: Sequence[int], runs: Mapping[int, int]) -> None:
        """`reviews` by their keys; `runs`: the keys of the runs with those of their rubrics."""
        keys = list(runs)
        self.forms = forms_of(session, set(runs.values()))
        self.overrides: dict[int, dict[str, Override]] = defaultdict(dict)
        for row in session.scalars(select(Override).where(Override.run_id.in_(keys)).order_by(Override.id)):
            self.overrides[row.run_id][row.item] = row
        touched = [
            run for run in keys if any(row.document is not None for row in self.overrides[run].values())
        ]
        self.readings = {
            run.id: readings_of(session, run, self.forms[run.rubric_id])
            for run in (session.scalars(select(Run).where(Run.id.in_(touched))) if touched else ())
        }
        self.confirmations: dict[tuple[int, int], Confirmed] = {}
        for review, run, by, at, blind in session.execute(
            select(
                Confirmation.review_id,
                Confirmation.run_id,
                Confirmation.person_id,
                Confirmation.created_at,
                Confirmation.blind,
            )
            .where(Confirmation.review_id.in_(reviews), Confirmation.state.in_(("confirmed", "scored")))
            .order_by(Confirmation.id)
        ):
            self.confirmations[review, run] = Confirmed(by, at, blind)
        self.disputes: dict[int, set[str]] = defaultdict(set)
        for review, state in session.execute(
            select(Dispute.review_id, Dispute.state).where(Dispute.review_id.in_(reviews))
        ):
            self.disputes[review].add(state)


def _facts(row: Any, read: AsRead, beside: Beside) -> CallFacts:
    rubric, stands = beside.forms[row.rubric_id], _stood_for(row, beside)
    card, given = _corrected(row.run_id, rubric, read, beside)
    return CallFacts(
        state=_state(row, stands),
        confirmed_by=None if stands is None else stands.by,
        confirmed_at=None if stands is None else stands.at,
        judge=read.judge,
        judge_key=read.judge_key,
        rubric=f"{rubric.slug}@{rubric.version}",
        rubric_id=row.rubric_id,
        dispute=_dispute(beside.disputes[row.id]),
        scorecard=card,
        answers=given,
        released=row.state == "released",
    )


def _corrected(
    run: int, rubric: Rubric, read: AsRead, beside: Beside
) -> tuple[Scorecard, Mapping[str, Answer]]:
    """Scorecard and answers with what people corrected; of most runs, nothing was."""
    if run not in beside.readings:
        return read.scorecard, read.answers
    corrections = {
        item: correction_of(row).verdict
        for item, row in beside.overrides[run].items()
        if row.document is not None
    }
    readings = corrected(rubric, beside.readings[run], corrections).values()
    return score(rubric, readings), {item: one.answer for item, one in answers(readings).items()}


def _stood_for(row: Any, beside: Beside) -> Confirmed | None:
    """Who stands for the review as it is; None for a draft, and where it was only seen."""
    if row.state == "draft" or row.confirmed_as not in ("confirmed", "scored"):
        return None
    return beside.confirmations.get((row.id, row.run_id))


def _state(row: Any, stands: Confirmed | None) -> State:
    if stands is None or row.withheld:
        return "unconfirmed"
    return "scored_by_person" if row.judge == PERSON and stands.blind else "confirmed"


def _dispute(states: set[str]) -> Literal["none", "open", "settled"]:
    if "open" in states:
        return "open"
    return "settled" if states - {"withdrawn"} else "none"


def countable(session: Session, review: Review, standards: Standards = EARNED) -> bool:
    """Whether the review's QA score may count in a plan."""
    return counting(session, session.get_one(Call, review.call_id), QA, standards).counts


def counting(session: Session, call: Call, criterion: str = QA, standards: Standards = EARNED) -> Counting:
    """Whether the call may count in a plan for that criterion, with each missing reason."""
    missing = tuple(_missing(session, call, criterion, standards))
    return Counting(criterion=criterion, counts=not missing, missing=missing)


def _missing(session: Session, call: Call, criterion: str, standards: Standards) -> list[Missing]:
    found = _of_sample(session, call)
    review = session.scalars(select(Review).where(Review.call_id == call.id)).one_or_none()
    if review is None:
        return [*found, Missing(code="not_scored", words="It has no score yet.")]
    facts = facts_of(session, [call.id])[call.id]
    found += _of_people(session, call, review, facts, standards)
    if facts.dispute == "open":
        found.append(Missing(code="disputed", words="A question of the rep about it is open."))
    found += _of_score(session, facts, criterion, standards)
    since = rules_of(session, call.team_id).scores_count_from
    if since is None or local_day(call.started_at, call.zone) < since:
        words = "The team is coaching only." if since is None else f"The team's scores count from {since} on."
        found.append(Missing(code="too_early", words=words))
    return found


def _of_sample(session: Session, call: Call) -> list[Missing]:
    if call.selection != RANDOM:
        return [Missing(code="not_drawn", words="It was chosen, not drawn from the call log.")]
    if has_left_sample(session, call):
        return [Missing(code="replaced", words="It was drawn and replaced by another call.")]
    return []


def _of_people(
    session: Session, call: Call, review: Review, facts: CallFacts, standards: Standards
) -> list[Missing]:
    if review.withheld:
        return [
            Missing(code="withheld", words="Its speakers were swapped; the new reading is not confirmed.")
        ]
    if facts.confirmed_at is None:
        if review.state != "draft" and review.confirmed_as == "seen":
            return [Missing(code="seen", words="It was released without playing what costs points.")]
        return [Missing(code="unconfirmed", words="Nobody has confirmed it: it is an AI reading.")]
    day = local_day(facts.confirmed_at, call.zone)
    if facts.confirmed_by is None or not standards.calibrated_on(session, facts.confirmed_by, day):
        return [Missing(code="not_calibrated", words="Who confirmed it was not calibrated on that day.")]
    return []


def _of_score(session: Session, facts: CallFacts, criterion: str, standards: Standards) -> list[Missing]:
    parts = [
        one
        for one in facts.scorecard.criteria
        if one.key == criterion or (criterion == QA and one.weight and one.state != "not_applicable")
    ]
    found = []
    if not parts or any(one.state not in SETTLED for one in parts):
        found.append(Missing(code="open_ended", words="Not all of it could be assessed."))
    if facts.state == "scored_by_person":
        return found
    rubric = forms_of(session, [facts.rubric_id])[facts.rubric_id]
    short = [
        one.key
        for one in parts
        if standards.clearance_of(session, rubric.criterion_fingerprint(one.key), facts.judge_key) != "pip"
    ]
    if short:
        named = ", ".join(rubric.criterion(key).title for key in short)
        found.append(Missing(code="not_cleared", words=f"The judge is not cleared for plans on: {named}."))
    return found
