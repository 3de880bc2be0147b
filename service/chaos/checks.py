"""What a call left behind, to be held against what a call leaves behind that nobody disturbed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from service.db.engine import Database
from service.db.tables import Call, Reading, Review, Run, Score, TranscriptVersion, VerdictRow, WeeklyRollUp


@dataclass(frozen=True)
class Traces:
    """All a review writes, without ids and times."""

    state: str
    transcripts: int
    runs: int
    reviews: int
    readings: int
    verdicts: list[tuple[str, str, str, dict[str, Any]]]
    scores: dict[str, tuple[int | None, float]]


def traces(database: Database, call_id: str) -> Traces | None:
    """What stands in the tables about the call; None where there is none."""
    with database.read() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id)).one_or_none()
        if call is None:
            return None
        runs = session.scalars(select(Run).where(Run.call_id == call.id)).all()
        keys, names = [run.id for run in runs], [run.public_id for run in runs]
        verdicts = session.scalars(
            select(VerdictRow).where(VerdictRow.run_id.in_(keys)).order_by(VerdictRow.id)
        )
        scores = session.scalars(select(Score).where(Score.run_id.in_(keys)))

        def count(table: Any, *where: Any) -> int:
            return session.scalar(select(func.count()).select_from(table).where(*where)) or 0

        return Traces(
            state=call.state,
            transcripts=count(TranscriptVersion, TranscriptVersion.call_id == call.id),
            runs=len(runs),
            reviews=count(Review, Review.call_id == call.id),
            readings=count(Reading, Reading.run.in_(names)),
            verdicts=[(one.criterion, one.item, one.answer, one.document) for one in verdicts],
            scores={one.criterion: (one.level, one.value) for one in scores},
        )


def fault(found: Traces | None, expected: Traces) -> str | None:
    """What is wrong with a call, in a word: lost, doubled or changed. None: nothing."""
    if found is None or found.state != expected.state:
        return "lost"
    if (found.transcripts, found.runs, found.reviews) != (1, 1, 1) or found.readings != expected.readings:
        return "doubled"
    return None if found == expected else "changed"


def sums_agree(database: Database, calls: int, expected: Traces) -> bool:
    """Whether the weekly sums count every call once."""
    with database.read() as session:
        found = {row.criterion: (row.n, row.total) for row in session.scalars(select(WeeklyRollUp))}
    wanted = {key: (calls, value * calls) for key, (_, value) in expected.scores.items()}
    return found.keys() == wanted.keys() and all(
        found[key][0] == n and abs(found[key][1] - total) < 1e-6 for key, (n, total) in wanted.items()
    )
