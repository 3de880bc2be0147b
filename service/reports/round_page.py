"""What the report of a calibration round shows, ready to be drawn: words and places, all worked out."""

from scoring.agreement.estimate import Estimate
from scoring.agreement.gwet import WARNING
from scoring.agreement.round_records import CriterionAgreement, ItemAgreement, RoundReport, StateAgreement
from scoring.formats import counted
from scoring.record import Record
from service.reports.round_pictures import Matrix, StrictnessPlot, matrices, strictness_plot
from service.reports.round_terminal import estimate_cells

Row = tuple[str, str, str]
"""What it is, its value, its interval or why there is none."""


class ShownCriterion(Record):
    key: str
    title: str
    sentence: str
    rows: tuple[Row, ...]
    context: str
    pairs: tuple[Row, ...]
    states: tuple[Row, ...]
    matrices: tuple[Matrix, ...]
    plot: StrictnessPlot | None


class ShownItem(Record):
    key: str
    asks: str
    criterion: str
    split: str
    rows: tuple[Row, ...]


class RoundPage(Record):
    """The whole report. `items`: on which a yes stood against a no; `agreed`: on which none ever did."""

    title: str
    sentence: str
    notes: tuple[str, ...]
    headline: tuple[Row, ...]
    plot: StrictnessPlot | None
    differences: tuple[tuple[str, str, str], ...]
    criteria: tuple[ShownCriterion, ...]
    items: tuple[ShownItem, ...]
    agreed: tuple[ShownItem, ...]


def round_page(report: RoundReport) -> RoundPage:
    """The report as a page shows it."""
    head, titles = report.headline, {one.key: one.title for one in report.criteria}
    return RoundPage(
        title=report.title,
        sentence=report.sentence,
        notes=report.notes,
        headline=(
            _row("People gave an item the same answer", head.people_exact),
            _row("Beyond chance (alpha)", head.people_alpha),
            _row("A person and the AI reading, same answer", head.judge_exact),
            _row("Beyond chance (kappa)", head.judge_kappa),
        ),
        plot=strictness_plot(report.severity),
        differences=tuple(
            (
                one.call,
                titles.get(one.criterion, one.criterion),
                ", ".join(f"{name} {level}" for name, level in one.levels.items()),
            )
            for one in report.differences
        ),
        criteria=tuple(_criterion(one) for one in report.criteria),
        items=tuple(
            _item(one, titles) for one in sorted(report.items, key=lambda one: -one.split) if one.split
        ),
        agreed=tuple(_item(one, titles) for one in report.items if not one.split),
    )


def _criterion(one: CriterionAgreement) -> ShownCriterion:
    ac2, interval = estimate_cells(one.ac2)
    return ShownCriterion(
        key=one.key,
        title=one.title,
        sentence=one.sentence,
        rows=(
            _row("People, same level", one.people.exact),
            _row("People, within one level", one.people.within_one),
            _row("People, quadratic kappa", one.people.kappa),
            _row("People, Krippendorff's alpha (ordinal)", one.alpha),
            _row("AI reading and a person, same level", one.judge.exact),
            _row("AI reading and a person, within one level", one.judge.within_one),
            _row("AI reading and a person, quadratic kappa", one.judge.kappa),
            _row("AI reading above people, percent", one.bias, "+"),
        ),
        context=f"Context only, {WARNING}: Gwet's AC2 of the people {ac2} {interval}.",
        pairs=tuple(_row(f"{pair.first} and {pair.second}", pair.kappa) for pair in one.pairs),
        states=(*_states("Not applicable", one.not_applicable), *_states("Cannot assess", one.cannot_assess)),
        matrices=matrices(one),
        plot=strictness_plot(one.severity),
    )


def _item(one: ItemAgreement, titles: dict[str, str]) -> ShownItem:
    rows = [_row("People, kappa", one.people), _row("AI reading and a person, kappa", one.judge)]
    # The AI reading first: with four people its pair would be left out.
    for pair in sorted(one.pairs, key=lambda pair: pair.between != "judge")[:3]:
        name = f"{pair.first} and {pair.second}"
        rows += [
            _row(f"{name}: agree on yes", pair.binary.positive_agreement),
            _row(f"{name}: agree on no", pair.binary.negative_agreement),
        ]
        if pair.between == "judge":
            rows += [
                _row(f"{pair.second} found the no of {pair.first}", pair.binary.sensitivity_for_no),
                _row(f"{pair.second} left the yes of {pair.first} alone", pair.binary.specificity_for_no),
            ]
    rows += [*_states("Not applicable", one.not_applicable), *_states("Cannot assess", one.cannot_assess)]
    return ShownItem(
        key=one.key,
        asks=one.asks,
        criterion=titles.get(one.criterion, one.criterion),
        split=f"yes against no on {one.split} of {counted(one.calls, 'call')}",
        rows=tuple(rows),
    )


def _states(name: str, found: StateAgreement) -> tuple[Row, ...]:
    if found.given == 0:
        return ()
    return (_row(f"{name} ({counted(found.given, 'call')}): agree whether it was", found.exact),)


def _row(name: str, estimate: Estimate, sign: str = "") -> Row:
    return (name, *estimate_cells(estimate, sign))
