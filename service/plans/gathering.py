"""Before a plan: what the data say about a rep, pulled together, each number with its range and n."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.coaching.note import Note as NoteDocument
from scoring.milestone.figures_in_words import figures_in_words
from scoring.plans.status import Move, move_in_words
from scoring.trend import ENOUGH
from scoring.trend_records import QA, Likely, Series
from service.db.tables import Metric, MetricFigure, Note, Person, VerdictRow
from service.frame.weeks import week_words
from service.metrics.queries import declared, figures_for
from service.plans.baseline import newest_confirmed
from service.plans.occasions import Coached, Occasions, SettledCall, moves_since, occasions_of, settled_calls

WEEKS = 13
MOST_EXAMPLES = 3
MOST_NOTES = 12


class Example(BaseModel):
    """A sentence that shows it: in which call, and where to listen."""

    call: str
    day: date
    sentence: str | None
    searched: str | None = Field(description="For what did not happen: from which sentence to which.")


class MissedItem(BaseModel):
    """Something that was asked for and not done, with n and calls that show it."""

    criterion: str
    item: str
    asks: str
    must_have: bool
    must_not: bool = Field(description="`done` counts the calls on which it was avoided.")
    done: int
    of: int
    examples: list[Example]


class CriterionStanding(BaseModel):
    """A criterion's newest average of confirmed random calls. `baseline`: it rests on enough to be one."""

    criterion: str
    title: str
    average: Likely | None
    words: str
    baseline: bool
    below_standard: Literal["yes", "perhaps", "no", "unknown"]
    first: date | None = Field(default=None, description="First day of the weeks it rests on.")
    last: date | None = None


class MetricStanding(BaseModel):
    """An imported metric over the quarter, in words."""

    metric: str
    title: str
    kind: str
    figures: dict[str, Any] | None
    words: str = Field(description="What was counted, of which days, from where.")


class CoachingGiven(BaseModel):
    """A note that the rep got, and whether what it asked for was heard since."""

    note: str
    week: int = Field(description="Its Monday, as YYYYMMDD.")
    for_week: str = Field(description="The same in words.")
    focus: str | None
    answer: str | None
    before: tuple[int, int] | None
    since: tuple[int, int] | None
    words: str


class EvidenceView(BaseModel):
    """Everything a plan can stand on, and where it is too little to say so."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rep": "019368b2f1a47d1c9f0e5a2b3c4d5e70",
                    "first": "2026-08-24",
                    "last": "2026-11-22",
                    "random_calls": 14,
                    "enough": 8,
                    "criteria": [],
                    "missed": [],
                    "compliance": [],
                    "metrics": [],
                    "coaching": [],
                    "notices": ["Enough random calls for a baseline."],
                }
            ]
        }
    )

    rep: str
    first: date
    last: date
    random_calls: int = Field(description="Settled random calls of these days.")
    enough: int
    criteria: list[CriterionStanding]
    missed: list[MissedItem]
    compliance: list[MissedItem]
    metrics: list[MetricStanding]
    coaching: list[CoachingGiven]
    notices: list[str]


def evidence_of(session: Session, rep: Person, today: date, standard: float) -> EvidenceView:
    """The last quarter of the rep. `standard` in percent, the same for everybody."""
    first = today - timedelta(weeks=WEEKS)
    calls = settled_calls(session, rep.id, first, today)
    items = occasions_of(calls)
    often, must_haves = _most_missed(items), [one for one in items if one.must_have]
    examples = _examples(session, [*often, *must_haves], calls)
    newest = newest_confirmed(session, rep, WEEKS, calls, first)
    criteria = [_standing(series, standard) for series in newest]
    return EvidenceView(
        rep=rep.public_id,
        first=first,
        last=today,
        random_calls=len(calls),
        enough=ENOUGH,
        criteria=criteria,
        missed=[_missed(one, examples) for one in often],
        compliance=[_missed(one, examples) for one in must_haves],
        metrics=_metrics(session, rep, first, today),
        coaching=coaching_given(session, rep, today),
        notices=_notices(calls, criteria),
    )


def coaching_given(session: Session, rep: Person, today: date) -> list[CoachingGiven]:
    """The rep's released notes, newest first, with the item before and since."""
    rows = session.scalars(
        select(Note)
        .where(Note.rep_id == rep.id, Note.state != "draft")
        .order_by(Note.week.desc())
        .limit(MOST_NOTES)
    )
    given = [(row, _focus(row)) for row in rows]
    moves = moves_since(session, rep.id, [one for _, one in given if one is not None], today)
    return [_given(row, None if coached is None else next(moves)) for row, coached in given]


def _focus(row: Note) -> Coached | None:
    """What the note asked for, from its release on; None where it asked for nothing."""
    item = _item(row)
    if item is None or row.released_at is None:
        return None
    since = row.released_at.date()
    return Coached(item, since, since - timedelta(weeks=WEEKS))


def _item(row: Note) -> str | None:
    focus = NoteDocument.model_validate(row.document).focus if row.document else None
    return focus.item if focus else None


def _given(row: Note, move: Move | None) -> CoachingGiven:
    return CoachingGiven(
        note=row.public_id,
        week=row.week,
        for_week=week_words(row.week),
        focus=_item(row),
        answer=row.answer,
        before=move.before if move else None,
        since=move.since if move else None,
        words=move_in_words(move) if move else "No settled random call asks for it.",
    )


def _standing(series: Series, standard: float) -> CriterionStanding:
    newest = series.points[-1] if series.points else None
    average = newest.average if newest else None
    below: Literal["yes", "perhaps", "no", "unknown"] = "unknown"
    if average is not None:
        below = "no" if float(average.mean) >= standard else "yes" if average.high < standard else "perhaps"
    return CriterionStanding(
        criterion=series.criterion,
        title=series.title,
        average=average,
        words=newest.words
        if newest
        else f"Too early to say: fewer than {ENOUGH} confirmed random calls on one version.",
        baseline=average is not None and average.n >= ENOUGH,
        below_standard=below,
        first=average.first_week if average else None,
        last=newest.week + timedelta(days=6) if newest else None,
    )


def _most_missed(items: list[Occasions]) -> list[Occasions]:
    """What cost points on at least two calls, the most often missed first."""
    often = [one for one in items if len(one.missed) >= 2 and one.costs and not one.must_have]
    return sorted(often, key=lambda one: (one.done - one.of, one.item))[:6]


def _missed(one: Occasions, examples: Mapping[tuple[str, str], Example]) -> MissedItem:
    return MissedItem(
        criterion=one.criterion,
        item=one.item,
        asks=one.asks,
        must_have=one.must_have,
        must_not=one.must_not,
        done=one.done,
        of=one.of,
        examples=[examples[one.item, call] for call in one.missed[:MOST_EXAMPLES]],
    )


def _examples(
    session: Session, items: Sequence[Occasions], calls: Sequence[SettledCall]
) -> dict[tuple[str, str], Example]:
    """The newest calls on which each item was missed, by item and call: what stands there as evidence."""
    by_id = {one.call: one for one in calls}
    wanted = {(one.item, call): by_id[call] for one in items for call in one.missed[:MOST_EXAMPLES]}
    asked = select(VerdictRow.item, VerdictRow.run_id, VerdictRow.document).where(
        VerdictRow.run_id.in_({one.run for one in wanted.values()}),
        VerdictRow.item.in_({item for item, _ in wanted}),
    )
    documents = {(item, run): document for item, run, document in session.execute(asked)}
    return {
        (item, call): _example(one, documents.get((item, one.run)) or {})
        for (item, call), one in wanted.items()
    }


def _example(one: SettledCall, document: Mapping[str, Any]) -> Example:
    evidence = document.get("evidence") or []
    searched = document.get("searched") or {}
    return Example(
        call=one.call,
        day=one.day,
        sentence=str(evidence[0]["sentence"]) if evidence else None,
        searched=f"{searched.get('first')}–{searched.get('last')}" if searched else None,
    )


def _metrics(session: Session, rep: Person, first: date, last: date) -> list[MetricStanding]:
    found, there = [], _imported(session, rep, first, last)
    for one in declared(session):
        if one.key not in there:
            continue
        figures = figures_for(session, rep.id, one.key, first, last)
        if figures is not None:
            found.append(
                MetricStanding(
                    metric=one.key,
                    title=one.title,
                    kind=one.kind,
                    figures=figures.model_dump(mode="json", exclude_none=True),
                    words=figures_in_words(figures),
                )
            )
    return found


def _imported(session: Session, rep: Person, first: date, last: date) -> set[str]:
    """The metrics of which there are figures of the rep in these days."""
    asked = (
        select(Metric.key)
        .join(MetricFigure, MetricFigure.metric_id == Metric.id)
        .where(MetricFigure.rep_id == rep.id, MetricFigure.first <= last, MetricFigure.last >= first)
        .distinct()
    )
    return set(session.scalars(asked))


def _notices(calls: list[SettledCall], criteria: list[CriterionStanding]) -> list[str]:
    found = []
    if len(calls) < ENOUGH:
        found.append(
            f"{len(calls)} settled random calls: a baseline needs {ENOUGH}. Draw more before writing a plan."
        )
    elif not any(one.baseline for one in criteria):
        found.append("The calls were scored by different versions: none has enough for a baseline.")
    else:
        found.append("Enough random calls for a baseline.")
    if any(one.criterion == QA and one.below_standard == "no" for one in criteria):
        found.append("The QA score is not below the standard: in it the calls show no gap to close.")
    found.append(
        "A plan begins where somebody looked low: part of what comes back afterwards comes by itself."
    )
    return found
