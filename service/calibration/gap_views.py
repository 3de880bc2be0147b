"""What the pages of gaps show: where a judge comes apart from people and from itself, and the site's mean."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.gaps import Gaps
from scoring.formats import counted
from scoring.record import Record
from scoring.rubric import Rubric
from service.calibration.clearing import judged_with_most, judges_known
from service.calibration.grouping import score_gaps
from service.calibration.mean_views import MeanShown, mean_shown
from service.calibration.pairs import double_scored
from service.calibration.retest import Retest, retest_of_judge
from service.db.tables import RubricVersion
from service.errors import NotFound
from service.reports.round_terminal import estimate_cells

BY = {
    "heard": "By how well the words were heard",
    "kind": "By kind of call",
    "channels": "By channels",
    "team": "By team",
    "group": "By the groups of the file",
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


class OneOffPage(Record):
    """What hr compares by groups of its own. `found`: in the answer to the file alone, and kept nowhere."""

    judges: tuple[tuple[str, str], ...]
    rubrics: tuple[tuple[str, str], ...]
    judge: str
    rubric: str
    problem: str
    found: GapBlock | None


class GapsPage(Record):
    """`retest`: the judge against itself; None where it read nothing more than once."""

    judge: str
    rubric: str
    blocks: tuple[GapBlock, ...]
    retest: Retest | None
    mean: MeanShown


def gaps_page(session: Session, row: RubricVersion, judge_key: str, at: datetime) -> GapsPage:
    """Raises NotFound for a judge that is not known here."""
    mark = next((one for one in judges_known(session) if one.key == judge_key), None)
    if mark is None:
        raise NotFound("No such judge is known here.", "Look at the list of clearances.")
    form = Rubric.from_document(row.document)
    found = score_gaps(session, double_scored(session, [row.id], judge_key, at), form)
    return GapsPage(
        judge=mark.title,
        rubric=f"{row.slug}@{row.version}",
        blocks=tuple(_block(one) for one in found),
        retest=retest_of_judge(session, row, judge_key),
        mean=mean_shown(session, None, row, judge_key, at),
    )


def one_off_page(
    session: Session, judge: str = "", rubric: str = "", problem: str = "", found: Gaps | None = None
) -> OneOffPage:
    """The form with what was chosen, and the answer where there is one."""
    forms = session.scalars(select(RubricVersion).order_by(RubricVersion.id.desc()))
    return OneOffPage(
        judges=tuple((one.key, f"{one.title}, key {one.key[:12]}") for one in judges_known(session)),
        rubrics=tuple((name, name) for name in (f"{one.slug}@{one.version}" for one in forms)),
        judge=judge,
        rubric=rubric or judged_with_most(session),
        problem=problem,
        found=None if found is None else _block(found),
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
