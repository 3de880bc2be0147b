"""What became of a call, without the ids and times that differ from one call to the next."""

from dataclasses import dataclass

from sqlalchemy import select

from service.db.engine import Database
from service.db.tables import Call, Review, Run, Score, TranscriptVersion, VerdictRow, WeeklyRollUp
from tests.cast import KEYS


@dataclass(frozen=True)
class Result:
    """All that a review leaves behind. A verdict is its criterion, item, answer and the criterion it says."""

    state: str
    transcripts: int
    runs: int
    review: str
    verdicts: list[tuple[str, str, str, str]]
    scores: dict[str, tuple[int | None, float]]


def result(database: Database, call: str) -> Result:
    """What stands in the tables about a call that was reviewed."""
    with database.read() as session:
        row = session.scalars(select(Call).where(Call.public_id == call)).one()
        runs = session.scalars(select(Run.id).where(Run.call_id == row.id)).all()
        verdicts = session.scalars(
            select(VerdictRow).where(VerdictRow.run_id.in_(runs)).order_by(VerdictRow.id)
        )
        scores = session.scalars(select(Score).where(Score.run_id.in_(runs)))
        transcripts = session.scalars(select(TranscriptVersion).where(TranscriptVersion.call_id == row.id))
        return Result(
            state=row.state,
            transcripts=len(transcripts.all()),
            runs=len(runs),
            review=session.scalars(select(Review.state).where(Review.call_id == row.id)).one(),
            verdicts=[(one.criterion, one.item, one.answer, one.document["why"]) for one in verdicts],
            scores={one.criterion: (one.level, one.value) for one in scores},
        )


def expected() -> Result:
    """By hand: of three musts one is met, so level 2 (worth 35) in each criterion, and 35 in all."""
    items = [(key, item) for key in KEYS for item in ("m1", "m2", "m3", "p1", "p2", "n1")]
    return Result(
        state="scored",
        transcripts=1,
        runs=1,
        review="draft",
        verdicts=[(key, f"{key}_{item}", "yes" if item == "m1" else "no", key) for key, item in items],
        scores=dict.fromkeys(KEYS, (2, 35.0)) | {"qa": (None, 35.0)},
    )


def sums(database: Database) -> dict[str, tuple[int, float, float]]:
    """The weekly sums of Ana's only week: criterion → n, sum, sum of squares."""
    with database.read() as session:
        rows = session.scalars(select(WeeklyRollUp))
        return {row.criterion: (row.n, row.total, row.squares) for row in rows}


def expected_sums(calls: int) -> dict[str, tuple[int, float, float]]:
    """35 percent in every criterion and in all, as often as there are calls; 35² = 1225."""
    return dict.fromkeys((*KEYS, "qa"), (calls, 35.0 * calls, 1225.0 * calls))
