"""A rubric tried on calls that were read with another version: which levels would change, and by how much.

Where only weights, tables or must-haves changed this is arithmetic on the verdicts that are there. An item
that was reworded or is new has no answer yet: until a judge has read the call again, its criterion has the
range of levels that all its answers could give.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from scoring.judgement import Answer, CriterionReading, Verdict
from scoring.record import Record
from scoring.rubric import Rubric
from scoring.rubric_compare import compare_rubrics
from scoring.scorecard import CriterionScore, QAScore, Scorecard, score

Readings = Mapping[str, CriterionReading]
"""Criterion key → its reading."""

NOT_ASKED_YET = "the judge has not been asked in these words yet"


class Move(Record):
    """A criterion of a call before and after: levels, or ranges of them, or none."""

    criterion: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None

    @property
    def kind(self) -> Literal["same", "up", "down", "open", "appears", "disappears"]:
        """How it moves; *open* where the new level is not known yet, or the old one never was."""
        if self.before == self.after and (self.before is None or self.before[0] == self.before[1]):
            return "same"
        if self.before is None or self.after is None:
            return "appears" if self.before is None else "disappears"
        if self.before[0] != self.before[1] or self.after[0] != self.after[1]:
            return "open"
        return "up" if self.after > self.before else "down"

    @property
    def by(self) -> int:
        """Levels up or down; 0 where that is not known."""
        if self.kind not in ("up", "down"):
            return 0
        assert self.before is not None
        assert self.after is not None
        return self.after[0] - self.before[0]


class TriedCall(Record):
    """A call scored on both versions. Scores in percent; low and high differ where something is open."""

    call: str
    moves: tuple[Move, ...]
    before: tuple[float, float] | None
    after: tuple[float, float] | None
    unread: tuple[str, ...] = ()
    newly_missed: tuple[str, ...] = ()
    no_longer_missed: tuple[str, ...] = ()

    @property
    def by(self) -> float | None:
        """Points up or down; None where one of the scores is open."""
        if self.before is None or self.after is None:
            return None
        if self.before[0] != self.before[1] or self.after[0] != self.after[1]:
            return None
        return self.after[0] - self.before[0]

    @property
    def changes(self) -> bool:
        return any(move.kind != "same" for move in self.moves) or self.by != 0.0


class CriterionTrial(Record):
    """What becomes of one criterion over all tried calls."""

    criterion: str
    same: int = 0
    up: int = 0
    down: int = 0
    open: int = 0
    appears: int = 0
    disappears: int = 0
    mean: float | None = None


class Trial(Record):
    """What becomes of the tried calls. `mean` is the average change in points over calls with both scores."""

    calls: int
    changed: int
    scored: int
    mean: float | None
    largest: float | None
    criteria: tuple[CriterionTrial, ...]


def asked_anew(old: Rubric, new: Rubric) -> frozenset[str]:
    """The items of the new version that the old one does not ask in the same words."""
    return frozenset(item for items in compare_rubrics(old, new).asks_anew.values() for item in items)


def carried(
    old: Rubric, new: Rubric, readings: Readings, anew: frozenset[str] | None = None
) -> dict[str, CriterionReading]:
    """The readings of the old version as far as they answer the new one.

    Answers to items that are asked in the same words are taken over; all others are open. `anew`: what
    `asked_anew` says of the two, where it is known already.
    """
    anew = asked_anew(old, new) if anew is None else anew
    answers = {verdict.item: verdict for reading in readings.values() for verdict in reading.verdicts}
    return {
        criterion.key: CriterionReading(
            criterion=criterion.key,
            verdicts=tuple(
                answers[item.id] if item.id in answers and item.id not in anew else _open(item.id)
                for item in criterion.items
            ),
        )
        for criterion in new.criteria
        if criterion.key in readings
    }


def with_answers(readings: Readings, newly_read: Readings) -> dict[str, CriterionReading]:
    """The carried readings with their open items answered from what the judge has read since."""
    return {key: _filled(reading, newly_read.get(key)) for key, reading in readings.items()}


def try_on(call: str, old: Rubric, new: Rubric, before: Readings, after: Readings) -> TriedCall:
    """One call on both versions. `after` are readings for the new version (`carried`, `with_answers`)."""
    was, now = score(old, before.values()), score(new, after.values())
    missed = [_missed(card) for card in (was, now)]
    levels = {one.key: one for one in was.criteria}
    return TriedCall(
        call=call,
        moves=tuple(
            Move(criterion=one.key, before=_span(levels[one.key]), after=_span(one)) for one in now.criteria
        ),
        before=_points(was.qa_score),
        after=_points(now.qa_score),
        unread=tuple(v.item for r in after.values() for v in r.verdicts if NOT_ASKED_YET in v.problems),
        newly_missed=tuple(sorted(missed[1] - missed[0])),
        no_longer_missed=tuple(sorted(missed[0] - missed[1])),
    )


def sum_up(tried: Sequence[TriedCall]) -> Trial:
    """What the tried calls come to together."""
    changes = [one.by for one in tried if one.by is not None]
    keys = [move.criterion for move in tried[0].moves] if tried else []
    return Trial(
        calls=len(tried),
        changed=sum(one.changes for one in tried),
        scored=len(changes),
        mean=float(sum(map(Fraction, changes), Fraction()) / len(changes)) if changes else None,
        largest=max(changes, key=abs) if changes else None,
        criteria=tuple(_criterion(key, tried) for key in keys),
    )


def _criterion(key: str, tried: Sequence[TriedCall]) -> CriterionTrial:
    moves = [move for one in tried for move in one.moves if move.criterion == key]
    kinds = [move.kind for move in moves]
    known = [move for move in moves if move.kind in ("same", "up", "down") and move.after is not None]
    mean = float(Fraction(sum(move.by for move in known), len(known))) if known else None
    return CriterionTrial(
        criterion=key,
        same=kinds.count("same"),
        up=kinds.count("up"),
        down=kinds.count("down"),
        open=kinds.count("open"),
        appears=kinds.count("appears"),
        disappears=kinds.count("disappears"),
        mean=mean,
    )


def _open(item_id: str) -> Verdict:
    return Verdict(item=item_id, answer=Answer.CANNOT_ASSESS, problems=(NOT_ASKED_YET,))


def _filled(reading: CriterionReading, newly: CriterionReading | None) -> CriterionReading:
    if newly is None or newly.failed is not None:
        return reading
    answers = {verdict.item: verdict for verdict in newly.verdicts}
    verdicts = tuple(answers.get(v.item, v) if NOT_ASKED_YET in v.problems else v for v in reading.verdicts)
    return reading.model_copy(update={"verdicts": verdicts})


def _span(one: CriterionScore) -> tuple[int, int] | None:
    if one.low is None or one.high is None:
        return None
    return one.low, one.high


def _points(qa: QAScore) -> tuple[float, float] | None:
    if qa.low is None or qa.high is None:
        return None
    return float(qa.low), float(qa.high)


def _missed(card: Scorecard) -> set[str]:
    return {one.item for one in card.must_haves if one.result == "fail"}
