"""What the report of a calibration round shows, ready to be drawn: words and places, all worked out."""

from collections.abc import Mapping

from scoring.agreement.estimate import Estimate
from scoring.agreement.gwet import WARNING
from scoring.agreement.round_records import CriterionAgreement, ItemAgreement, RoundReport, StateAgreement
from scoring.formats import counted
from scoring.record import Record
from service.reports.round_pairs import PairTable, answer_pairs, level_pairs
from service.reports.round_pictures import Matrix, StrictnessPlot, matrices, strictness_plot
from service.reports.round_terminal import estimate_cells

Row = tuple[str, str, str]
"""What it is, its value, its interval or why there is none."""


class Heard(Record):
    """▶ at a sentence that shows an answer; `spoken` is what it is called aloud."""

    href: str
    text: str
    spoken: str
    clip: str
    start: float
    end: float


class ShownLevel(Record):
    """What a rater gave, and the sentences cited for it where they can be heard."""

    rater: str
    level: int
    heard: tuple[Heard, ...] = ()


class ShownDifference(Record):
    """A call and criterion on which raters are far apart."""

    call: str
    criterion: str
    levels: tuple[ShownLevel, ...]


class ShownCriterion(Record):
    key: str
    title: str
    sentence: str
    rows: tuple[Row, ...]
    context: str
    pairs: tuple[PairTable, ...]
    states: tuple[Row, ...]
    matrices: tuple[Matrix, ...]
    plot: StrictnessPlot | None


class ShownItem(Record):
    key: str
    asks: str
    criterion: str
    split: str
    rows: tuple[Row, ...]
    severity: tuple[Row, ...]
    pairs: tuple[PairTable, ...]


class RoundPage(Record):
    """The whole report. `items`: on which a yes stood against a no; `agreed`: on which none ever did."""

    title: str
    sentence: str
    notes: tuple[str, ...]
    headline: tuple[Row, ...]
    plot: StrictnessPlot | None
    differences: tuple[ShownDifference, ...]
    plays: bool
    criteria: tuple[ShownCriterion, ...]
    items: tuple[ShownItem, ...]
    agreed: tuple[ShownItem, ...]


Sounds = Mapping[tuple[str, str, str], tuple[Heard, ...]]
"""Call, criterion and rater → the sentences cited."""
SILENT: Sounds = {}


def round_page(report: RoundReport, sounds: Sounds = SILENT) -> RoundPage:
    """The report as a page shows it. A file that goes elsewhere has no `sounds`."""
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
        differences=_differences(report, titles, sounds),
        plays=bool(sounds),
        criteria=tuple(_criterion(one) for one in report.criteria),
        items=tuple(
            _item(one, titles) for one in sorted(report.items, key=lambda one: -one.split) if one.split
        ),
        agreed=tuple(_item(one, titles) for one in report.items if not one.split),
    )


def heard_on(page: RoundPage, report: RoundReport, sounds: Sounds) -> RoundPage:
    """The silent page of the report with these sounds."""
    titles = {one.key: one.title for one in report.criteria}
    shown = {"differences": _differences(report, titles, sounds), "plays": bool(sounds)}
    return page.model_copy(update=shown)


def _differences(
    report: RoundReport, titles: Mapping[str, str], sounds: Sounds
) -> tuple[ShownDifference, ...]:
    return tuple(
        ShownDifference(
            call=one.call,
            criterion=titles.get(one.criterion, one.criterion),
            levels=tuple(
                ShownLevel(rater=name, level=level, heard=sounds.get((one.call, one.criterion, name), ()))
                for name, level in one.levels.items()
            ),
        )
        for one in report.differences
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
        pairs=level_pairs(one.pairs),
        states=(*_states("Not applicable", one.not_applicable), *_states("Cannot assess", one.cannot_assess)),
        matrices=matrices(one),
        plot=strictness_plot(one.severity),
    )


def _item(one: ItemAgreement, titles: dict[str, str]) -> ShownItem:
    return ShownItem(
        key=one.key,
        asks=one.asks,
        criterion=titles.get(one.criterion, one.criterion),
        split=f"yes against no on {one.split} of {counted(one.calls, 'call')}",
        rows=(
            _row("People, same answer", one.people_exact),
            _row("People, within one step", one.within_one),
            _row("People, kappa", one.people),
            _row("People, Krippendorff's alpha", one.alpha),
            _row("AI reading and a person, same answer", one.judge_exact),
            _row("AI reading and a person, kappa", one.judge),
            *_states("Not applicable", one.not_applicable),
            *_states("Cannot assess", one.cannot_assess),
        ),
        severity=tuple(_row(rater.rater, rater.difference, "+") for rater in one.severity),
        pairs=answer_pairs(one.pairs),
    )


def _states(name: str, found: StateAgreement) -> tuple[Row, ...]:
    if found.given == 0:
        return ()
    return (
        _row(f"{name} ({counted(found.given, 'call')}): agree whether it was", found.exact),
        _row(f"{name}: the same beyond chance (alpha)", found.alpha),
    )


def _row(name: str, estimate: Estimate, sign: str = "") -> Row:
    return (name, *estimate_cells(estimate, sign))
