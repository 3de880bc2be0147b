"""How agreement went from round to round, on all versions of one form."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.agreement.round_report import headline
from scoring.record import Record
from service.calibration.blindness import is_open
from service.calibration.frames import frame_of, round_data
from service.calibration.page_views import last_day
from service.db.tables import Round, RubricVersion
from service.reports.round_terminal import estimate_cells
from service.reports.time_picture import TimePlot, time_plot
from service.web.moments import local_day

MOST = 12


class TimeLine(Record):
    """One round: shares with their intervals, and the same beyond chance."""

    id: str
    title: str
    about: str
    people: str
    people_interval: str
    judge: str
    judge_interval: str
    alpha: str
    kappa: str


class OverTime(Record):
    plot: TimePlot
    lines: tuple[TimeLine, ...]


def agreement_over_time(session: Session, row: Round, at: datetime) -> OverTime | None:
    """The last rounds up to this one, oldest first; None where it is the first."""
    slug = session.get_one(RubricVersion, row.rubric_id).slug
    asked = (
        select(Round, RubricVersion.version)
        .join(RubricVersion, RubricVersion.id == Round.rubric_id)
        .where(RubricVersion.slug == slug, Round.id <= row.id)
        .order_by(Round.id.desc())
    )
    rounds = [(one, version) for one, version in session.execute(asked) if is_open(one, at)][:MOST][::-1]
    heads = [headline(frame_of(round_data(session, [one]))) for one, _ in rounds]
    days = [_opened(one) for one, _ in rounds]
    plot = time_plot(
        [day.split(" ", 1)[1].rsplit(" ", 1)[0] for day in days],
        [one.people_exact for one in heads],
        [one.judge_exact for one in heads],
    )
    if plot is None:
        return None
    lines = []
    for (one, version), head, day in zip(rounds, heads, days, strict=True):
        people, people_interval = estimate_cells(head.people_exact)
        judge, judge_interval = estimate_cells(head.judge_exact)
        lines.append(
            TimeLine(
                id=one.public_id,
                title=one.title,
                about=f"opened {day}, {slug}@{version}",
                people=people,
                people_interval=people_interval,
                judge=judge,
                judge_interval=judge_interval,
                alpha=estimate_cells(head.people_alpha)[0],
                kappa=estimate_cells(head.judge_kappa)[0],
            )
        )
    return OverTime(plot=plot, lines=tuple(lines))


def _opened(row: Round) -> str:
    return local_day(row.opened_at, row.zone) if row.opened_at else last_day(row.deadline, row.zone)
