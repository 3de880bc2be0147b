"""▶ beside what raters gave in an opened round: the very sentences they cited.

What plays is the round's own clip of the call, so that nobody meets the name of the rep on the way.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from scoring.formats import clock
from service.calibration.views import Cell, OpenCall, OpenCriterion, OpenRound
from service.db.tables import Recording, Round, RoundCall, TranscriptVersion
from service.reports.round_page import Heard

MOST = 3
"""Sentences shown for what one rater gave."""


class Said(NamedTuple):
    """A call's sentences, by id: when each begins and ends, and its words. `sounds`: it has a recording."""

    sounds: bool
    sentences: dict[str, tuple[float, float, str]]


class Sentence(BaseModel):
    """Of a stored sentence what is shown; its words one by one are passed over."""

    id: str
    start: float
    end: float
    text: str


NOTHING = Said(False, {})
SENTENCES = TranscriptVersion.document["sentences"].as_string()
"""Of a transcript, as JSON: most of it is the time of each word, of which nothing is made here."""
_READ = TypeAdapter(list[Sentence])


def said_in(session: Session, row: Round, *which: ColumnElement[bool]) -> dict[int, Said]:
    """Number of a call in the round → what was said on it; of all of them, or of those that are wanted."""
    recorded = exists().where(Recording.call_id == RoundCall.call_id)
    rows = session.execute(
        select(RoundCall.number, recorded, SENTENCES)
        .join(TranscriptVersion, TranscriptVersion.id == RoundCall.transcript_id)
        .where(RoundCall.round_id == row.id, RoundCall.removed_at.is_(None), *which)
    )
    return {number: Said(sounds, by_id(sentences)) for number, sounds, sentences in rows}


def by_id(sentences: str) -> dict[str, tuple[float, float, str]]:
    """From their JSON."""
    return {one.id: (one.start, one.end, one.text) for one in _READ.validate_json(sentences)}


class Sounds:
    """Makes ▶ for the sentences of an opened round."""

    def __init__(self, round_id: str, said: dict[int, Said]) -> None:
        self._place, self._said = f"/calibration/{round_id}/calls", said

    def of(self, call: OpenCall, sentences: tuple[str, ...]) -> tuple[Heard, ...]:
        """▶ at each sentence; without a recording it leads to where the sentence stands, for who may read it.

        Who may not see the call is told no words: a name may be among them.
        """
        said, place = self._said.get(call.number, NOTHING), f"{self._place}/{call.number}"
        if not said.sounds and call.call is None:
            return ()
        return tuple(
            Heard(
                href=f"{place}/sound#t={start:.1f},{end:.1f}" if said.sounds else f"/calls/{call.call}#{one}",
                text=clock(start),
                spoken=f"{clock(start)}, {words[:80] if call.call else f'call {call.number}'}",
                clip=f"{place}/clip" if said.sounds else "",
                start=start,
                end=end,
            )
            for one, (start, end, words) in (
                (one, said.sentences[one]) for one in sentences if one in said.sentences
            )
        )

    def of_level(self, call: OpenCall, criterion: OpenCriterion, cell: Cell) -> tuple[Heard, ...]:
        """▶ at what a rater cited for a criterion: where answers stand against each other, that first."""
        items = (*(one for one in criterion.split if one in cell.sentences), *cell.sentences)
        cited = dict.fromkeys(one for item in items for one in cell.sentences[item])
        return self.of(call, tuple(cited)[:MOST])

    def of_differences(self, shown: OpenRound) -> dict[tuple[str, str, str], tuple[Heard, ...]]:
        """The same for every level, by call, criterion and rater as the report names them."""
        raters = [one.name for one in shown.raters]
        return {
            (str(call.number), *key): heard for call in shown.calls for key, heard in self.apart(call, raters)
        }

    def apart(
        self, call: OpenCall, raters: Sequence[str]
    ) -> Iterator[tuple[tuple[str, str], tuple[Heard, ...]]]:
        """Criterion and rater → ▶ at what was cited, where levels differ."""
        for one in call.criteria:
            for rater, cell in zip(raters, one.cells, strict=True):
                if one.gap and cell.sentences:
                    yield (one.key, rater), self.of_level(call, one, cell)
