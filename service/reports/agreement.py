"""The agreement report on the screen: the sentence first, then every statistic to three decimals."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table

from scoring.agreement.estimate import Estimate
from scoring.agreement.records import AgreementReport, PairAgreement, PanelAgreement
from scoring.visible import visible

PAIRS_IN_FULL = 6
GWET_WARNING = "high whenever most scores are equal"

Row = tuple[str, Estimate]


def print_agreement(report: AgreementReport, console: Console) -> None:
    """Prints sentence, notes, panel, pairs and severity."""
    console.print(report.sentence, style="bold")
    for note in report.notes:
        console.print(f"· {visible(note)}")
    if len(report.raters) > 2:
        _print_rows(f"All {len(report.raters)} raters", panel_rows(report.panel), console)
    else:
        _print_rows("Both raters together", panel_rows(report.panel)[2:6], console)
    if len(report.pairs) <= PAIRS_IN_FULL:
        for pair in report.pairs:
            _print_rows(_names(pair), pair_rows(pair), console)
    else:
        _print_rows(
            "kappa, quadratic", [(_names(pair), pair.kappa.quadratic) for pair in report.pairs], console
        )
        console.print(f"Every statistic of the {len(report.pairs)} pairs: --json")
    differences = [(visible(rater.rater), rater.difference) for rater in report.severity]
    _print_rows(
        "Severity: points above (+) or below (−, stricter) the others", differences, console, signed=True
    )
    console.print(f"Intervals: {report.confidence:.0%}. AC1 and AC2 are {GWET_WARNING}.", style="dim")


def panel_rows(panel: PanelAgreement) -> list[Row]:
    """The statistics of all raters together."""
    return [
        ("exact agreement", panel.exact),
        ("within one step", panel.within_one),
        ("Krippendorff's alpha, nominal", panel.alpha.nominal),
        ("Krippendorff's alpha, ordinal", panel.alpha.ordinal),
        ("Krippendorff's alpha, interval", panel.alpha.interval),
        ("Krippendorff's alpha, ratio", panel.alpha.ratio),
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


def _print_rows(title: str, rows: Iterable[Row], console: Console, *, signed: bool = False) -> None:
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column("")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("interval", no_wrap=True)
    table.add_column("units", justify="right", no_wrap=True)
    for name, estimate in rows:
        table.add_row(name, *_cells(estimate, "+" if signed else ""))
    console.print(table)


def _cells(estimate: Estimate, sign: str) -> tuple[str, str, str]:
    """The value and its interval, or the reason in its place."""
    units = f"{estimate.units:,}"
    if estimate.value is None:
        return "—", f"not defined: {estimate.why_no_value}", units
    value = _rounded(estimate.value, sign)
    if estimate.low is None or estimate.high is None:
        return value, f"none: {estimate.why_no_interval}", units
    return value, f"{_rounded(estimate.low, sign)} to {_rounded(estimate.high, sign)}", units


def _rounded(value: float, sign: str) -> str:
    """Three decimals, and never a minus zero."""
    return f"{round(value, 3) + 0.0:{sign}.3f}".replace("-", "−")
