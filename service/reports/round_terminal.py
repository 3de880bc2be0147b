"""The report of a calibration round on the screen: what it comes to first, then criterion by criterion."""

from rich.console import Console
from rich.table import Table

from scoring.agreement.estimate import Estimate
from scoring.agreement.round_records import CriterionAgreement, RoundReport
from scoring.visible import visible


def print_round(report: RoundReport, console: Console) -> None:
    """Sentence, notes, headline, criteria, strictness, differences."""
    console.print(visible(report.sentence), style="bold")
    for note in report.notes:
        console.print(f"· {visible(note)}")
    head = report.headline
    _table(
        "Over the answers to all items",
        [
            ("people, same answer", head.people_exact),
            ("people, alpha", head.people_alpha),
            ("a person and the AI reading, same answer", head.judge_exact),
            ("a person and the AI reading, kappa", head.judge_kappa),
        ],
        console,
    )
    for criterion in report.criteria:
        console.print(f"\n{criterion.title}", style="bold")
        console.print(visible(criterion.sentence))
        _table("", _rows(criterion), console)
    severity = [(visible(one.rater), one.difference) for one in report.severity]
    _table("Strictness in levels, against the other people (− is stricter)", severity, console, "+")
    if report.differences:
        console.print("\nFarthest apart", style="bold")
    for one in report.differences[:10]:
        levels = ", ".join(f"{visible(name)} {level}" for name, level in one.levels.items())
        console.print(f"  call {one.call}, {one.criterion}: {levels}")
    if report.splits:
        console.print(f"\nItems that split most: {', '.join(report.splits)}")


def _rows(criterion: CriterionAgreement) -> list[tuple[str, Estimate]]:
    return [
        ("people, same level", criterion.people.exact),
        ("people, kappa", criterion.people.kappa),
        ("people, alpha (ordinal)", criterion.alpha),
        ("AI reading, same level", criterion.judge.exact),
        ("AI reading, kappa", criterion.judge.kappa),
        ("AI reading, percent above people", criterion.bias),
    ]


def _table(title: str, rows: list[tuple[str, Estimate]], console: Console, sign: str = "") -> None:
    if title:
        console.print(f"\n{title}", style="bold")
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, estimate in rows:
        table.add_row(f"  {name}", *estimate_cells(estimate, sign))
    console.print(table)


def estimate_cells(estimate: Estimate, sign: str = "", places: int = 2) -> tuple[str, str]:
    """The value and its interval, or the reason in its place."""
    if estimate.value is None:
        return "—", f"not defined: {estimate.why_no_value}"
    value = _rounded(estimate.value, sign, places)
    if estimate.low is None or estimate.high is None:
        return value, f"no interval: {estimate.why_no_interval}"
    return value, f"[{_rounded(estimate.low, sign, places)}, {_rounded(estimate.high, sign, places)}]"


def _rounded(value: float, sign: str, places: int) -> str:
    return f"{round(value, places) + 0.0:{sign}.{places}f}".replace("-", "−")
