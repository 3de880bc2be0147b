"""The mean QA score of a team or of the site: calls people scored blind, with all that the judge scored."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.ppi import CombinedMean, combined_mean
from scoring.errors import BadInput
from scoring.rubric import Rubric
from service.calibration.frames import appealing
from service.calibration.grouping import score_of
from service.calibration.marks import PERSON, run_mark
from service.calibration.pairs import double_scored
from service.db.tables import Call, Person, RubricVersion, Run, Team, TranscriptVersion
from service.errors import NotFound


def mean_of(
    session: Session,
    team: str | None,
    rep: str | None,
    rubric: RubricVersion,
    judge_key: str,
    days: int,
    at: datetime,
) -> CombinedMean:
    """Over the drawn calls of so many days; without a team, of the site. Refused for a single rep."""
    if rep is not None:
        raise BadInput(
            "The mean of one rep is not worked out this way.",
            "The judge may be stricter with one voice than with another. Their trend rests on their calls.",
        )
    unit: Literal["team", "site"] = "site" if team is None else "team"
    asked = (
        select(Run, TranscriptVersion.heard)
        .join(Call, Call.id == Run.call_id)
        .join(TranscriptVersion, TranscriptVersion.id == Run.transcript_id)
        .where(
            Call.selection == "random",
            Call.started_at > at - timedelta(days=days),
            Run.rubric_id == rubric.id,
            Run.judge != PERSON,
            Run.qa_value.is_not(None),
        )
        .order_by(Run.id)
    )
    if team is not None:
        row = session.scalars(select(Team).where(Team.public_id == team)).one_or_none()
        if row is None:
            raise NotFound(f"There is no team {team}.")
        asked = asked.where(Call.team_id == row.id)
    judged = {
        run.call_id: float(run.qa_value)
        for run, heard in session.execute(asked)
        if run_mark(run, heard).key == judge_key and run.qa_value is not None
    }
    for call in appealing(session, list(judged)):
        del judged[call]
    form = Rubric.from_document(rubric.document)
    pairs = {}
    for one in double_scored(session, [rubric.id], judge_key, at):
        values = [found for rated in one.people.values() if (found := score_of(form, rated)) is not None]
        if one.call in judged and values:
            pairs[one.call] = sum(values) / len(values)
    rest = [value for call, value in judged.items() if call not in pairs]
    return combined_mean(unit, list(pairs.values()), [judged[call] for call in pairs], rest)


def people_named(session: Session, public_id: str) -> Person:
    """Raises NotFound."""
    row = session.scalars(select(Person).where(Person.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no person {public_id}.")
    return row
