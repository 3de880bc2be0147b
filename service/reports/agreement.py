"""The agreement report on the screen: the sentence first, then every statistic to three decimals."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from scoring.agreement.estimate import Estimate
from scoring.agreement.gwet import WARNING
from scoring.agreement.records import AgreementReport, PairAgreement, PanelAgreement
from scoring.formats import counted
from scoring.visible import visible

PAIRS_IN_FULL = 6

Row = tuple[str, Estimate]


def print_agreement(report: AgreementReport, console: Console) -> None:
    """Prints sentence, notes, panel, pairs and severity."""
    console.print(report.sentence, style="bold")
    for note in report.notes:
        console.print(f"· {visible(note)}")
    if len(report.pairs) == 1:
        both = pair_rows(report.pairs[0]) + alpha_rows(report.panel)
        _print_rows(_names(report.pairs[0]), both, console)
    else:
        _print_rows(f"All {len(report.raters)} raters", panel_rows(report.panel), console)
        _print_pairs(report.pairs, console)
    differences = [(visible(rater.rater), rater.difference) for rater in report.severity]
    _print_rows("Severity: points above (+) or below (−, stricter) the others", differences, console, "+")
    console.print(
        f"\nIn brackets the {report.confidence * 100:g} % interval. AC1 and AC2: {WARNING}.", style="dim"
    )


def _print_pairs(pairs: Sequence[PairAgreement], console: Console) -> None:
    """A few pairs with everything, many with the one coefficient to read first."""
    if len(pairs) <= PAIRS_IN_FULL:
        for pair in pairs:
            _print_rows(_names(pair), pair_rows(pair), console)
    else:
        rows = [(_names(pair), pair.kappa.quadratic) for pair in pairs]
        _print_rows(f"{len(rows)} pairs: kappa, quadratic (all their statistics: --json)", rows, console)


def alpha_rows(panel: PanelAgreement) -> list[Row]:
    """Krippendorff's alpha for every kind of data."""
    return [
        ("alpha, nominal", panel.alpha.nominal),
        ("alpha, ordinal", panel.alpha.ordinal),
        ("alpha, interval", panel.alpha.interval),
        ("alpha, ratio", panel.alpha.ratio),
    ]


def panel_rows(panel: PanelAgreement) -> list[Row]:
    """The statistics of all raters together."""
    return [
        ("exact agreement", panel.exact),
        ("within one step", panel.within_one),
        *alpha_rows(panel),
        ("Gwet's AC1", panel.gwet.ac1),
        ("Gwet's AC2, quadratic", panel.gwet.ac2),
    ]


def pair_rows(pair: PairAgreement) -> list[Row]:
    """The statistics of two raters."""
    rows = [
        ("exact agreement", pair.exact),
        ("within one step", pair.within_one),
        ("kappa, unweighted", pair.kappa.unweighted),
        ("kappa, linear", pair.kappa.linear),
        ("kappa, quadratic", pair.kappa.quadratic),
        ("Gwet's AC1", pair.gwet.ac1),
        ("Gwet's AC2, quadratic", pair.gwet.ac2),
    ]
    if pair.binary is not None:
        rows += [
            ("agreement on the higher value", pair.binary.positive_agreement),
            ("agreement on the lower value", pair.binary.negative_agreement),
        ]
    return rows


def _names(pair: PairAgreement) -> str:
    few = " (indicative)" if pair.indicative else ""
    return f"{visible(pair.first)} and {visible(pair.second)}{few}"


def _print_rows(title: str, rows: Iterable[Row], console: Console, sign: str = "") -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=24)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for name, estimate in rows:
        value, interval = _cells(estimate, sign)
        table.add_row(f"  {name}", value, counted(estimate.units, "unit"), interval)
    console.print(f"\n{title}", style="bold")
    console.print(table)


def _cells(estimate: Estimate, sign: str) -> tuple[str, str]:
    """The value and its interval, or the reason in its place."""
    if estimate.value is None:
        return "—", f"not defined: {estimate.why_no_value}"
    value = _rounded(estimate.value, sign)
    if estimate.low is None or estimate.high is None:
        return value, f"no interval: {estimate.why_no_interval}"
    return value, f"[{_rounded(estimate.low, sign)}, {_rounded(estimate.high, sign)}]"


def _rounded(value: float, sign: str) -> str:
    """Three decimals, and never a minus zero."""
    return f"{round(value, 3) + 0.0:{sign}.3f}".replace("-", "−")
