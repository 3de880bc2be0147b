"""What the page of fitted tables shows: the table there is beside the one that people's levels ask for."""

from collections.abc import Sequence
from typing import Literal

from scoring.agreement.table_fit import Fit, TableFit
from scoring.explain import condition
from scoring.formats import format_share
from scoring.record import Record
from service.calibration.views import RoundView
from service.reports.round_terminal import estimate_cells

LEVELS = (5, 4, 3, 2, 1)


class FitLine(Record):
    """What a level takes, in both tables."""

    level: int
    now: str
    fitted: str
    changes: bool


class FitFigure(Record):
    name: str
    now: str
    fitted: str


class FitBlock(Record):
    """One criterion. Without lines nothing could be fitted, and the sentence says why."""

    title: str
    sentence: str
    word: str
    look: Literal["good", "neutral"]
    better: bool
    lines: tuple[FitLine, ...]
    figures: tuple[FitFigure, ...]
    gain: str


class FitPage(Record):
    """All criteria of a round's form; `better` names those a draft would change."""

    round: str
    title: str
    rubric: str
    criteria: tuple[FitBlock, ...]
    better: tuple[str, ...]


def fit_page(round_: RoundView, fits: Sequence[TableFit]) -> FitPage:
    return FitPage(
        round=round_.id,
        title=round_.title,
        rubric=round_.rubric,
        criteria=tuple(_block(one) for one in sorted(fits, key=lambda one: not one.better)),
        better=tuple(one.title for one in fits if one.better),
    )


def _block(fit: TableFit) -> FitBlock:
    if fit.old is None or fit.fitted is None or fit.gain is None:
        return FitBlock(
            title=fit.title,
            sentence=fit.sentence,
            word="too few to tell",
            look="neutral",
            better=False,
            lines=(),
            figures=(),
            gain="",
        )
    value, interval = estimate_cells(fit.gain, "+")
    return FitBlock(
        title=fit.title,
        sentence=fit.sentence,
        word="surely nearer" if fit.better else "keep the table",
        look="good" if fit.better else "neutral",
        better=fit.better,
        lines=_lines(fit.old, fit.fitted),
        figures=(
            FitFigure(
                name="Same level", now=format_share(fit.old.exact), fitted=format_share(fit.fitted.exact)
            ),
            FitFigure(
                name="Within one level",
                now=format_share(fit.old.within_one),
                fitted=format_share(fit.fitted.within_one),
            ),
            FitFigure(
                name="Mean squared distance in levels",
                now=f"{fit.old.squared:.2f}",
                fitted=f"{fit.fitted.squared:.2f}",
            ),
        ),
        gain=f"Nearer by {value} {interval} squared levels a call.",
    )


def _lines(old: Fit, new: Fit) -> tuple[FitLine, ...]:
    before = {row.level: condition(row) for row in old.table}
    after = {row.level: condition(row) for row in new.table}
    return tuple(
        FitLine(
            level=level,
            now=before.get(level, "not given"),
            fitted=after.get(level, "not given"),
            changes=before.get(level) != after.get(level),
        )
        for level in LEVELS
    )
