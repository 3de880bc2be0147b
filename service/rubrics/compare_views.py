"""Two versions side by side and a draft tried on past calls, in words."""

from scoring.formats import format_percent
from scoring.record import Record
from scoring.rubric import Rubric
from scoring.rubric_compare import ChangedCriterion, ChangedField, ChangedItem, Comparison
from scoring.rubric_trial import Move, Trial, TriedCall
from scoring.rubric_words import in_words, name_in_words

READ_AGAIN = "calls have to be read again for it"
ARITHMETIC = "past answers stay; only the sums change"
SCOPED = "other calls are left unscored from then on; what was scored stays"
ABSENT = {"scope": "every kind of call"}


class Difference(Record):
    """One thing in its old and its new words; `touches` says what follows from it."""

    what: str
    old: str
    new: str
    touches: str = ""

    @property
    def listed(self) -> bool:
        """Whether it is several lines, of which some stay: struck through as a whole it could not be read."""
        return "\n" in self.old + self.new


class CriterionDifference(Record):
    """A criterion with all that differs. `keeps`: nothing does, what was earned for it stays."""

    key: str
    title: str
    keeps: bool
    fingerprints: str
    differences: tuple[Difference, ...]


class CompareShown(Record):
    """The whole comparison."""

    old: str
    new: str
    same: bool
    kept: tuple[str, ...]
    touched: tuple[str, ...]
    general: tuple[Difference, ...]
    criteria: tuple[CriterionDifference, ...]


class TriedLine(Record):
    """A tried call: what moves, from where to where."""

    call: str
    when: str
    before: str
    after: str
    by: str
    moves: tuple[str, ...]
    unread: int
    changes: bool


class CriterionLine(Record):
    """A criterion over all tried calls."""

    title: str
    same: int
    up: int
    down: int
    open: int
    by: str


class TrialShown(Record):
    """What a trial comes to."""

    says: str
    calls: int
    criteria: tuple[CriterionLine, ...]
    lines: tuple[TriedLine, ...]


class JudgedTrial(Record):
    """A trial by the judge: how far it is, and what it has brought. `failed`: call and why, each."""

    running: bool
    total: int
    read: int
    failed: tuple[tuple[str, str], ...]
    fingerprint: str
    shown: TrialShown


def compare_shown(found: Comparison, old: Rubric, new: Rubric, named: str = "") -> CompareShown:
    """The comparison in words. `named`: what the new one is called, where it is no version yet."""
    general = [_difference(one, SCOPED if one.field == "scope" else "") for one in found.fields]
    general += [
        _changed(f"statement “{one.title}”", "", in_words(one), READ_AGAIN)
        for one in map(new.statement, found.statements_added)
    ]
    general += [
        _changed(f"statement “{one.title}”", in_words(one), "removed", "")
        for one in map(old.statement, found.statements_removed)
    ]
    general += [
        _changed(f"statement “{one.title}”, {name_in_words(field.field)}", field.old, field.new, READ_AGAIN)
        for one in found.statements
        for field in one.fields
    ]
    return CompareShown(
        old=found.old,
        new=named or found.new,
        same=found.same,
        kept=tuple(one.title for one in found.criteria if one.keeps),
        touched=tuple(one.title for one in found.criteria if not one.keeps),
        general=tuple(general),
        criteria=tuple(_criterion(one, old, new) for one in found.criteria if not one.keeps or one.changed),
    )


def _criterion(one: ChangedCriterion, old: Rubric, new: Rubric) -> CriterionDifference:
    was, now = old.criterion(one.key), new.criterion(one.key)
    differences: list[Difference] = []
    if one.weight[0] != one.weight[1]:
        differences.append(_changed("weight", str(one.weight[0]), str(one.weight[1]), ARITHMETIC))
    differences += [
        _difference(field, ARITHMETIC if field.field == "capped_at" else "") for field in one.fields
    ]
    differences += [
        _changed(f"anchor of {field.field}", field.old, field.new, "words only: levels do not move")
        for field in one.anchors
    ]
    differences += [
        _changed(f"table, {field.field}", field.old, field.new, ARITHMETIC) for field in one.table
    ]
    for item_id in one.added:
        item = now.item(item_id)
        differences.append(_changed(f"item {item_id}", "", item.asks if item else "", READ_AGAIN))
    for item_id in one.removed:
        item = was.item(item_id)
        differences.append(_changed(f"item {item_id}", item.asks if item else "", "removed", ARITHMETIC))
    for changed in one.changed:
        item = now.item(changed.id)
        differences += _item(changed, new.statement(item.statement).title if item and item.statement else "")
    if one.reordered:
        differences.append(_changed("order of the items", "", "changed", "what the judge is shown changes"))
    return CriterionDifference(
        key=one.key,
        title=one.title,
        keeps=one.keeps,
        fingerprints=f"{one.old_fingerprint[:12]} → {one.new_fingerprint[:12]}",
        differences=tuple(differences),
    )


def _item(changed: ChangedItem, statement: str) -> list[Difference]:
    touches = READ_AGAIN if changed.asked_anew else ARITHMETIC
    if not changed.fields:
        return [_changed(f"item {changed.id}", "", f"the statement “{statement}” changed", touches)]
    return [
        _changed(f"item {changed.id}, {name_in_words(field.field)}", field.old, field.new, touches)
        for field in changed.fields
    ]


def _difference(field: ChangedField, touches: str = "") -> Difference:
    absent = ABSENT.get(field.field, "")
    return _changed(name_in_words(field.field), field.old or absent, field.new or absent, touches)


def _changed(what: str, old: str, new: str, touches: str) -> Difference:
    return Difference(what=what, old=old, new=new, touches=touches)


def trial_shown(rubric: Rubric, trial: Trial, tried: list[tuple[TriedCall, str]]) -> TrialShown:
    """What trying comes to: in a sentence, by criterion, and by call, those that change most first."""
    titles: dict[str, str] = {criterion.key: criterion.title for criterion in rubric.criteria}
    lines = [tried_line(one, when, titles) for one, when in sorted(tried, key=_by_change)]
    return TrialShown(
        says=_says(trial),
        calls=trial.calls,
        criteria=tuple(
            CriterionLine(
                title=titles[one.criterion],
                same=one.same,
                up=one.up,
                down=one.down,
                open=one.open + one.appears + one.disappears,
                by="" if one.mean is None else _signed(one.mean, 2),
            )
            for one in trial.criteria
        ),
        lines=tuple(lines),
    )


def _by_change(pair: tuple[TriedCall, str]) -> tuple[int, float]:
    by = pair[0].by
    return (1 if not pair[0].changes else 0, -abs(by) if by is not None else 0.0)


def _says(trial: Trial) -> str:
    if not trial.calls:
        return "No call was read with this rubric yet: there is nothing to try it on."
    said = f"{trial.changed} of {trial.calls} calls would change."
    if trial.mean is None:
        return f"{said.replace('would', 'may')} How much is open until the judge has read them."
    largest = f", at most by {_signed(trial.largest, 1)}" if trial.largest else ""
    counted = f"over the {trial.scored} with both scores" if trial.scored < trial.calls else "on average"
    return f"{said} QA scores move by {_signed(trial.mean, 1)} points {counted}{largest}."


def tried_line(one: TriedCall, when: str, titles: dict[str, str]) -> TriedLine:
    by = one.by
    return TriedLine(
        call=one.call,
        when=when,
        before=_points(one.before),
        after=_points(one.after),
        by="open" if by is None else _signed(by, 1),
        moves=(
            *(f"{titles[m.criterion]} {_level(m.before)} → {_level(m.after)}" for m in _moved(one.moves)),
            *(f"must-have {item} now missed" for item in one.newly_missed),
            *(f"must-have {item} no longer missed" for item in one.no_longer_missed),
        ),
        unread=len(one.unread),
        changes=one.changes,
    )


def _moved(moves: tuple[Move, ...]) -> list[Move]:
    return [move for move in moves if move.kind != "same"]


def _level(span: tuple[int, int] | None) -> str:
    if span is None:
        return "not applicable"
    return str(span[0]) if span[0] == span[1] else f"{span[0]}–{span[1]}"


def _points(span: tuple[float, float] | None) -> str:
    if span is None:
        return "–"
    low, high = (format_percent(value) for value in span)
    return low if low == high else f"{low}–{high}"


def _signed(value: float | None, digits: int) -> str:
    return "0" if not value else f"{value:+.{digits}f}".replace("-", "−")
