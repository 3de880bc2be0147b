"""The mean QA score of a team, or of the site, which is all teams: calls people scored blind, with all that
the judge scored."""

from collections.abc import Mapping, Set
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.agreement.ppi import FEWEST, CombinedMean, combined_mean
from scoring.calibration.sheet import LevelGiven
from scoring.errors import BadInput
from scoring.rubric import Rubric
from service.calibration.grouping import score_of
from service.calibration.marks import PERSON, judge_key_of, stored_mark
from service.calibration.pairs import blind_first_sheets, open_rounds
from service.calibration.run_ratings import appealing
from service.db.tables import (
    Call,
    Person,
    PersonSheet,
    RatedSheet,
    RoundCall,
    RubricVersion,
    Run,
    Team,
    TranscriptVersion,
)
from service.errors import NotFound
from service.people.rights import teams_visible_to
from service.people.who import Who

DAYS = 90
FEWEST_REPS = 2


def mean_of(
    session: Session,
    team: Team | None,
    rep: str | None,
    rubric: RubricVersion,
    judge_key: str,
    days: int,
    at: datetime,
) -> CombinedMean:
    """Over the drawn calls of so many days; without a team, of the site. Refused for a single rep.

    Only calls of which nobody chose that people score them stand for the rest: those drawn into a round, and
    confirmations that came blind-first.
    """
    if rep is not None:
        raise BadInput(
            "The mean of one rep is not worked out this way.",
            "The judge may be stricter with one voice than with another. Their trend rests on their calls.",
        )
    since = at - timedelta(days=days)
    judged, reps = _judged(session, team, rubric, judge_key, since)
    pairs = {
        call: sum(values) / len(values)
        for call, values in _by_people(session, rubric, set(judged), at, since).items()
    }
    # A team of one rep is that rep, also with a call beside that is nobody's.
    if len(pairs) >= FEWEST and len({reps[call] for call in judged} - {None}) < FEWEST_REPS:
        raise BadInput(
            "All of these calls are of one rep.",
            "The mean of one rep is not worked out this way; their trend rests on their calls.",
        )
    rest = [value for call, value in judged.items() if call not in pairs]
    unit: Literal["team", "site"] = "site" if team is None else "team"
    return combined_mean(unit, list(pairs.values()), [judged[call] for call in pairs], rest)


def _judged(
    session: Session, team: Team | None, rubric: RubricVersion, judge_key: str, since: datetime
) -> tuple[dict[int, float], dict[int, int | None]]:
    """The judge's QA score of each drawn call, by the newest run, and whose call it is."""
    asked = (
        select(
            Call.id,
            Call.rep_id,
            Run.qa_value,
            Run.judge,
            Run.model,
            Run.document["run"].label("said"),
            TranscriptVersion.heard["hearing"].label("hearing"),
        )
        .join(Call, Call.id == Run.call_id)
        .join(TranscriptVersion, TranscriptVersion.id == Run.transcript_id)
        .where(
            Call.selection == "random",
            Call.started_at > since,
            Run.rubric_id == rubric.id,
            Run.judge != PERSON,
            Run.qa_value.is_not(None),
        )
        .order_by(Run.id)
    )
    if team is not None:
        asked = asked.where(Call.team_id == team.id)
    judged: dict[int, float] = {}
    reps: dict[int, int | None] = {}
    for row in session.execute(asked):
        if stored_mark(row.judge, row.model, row.said, row.hearing).key == judge_key:
            judged[row.id], reps[row.id] = float(row.qa_value), row.rep_id
    for call in appealing(session, list(judged)):
        del judged[call]
    return judged, reps


def _by_people(
    session: Session, rubric: RubricVersion, calls: Set[int], at: datetime, since: datetime
) -> dict[int, list[float]]:
    """What people made of these calls without having chosen them: drawn into a round, or blind-first."""
    form = Rubric.from_document(rubric.document)
    open_by_then = [row.id for row in open_rounds(session, [rubric.id], at, since)]
    rows = session.execute(
        select(RoundCall.call_id, RatedSheet.document["levels"].label("levels"))
        .join(RatedSheet, RatedSheet.round_call_id == RoundCall.id)
        .where(RoundCall.round_id.in_(open_by_then), RoundCall.why == "drawn", RoundCall.removed_at.is_(None))
    )
    found: dict[int, list[float]] = {}
    given = [(call, _levels(levels)) for call, levels in rows if call in calls]
    given += [(call, rated.levels) for call, rated in blind_first_sheets(session, rubric, form, calls, since)]
    for call, levels in given:
        value = score_of(form, levels)
        if value is not None:
            found.setdefault(call, []).append(value)
    return found


def _levels(document: Mapping[str, Any]) -> dict[str, LevelGiven]:
    return {key: LevelGiven.model_validate(one) for key, one in document.items()}


def scored_by_chance(session: Session, team: Team, at: datetime) -> int:
    """At the most how many of the team's drawn calls people scored without having chosen them; cheap."""
    own = (
        Call.team_id == team.id,
        Call.selection == "random",
        Call.started_at > at - timedelta(days=DAYS),
    )
    in_rounds = (
        select(Call.id)
        .join(RoundCall, RoundCall.call_id == Call.id)
        .join(RatedSheet, RatedSheet.round_call_id == RoundCall.id)
        .where(RoundCall.why == "drawn", *own)
    )
    blind_first = (
        select(Call.id)
        .join(PersonSheet, PersonSheet.call_id == Call.id)
        .where(PersonSheet.purpose == "blind_first", PersonSheet.state == "handed_in", *own)
    )
    return session.scalar(select(func.count()).select_from(in_rounds.union(blind_first).subquery())) or 0


def newest_reading(session: Session, team: Team) -> tuple[RubricVersion, str] | None:
    """The rubric and the judge that read a drawn call of the team last; None before anything was read."""
    run = session.scalars(
        select(Run)
        .join(Call, Call.id == Run.call_id)
        .where(Call.team_id == team.id, Call.selection == "random", Run.judge != PERSON)
        .order_by(Run.id.desc())
        .limit(1)
    ).one_or_none()
    return (
        None if run is None else (session.get_one(RubricVersion, run.rubric_id), judge_key_of(session, run))
    )


def visible_team(session: Session, who: Who, public_id: str) -> Team:
    """The team, where they look after it today. Raises NotFound."""
    row = session.scalars(
        select(Team).where(Team.public_id == public_id, teams_visible_to(who))
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no team {public_id}.")
    return row


def people_named(session: Session, public_id: str) -> Person:
    """Raises NotFound."""
    row = session.scalars(select(Person).where(Person.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no person {public_id}.")
    return row
