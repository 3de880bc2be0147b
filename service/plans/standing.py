"""Where the milestones of a plan stand, in a form that screens and documents show without any arithmetic."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from scoring.formats import format_percent
from scoring.milestone.calls import Score, ScoredCall
from scoring.milestone.decision import Decision
from scoring.milestone.figures_in_words import figures_in_words, target_of
from scoring.milestone.rule import Milestone
from service.db.tables import Person, Plan, PlanDecision, PlanEvent, PlanMilestone
from service.plans.deciding import decisions_of, reopened_in
from service.plans.milestones import looks
from service.plans.reading import Reading
from service.plans.states import REOPENED
from service.plans.views import DecisionView, MilestoneView, ReadCall
from service.privacy.sound_gone import said_of_several, sound_gone

NO_FIGURES = "Too early to say: no figures were imported for these days yet."


def milestones_shown(
    session: Session,
    plan: Plan,
    at: datetime,
    people: Mapping[int, Person],
    reading: Reading | None = None,
) -> list[MilestoneView]:
    """All milestones of a plan that runs or ran, in order. `reading`: what was read of the plan already."""
    reading = reading or Reading(session, plan)
    found = reopened_in(reading.events)
    shown = [
        _shown(row, decision, _kept(session, row, found, people))
        for row, decision in looks(session, plan, at, reading)
    ]
    return list(_with_sounds(session, shown))


def _with_sounds(session: Session, shown: Sequence[MilestoneView]) -> Iterator[MilestoneView]:
    """The milestones, saying of which calls that count the audio was deleted."""
    gone = sound_gone(session, [call.call for one in shown for call in one.counted])
    for one in shown:
        said = said_of_several([gone[call.call] for call in one.counted if call.call in gone])
        yield one.model_copy(update={"notices": [*one.notices, *said]})


def _kept(
    session: Session, row: PlanMilestone, found: Mapping[str, PlanEvent], people: Mapping[int, Person]
) -> list[DecisionView]:
    return [decision_view(one, found, people) for one in decisions_of(session, row)]


def decision_view(
    row: PlanDecision, found: Mapping[str, PlanEvent], people: Mapping[int, Person]
) -> DecisionView:
    event = found.get(row.public_id)
    by = people.get(row.by_id) if row.by_id is not None else None
    return DecisionView(
        id=row.public_id,
        day=row.day,
        final=row.final,
        status=row.status,
        sentence=str(row.document["sentence"]),
        fingerprint=row.fingerprint,
        by=by.name if by else "",
        at=row.created_at,
        reopened=REOPENED.get(why := str(event.document["why"]), why) if event else None,
    )


def _shown(row: PlanMilestone, decision: Decision | None, kept: list[DecisionView]) -> MilestoneView:
    rule = Milestone.model_validate(row.rule)
    if decision is None:
        return MilestoneView(
            key=row.key, title=rule.title, decides=row.decides, status="waiting", sentence=NO_FIGURES,
            next_step="Import them with their source and days.", value=None, low=None, high=None, n=None,
            path_today=None, target="", weekly=row.path, dates=None, drawn=0, counted=[], left_out=[],
            waiting=[], notices=[], sums=[], reads_calls=rule.reads_calls, figures="", extended=False,
            decisions=kept,
        )  # fmt: skip
    calls = {call.id: call for call in decision.case.calls}
    estimate = decision.estimate
    return MilestoneView(
        key=row.key,
        title=rule.title,
        decides=row.decides,
        status=decision.status.value,
        sentence=decision.sentence,
        next_step=decision.next_step,
        value=float(estimate.value) if estimate else None,
        low=estimate.low if estimate else None,
        high=estimate.high if estimate else None,
        n=estimate.n if estimate else None,
        path_today=float(decision.path) if decision.path is not None else None,
        target=target_of(decision.case),
        weekly=row.path,
        dates=decision.dates,
        drawn=decision.drawn,
        counted=[_read(calls[name], "") for name in decision.counted],
        left_out=[_read(calls[one.call], one.why) for one in decision.left_out],
        waiting=[_read(calls[one.call], one.why) for one in decision.unsettled],
        notices=list(decision.notices),
        sums=list(decision.sums),
        reads_calls=rule.reads_calls,
        figures=figures_in_words(decision.case.figures) if decision.case.figures else "",
        extended=decision.case.course.extended,
        decisions=kept,
    )


def _read(call: ScoredCall, why: str) -> ReadCall:
    return ReadCall(call=call.id, day=call.day, score=score_in_words(call.score), why=why)


def score_in_words(score: Score | None) -> str:
    """ "87", "66–82 (incomplete)", or the word for why there is no number."""
    if score is None:
        return ""
    if score.value is not None:
        return format_percent(score.value)
    if score.state == "incomplete" and score.low is not None and score.high is not None:
        return f"{format_percent(score.low)}–{format_percent(score.high)} (incomplete)"
    words = {"pass": "done", "fail": "not done", "no_occasion": "no occasion", "cannot_tell": "cannot tell"}
    return words.get(score.state, score.state)
