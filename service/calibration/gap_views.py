"""What the page of gaps shows: where a judge and people come apart, and the site's mean from both."""

from datetime import datetime

from sqlalchemy.orm import Session

from scoring.agreement.gaps import Gaps
from scoring.errors import BadInput
from scoring.formats import counted
from scoring.record import Record
from scoring.rubric import Rubric
from service.calibration.clearing import judges_known
from service.calibration.grouping import score_gaps
from service.calibration.means import mean_of
from service.calibration.pairs import double_scored
from service.db.tables import RubricVersion
from service.errors import NotFound
from service.reports.round_terminal import estimate_cells

DAYS = 90
BY = {
    "heard": "By how well the words were heard",
    "kind": "By kind of call",
    "channels": "By channels",
    "site": "By site",
}


class GapLine(Record):
    """A group of 20 calls or more; `spreads` is the gap in standard deviations of people's scores."""

    group: str
    calls: str
    gap: str
    interval: str
    spreads: str


class GapBlock(Record):
    title: str
    lines: tuple[GapLine, ...]
    small: str


class GapsPage(Record):
    judge: str
    rubric: str
    blocks: tuple[GapBlock, ...]
    mean: str
    mean_about: str


def gaps_page(session: Session, row: RubricVersion, judge_key: str, at: datetime) -> GapsPage:
    """Raises NotFound for a judge that is not known here."""
    mark = next((one for one in judges_known(session) if one.key == judge_key), None)
    if mark is None:
        raise NotFound("No such judge is known here.", "Look at the list of clearances.")
    form = Rubric.from_document(row.document)
    found = score_gaps(session, double_scored(session, [row.id], judge_key, at), form)
    mean, about = _mean(session, row, judge_key, at)
    return GapsPage(
        judge=mark.title,
        rubric=f"{row.slug}@{row.version}",
        blocks=tuple(_block(one) for one in found),
        mean=mean,
        mean_about=about,
    )


def _block(one: Gaps) -> GapBlock:
    lines = []
    for group in one.groups:
        gap, interval = estimate_cells(group.difference, "+", 1)
        lines.append(
            GapLine(
                group=group.group,
                calls=counted(group.calls, "call"),
                gap=gap,
                interval=interval,
                spreads="not defined" if group.smd is None else f"{group.smd:+.2f}".replace("-", "−"),
            )
        )
    small = (
        f"{counted(one.too_small, 'group')} of fewer than 20 calls: nothing is said." if one.too_small else ""
    )
    return GapBlock(title=BY.get(one.by, one.by), lines=tuple(lines), small=small)


def _mean(session: Session, row: RubricVersion, judge_key: str, at: datetime) -> tuple[str, str]:
    """The site's mean and what it rests on; with too few calls by people, what is missing."""
    try:
        found = mean_of(session, None, None, row, judge_key, DAYS, at)
    except BadInput as error:
        return "Not worked out", f"{error.message} {error.next_step}"
    return (
        f"{found.mean:.1f} (likely {found.low:.1f} to {found.high:.1f})",
        f"{counted(found.people, 'drawn call')} scored by people, {found.judged} more by the judge alone."
        f" By people alone {found.people_mean:.1f}, by the judge alone {found.judge_mean:.1f}.",
    )
