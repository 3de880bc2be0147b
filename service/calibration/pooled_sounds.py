"""▶ beside the largest differences of rounds taken together, and of calls scored before confirming."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.round_records import Difference
from service.calibration.pooled import PooledData
from service.calibration.queries import open_calls
from service.calibration.sentences_heard import SENTENCES, Said, Sounds, by_id, said_in
from service.db.tables import PersonSheet, Round, RoundCall, TranscriptVersion
from service.people.who import Who
from service.reports.round_page import Heard


def heard_pooled(
    session: Session, who: Who, data: PooledData, rounds: Sequence[Round], differences: Sequence[Difference]
) -> dict[tuple[str, str, str], tuple[Heard, ...]]:
    """What was cited for the levels of these differences, by call, criterion and rater as they name them.

    In a round it is the round's own clip. A call that was confirmed is in none: ▶ leads to its own page.
    """
    wanted = {one.call for one in differences}
    places = [one for one in data.calls if data.label(one) in wanted]
    raters = [one.name for one in data.columns]
    found: dict[tuple[str, str, str], tuple[Heard, ...]] = {}
    for calls, sounds in _by_round(session, places, rounds):
        shown = open_calls(session, who, data, calls)
        for place, call in zip(calls, shown, strict=True):
            found |= {(data.label(place), *key): heard for key, heard in sounds.apart(call, raters)}
    return found


def _by_round(
    session: Session, places: Sequence[RoundCall], rounds: Sequence[Round]
) -> list[tuple[list[RoundCall], Sounds]]:
    """The calls of each round with what plays in it, and those that are in none."""
    parts = []
    for row in rounds:
        calls = [one for one in places if one.id > 0 and one.round_id == row.id]
        if calls:
            said = said_in(session, row, RoundCall.id.in_([one.id for one in calls]))
            parts.append((calls, Sounds(row.public_id, said)))
    confirmed = [one for one in places if one.id < 0]
    return [*parts, (confirmed, Sounds("", _said_when_confirmed(session, confirmed)))] if confirmed else parts


def _said_when_confirmed(session: Session, places: Sequence[RoundCall]) -> dict[int, Said]:
    """Number of a call → what was said on it, in the words that were scored."""
    numbers = {one.call_id: one.number for one in places}
    rows = session.execute(
        select(PersonSheet.call_id, SENTENCES)
        .join(TranscriptVersion, TranscriptVersion.id == PersonSheet.transcript_id)
        .where(PersonSheet.call_id.in_(numbers), PersonSheet.state == "handed_in", PersonSheet.blind)
        .order_by(PersonSheet.id)
    )
    return {numbers[call]: Said(False, by_id(sentences)) for call, sentences in rows}
