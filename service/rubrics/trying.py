"""A draft tried on past calls: by arithmetic at once, and with the judge where it asks in other words.

What the judge reads for a trial is kept with the trial. It is no run: it enters no review, trend or plan.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.corrections.effective import corrected
from scoring.judgement import CriterionReading
from scoring.rubric import Rubric
from scoring.rubric_trial import Readings, TriedCall, asked_anew, carried, try_on, with_answers
from service.db import audit
from service.db.tables import (
    Call,
    Override,
    Review,
    RubricDraft,
    RubricTrial,
    RubricTrialCall,
    RubricVersion,
    Run,
    VerdictRow,
)
from service.engine import JobEngine, Queue
from service.errors import Conflict, NotFound, Unprocessable
from service.people.rights import calls_visible_to
from service.people.who import Who
from service.reviews.desk import correction_of, overrides_of_all, readings_in
from service.rubrics.actions import open_draft
from service.rubrics.forms import forms_of
from service.rubrics.texts import read_text

TRY = "try_rubric"
"""The workflow's name; it is asked for by name because the process that asks does not run it."""
MOST_CALLS = 50
"""Calls a draft is tried on at once."""
PRIORITY = 90
"""Behind every call that somebody waits for."""


@dataclass(frozen=True)
class Past:
    """A call as it was read: with which version, and the verdicts as people corrected them."""

    call: Call
    run: Run
    rubric: Rubric
    readings: Readings


def past_calls(session: Session, who: Who, slug: str, most: int = MOST_CALLS) -> list[Past]:
    """The newest calls they may see whose review rests on a version of that rubric."""
    rows = session.execute(
        select(Call, Run)
        .join(Review, Review.call_id == Call.id)
        .join(Run, Run.id == Review.run_id)
        .join(RubricVersion, RubricVersion.id == Run.rubric_id)
        .where(RubricVersion.slug == slug, calls_visible_to(who))
        .order_by(Call.id.desc())
        .limit(most)
    ).all()
    return _pasts(session, [(call, run) for call, run in rows])


def _pasts(session: Session, read: Sequence[tuple[Call, Run]]) -> list[Past]:
    """The calls as they were read. So many queries, however many calls."""
    runs = [run.id for _, run in read]
    forms = forms_of(session, {run.rubric_id for _, run in read})
    given: dict[int, list[VerdictRow]] = defaultdict(list)
    for row in session.scalars(select(VerdictRow).where(VerdictRow.run_id.in_(runs)).order_by(VerdictRow.id)):
        given[row.run_id].append(row)
    corrections = overrides_of_all(session, runs)
    return [_past(call, run, forms[run.rubric_id], given[run.id], corrections[run.id]) for call, run in read]


def _past(
    call: Call, run: Run, rubric: Rubric, verdicts: Sequence[VerdictRow], overrides: Mapping[str, Override]
) -> Past:
    corrections = {item: correction_of(row).verdict for item, row in overrides.items()}
    return Past(call, run, rubric, corrected(rubric, readings_in(verdicts, run, rubric), corrections))


def tried(pasts: Sequence[Past], new: Rubric, read: Sequence[Readings] = ()) -> list[TriedCall]:
    """The calls on both versions; `read` is what the judge has read of each for the new one, if it has."""
    versions = {one.run.rubric_id: one.rubric for one in pasts}
    anew = {key: asked_anew(old, new) for key, old in versions.items()}
    return [
        _tried(past, new, anew[past.run.rubric_id], since)
        for past, since in zip(pasts, read or repeat({}), strict=False)
    ]


def _tried(past: Past, new: Rubric, anew: frozenset[str], since: Readings) -> TriedCall:
    after = with_answers(carried(past.rubric, new, past.readings, anew), since)
    return try_on(past.call.public_id, past.rubric, new, past.readings, after)


def start(
    session: Session, engine: JobEngine, who: Who, draft_id: str, calls: Sequence[str], version: int | None
) -> RubricTrial:
    """Has the judge read these calls in the words of the draft, in the caller's transaction.

    Raises Unprocessable for a draft with mistakes, no call or too many; Conflict where a trial of it runs.
    """
    draft = open_draft(session, draft_id, version)
    found = read_text(draft.text)
    if found.rubric is None or found.document is None:
        raise Unprocessable("The draft has mistakes: it cannot be tried.", "Mend them first.")
    if not 1 <= len(set(calls)) <= MOST_CALLS:
        raise Unprocessable(f"Choose 1 to {MOST_CALLS} calls.", "Nothing was started.")
    if running_trial(session, draft) is not None:
        raise Conflict("This draft is being tried already.", "Wait until that trial has ended.")
    slug = session.get_one(RubricVersion, draft.based_on_id).slug
    chosen = [past for past in past_calls(session, who, slug) if past.call.public_id in set(calls)]
    if len(chosen) != len(set(calls)):
        raise NotFound("Not all of these calls are there to try it on.", "Look at the list again.")
    trial = RubricTrial(
        draft_id=draft.id,
        document=json.loads(json.dumps(found.document, default=str)),
        fingerprint=found.rubric.fingerprint(),
        started_by=who.actor,
    )
    session.add(trial)
    session.flush()
    session.add_all(
        RubricTrialCall(trial_id=trial.id, call_id=past.call.id, run_id=past.run.id) for past in chosen
    )
    audit.record(
        session, who.actor, "rubric.tried", draft.public_id, trial=trial.public_id, calls=len(chosen)
    )
    engine.enqueue(
        session,
        TRY,
        trial.public_id,
        queue=Queue.REST,
        priority=PRIORITY,
        workflow_id=f"trial:{trial.public_id}",
    )
    return trial


def running_trial(session: Session, draft: RubricDraft) -> RubricTrial | None:
    running = select(RubricTrial).where(RubricTrial.draft_id == draft.id, RubricTrial.state == "running")
    return session.scalars(running.limit(1)).one_or_none()


def newest_trial(session: Session, draft: RubricDraft) -> RubricTrial | None:
    """The last trial of the draft, running or done."""
    newest = select(RubricTrial).where(RubricTrial.draft_id == draft.id).order_by(RubricTrial.id.desc())
    return session.scalars(newest.limit(1)).one_or_none()


@dataclass(frozen=True)
class TrialSoFar:
    """A trial with what it has brought: `waiting` calls are not read yet, `failed` could not be."""

    trial: RubricTrial
    rubric: Rubric
    calls: tuple[tuple[Past, TriedCall], ...]
    total: int
    waiting: int
    failed: tuple[tuple[str, str], ...]


def trial_so_far(session: Session, who: Who, trial: RubricTrial) -> TrialSoFar:
    """What the trial has brought, on the calls of it that they may see."""
    new = Rubric.from_document(trial.document)
    rows = session.execute(
        select(RubricTrialCall, Call, Run)
        .join(Call, Call.id == RubricTrialCall.call_id)
        .join(Run, Run.id == RubricTrialCall.run_id)
        .where(RubricTrialCall.trial_id == trial.id, calls_visible_to(who))
        .order_by(Call.id.desc())
    ).all()
    read = [(row, call, run) for row, call, run in rows if row.state == "read"]
    pasts = _pasts(session, [(call, run) for _, call, run in read])
    results = tried(pasts, new, [newly_read(row) for row, _, _ in read])
    return TrialSoFar(
        trial=trial,
        rubric=new,
        calls=tuple(zip(pasts, results, strict=True)),
        total=len(rows),
        waiting=sum(row.state == "waiting" for row, _, _ in rows),
        failed=tuple((call.public_id, row.why or "") for row, call, _ in rows if row.state == "failed"),
    )


def newly_read(row: RubricTrialCall) -> dict[str, CriterionReading]:
    read = partial(CriterionReading.model_validate)
    return {key: read(document) for key, document in (row.readings or {}).items()}
