"""The tables from items to levels, checked on what people gave in opened rounds."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from scoring.agreement.table_fit import Rated, TableFit, fit_table
from scoring.calibration.sheet import RatedCall
from scoring.judgement import Answer
from scoring.record import fingerprint
from scoring.rubric import Criterion
from scoring.scorecard import tally_of
from service.calibration.frames import RoundData, frame_of, round_data
from service.calibration.queries import opened, series_of
from service.db.tables import Round, RubricDraft, RubricVersion
from service.errors import Conflict
from service.kept import Kept
from service.people.who import Who
from service.rubrics.actions import begin, save
from service.rubrics.texts import as_text

_FITS: Kept[tuple[TableFit, ...]] = Kept(10)
"""Fitting tries thousands of tables: not again as long as nothing else is given."""


def table_fits(session: Session, row: Round, at: datetime) -> list[TableFit]:
    """For each criterion of the round's form, pooled over the open rounds of its series."""
    opened(row, at)
    data = round_data(session, series_of(session, row, at))
    calls = [one.call_id for one in data.calls]
    given = data.rests_on or frame_of(data).fingerprint
    rests_on = fingerprint([given, data.form.fingerprint(), calls])
    return list(_FITS.one(rests_on, lambda: _fitted(data)))


def _fitted(data: RoundData) -> tuple[TableFit, ...]:
    return tuple(fit_table(criterion, list(_rated(data, criterion))) for criterion in data.form.criteria)


def draft_with_tables(session: Session, row: Round, fits: list[TableFit]) -> dict[str, Any]:
    """The document of the form's next version with the tables that are surely nearer, not published.

    It says what changed and why. Where no table is surely nearer it is the form as it was.
    """
    version = session.get_one(RubricVersion, row.rubric_id)
    better = {one.criterion: one for one in fits if one.better and one.fitted is not None}
    document = dict(version.document)
    document["criteria"] = [
        part | {"table": _table(better[part["key"]])} if part["key"] in better else part
        for part in version.document["criteria"]
    ]
    if better:
        named = ", ".join(one.title for one in better.values())
        document["version"] = version.version + 1
        document["changed"] = f"Tables fitted on the levels people gave in calibration: {named}."
    return document


def begin_with_tables(session: Session, who: Who, row: Round, at: datetime) -> RubricDraft:
    """Begins a draft with the tables that are surely nearer. Raises Conflict where none is."""
    fits = table_fits(session, row, at)
    if not any(one.better for one in fits):
        raise Conflict(
            "No table is surely nearer than the one there is.", "No draft was made.", code="no_fit"
        )
    version = session.get_one(RubricVersion, row.rubric_id)
    draft = begin(session, who, version.slug, version.version)
    save(session, who, draft.public_id, as_text(draft_with_tables(session, row, fits)), draft.version)
    return draft


def _table(fit: TableFit) -> list[dict[str, Any]]:
    assert fit.fitted is not None
    return [one.model_dump(exclude_defaults=True) for one in fit.fitted.table]


def _rated(data: RoundData, criterion: Criterion) -> list[Rated]:
    return [
        Rated(str(call.call_id), tally_of(criterion, answers), level)
        for call in data.calls
        for column in data.columns
        if column.person is not None
        and (rated := column.rated.get(call.id)) is not None
        and (level := _level(rated, criterion.key)) is not None
        and (answers := _answers(rated, criterion)) is not None
    ]


def _level(rated: RatedCall, criterion: str) -> int | None:
    given = rated.levels.get(criterion)
    return None if given is None else given.level


def _answers(rated: RatedCall, criterion: Criterion) -> dict[str, Answer] | None:
    """Complete answers only: what cannot be assessed leaves the tally open."""
    reading = rated.readings.get(criterion.key)
    if reading is None or reading.failed is not None:
        return None
    answers = {one.item: one.answer for one in reading.verdicts}
    return None if Answer.CANNOT_ASSESS in answers.values() else answers
