"""Each pair of raters of a round as a row of a table; why a figure is missing is said once, below."""

from collections.abc import Iterable, Sequence

from scoring.agreement.estimate import Estimate
from scoring.agreement.round_records import ItemPair, RoundPair
from scoring.record import Record
from service.reports.round_terminal import estimate_cells

MOST = 15
"""Pairs shown: six people make as many. The rest stands in the JSON."""
OF_LEVELS = ("Pair", "Calls", "Quadratic kappa", "Same level", "Within one level")
OF_ANSWERS = ("Pair", "Calls", "Kappa", "Same answer", "Agree on yes", "Agree on no")
OF_JUDGE = ("Person and AI reading", "Calls", "Found the person's no", "Left the person's yes alone")


class PairTable(Record):
    """A row a pair: who, on how many calls, and each figure with its interval. `notes`: why there is none."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def level_pairs(pairs: Sequence[RoundPair]) -> tuple[PairTable, ...]:
    """The pairs on one criterion, those with the AI reading first."""
    return _table(OF_LEVELS, [(one, (one.kappa, one.exact, one.within_one)) for one in pairs])


def answer_pairs(pairs: Sequence[ItemPair]) -> tuple[PairTable, ...]:
    """The pairs on one item; and what the AI reading made of the answers of each person."""
    among = [
        (one, (one.kappa, one.exact, one.binary.positive_agreement, one.binary.negative_agreement))
        for one in pairs
    ]
    beside = [
        (one, (one.binary.sensitivity_for_no, one.binary.specificity_for_no))
        for one in pairs
        if one.between == "judge"
    ]
    return (*_table(OF_ANSWERS, among), *_table(OF_JUDGE, beside))


def _table(
    head: tuple[str, ...], pairs: Sequence[tuple[RoundPair | ItemPair, Sequence[Estimate]]]
) -> tuple[PairTable, ...]:
    """None without a pair. The AI reading first: of many people its pairs would be left out."""
    if not pairs:
        return ()
    shown = sorted(pairs, key=lambda one: one[0].between != "judge")[:MOST]
    notes = list(dict.fromkeys(_reasons(found for _, found in shown)))
    if len(pairs) > MOST:
        notes.append(f"{len(pairs) - MOST} more pairs stand in the report as JSON")
    rows = tuple(
        (f"{one.first} and {one.second}", str(one.calls), *map(_cell, found)) for one, found in shown
    )
    return (PairTable(head=head, rows=rows, notes=tuple(notes)),)


def _cell(estimate: Estimate) -> str:
    value, interval = estimate_cells(estimate)
    return f"{value} {interval}" if estimate.low is not None else value


def _reasons(found: Iterable[Sequence[Estimate]]) -> Iterable[str]:
    for estimates in found:
        for one in estimates:
            if one.why_no_value:
                yield f"— not defined: {one.why_no_value}"
            elif one.why_no_interval:
                yield f"no interval: {one.why_no_interval}"
