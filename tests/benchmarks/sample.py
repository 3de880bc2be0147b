"""One call as the product itself leaves it, to fill databases with: its rows, as text.

A fixture call of four minutes, its words from its reference, read by the offline judge on the rubric of 47
items.
"""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service.db.tables import Call, Redaction, Run, TranscriptVersion, VerdictRow
from tests.databases import fresh_database
from tests.service.calls.reviewed import reviewed
from tests.service.served import served, settings_for, web

SLUG = "good-distributor"


@dataclass(frozen=True)
class Sample:
    """Documents as they stand in the tables; `short_run` has what lists read of a run, and no items."""

    transcript: str
    heard: str
    redaction: tuple[str, int, str, str]
    run: str
    short_run: str
    verdicts: tuple[tuple[str, str, str, str], ...]


def sample() -> Sample:
    """The call, reviewed in a service that is gone again."""
    with (
        tempfile.TemporaryDirectory(prefix="sidetone-") as folder,
        fresh_database("sqlite", Path(folder), migrated=True) as url,
        served(settings_for(Path(folder), url)) as client,
    ):
        call = reviewed(client, SLUG)
        with web(client).database.read() as session:
            run = session.scalars(
                select(Run).join(Call, Call.id == Run.call_id).where(Call.public_id == call)
            ).one()
            spoken = session.get_one(TranscriptVersion, run.transcript_id)
            seen = session.scalars(select(Redaction).where(Redaction.transcript_id == spoken.id)).one()
            rows = session.scalars(
                select(VerdictRow).where(VerdictRow.run_id == run.id).order_by(VerdictRow.id)
            )
            verdicts = tuple((row.criterion, row.item, row.answer, json.dumps(row.document)) for row in rows)
            return Sample(
                transcript=json.dumps(spoken.document),
                heard=json.dumps(spoken.heard),
                redaction=(seen.made_by, seen.version, seen.fingerprint, json.dumps(seen.document)),
                run=json.dumps(run.document),
                short_run=json.dumps(_short(run.document)),
                verdicts=verdicts,
            )


def _short(document: dict[str, Any]) -> dict[str, Any]:
    scorecard = document["scorecard"]
    criteria = [{"key": one["key"], "state": one["state"], "items": []} for one in scorecard["criteria"]]
    return {"scorecard": {"qa_score": scorecard["qa_score"], "must_haves": [], "criteria": criteria}}
