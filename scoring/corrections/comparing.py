"""Two sheets of the same call side by side, the differences first: blind against AI, rep against review."""

from collections.abc import Mapping

from scoring.judgement import Answer, CriterionReading, Evidence
from scoring.record import Record
from scoring.review import ShownScorecard
from scoring.rubric import Kind, Level, Rubric
from scoring.scorecard import score


class ItemPair(Record):
    """An item as two sheets answer it; None: that sheet has no answer."""

    criterion: str
    item: str
    asks: str
    kind: Kind
    mine: Answer | None
    theirs: Answer | None
    mine_shown_by: tuple[Evidence, ...] = ()
    theirs_shown_by: tuple[Evidence, ...] = ()

    @property
    def differs(self) -> bool:
        return self.mine is not self.theirs


class LevelPair(Record):
    """A criterion as two sheets see it: a level, or the ends of the range it lies in. Both None: none."""

    criterion: str
    title: str
    mine_low: Level | None = None
    mine_high: Level | None = None
    theirs_low: Level | None = None
    theirs_high: Level | None = None
    distance: int = 0
    words: str = ""


class SheetComparison(Record):
    """Levels and items, the largest differences first."""

    levels: tuple[LevelPair, ...]
    items: tuple[ItemPair, ...]
    same: int
    differing: int


def compare_sheets(
    rubric: Rubric, mine: Mapping[str, CriterionReading], theirs: Mapping[str, CriterionReading]
) -> SheetComparison:
    """Two readings of a call, item by item."""
    pairs = [
        _item_pair(criterion.key, item.id, item.asks, item.kind, mine, theirs)
        for criterion in rubric.criteria
        for item in criterion.items
    ]
    first, second = score(rubric, mine.values()), score(rubric, theirs.values())
    levels = [
        level_pair(one.key, rubric.criterion(one.key).title, (one.low, one.high), (two.low, two.high))
        for one, two in zip(first.criteria, second.criteria, strict=True)
    ]
    differing = sum(pair.differs for pair in pairs)
    return SheetComparison(
        levels=differences_first(levels),
        items=tuple(sorted(pairs, key=lambda pair: not pair.differs)),
        same=len(pairs) - differing,
        differing=differing,
    )


def compare_levels(mine: Mapping[str, int | None], theirs: ShownScorecard) -> tuple[LevelPair, ...]:
    """A rep's own levels beside those of the review. A criterion they left out is not compared."""
    return differences_first(
        [
            level_pair(one.key, one.title, (mine[one.key], mine[one.key]), (one.low, one.high))
            for one in theirs.criteria
            if one.key in mine
        ]
    )


def level_pair(
    key: str, title: str, mine: tuple[int | None, int | None], theirs: tuple[int | None, int | None]
) -> LevelPair:
    """The two with the distance between them: 0 where one lies in the range of the other."""
    distance, words = _apart(mine, theirs)
    return LevelPair(
        criterion=key,
        title=title,
        mine_low=mine[0],
        mine_high=mine[1],
        theirs_low=theirs[0],
        theirs_high=theirs[1],
        distance=distance,
        words=words,
    )


def _apart(mine: tuple[int | None, int | None], theirs: tuple[int | None, int | None]) -> tuple[int, str]:
    if mine[0] is None or mine[1] is None or theirs[0] is None or theirs[1] is None:
        same = mine[0] is None and theirs[0] is None
        return (0, "both see no occasion") if same else (0, "one of the two sees no occasion")
    if mine[0] > theirs[1]:
        distance = mine[0] - theirs[1]
        return distance, f"{distance} higher"
    if mine[1] < theirs[0]:
        distance = theirs[0] - mine[1]
        return distance, f"{distance} lower"
    return 0, "the same" if mine == theirs else "within the range"


def differences_first(pairs: list[LevelPair]) -> tuple[LevelPair, ...]:
    """The largest distance first; equal ones stay in the rubric's order."""
    return tuple(sorted(pairs, key=lambda pair: -pair.distance))


def _item_pair(
    key: str,
    item: str,
    asks: str,
    kind: Kind,
    mine: Mapping[str, CriterionReading],
    theirs: Mapping[str, CriterionReading],
) -> ItemPair:
    sides = [_of(item, reading.get(key)) for reading in (mine, theirs)]
    return ItemPair(
        criterion=key,
        item=item,
        asks=asks,
        kind=kind,
        mine=sides[0][0],
        theirs=sides[1][0],
        mine_shown_by=sides[0][1],
        theirs_shown_by=sides[1][1],
    )


def _of(item: str, reading: CriterionReading | None) -> tuple[Answer | None, tuple[Evidence, ...]]:
    for verdict in reading.verdicts if reading else ():
        if verdict.item == item:
            return verdict.answer, verdict.evidence
    return None, ()
