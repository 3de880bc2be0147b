"""The sentences with which a plan's paper shows its counted calls, while these are open to its reader."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.answering import speaks_against
from scoring.corrections.attention import costing
from scoring.corrections.effective import corrected
from scoring.formats import clock, clock_span
from scoring.judgement import CriterionReading, Evidence, Span, Verdict
from scoring.milestone.goals import CountGoal, MeanGoal, RateGoal
from scoring.milestone.rule import Milestone
from scoring.plans.document import QuotedItem
from scoring.plans.sections import Quote
from scoring.review import Feedback
from scoring.rubric import Criterion, Item, Rubric
from scoring.states import SPEAKERS, item_state
from scoring.transcript import Speaker
from service.db.tables import Call, Plan, Redaction, Review, RubricVersion, Run
from service.people.rights import calls_visible_to
from service.people.who import Who
from service.plans.cases import criterion_keys
from service.reviews.desk import correction_of, overrides_of, readings_of

CLOSED = "the plan is closed, and its calls were closed with it. The rep has them in a copy of their own."
NOT_OPEN = "these calls are not open to whom the copy is for, or to who took it."
Told = tuple[tuple[QuotedItem, ...], str]
"""What is quoted of a call, and why nothing is where that is so."""


class Place(NamedTuple):
    """Where a sentence stands in its call, whose it is, and its words as a judge saw them."""

    speaker: Speaker
    start: float
    end: float
    masked: str

    @property
    def when(self) -> str:
        return f"{SPEAKERS[self.speaker].word}, {clock(self.start)}"


def quoted(
    session: Session, plan: Plan, counted: Mapping[str, Sequence[Milestone]], readers: Collection[Who]
) -> dict[str, Told]:
    """By call, what is quoted of it. `counted`: the calls with the milestones they count for.

    `readers`: whom the copy is for and who takes it; a call has to be open to each of them. With the plan
    its calls are closed again, to all but their rep.
    """
    if plan.state == "closed" and any(one.person != plan.rep_id for one in readers):
        return dict.fromkeys(counted, ((), CLOSED))
    opens = [calls_visible_to(one) for one in readers]
    rows = session.execute(
        select(Call.public_id, Run, Review.effective)
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .where(Call.public_id.in_(counted), *opens)
    ).all()
    forms = _forms(session, {run.rubric_id for _, run, _ in rows})
    places = _places(session, {run.transcript_id for _, run, _ in rows})
    found: dict[str, Told] = dict.fromkeys(counted, ((), NOT_OPEN))
    for call, run, effective in rows:
        form, known = forms[run.rubric_id], places.get(run.transcript_id, {})
        chances = _chances(effective or run.document)
        found[call] = tuple(_items(session, counted[call], run, form, known, chances)), ""
    return found


def _forms(session: Session, keys: Collection[int]) -> dict[int, Rubric]:
    rows = session.scalars(select(RubricVersion).where(RubricVersion.id.in_(keys)))
    return {row.id: Rubric.from_document(row.document) for row in rows}


def _places(session: Session, keys: Collection[int]) -> dict[int, dict[str, Place]]:
    """The sentences of these transcripts as judges saw them, without building them word by word."""
    rows = session.execute(
        select(Redaction.transcript_id, Redaction.document["transcript"]["sentences"])
        .where(Redaction.transcript_id.in_(keys))
        .order_by(Redaction.id)  # the newest is the one that stands
    )
    return {
        key: {
            one["id"]: Place(Speaker(one["speaker"]), one["start"], one["end"], one["text"])
            for one in sentences
        }
        for key, sentences in rows
    }


def _chances(document: Mapping[str, Any]) -> dict[str, str]:
    """Item → the sentence that gave occasion for what was missed."""
    told = (Feedback.model_validate(one) for one in document.get("feedback", ()))
    return {one.item: one.sentence for one in told if one.kind == "missed"}


def _items(
    session: Session,
    rules: Sequence[Milestone],
    run: Run,
    form: Rubric,
    places: Mapping[str, Place],
    chances: Mapping[str, str],
) -> Iterator[QuotedItem]:
    corrections = {item: correction_of(row).verdict for item, row in overrides_of(session, run.id).items()}
    readings = corrected(form, readings_of(session, run, form), corrections)
    for criterion in form.criteria:
        reading = readings.get(criterion.key)
        for item, verdict in _shown(rules, form, criterion, reading) if reading else ():
            yield _quoted(item, verdict, places, chances.get(item.id, ""))


def _shown(
    rules: Sequence[Milestone], form: Rubric, criterion: Criterion, reading: CriterionReading
) -> Iterator[tuple[Item, Verdict]]:
    costly = set(costing(criterion, reading.verdicts))
    for verdict in reading.verdicts:
        item = criterion.item(verdict.item)
        if item is not None and any(
            _rests_on(rule, form, criterion, item, costs=item.id in costly) for rule in rules
        ):
            yield item, verdict


def _rests_on(rule: Milestone, form: Rubric, criterion: Criterion, item: Item, *, costs: bool) -> bool:
    """Whether the milestone is about this item, or takes from what it cost."""
    goal = rule.goal
    if isinstance(goal, RateGoal | CountGoal):
        return item.id == goal.of
    return costs and isinstance(goal, MeanGoal) and criterion.key in criterion_keys(rule, form)


def _quoted(item: Item, verdict: Verdict, places: Mapping[str, Place], chance: str) -> QuotedItem:
    missed = places.get(chance) if speaks_against(item, verdict.answer) else None
    return QuotedItem(
        asks=item.asks,
        answer=item_state(item.kind, verdict.answer).word,
        sentences=tuple(_sentence(one, places) for one in verdict.evidence),
        searched=_searched(verdict.searched, places) if verdict.searched else "",
        occasion=Quote(text=missed.masked, sentence=chance, when=missed.when) if missed else None,
    )


def _sentence(shown: Evidence, places: Mapping[str, Place]) -> Quote:
    """As the verdict keeps it: from the transcript that the judge saw, in which people are masked."""
    place = places.get(shown.sentence)
    return Quote(text=shown.quote, sentence=shown.sentence, when=place.when if place else clock(shown.start))


def _searched(span: Span, places: Mapping[str, Place]) -> str:
    first, last = places.get(span.first), places.get(span.last)
    return clock_span(first.start, last.end) if first and last else f"{span.first}–{span.last}"
